"""The verifier's part: whether issuer and holder signed what is shown.

References   RFC 9901 section 7.3; RFC 8725 (typ, alg); SD-JWT VC section 2.4
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from trimtab.credentials.securing.multibase import raw_key
from trimtab.credentials.sharing.binding import Asked, check_binding
from trimtab.credentials.sharing.concealing import HASH_NAME
from trimtab.credentials.sharing.encoding import unpacked_object
from trimtab.credentials.sharing.issuing import ALWAYS_VISIBLE
from trimtab.credentials.sharing.parts import Parts, take_apart
from trimtab.credentials.sharing.revealing import Revealed, reveal
from trimtab.credentials.sharing.signatures import STANDARD_SUITES, Suites, check_token
from trimtab.credentials.sharing.types import CREDENTIAL_TYPES, KeyResolver, SharingFinding
from trimtab.credentials.status import StatusEntry, read_entry
from trimtab.credentials.types import KeyRecord, Outcome
from trimtab.kernel import InputRejectedError, UnknownCodeError

LEEWAY = timedelta(minutes=1)  # by which clocks may differ
_LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z


@dataclass(frozen=True, slots=True)
class _Signed:
    """A payload whose issuer signed it."""

    payload: dict[str, Any]
    key: KeyRecord
    key_id: str
    media_type: str


def verify_sd_jwt(
    text: str,
    resolve: KeyResolver,
    nonce: str | None,
    audience: str | None,
    at: datetime,
    *,
    media_types: Collection[str] = CREDENTIAL_TYPES,
    longest: timedelta = timedelta(minutes=10),
    suites: Suites = STANDARD_SUITES,
) -> SharingFinding:
    """What an SD-JWT is worth at an instant.

    Model        the issuer's signature by the key on record, the structure, the period, and, where
                 ``nonce`` and ``audience`` are given, the holder's signature for both, made at most
                 ``longest`` ago. That a nonce is accepted once only is for the caller to keep.
    Inputs       ``text`` compact, or JSON flattened or general; ``resolve`` gives the key behind
                 the address in the header; ``media_types`` allowed in ``typ``
    Returns      a finding, also for bad input: nothing is raised about the text
    Simplifies   the type metadata behind ``vct`` is not fetched; a ``status`` claim with a token
                 status list is reported as unreadable; our own entries stand in
                 ``credentialStatus``
    """
    asked = Asked(nonce, audience, at, longest, LEEWAY)
    try:
        parts = take_apart(text)
        signed = _signed(parts, resolve, media_types, suites)
        revealed = reveal(signed.payload, parts.disclosures)
        finding = _described(signed, revealed)
        return _judged(finding, parts, signed.payload, asked, suites)
    except UnknownCodeError as unknown:
        outcome = Outcome.UNKNOWN_ISSUER
        return SharingFinding(False, outcome, unknown.code, unknown.params)
    except InputRejectedError as refused:
        return SharingFinding(False, Outcome.INVALID, refused.code, refused.params)


def _signed(
    parts: Parts, resolve: KeyResolver, media_types: Collection[str], suites: Suites
) -> _Signed:
    """The payload, every signature of which holds; described by the first."""
    payload = unpacked_object(parts.payload, "payload")
    found: list[_Signed] = []
    for number, signature in enumerate(parts.signatures):
        header = unpacked_object(signature.protected, "header")
        media_type = header.get("typ")
        if not isinstance(media_type, str) or media_type not in media_types:
            raise InputRejectedError(
                "CREDENTIALS-224", named=str(media_type)[:40], allowed=", ".join(media_types)
            )
        key_id = _address(header.get("kid", signature.key_id), payload.get("iss"))
        key = resolve(key_id)
        if key is None:
            raise UnknownCodeError("CREDENTIALS-070", key=key_id[:200])
        algorithm, public_key = raw_key(key.public_key_multibase)
        check_token(parts.token(number), header, algorithm, public_key, suites, "token")
        if number == 0 and payload.get("iss", key.issuer_id) != key.issuer_id:
            issuer = str(payload["iss"])[:200]
            raise InputRejectedError("CREDENTIALS-225", issuer=issuer, holder=key.issuer_id)
        found.append(_Signed(payload, key, key_id, media_type))
    return found[0]


def _address(named: object, issuer: object) -> str:
    """The verification method: whole as named, or a fragment of the issuer's document."""
    if not isinstance(named, str) or not named:
        return str(issuer)
    if ":" in named:
        return named
    return f"{issuer}#{named.removeprefix('#')}"


def _described(signed: _Signed, revealed: Revealed) -> SharingFinding:
    """What the claims say. Raises InputRejectedError CREDENTIALS-226 for a claim of a wrong form,
    227 for one that must not come as a disclosure."""
    claims = revealed.claims
    is_credential = signed.media_type in CREDENTIAL_TYPES
    hidden = {place[0] for place in revealed.places} & ALWAYS_VISIBLE
    if is_credential and hidden:
        raise InputRejectedError("CREDENTIALS-227", claim=str(min(hidden, key=str)))
    if is_credential and not (isinstance(claims.get("vct"), str) and claims["vct"]):
        raise InputRejectedError("CREDENTIALS-226", claim="vct")
    bound = claims.get("cnf")
    if bound is not None and not (isinstance(bound, dict) and isinstance(bound.get("jwk"), dict)):
        raise InputRejectedError("CREDENTIALS-226", claim="cnf")
    return SharingFinding(
        holds=True,
        outcome=Outcome.VALID,
        claims=claims,
        disclosed=tuple(revealed.places),
        withheld=revealed.withheld,
        media_type=signed.media_type,
        key=signed.key,
        key_id=signed.key_id,
        issuer_id=signed.key.issuer_id,
        issued_at=_instant(claims, "iat"),
        not_before=_instant(claims, "nbf"),
        expires=_instant(claims, "exp"),
        holder_key=bound["jwk"] if bound else None,
        status=_status(claims),
        unreadable_status="status" in claims,
    )


def _judged(
    finding: SharingFinding, parts: Parts, payload: Mapping[str, Any], asked: Asked, suites: Suites
) -> SharingFinding:
    """The finding with the holder's signature and the period asked."""
    presented_at, is_bound = check_binding(
        parts, finding.holder_key, str(payload.get(HASH_NAME, "sha-256")), asked, suites
    )
    found = replace(finding, presented_at=presented_at, key_bound=is_bound)
    since = max((one for one in (found.issued_at, found.not_before) if one), default=None)
    if since is not None and asked.at < since - LEEWAY:
        params = {"since": since.isoformat(), "at": asked.at.isoformat()}
        return _refuse(found, Outcome.NOT_YET_VALID, "CREDENTIALS-228", params)
    if found.expires is not None and asked.at >= found.expires:
        params = {"until": found.expires.isoformat(), "at": asked.at.isoformat()}
        return _refuse(found, Outcome.EXPIRED, "CREDENTIALS-229", params)
    return found


def _refuse(
    found: SharingFinding, outcome: Outcome, code: str, params: Mapping[str, str]
) -> SharingFinding:
    return replace(found, holds=False, outcome=outcome, code=code, params=params)


def _instant(claims: Mapping[str, Any], name: str) -> datetime | None:
    value = claims.get(name)
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= _LAST_SECOND:
        raise InputRejectedError("CREDENTIALS-226", claim=name)
    return datetime.fromtimestamp(value, UTC)


def _status(claims: Mapping[str, Any]) -> tuple[StatusEntry, ...]:
    held = claims.get("credentialStatus", [])
    return tuple(read_entry(one) for one in (held if isinstance(held, list) else [held]))
