"""The holder's signature over a presentation: made for this verifier, this question and now.

References   RFC 9901 section 4.3 (typ, iat, aud, nonce, sd_hash) and section 7.3
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from trimtab.credentials.sharing.encoding import digest_of, unpacked_object
from trimtab.credentials.sharing.parts import Parts
from trimtab.credentials.sharing.presenting import BINDING_TYPE
from trimtab.credentials.sharing.signatures import Suites, check_token, key_of_jwk
from trimtab.credentials.types import Algorithm
from trimtab.kernel import InputRejectedError

_LAST_SECOND = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Asked:
    """What a verifier asked the holder for; without nonce and audience it asked nothing."""

    nonce: str | None
    audience: str | None
    at: datetime
    longest: timedelta
    leeway: timedelta

    @property
    def is_asked(self) -> bool:
        """Whether a presentation without the holder's signature is refused."""
        return self.nonce is not None or self.audience is not None


def check_binding(
    parts: Parts,
    holder_key: Mapping[str, str] | None,
    hash_name: str,
    asked: Asked,
    suites: Suites,
) -> tuple[datetime | None, bool]:
    """When the holder signed, and whether that answers what was asked.

    A signature nobody asked for must be right all the same. Raises InputRejectedError
    CREDENTIALS-220 (the holder's signature lacks, or the certificate names no holder's key), 221
    (for another nonce or audience), 222 (over other disclosures), 223 (too old, or in the future),
    053, 055 and 056 (form, algorithm, signature).
    """
    if parts.binding is None:
        if asked.is_asked:
            raise InputRejectedError("CREDENTIALS-220")
        return None, False
    if holder_key is None:
        raise InputRejectedError("CREDENTIALS-220")
    header_text, payload_text = _pieces(parts.binding)
    header = unpacked_object(header_text, "key binding")
    if header.get("typ") != BINDING_TYPE:
        raise InputRejectedError("CREDENTIALS-053", part="key binding")
    public_key = key_of_jwk(holder_key)
    check_token(parts.binding, header, Algorithm.P256, public_key, suites, "key binding")
    bound = unpacked_object(payload_text, "key binding")
    if bound.get("sd_hash") != digest_of(parts.unbound, hash_name):
        raise InputRejectedError("CREDENTIALS-222")
    signed_at = _signed_at(bound.get("iat"))
    if asked.is_asked:
        _require_answer(bound, signed_at, asked)
    return signed_at, asked.nonce is not None and asked.audience is not None


def _require_answer(bound: Mapping[str, object], signed_at: datetime, asked: Asked) -> None:
    for name, wanted in (("nonce", asked.nonce), ("aud", asked.audience)):
        if wanted is not None and bound.get(name) != wanted:
            raise InputRejectedError("CREDENTIALS-221", claim=name)
    if not asked.at - asked.longest <= signed_at <= asked.at + asked.leeway:
        raise InputRejectedError(
            "CREDENTIALS-223", signed=signed_at.isoformat(), at=asked.at.isoformat()
        )


def _pieces(token: str) -> tuple[str, str]:
    pieces = token.split(".")
    if len(pieces) != 3:
        raise InputRejectedError("CREDENTIALS-053", part="key binding")
    return pieces[0], pieces[1]


def _signed_at(value: object) -> datetime:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= _LAST_SECOND:  # type: ignore[operator]
        raise InputRejectedError("CREDENTIALS-053", part="key binding")
    return datetime.fromtimestamp(value, UTC)  # type: ignore[arg-type]
