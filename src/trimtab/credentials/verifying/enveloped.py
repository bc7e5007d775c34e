"""Credentials and presentations inside a signed token: the envelope is the proof.

Read are compact JSON Web Signatures whose payload is the document itself, by ES256 or EdDSA; of
credentials SD-JWTs as well.

Simplifies   Presentations as SD-JWT (``vp+sd-jwt``) and COSE envelopes are refused by name.
References   W3C VC Data Model 2.0, sections 4.13.1 and 4.13.2; W3C Securing Verifiable Credentials
             using JOSE and COSE, sections 3.1 and 3.3; RFC 7515 section 4.1.9 (``typ``); RFC 8725
             sections 3.1 and 3.11 (algorithm and type as expected, not as stated)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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
from trimtab.credentials.verifying.values import identifier_of, listed
from trimtab.kernel import InputRejectedError

CREDENTIAL_TOKENS = frozenset({"vc+jwt", "vc-ld+jwt"})
PRESENTATION_TOKENS = frozenset({"vp+jwt", "vp-ld+jwt"})
"""Values of ``typ``; the second of each is the name in drafts before 2024."""

_SD_JWT_TYPES = frozenset({"application/dc+sd-jwt", "application/vc+sd-jwt"})
_HOLDS: Mapping[str, tuple[Algorithm, Callable[[bytes, bytes, bytes], bool]]] = {
    "ES256": (Algorithm.P256, p256_holds),
    "EdDSA": (Algorithm.ED25519, ed25519_holds),
    "Ed25519": (Algorithm.ED25519, ed25519_holds),
}
_LAST_SECOND = 253_402_300_799
_TIMES = ("iat", "nbf", "exp")


@dataclass(frozen=True, slots=True)
class Token:
    """A document out of its envelope, what the signature is worth, and what it answers: the nonce
    and the audiences of a presentation."""

    document: dict[str, Any]
    findings: tuple[ProofFinding, ...]
    nonce: str | None = None
    audiences: tuple[str, ...] = ()


def open_envelope(document: Mapping[str, Any]) -> tuple[str, bool]:
    """The token in an enveloped credential or presentation, and whether it is an SD-JWT.

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

    Raises as ``read_presentation_token``.
    """
    payload, finding = _read(token, CREDENTIAL_TOKENS, resolve, at)
    return payload, (finding,)


def read_presentation_token(token: str, resolve: KeyResolver, at: datetime) -> Token:
    """The presentation in a signed token, with ``nonce`` and ``aud``.

    Of the other claims of JSON Web Tokens ``iat``, ``nbf`` and ``exp`` may stand beside the
    document: when it was signed, and between which instants the signature counts; and ``iss``,
    ``sub``, ``jti``, which must say what the document says. Raises InputRejectedError
    CREDENTIALS-106 for a token of another form, and as ``read_document``.
    """
    payload, finding = _read(token, PRESENTATION_TOKENS, resolve, at)
    nonce, audiences = payload.pop("nonce", None), listed(payload.pop("aud", None))
    if not isinstance(nonce, str | None) or not all(isinstance(one, str) for one in audiences):
        raise InputRejectedError("CREDENTIALS-106", reason="nonce, aud")
    return Token(payload, (finding,), nonce, tuple(audiences))


def _read(
    token: str, types: frozenset[str], resolve: KeyResolver, at: datetime
) -> tuple[dict[str, Any], ProofFinding]:
    pieces = token.split(".")
    if len(pieces) != 3:
        raise InputRejectedError("CREDENTIALS-106", reason=shown(token))
    header = unpacked_object(pieces[0], "header")
    payload = unpacked_object(pieces[1], "payload")
    stated = str(header.get("typ")).removeprefix("application/")
    if stated not in types or "crit" in header:
        raise InputRejectedError("CREDENTIALS-106", reason=f"typ {shown(stated)}")
    if inside := payload.keys() & {"vc", "vp", "proof"}:  # one proof: the envelope
        raise InputRejectedError("CREDENTIALS-106", reason=", ".join(sorted(inside)))
    key_id = _key_id(header.get("kid"), payload.get("iss"))
    finding = _finding(header, pieces, key_id, resolve)
    signed, begins, ends = (_instant(payload.pop(name, None)) for name in _TIMES)
    _refuse_contradiction(payload)
    return payload, _in_time(replace(finding, created=signed or begins), begins, ends, at)


def _key_id(stated: object, issuer: object) -> str:
    """The address of the key: as stated, below ``iss`` where that is the last part of one only."""
    if isinstance(stated, str) and stated.startswith("#") and isinstance(issuer, str):
        return f"{issuer}{stated}"
    if not isinstance(stated, str) or stated.startswith("#"):
        raise InputRejectedError("CREDENTIALS-106", reason="kid")
    return stated


def _refuse_contradiction(payload: dict[str, Any]) -> None:
    """Takes out the claims that repeat the document, and refuses one that says something else."""
    party = payload.get("holder") if "holder" in payload else payload.get("issuer")
    subjects = [identifier_of(one) for one in listed(payload.get("credentialSubject"))]
    for claim, said in (
        ("iss", [identifier_of(party)]),
        ("sub", subjects),
        ("jti", [payload.get("id")]),
    ):
        stated = payload.pop(claim, None)
        known = [one for one in said if one is not None]
        if stated is not None and known and stated not in known:
            raise InputRejectedError("CREDENTIALS-106", reason=claim)


def _in_time(
    finding: ProofFinding, begins: datetime | None, ends: datetime | None, at: datetime
) -> ProofFinding:
    """The finding; one of a signature that does not count yet, or any longer, does not hold."""
    for later in (finding.created, begins):
        if finding.holds and later and later > at + CLOCK_SKEW:
            told = {**finding.params, "created": later.isoformat()}
            finding = replace(finding, holds=False, reason=ProofReason.CREATED_LATER, params=told)
    if finding.holds and ends and ends <= at:
        told = {**finding.params, "expires": ends.isoformat()}
        finding = replace(finding, holds=False, reason=ProofReason.EXPIRED, params=told)
    return finding


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
