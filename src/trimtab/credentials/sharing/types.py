"""What selective disclosure speaks of: places in claims, presentations, findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from trimtab.credentials.status import StatusEntry
from trimtab.credentials.types import KeyRecord, Outcome

Path = tuple[str | int, ...]
"""A place in claims: names of members and numbers of array elements, from the outside in:
``("address", "locality")``, ``("nationalities", 0)``."""

KeyResolver = Callable[[str], KeyRecord | None]
"""The key behind the address of a verification method; None when nobody knows it."""

CREDENTIAL_TYPES = ("dc+sd-jwt", "vc+sd-jwt")
"""Media types of an SD-JWT VC. The first is written; the second, its name in drafts of the standard
before November 2024, is still read, because wallets hold such certificates."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SharingFinding:
    """What an SD-JWT, shown as it is or in a presentation, is worth.

    ``holds``: signature, structure, period and (where asked) key binding are right. It does not say
    whether issuer and key are trusted or the certificate was revoked: ``key``, ``issued_at`` and
    ``status`` are there to ask. Where it does not hold, ``code`` and ``params`` name the sentence
    ``error.<code>`` of the catalogue; claims are given only if the issuer's signature is right.
    """

    holds: bool
    outcome: Outcome  # INVALID, EXPIRED, NOT_YET_VALID, or VALID as far as was asked here
    code: str | None = None
    params: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    claims: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    disclosed: tuple[Path, ...] = ()  # places in these claims that could have been withheld
    withheld: int = 0  # digests without a disclosure, decoys included
    media_type: str | None = None
    key: KeyRecord | None = None
    key_id: str | None = None
    issuer_id: str | None = None
    issued_at: datetime | None = None
    not_before: datetime | None = None
    expires: datetime | None = None
    holder_key: Mapping[str, str] | None = None  # the public key that the certificate is bound to
    key_bound: bool = False  # the holder signed for this nonce and audience
    presented_at: datetime | None = None
    status: tuple[StatusEntry, ...] = ()  # from the claim credentialStatus
    unreadable_status: bool = False  # names a status by a means that is not read here
