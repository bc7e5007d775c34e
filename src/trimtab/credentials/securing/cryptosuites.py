"""Cryptosuites of Data Integrity: how a document becomes the bytes that are signed.

Both suites here are those of Data Integrity EdDSA Cryptosuites 1.0. Another one - SM2 with SM3, as
China's users may need - is an object of the same protocol under its name in a mapping that is given
to ``secure`` and ``check_proofs``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from trimtab.credentials.securing.canonical_json import canonical_json
from trimtab.credentials.securing.canonical_quads import canonical_quads
from trimtab.credentials.securing.contexts import Contexts
from trimtab.credentials.securing.keys import ed25519_holds
from trimtab.credentials.types import Algorithm

PROOF_TYPE = "DataIntegrityProof"


class Cryptosuite(Protocol):
    """One way of signing a document."""

    @property
    def name(self) -> str:
        """Its name in ``cryptosuite`` of a proof."""
        ...

    @property
    def algorithm(self) -> Algorithm:
        """What its keys sign with."""
        ...

    @property
    def keeps_context(self) -> bool:
        """Whether the proof repeats ``@context``, as those over JSON text do."""
        ...

    def data(
        self, document: Mapping[str, Any], options: Mapping[str, Any], contexts: Contexts
    ) -> bytes:
        """The bytes to sign, for a document without proof and a proof without value."""
        ...

    def holds(self, raw_key: bytes, signature: bytes, data: bytes) -> bool:
        """Whether the signature of these bytes holds under a raw public key."""
        ...


@dataclass(frozen=True, slots=True)
class EddsaRdfc2022:
    """eddsa-rdfc-2022: SHA-256 of canonical RDF of the proof options, then of the document."""

    name: str = "eddsa-rdfc-2022"
    algorithm: Algorithm = Algorithm.ED25519
    keeps_context: bool = False

    def data(
        self, document: Mapping[str, Any], options: Mapping[str, Any], contexts: Contexts
    ) -> bytes:
        """The 64 bytes to sign."""
        options = {**options, "@context": document.get("@context")}
        return _hashes(canonical_quads(options, contexts), canonical_quads(document, contexts))

    def holds(self, raw_key: bytes, signature: bytes, data: bytes) -> bool:
        """Whether the signature holds."""
        return ed25519_holds(raw_key, signature, data)


@dataclass(frozen=True, slots=True)
class EddsaJcs2022:
    """eddsa-jcs-2022: SHA-256 of canonical JSON of the proof options, then of the document."""

    name: str = "eddsa-jcs-2022"
    algorithm: Algorithm = Algorithm.ED25519
    keeps_context: bool = True

    def data(
        self, document: Mapping[str, Any], options: Mapping[str, Any], contexts: Contexts
    ) -> bytes:
        """The 64 bytes to sign; ``contexts`` does not matter to JSON text."""
        return _hashes(canonical_json(options), canonical_json(document))

    def holds(self, raw_key: bytes, signature: bytes, data: bytes) -> bool:
        """Whether the signature holds."""
        return ed25519_holds(raw_key, signature, data)


def _hashes(options: bytes, document: bytes) -> bytes:
    return hashlib.sha256(options).digest() + hashlib.sha256(document).digest()


EDDSA_RDFC_2022 = EddsaRdfc2022()
EDDSA_JCS_2022 = EddsaJcs2022()
CRYPTOSUITES: Mapping[str, Cryptosuite] = MappingProxyType(
    {suite.name: suite for suite in (EDDSA_RDFC_2022, EDDSA_JCS_2022)}
)
