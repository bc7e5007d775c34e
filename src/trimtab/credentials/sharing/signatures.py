"""JSON Web Signatures of one algorithm at a time: who signs decides it, never the text.

The algorithm a signature is checked with is that of the key on record; the header must name the
same one. ``none`` and the keyed hashes (HS256), with which a public key could pass for a secret,
are therefore not refused by a list: they have no entry.

References   RFC 7515; RFC 7518 section 3.4; RFC 8725 section 3.1
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from trimtab.credentials.securing.keys import p256_holds
from trimtab.credentials.sharing.encoding import packed, packed_json, unpacked
from trimtab.credentials.types import Algorithm
from trimtab.kernel import ConfigurationError, InputRejectedError
from trimtab.ports.signing import Signer

_POINT_BYTES = 32


class SignatureSuite(Protocol):
    """How signatures of one algorithm are named and checked."""

    @property
    def name(self) -> str:
        """As ``alg`` names it in a header."""
        ...

    def holds(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the key signed the message; both as ``ports.Signer`` gives them."""
        ...


class EllipticP256:
    """ES256: ECDSA on P-256 with SHA-256."""

    name = "ES256"

    def holds(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """False also for a key that is no point of the curve."""
        return p256_holds(public_key, signature, message)


Suites = Mapping[str, SignatureSuite]
STANDARD_SUITES: Suites = {Algorithm.P256: EllipticP256()}
"""By algorithm of the key. An office that signs with SM2 passes its own mapping with one more."""


@lru_cache(maxsize=4096)
def _point(public_key: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)


def suite_of(algorithm: str, suites: Suites) -> SignatureSuite:
    """The suite of an algorithm. Raises ConfigurationError CREDENTIALS-054 when there is none."""
    suite = suites.get(algorithm)
    if suite is None:
        raise ConfigurationError(
            "CREDENTIALS-054", algorithm=str(algorithm), allowed=", ".join(sorted(suites))
        )
    return suite


def sign_token(
    header: Mapping[str, Any], payload: Mapping[str, Any], signer: Signer, suites: Suites
) -> str:
    """``header.payload.signature``, with ``alg`` set from the signer.

    Raises ConfigurationError CREDENTIALS-054 when the signer's algorithm has no suite.
    """
    named = {"alg": suite_of(signer.algorithm, suites).name, **header}
    message = f"{packed_json(named)}.{packed_json(payload)}"
    return f"{message}.{packed(signer.sign(message.encode('ascii')))}"


def check_token(
    token: str,
    header: Mapping[str, Any],
    algorithm: str,
    public_key: bytes,
    suites: Suites,
    part: str,
) -> None:
    """Ask whether this key made the token.

    Raises InputRejectedError CREDENTIALS-055 (the header names another algorithm than the key has,
    or extensions that must be understood), CREDENTIALS-056 (the signature is wrong).
    """
    suite = suites.get(algorithm)
    if suite is None or header.get("alg") != suite.name or "crit" in header:
        named = "crit" if "crit" in header else header.get("alg")
        raise InputRejectedError(
            "CREDENTIALS-055", part=part, named=str(named)[:40], wanted=suite.name if suite else "-"
        )
    message, _, signature = token.rpartition(".")
    if not suite.holds(public_key, message.encode("ascii"), unpacked(signature, part)):
        raise InputRejectedError("CREDENTIALS-056", part=part)


def holder_jwk(public_key: bytes) -> dict[str, str]:
    """The JSON Web Key of a compressed P-256 point, as ``cnf`` holds it."""
    point = _point(public_key).public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    x, y = point[1:33], point[33:]
    return {"kty": "EC", "crv": "P-256", "x": packed(x), "y": packed(y)}


def key_of_jwk(jwk: object) -> bytes:
    """The compressed point of a P-256 JSON Web Key.

    Raises InputRejectedError CREDENTIALS-057 for any other key, and for one with a private part.
    """
    held = jwk if isinstance(jwk, Mapping) else {}
    if held.get("kty") != "EC" or held.get("crv") != "P-256" or "d" in held:
        raise InputRejectedError("CREDENTIALS-057")
    x, y = (unpacked(held.get(name), "cnf") for name in ("x", "y"))
    if len(x) != _POINT_BYTES or len(y) != _POINT_BYTES:
        raise InputRejectedError("CREDENTIALS-057")
    try:
        point = _point(b"\x04" + x + y)
    except ValueError:
        raise InputRejectedError("CREDENTIALS-057") from None
    return point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
