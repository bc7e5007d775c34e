"""Signing, and registers kept elsewhere, as rooms see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Protocol


class Signer(Protocol):
    """One private key that signs, wherever it lives: an encrypted file, a token, a service."""

    @property
    def key_id(self) -> str:
        """Address of the verification method: ``did:web:example.org#key-1``."""
        ...

    @property
    def algorithm(self) -> str:
        """``Ed25519``, ``ES256``, ``SM2``: the name in ``credentials.types.Algorithm``."""
        ...

    @property
    def public_key(self) -> bytes:
        """The raw public key: 32 bytes of Ed25519, 33 (compressed point) of the others."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature of the whole message; ECDSA as r and s of 32 bytes each, never DER."""
        ...


class RegisterAnswer(StrEnum):
    """What a register of certificates kept elsewhere says of one."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"


class CertificateRegister(Protocol):
    """A register kept by somebody else, such as the national one of skill certificates."""

    def look_up(self, number: str, holder: Mapping[str, str], on: date) -> RegisterAnswer:
        """Whether it knows this certificate number of this holder."""
        ...
