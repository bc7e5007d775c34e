"""Cryptosuites of Data Integrity: how a document becomes the bytes that are signed.

Both suites here are those of Data Integrity EdDSA Cryptosuites 1.0. Another one - SM2 with SM3, as
China's users may need - is an object of the same protocol under its name in a mapping that is given
to ``secure`` and ``check_proofs``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
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
class EddsaSuite:
    """SHA-256 of the canonical form of the proof options, then of the document, by Ed25519."""

    name: str
    canonical: Callable[[Any, Contexts], bytes]
    keeps_context: bool
    algorithm: Algorithm = Algorithm.ED25519

    def data(
        self, document: Mapping[str, Any], options: Mapping[str, Any], contexts: Contexts
    ) -> bytes:
        """The 64 bytes to sign. A proof that does not repeat the contexts is read with those of the
        document."""
        if not self.keeps_context:
            options = {**options, "@context": document.get("@context")}
        forms = (self.canonical(options, contexts), self.canonical(document, contexts))
        return b"".join(hashlib.sha256(form).digest() for form in forms)

    def holds(self, raw_key: bytes, signature: bytes, data: bytes) -> bool:
        """Whether the signature holds."""
        return ed25519_holds(raw_key, signature, data)


def _text(document: Any, _: Contexts) -> bytes:
    """Contexts do not matter to JSON text."""
    return canonical_json(document)


EDDSA_RDFC_2022 = EddsaSuite("eddsa-rdfc-2022", canonical_quads, keeps_context=False)
EDDSA_JCS_2022 = EddsaSuite("eddsa-jcs-2022", _text, keeps_context=True)
CRYPTOSUITES: Mapping[str, Cryptosuite] = MappingProxyType(
    {suite.name: suite for suite in (EDDSA_RDFC_2022, EDDSA_JCS_2022)}
)
