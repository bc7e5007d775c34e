"""Issuers, their keys with history, and what they are accredited for, as pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from trimtab.app.office import place_title
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_search import standard_titles
from trimtab.app.workbench.credit_rules import standing_on
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.credentials.types import Accreditation, Issuer, KeyRecord, KeyStanding
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language, in_words, text
from trimtab.office.rights import Right, holds
from trimtab.office.types import Department
from trimtab.ports import Reading
from trimtab.stores.credentials.schema_issuing import certificate

SOON = timedelta(days=60)
"""A key or accreditation that ends within this time is warned of."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key and what it is worth today. ``soon``: it expires within ``SOON``."""

    key: KeyRecord
    standing: KeyStanding
    soon: bool
    certificates: int

    @property
    def signs(self) -> bool:
        """Whether new certificates can be signed with it here."""
        return self.standing is KeyStanding.GOOD and self.key.held_in is not None


@dataclass(frozen=True, slots=True)
class AccreditationView:
    """An accreditation in words. ``state``: in_force, ahead or ended; ``soon``: it ends soon."""

    record: Accreditation
    issuer: str
    issuer_key: str
    standard: str
    place: str
    state: str
    soon: bool


@dataclass(frozen=True, slots=True)
class IssuerView:
    """An issuer as one line and as a page; ``warnings`` name sentences of the catalogue."""

    record: Issuer
    key: str  # for addresses
    title: str
    place: str
    department: str
    keys: tuple[KeyView, ...]
    accreditations: tuple[AccreditationView, ...]
    certificates: int
    warnings: tuple[str, ...]

    @property
    def can_sign(self) -> bool:
        """Whether certificates can be issued in its name here and now."""
        return any(one.signs for one in self.keys)


def list_issuers(
    bench: Workbench, asking: str, language: Language, now: datetime | None = None
) -> tuple[IssuerView, ...]:
    """The issuers one may see, by title."""
    now = now or datetime.now(UTC)
    with bench.office.reading() as reading:
        seen = [one for one in reading.find(Issuer) if _may_see(reading, asking, one)]
        views = [_view(reading, one, language, now) for one in seen]
    return tuple(sorted(views, key=lambda view: view.title))


def see_issuer(
    bench: Workbench, asking: str, key: str, language: Language, now: datetime | None = None
) -> IssuerView:
    """One issuer by the key of its address or its id. Raises UnknownCodeError WEB-170."""
    with bench.office.reading() as reading:
        record = issuer_of_key(reading, key)
        if not _may_see(reading, asking, record):
            raise UnknownCodeError("WEB-170", issuer=key)
        return _view(reading, record, language, now or datetime.now(UTC))


def issuer_of_key(reading: Reading, key: str) -> Issuer:
    """The issuer with this id, or with this key in addresses. Raises UnknownCodeError WEB-170."""
    found = reading.get(Issuer, key) or next(
        (one for one in reading.find(Issuer) if address_key(one.issuer_id) == key), None
    )
    if found is None:
        raise UnknownCodeError("WEB-170", issuer=key)
    return found


def list_accreditations(
    bench: Workbench,
    asking: str,
    language: Language,
    words: str = "",
    on: date | None = None,
    now: datetime | None = None,
) -> tuple[AccreditationView, ...]:
    """The accreditations one may see whose issuer, standard or place holds the words; ``on``: only
    those in force on a day. Those in force stand first."""
    now = now or datetime.now(UTC)
    with bench.office.reading() as reading:
        issuers = {
            one.issuer_id: one for one in reading.find(Issuer) if _may_see(reading, asking, one)
        }
        standards = standard_titles(reading, language)
        found = [
            _accreditation(one, issuers[one.issuer_id], standards, language, now.date())
            for one in reading.find(Accreditation)
            if one.issuer_id in issuers
        ]
    told = words.casefold().split()
    return tuple(
        sorted(
            (one for one in found if _matches(one, told) and (on is None or holds_on(one, on))),
            key=lambda one: (one.state != "in_force", one.issuer, one.standard, one.record.since),
        )
    )


def holds_on(view: AccreditationView, on: date) -> bool:
    """Whether an accreditation is in force on a day."""
    return view.record.since <= on and (view.record.until is None or on < view.record.until)


def _may_see(reading: Reading, asking: str, issuer: Issuer) -> bool:
    return holds(
        reading, asking, Right.CREDENTIALS_SEE, issuer.region, issuer.department_id, shared=True
    )


