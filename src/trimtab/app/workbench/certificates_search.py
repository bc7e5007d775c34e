"""Certificates found in the register, a page at a time, newest first; the database searches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, RowMapping, and_, false, func, or_, select

from trimtab.app.workbench.bench import Workbench
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.types import AchievementRecord, CertificateState
from trimtab.credentials.types import Issuer
from trimtab.credentials.verifying import summarise
from trimtab.credentials.verifying.summary import in_language
from trimtab.kernel import UsageError
from trimtab.messages import LANGUAGES, Language, in_words, text
from trimtab.office.rights import Right, holds
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.credentials.schema_issuing import certificate, holder

EXPIRED = "expired"
STATES = (*(one.value for one in CertificateState), EXPIRED)
"""States as people ask for them: one that is issued and past its period is expired."""

_ORDER = (certificate.c.awarded_on, certificate.c.issued_at, certificate.c.certificate_id)
"""The newest award first; of one day, what was signed last."""

NAMERS = frozenset({Right.CREDENTIALS_ISSUE, Right.CREDENTIALS_APPROVE, Right.CREDENTIALS_REVOKE})
"""Who works with certificates reads the names of their holders; all others read an id."""


@dataclass(frozen=True, slots=True)
class CertificateQuery:
    """What is searched for; what is empty is not asked. ``words``: of the number, the id, the title
    of the achievement and, for those who may, the holder's name."""

    words: str = ""
    standard: str = ""
    issuer: str = ""
    state: str = ""
    key: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True)
class ListedCertificate:
    """A certificate as one line."""

    certificate_id: str
    number: str
    title: str
    level: int | None
    holder: str
    issuer: str
    awarded_on: date
    valid_until: datetime | None
    state: str

    @property
    def short(self) -> str:
        """Its number, else the beginning of its id: enough for a person to tell it from others."""
        return self.number or address_key(self.certificate_id)[:8]


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """Some certificates, how many there are, and the id after which the next ones follow."""

    rows: tuple[ListedCertificate, ...]
    total: int
    next: str | None


def may_name(rights: Iterable[Right]) -> bool:
    """Whether somebody with these rights reads the names of holders."""
    return bool(NAMERS & set(rights))


def state_of(state: str, valid_until: datetime | None, now: datetime) -> str:
    """The state as people ask for it."""
    if state == CertificateState.ISSUED and valid_until is not None and valid_until <= now:
        return EXPIRED
    return state


def find_certificates(
    bench: Workbench,
    asking: str,
    query: CertificateQuery,
    language: Language,
    *,
    named: bool,
    limit: int = 50,
    after: str | None = None,
    now: datetime | None = None,
) -> CertificatePage:
    """Certificates that the asker may see. ``named``: with the names of holders, and by them."""
    now = now or datetime.now(UTC)
    with bench.office.reading() as reading:
        achievements = {one.achievement_id: one for one in reading.find(AchievementRecord)}
        issuers = {one.issuer_id: one for one in reading.find(Issuer)}
        asked = and_(
            _seen(reading, asking, issuers),
            *_conditions(query, achievements, named, now),
        )
        joined = certificate.outerjoin(holder, certificate.c.holder_id == holder.c.holder_id)
        total = reading.connection.execute(
            select(func.count()).select_from(joined).where(asked)
        ).scalar_one()
        chosen = select(certificate, holder.c.name).select_from(joined).where(asked)
        if after is not None:
            chosen = chosen.where(_after(reading, after))
        rows = (
            reading.connection.execute(
                chosen.order_by(*(one.desc() for one in _ORDER)).limit(limit + 1)
            )
            .mappings()
            .all()
        )
        shown = tuple(
            ListedCertificate(
                row["certificate_id"],
                row["number"] or "",
                _title(reading, row, achievements, language),
                level_of(achievements.get(row["achievement_id"])),
                (row["name"] if named else None) or row["holder_id"] or "",
                issuer_title(issuers.get(row["issuer_id"]), language, row["issuer_id"]),
                row["awarded_on"],
                row["valid_until"],
                state_of(row["state"], row["valid_until"], now),
            )
            for row in rows[:limit]
        )
    return CertificatePage(shown, total, shown[-1].certificate_id if len(rows) > limit else None)


def _title(
    reading: Reading,
    row: RowMapping,
    achievements: Mapping[str, AchievementRecord],
    language: Language,
) -> str:
    known = achievements.get(row["achievement_id"])
    if known is None:
        return document_title(reading, row["digest"], row["kind"], language)
    return title_of(known, language, "")


def title_of(achievement: AchievementRecord | None, language: Language, otherwise: str) -> str:
    """What is certified, in words; ``otherwise`` where the register does not know it."""
    return in_words(achievement.title, language, otherwise) if achievement else otherwise


