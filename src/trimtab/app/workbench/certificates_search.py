"""Certificates found in the register, a page at a time, newest first; the database searches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from trimtab.app.workbench.bench import Workbench
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.types import (
    AchievementRecord,
    CertificateRecord,
    CertificateState,
    Holder,
)
from trimtab.credentials.types import Issuer
from trimtab.credentials.verifying import summarise
from trimtab.credentials.verifying.summary import in_language
from trimtab.kernel import UsageError
from trimtab.messages import LANGUAGES, Language, in_words, text
from trimtab.office.rights import Right, holds
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.credentials.searching import (
    EXPIRED,
    CertificateSearch,
    count_found,
    places_of_certificates,
    search_certificates,
)

STATES = (*(one.value for one in CertificateState), EXPIRED)
"""States as people ask for them: one that is issued and past its period is expired."""

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
        search = _search(query, achievements, _seen(reading, asking, issuers), named, now)
        rows = search_certificates(reading, search, limit + 1, _last(reading, after))
        ids = (one.holder_id for one in rows if named and one.holder_id)
        holders = SqlCertificates().holders(reading, ids)
        shown = tuple(
            ListedCertificate(
                one.certificate_id,
                one.number or "",
                _title(reading, one, achievements, language),
                level_of(achievements.get(one.achievement_id or "")),
                _holder(one, holders),
                issuer_title(issuers.get(one.issuer_id), language, one.issuer_id),
                one.awarded_on,
                one.valid_until,
                state_of(one.state, one.valid_until, now),
            )
            for one in rows[:limit]
        )
        total = count_found(reading, search)
    return CertificatePage(shown, total, shown[-1].certificate_id if len(rows) > limit else None)


def _holder(one: CertificateRecord, holders: Mapping[str, Holder]) -> str:
    known = holders.get(one.holder_id or "")
    return (known.name if known else None) or one.holder_id or ""


def _title(
    reading: Reading,
    one: CertificateRecord,
    achievements: Mapping[str, AchievementRecord],
    language: Language,
) -> str:
    known = achievements.get(one.achievement_id or "")
    if known is None:
        return document_title(reading, one.digest, one.kind, language)
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


def _last(reading: Reading, after: str | None) -> CertificateRecord | None:
    """The certificate after which a page begins. Raises UsageError WEB-124."""
    if after is None:
        return None
    found = SqlCertificates().certificate(reading, after)
    if found is None:
        raise UsageError("WEB-124", cursor=after)
    return found


def _seen(
    reading: Reading, asking: str, issuers: Mapping[str, Issuer]
) -> tuple[tuple[str, str], ...] | None:
    """The issuers and regions for which the asker holds the right; None for all there are."""
    pairs = places_of_certificates(reading)
    allowed = []
    for issuer_id, region in pairs:
        issuer = issuers.get(issuer_id)
        department = issuer.department_id if issuer else None
        if holds(reading, asking, Right.CREDENTIALS_SEE, region, department, shared=True):
            allowed.append((issuer_id, region))
    return None if len(allowed) == len(pairs) else tuple(allowed)


def _search(
    query: CertificateQuery,
    achievements: Mapping[str, AchievementRecord],
    seen: tuple[tuple[str, str], ...] | None,
    named: bool,
    now: datetime,
) -> CertificateSearch:
    told = query.words.strip().casefold()
    titled = (
        key
        for key, one in achievements.items()
        if any(told in one.title.get(spoken.value, "").casefold() for spoken in LANGUAGES)
    )
    wanted = (key for key, one in achievements.items() if one.standard_id == query.standard)
    return CertificateSearch(
        now,
        seen,
        query.words,
        tuple(titled) if told else (),
        named,
        tuple(wanted) if query.standard else None,
        query.issuer,
        query.state,
        query.key,
        query.batch,
    )
