"""Certificates found in the register by what people ask for, newest award first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, tuple_

from trimtab.credentials.issuing.types import CertificateRecord, CertificateState
from trimtab.ports import Reading
from trimtab.stores.credentials.issuing import connection_of, every
from trimtab.stores.credentials.schema_issuing import certificate, holder

EXPIRED = "expired"
"""The state of a certificate that is issued and past its period."""

_ORDER = (certificate.c.awarded_on, certificate.c.issued_at, certificate.c.certificate_id)
"""The newest award first; of one day, what was signed last."""


@dataclass(frozen=True, slots=True)
class CertificateSearch:
    """What is searched for; what is empty or None is not asked.

    ``seen``: issuers and regions that may be seen; ``words``: the beginning of a number, a part of
    an id, a part of the holder's name if ``named``, or one of the achievements ``titled``.
    """

    at: datetime  # when a period is over
    seen: tuple[tuple[str, str], ...] | None = None
    words: str = ""
    titled: tuple[str, ...] = ()
    named: bool = False
    achievements: tuple[str, ...] | None = None
    issuer_id: str = ""
    state: str = ""  # of ``CertificateState``, or EXPIRED
    key_id: str = ""
    batch_id: str = ""


def places_of_certificates(reading: Reading) -> tuple[tuple[str, str], ...]:
    """The issuers and regions of which there are certificates."""
    chosen = select(certificate.c.issuer_id, certificate.c.region).distinct()
    return tuple((row[0], row[1]) for row in connection_of(reading).execute(chosen))


def count_found(reading: Reading, search: CertificateSearch) -> int:
    """How many certificates are found."""
    chosen = select(func.count()).select_from(certificate).where(*_conditions(search))
    return connection_of(reading).execute(chosen).scalar_one()


def search_certificates(
    reading: Reading,
    search: CertificateSearch,
    limit: int,
    after: CertificateRecord | None = None,
) -> tuple[CertificateRecord, ...]:
    """The first certificates found, those behind ``after``."""
    conditions = list(_conditions(search))
    if after is not None:
        held = (literal(getattr(after, one.name), one.type) for one in _ORDER)
        conditions.append(tuple_(*_ORDER) < tuple_(*held))
    order = tuple(one.desc() for one in _ORDER)
    return every(reading, CertificateRecord, *conditions, order=order, limit=limit)


def _conditions(search: CertificateSearch) -> Iterator[ColumnElement[bool]]:
    if search.seen is not None:
        pairs = (
            and_(certificate.c.issuer_id == issuer, certificate.c.region == region)
            for issuer, region in search.seen
        )
        yield or_(false(), *pairs)
    if words := search.words.strip():
        yield _worded(search, words)
    if search.achievements is not None:
        yield certificate.c.achievement_id.in_(search.achievements)
    for name in ("issuer_id", "key_id", "batch_id"):
        if value := getattr(search, name):
            yield certificate.c[name] == value
    yield from _in_state(search)


def _in_state(search: CertificateSearch) -> Iterator[ColumnElement[bool]]:
    past = and_(certificate.c.valid_until.is_not(None), certificate.c.valid_until <= search.at)
    issued = CertificateState.ISSUED.value
    if search.state == EXPIRED:
        yield and_(certificate.c.state == issued, past)
    elif search.state == issued:
        yield and_(certificate.c.state == issued, ~past)
    elif search.state:
        yield certificate.c.state == search.state


def _worded(search: CertificateSearch, words: str) -> ColumnElement[bool]:
    found = [
        certificate.c.number.istartswith(words, autoescape=True),
        certificate.c.certificate_id.icontains(words, autoescape=True),
        certificate.c.achievement_id.in_(search.titled),
    ]
    if search.named:
        called = select(holder.c.holder_id).where(holder.c.name.icontains(words, autoescape=True))
        found.append(certificate.c.holder_id.in_(called))
    return or_(*found)