def kind_words(kind: str, language: Language) -> str:
    """What sort of certificate it is, where it names no achievement of the register."""
    return text(f"web.certificates.kind.{kind}", language)


def level_of(achievement: AchievementRecord | None) -> int | None:
    """The grade of what is certified."""
    return achievement.level if achievement else None


def document_title(reading: Reading, digest: str, kind: str, language: Language) -> str:
    """The name a signed document gives itself, as verifiers read it; else what sort it is."""
    kept = SqlCertificates().document(reading, digest)
    named = in_language(summarise(json.loads(kept.content)).title, language) if kept else None
    return named or kind_words(kind, language)


def standard_titles(reading: Reading, language: Language) -> dict[str, str]:
    """Standards by their ids, each titled as its lowest achievement, without the grade."""
    found: dict[str, str] = {}
    for one in sorted(reading.find(AchievementRecord), key=lambda one: one.level or 0):
        grade = text(f"web.certificates.grade.{one.level}", language) if one.level else ""
        title = in_words(one.title, language, one.standard_id)
        found.setdefault(one.standard_id, title.removesuffix(grade).rstrip(" ,，·") or title)
    return found


def issuer_titles(reading: Reading, language: Language) -> dict[str, str]:
    """The issuers of the register in words, by their ids."""
    found = reading.find(Issuer)
    return {one.issuer_id: in_words(one.title, language, one.issuer_id) for one in found}


def issuer_title(issuer: Issuer | None, language: Language, otherwise: str) -> str:
    """Who issues, in words."""
    return in_words(issuer.title, language, otherwise) if issuer else otherwise


def _after(reading: Reading, after: str) -> ColumnElement[bool]:
    """What follows a certificate in the order. Raises UsageError WEB-124."""
    at = reading.connection.execute(  # type: ignore[attr-defined]
        select(*_ORDER).where(certificate.c.certificate_id == after)
    ).one_or_none()
    if at is None:
        raise UsageError("WEB-124", cursor=after)
    pairs = list(zip(_ORDER, at, strict=True))
    return or_(
        *(
            and_(column < value, *(same == held for same, held in pairs[:n]))
            for n, (column, value) in enumerate(pairs)
        )
    )


def _seen(reading: Reading, asking: str, issuers: Mapping[str, Issuer]) -> ColumnElement[bool]:
    """The certificates of issuers and regions for which the asker holds the right."""
    pairs = reading.connection.execute(  # type: ignore[attr-defined]
        select(certificate.c.issuer_id, certificate.c.region).distinct()
    ).all()
    allowed = []
    for issuer_id, region in pairs:
        issuer = issuers.get(issuer_id)
        department = issuer.department_id if issuer else None
        if holds(reading, asking, Right.CREDENTIALS_SEE, region, department, shared=True):
            allowed.append((issuer_id, region))
    if len(allowed) == len(pairs) and allowed:
        return certificate.c.certificate_id.is_not(None)
    if not allowed:
        return false()
    return or_(
        *(and_(certificate.c.issuer_id == one, certificate.c.region == two) for one, two in allowed)
    )


def _conditions(
    query: CertificateQuery,
    achievements: Mapping[str, AchievementRecord],
    named: bool,
    now: datetime,
) -> Iterable[ColumnElement[bool]]:
    if words := query.words.strip():
        yield _worded(words, achievements, named)
    if query.standard:
        wanted = [key for key, one in achievements.items() if one.standard_id == query.standard]
        yield certificate.c.achievement_id.in_(wanted)
    if query.issuer:
        yield certificate.c.issuer_id == query.issuer
    if query.key:
        yield certificate.c.key_id == query.key
    if query.batch:
        yield certificate.c.batch_id == query.batch
    past = and_(certificate.c.valid_until.is_not(None), certificate.c.valid_until <= now)
    if query.state == EXPIRED:
        yield and_(certificate.c.state == CertificateState.ISSUED.value, past)
    elif query.state == CertificateState.ISSUED:
        yield and_(certificate.c.state == CertificateState.ISSUED.value, ~past)
    elif query.state:
        yield certificate.c.state == query.state


def _worded(
    words: str, achievements: Mapping[str, AchievementRecord], named: bool
) -> ColumnElement[bool]:
    told = words.casefold()
    titled = [
        key
        for key, one in achievements.items()
        if any(told in one.title.get(spoken.value, "").casefold() for spoken in LANGUAGES)
    ]
    found = [
        certificate.c.number.istartswith(words, autoescape=True),
        certificate.c.certificate_id.icontains(words, autoescape=True),
        certificate.c.achievement_id.in_(titled),
    ]
    if named:
        found.append(holder.c.name.icontains(words, autoescape=True))
    return or_(*found)