def _view(reading: Reading, record: Issuer, language: Language, now: datetime) -> IssuerView:
    counts = _certificates_of_keys(reading, record.issuer_id)
    keys = tuple(
        _key(one, counts[one.key_id], now)
        for one in sorted(
            reading.find(KeyRecord, issuer_id=record.issuer_id),
            key=lambda one: one.valid_from,
            reverse=True,
        )
    )
    standards = standard_titles(reading, language)
    accreditations = tuple(
        _accreditation(one, record, standards, language, now.date())
        for one in reading.find(Accreditation, issuer_id=record.issuer_id)
    )
    department = reading.get(Department, record.department_id or "")
    return IssuerView(
        record,
        address_key(record.issuer_id),
        in_words(record.title, language, record.issuer_id),
        place_title(record.region, language),
        department.title if department else "",
        keys,
        accreditations,
        sum(counts.values()),
        tuple(_warnings(record, keys, accreditations)),
    )


def _certificates_of_keys(reading: Reading, issuer_id: str) -> Counter[str]:
    rows = reading.connection.execute(  # type: ignore[attr-defined]
        select(certificate.c.key_id, func.count().label("signed"))
        .where(certificate.c.issuer_id == issuer_id)
        .group_by(certificate.c.key_id)
    )
    return Counter({str(row.key_id): int(row.signed) for row in rows})


def _key(record: KeyRecord, certificates: int, now: datetime) -> KeyView:
    standing = record.standing(now)
    soon = (
        standing is KeyStanding.GOOD and record.expires is not None and record.expires - now <= SOON
    )
    return KeyView(record, standing, soon, certificates)


def _accreditation(
    record: Accreditation, issuer: Issuer, standards: dict[str, str], language: Language, on: date
) -> AccreditationView:
    state = standing_on(record.since, record.until, on)
    return AccreditationView(
        record,
        in_words(issuer.title, language, issuer.issuer_id),
        address_key(issuer.issuer_id),
        standards.get(record.standard_id, record.standard_id),
        place_title(record.region, language),
        state,
        state == "in_force" and record.until is not None and record.until - on <= SOON,
    )


def _warnings(
    issuer: Issuer, keys: tuple[KeyView, ...], accreditations: tuple[AccreditationView, ...]
) -> Iterable[str]:
    if not issuer.trusted:
        yield "not_trusted"
    if any(one.soon for one in keys):
        yield "key_expires"
    if keys and not any(one.standing is KeyStanding.GOOD for one in keys):
        yield "no_good_key"
    if not any(one.state == "in_force" for one in accreditations):
        yield "not_accredited"
    elif any(one.soon for one in accreditations):
        yield "accreditation_ends"


def _matches(view: AccreditationView, words: list[str]) -> bool:
    record = view.record
    said = f"{view.issuer} {view.standard} {view.place} {record.standard_id} {record.authority}"
    return all(word in said.casefold() for word in words)


def issuer_choices(bench: Workbench, asking: str, language: Language) -> list[tuple[str, str]]:
    """The issuers one may see, for a field of a form: id and title."""
    with bench.office.reading() as reading:
        found = [one for one in reading.find(Issuer) if _may_see(reading, asking, one)]
    return sorted(
        ((one.issuer_id, in_words(one.title, language, one.issuer_id)) for one in found),
        key=lambda one: one[1],
    )


def standard_choices(bench: Workbench, language: Language) -> list[tuple[str, str]]:
    """The standards that certificates can be of, for a field of a form: id and title."""
    with bench.office.reading() as reading:
        found = standard_titles(reading, language)
    return sorted(found.items(), key=lambda one: one[1])


def list_achievements(bench: Workbench) -> tuple[AchievementRecord, ...]:
    """What can be certified, standard by standard, the lowest grade first."""
    with bench.office.reading() as reading:
        found = reading.find(AchievementRecord)
    return tuple(sorted(found, key=lambda one: (one.standard_id, one.level or 0)))


def achievement_choices(bench: Workbench, language: Language) -> list[tuple[str, str]]:
    """What can be certified now, for a field of a form: id, and title with grade."""
    found = []
    for one in list_achievements(bench):
        if one.active:
            grade = text(f"web.certificates.grade.{one.level}", language) if one.level else ""
            title = in_words(one.title, language, one.achievement_id)
            named = title if not grade or grade in title else f"{title} · {grade}"
            found.append((one.achievement_id, named))
    return found
