"""The keys of a workspace's issuers: made, opened once, and used to seal documents."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from trimtab.credentials.issuing.making import Seal
from trimtab.credentials.securing import (
    EDDSA_JCS_2022,
    both_suites,
    did_key,
    did_key_method,
    public_key_multibase,
    raw_key,
    secure,
)
from trimtab.credentials.types import Algorithm, KeyRecord
from trimtab.kernel import StateError
from trimtab.ports import Signer
from trimtab.stores.credentials.key_files import (
    LocalSigner,
    Passphrase,
    create_key_file,
    open_key_file,
    passphrase,
)

FOLDER = "keys"
"""Where a workspace keeps its encrypted private keys."""

_FILE = "file:"
_TOKEN = "token:"


def seal_of(signer: Signer) -> Seal:
    """What signs with both cryptosuites of a certificate: the linked-data one and the fast one."""
    suites = both_suites(signer)

    def sign(document: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        return secure(document, suites, at)

    return Seal(signer.key_id, sign)


def fast_seal_of(signer: Signer) -> Callable[[Mapping[str, Any], datetime], dict[str, Any]]:
    """What signs plain JSON, such as a day of the register of issues."""
    return lambda document, at: secure(document, ((EDDSA_JCS_2022, signer),), at)


@dataclass(slots=True)
class Keyring:
    """The private keys of a workspace. Opening an encrypted file takes a third of a second, so
    each is opened once; one object serves many threads."""

    folder: Path
    secret: Callable[[], Passphrase] = passphrase
    _open: dict[str, Signer] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, workspace: Path) -> Keyring:
        """The keyring of a workspace folder."""
        return cls(workspace / FOLDER)

    def make(
        self, issuer_id: str | None, at: datetime, algorithm: Algorithm = Algorithm.ED25519
    ) -> KeyRecord:
        """A new key in a new encrypted file. Without an issuer, the key is one: its ``did:key``.

        Raises what ``create_key_file`` and ``passphrase`` raise.
        """
        path, public = create_key_file(self.folder, algorithm, self.secret(), at)
        return new_key_record(algorithm, public, issuer_id, at, f"{_FILE}{path.name}")

    def signer(self, key: KeyRecord) -> Signer:
        """The signer of a key.

        Raises StateError CREDENTIALS-191 for a key whose private part is not kept here, and what
        ``open_key_file`` raises.
        """
        with self._lock:
            if key.key_id not in self._open:
                self._open[key.key_id] = self._opened(key)
            return self._open[key.key_id]

    def seal(self, key: KeyRecord) -> Seal:
        """What seals documents with a key. Raises as ``signer``."""
        return seal_of(self.signer(key))

    def _opened(self, key: KeyRecord) -> Signer:
        held, public = key.held_in or "", raw_key(key.public_key_multibase)[1]
        if held.startswith(_FILE):
            path = self.folder / Path(held.removeprefix(_FILE)).name
            return open_key_file(path, key.key_id, self.secret(), public)
        if held.startswith(_TOKEN):
            from trimtab.app.credentials_tokens import open_token_key

            return open_token_key(held.removeprefix(_TOKEN), key)
        raise StateError("CREDENTIALS-191", key=key.key_id)


def whole(at: datetime) -> datetime:
    """An instant to the second, as proofs are dated: a key must not begin within the second of
    its first signature."""
    return at.replace(microsecond=0)


def new_key_record(
    algorithm: Algorithm, public: bytes, issuer_id: str | None, at: datetime, held_in: str | None
) -> KeyRecord:
    """The record of a new key. Without an issuer, the key is one: its ``did:key``."""
    multibase = public_key_multibase(algorithm, public)
    own = did_key(algorithm, public)
    owner = issuer_id or own
    mark = multibase if owner == own else f"key-{hashlib.sha256(public).hexdigest()[:16]}"
    return KeyRecord(f"{owner}#{mark}", owner, algorithm, multibase, whole(at), held_in=held_in)


def throw_away_key(at: datetime) -> tuple[KeyRecord, Signer]:
    """A key that lives in this process only, as an issuer of its own (``did:key``)."""

    signer = LocalSigner.generate(Algorithm.ED25519, did_key_method)
    return new_key_record(Algorithm.ED25519, signer.public_key, None, at, None), signer
