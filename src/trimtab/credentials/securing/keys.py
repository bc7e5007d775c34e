"""Checking signatures with public keys: Ed25519 (RFC 8032) and ECDSA on P-256 (FIPS 186-5)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SIGNATURE_LENGTH = 64  # bytes, of both


def ed25519_holds(raw: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature of a message holds."""
    from cryptography.exceptions import InvalidSignature

    try:
        _ed25519(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def p256_holds(raw: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an ECDSA signature with SHA-256, as r and s of 32 bytes each, holds."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    if len(signature) != SIGNATURE_LENGTH:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        _p256(raw).verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=1024)
def _ed25519(raw: bytes) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=1024)
def _p256(raw: bytes) -> EllipticCurvePublicKey:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw)
