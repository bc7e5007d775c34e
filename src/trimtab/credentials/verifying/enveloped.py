"""Credentials inside a signed token: the envelope is the proof.

Read are compact JSON Web Signatures whose payload is the credential itself, by ES256 or EdDSA, and
SD-JWTs. Enveloped presentations are not read.

References   W3C Securing Verifiable Credentials using JOSE and COSE, sections 3.1.1 and 3.3.1;
             RFC 8725 sections 3.1 and 3.11 (algorithm and type as expected, not as stated)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from trimtab.credentials.securing import (
    KeyResolver,
    ProofFinding,
    ProofReason,
    ed25519_holds,
    p256_holds,
    raw_key,
)
from trimtab.credentials.sharing.encoding import unpacked, unpacked_object
from trimtab.credentials.types import Algorithm
from trimtab.credentials.verifying.rules import shown
from trimtab.credentials.verifying.sources import CLOCK_SKEW
from trimtab.kernel import InputRejectedError

TOKEN_TYPES = frozenset({"vc+jwt", "vc-ld+jwt"})
"""Values of ``typ``; the second is the name in drafts before 2024."""

_SD_JWT_TYPES = frozenset({"application/dc+sd-jwt", "application/vc+sd-jwt"})
_HOLDS: Mapping[str, tuple[Algorithm, Callable[[bytes, bytes, bytes], bool]]] = {
    "ES256": (Algorithm.P256, p256_holds),
    "EdDSA": (Algorithm.ED25519, ed25519_holds),
    "Ed25519": (Algorithm.ED25519, ed25519_holds),
}
_LAST_SECOND = 253_402_300_799


def open_envelope(document: Mapping[str, Any]) -> tuple[str, bool]:
    """The token in an enveloped credential, and whether it is an SD-JWT.

    Raises InputRejectedError CREDENTIALS-106 for another media type or encoding.
    """
    head, _, token = str(document.get("id", "")).partition(",")
    media_type, *options = head.removeprefix("data:").split(";")
    if "base64" in options or not token:
        raise InputRejectedError("CREDENTIALS-106", reason=shown(head))
    return token, media_type in _SD_JWT_TYPES or "~" in token


def read_token(
    token: str, resolve: KeyResolver, at: datetime
) -> tuple[dict[str, Any], tuple[ProofFinding, ...]]:
    """The credential in a signed token, and what its signature is worth at an instant.

    Of the claims of JSON Web Tokens ``iat`` and ``exp`` may stand beside the credential: when it
    was signed, and until when the signature counts. Raises InputRejectedError CREDENTIALS-106 for
    a token of another form, and as ``read_document``.
    """
    pieces = token.split(".")
    if len(pieces) != 3:
        raise InputRejectedError("CREDENTIALS-106", reason=shown(token))
    header = unpacked_object(pieces[0], "header")
    payload = unpacked_object(pieces[1], "payload")
    stated = str(header.get("typ"))
    if stated not in TOKEN_TYPES or "crit" in header:
        raise InputRejectedError("CREDENTIALS-106", reason=f"typ {shown(stated)}")
    if inside := payload.keys() & {"vc", "vp", "proof"}:  # one proof: the envelope
        raise InputRejectedError("CREDENTIALS-106", reason=", ".join(sorted(inside)))
    key_id = header.get("kid")
    if not isinstance(key_id, str):
        raise InputRejectedError("CREDENTIALS-106", reason="kid")
    finding = _finding(header, pieces, key_id, resolve)
    created, expires = (_instant(payload.pop(name, None)) for name in ("iat", "exp"))
    if finding.holds and created and created > at + CLOCK_SKEW:
        told = {**finding.params, "created": created.isoformat()}
        finding = replace(finding, holds=False, reason=ProofReason.CREATED_LATER, params=told)
    if finding.holds and expires and expires <= at:
        told = {**finding.params, "expires": expires.isoformat()}
        finding = replace(finding, holds=False, reason=ProofReason.EXPIRED, params=told)
    return payload, (replace(finding, created=created),)


def _finding(
    header: Mapping[str, Any], pieces: list[str], key_id: str, resolve: KeyResolver
) -> ProofFinding:
    name = str(header.get("alg"))
    told = {"cryptosuite": shown(name), "key": key_id[:200]}
    key = resolve(key_id)

    def found(reason: ProofReason) -> ProofFinding:
        holds = reason is ProofReason.HOLDS
        return ProofFinding(shown(name), key_id, None, holds, reason, told, key)

    if name == "none" or name.startswith("HS"):
        return found(ProofReason.BROKEN)  # nobody's, or everybody's who knows the public key
    if name not in _HOLDS:
        return found(ProofReason.UNKNOWN_SUITE)
    if key is None:
        return found(ProofReason.UNKNOWN_KEY)
    wanted, holds = _HOLDS[name]
    algorithm, raw = raw_key(key.public_key_multibase)
    if algorithm is not wanted:
        return found(ProofReason.UNSUITABLE_KEY)
    message = f"{pieces[0]}.{pieces[1]}".encode("ascii")
    signed = holds(raw, unpacked(pieces[2], "signature"), message)
    return found(ProofReason.HOLDS if signed else ProofReason.BROKEN)


def _instant(seconds: object) -> datetime | None:
    """A NumericDate. Raises InputRejectedError CREDENTIALS-106 for anything else."""
    if seconds is None:
        return None
    if type(seconds) is not int or not 0 <= seconds <= _LAST_SECOND:
        raise InputRejectedError("CREDENTIALS-106", reason=shown(seconds))
    return datetime.fromtimestamp(seconds, UTC)
