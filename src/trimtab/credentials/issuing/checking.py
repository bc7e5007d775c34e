"""What is wrong with the rows of a list before anything is issued: findings by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from trimtab.credentials.issuing.types import AchievementRecord

NAME = "name"
IDENTITY = "identity_number"
ACHIEVEMENT = "achievement"
AWARDED = "awarded_on"
UNTIL = "valid_until"
NUMBER = "number"
_WHAT = frozenset({ACHIEVEMENT, "standard", "level"})

Finding = Mapping[str, Any]
"""``{"code", "column", "params"}``; the sentence is ``finding.<code>`` of the catalogue. One about
a cell of a list has ``header`` and ``cell`` as well, as whoever wrote the list knows them."""


@dataclass(frozen=True, slots=True)
class RowDraft:
    """A row as it was read. ``findings`` are those of reading (a date that is none, an identity
    number whose check digit is wrong); ``document``: an unsigned credential given whole;
    ``places``: header and letter of each column that the list has."""

    row_number: int
    name: str = ""
    identity_number: str = ""
    achievement_id: str | None = None
    awarded_on: date | None = None
    valid_until: date | None = None
    number: str | None = None
    score: str | None = None
    findings: tuple[Finding, ...] = ()
    document: Mapping[str, Any] | None = field(default=None, hash=False)
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)


Accredited = Callable[[AchievementRecord, date], bool]
"""Whether the issuer of the list may certify this on that day."""


def finding(code: str, column: str, **params: object) -> Finding:
    """One thing wrong with one cell. Parameters never hold a name or an identity number."""
    return {"code": code, "column": column, "params": params}


def placed(row: RowDraft, found: Finding) -> Finding:
    """A finding with header and cell of the list, where its row knows them. What is certified may
    stand in one of several columns: the first that there is."""
    column = found["column"]
    if column in _WHAT and column not in row.places:
        column = next((one for one in (ACHIEVEMENT, "standard", "level") if one in row.places), "")
    if column not in row.places:
        return found
    header, letter = row.places[column]
    return {**found, "header": header, "cell": f"{letter}{row.row_number}"}


def check_rows(
    rows: Sequence[RowDraft],
    achievements: Mapping[str, AchievementRecord],
    accredited: Accredited,
    today: date,
) -> list[tuple[Finding, ...]]:
    """The findings of every row, those of reading included.

    Asks of each row: a name; a known, active achievement; a day of award that is not ahead; an end
    after it; an accreditation on the day of the award and today, when it is signed; that no row
    above says the same; and that no other row gives the person another name, or another certificate
    the same number: which of them is right cannot be told, so none is issued.
    """

    @cache
    def asked(achievement_id: str, day: date) -> bool:
        return accredited(achievements[achievement_id], day)

    seen: dict[tuple[object, ...], int] = {}
    doubles = [tuple(_double(row, seen)) for row in rows]
    single = [row for row, double in zip(rows, doubles, strict=True) if not double]
    names = _values_by(rows, lambda row: row.identity_number, lambda row: row.name.strip())
    numbers = _values_by(single, lambda row: row.number or "", lambda row: row.row_number)
    return [
        tuple(
            placed(row, one)
            for one in (
                *row.findings,
                *_plain_faults(row, today),
                *_achievement_faults(row, achievements, asked, today),
                *double,
                *_other_name(row, names),
                *(() if double else _number_twice(row, numbers)),
            )
        )
        for row, double in zip(rows, doubles, strict=True)
    ]


def _values_by(
    rows: Sequence[RowDraft],
    key: Callable[[RowDraft], str],
    value: Callable[[RowDraft], object],
) -> dict[str, dict[object, int]]:
    """For each key that is not empty, the values it comes with and the first row of each."""
    found: dict[str, dict[object, int]] = {}
    for row in rows:
        if named := key(row):
            found.setdefault(named, {}).setdefault(value(row), row.row_number)
    return found


def _other_name(row: RowDraft, names: Mapping[str, Mapping[object, int]]) -> Iterable[Finding]:
    for name, first in names.get(row.identity_number, {}).items():
        if name != row.name.strip():
            yield finding("CREDENTIALS-260", NAME, row=first)
            return


def _number_twice(row: RowDraft, numbers: Mapping[str, Mapping[object, int]]) -> Iterable[Finding]:
    for first in numbers.get(row.number or "", {}).values():
        if first != row.row_number:
            yield finding("CREDENTIALS-261", NUMBER, row=first)
            return


def _plain_faults(row: RowDraft, today: date) -> Iterable[Finding]:
    if not row.name.strip():
        yield finding("CREDENTIALS-170", NAME)
    if row.awarded_on is None:
        if not any(one["column"] == AWARDED for one in row.findings):
            yield finding("CREDENTIALS-171", AWARDED)
    elif row.awarded_on > today:
        yield finding("CREDENTIALS-172", AWARDED, day=row.awarded_on.isoformat())
    if row.awarded_on and row.valid_until:
        if row.valid_until < row.awarded_on:
            yield finding("CREDENTIALS-173", UNTIL, day=row.valid_until.isoformat())
        elif row.valid_until < today:
            yield finding("CREDENTIALS-174", UNTIL, day=row.valid_until.isoformat())


def _achievement_faults(
    row: RowDraft,
    achievements: Mapping[str, AchievementRecord],
    accredited: Callable[[str, date], bool],
    today: date,
) -> Iterable[Finding]:
    if row.achievement_id is None:
        if not any(one["column"] in _WHAT for one in row.findings):
            yield finding("CREDENTIALS-175", ACHIEVEMENT)
        return
    achievement = achievements.get(row.achievement_id)
    if achievement is None or not achievement.active:
        yield finding("CREDENTIALS-176", ACHIEVEMENT, achievement=row.achievement_id)
        return
    for day in dict.fromkeys((row.awarded_on or today, today)):
        if day <= today and not accredited(row.achievement_id, day):
            yield finding(
                "CREDENTIALS-177",
                ACHIEVEMENT,
                standard=achievement.standard_id,
                level=achievement.level or "-",
                day=day.isoformat(),
            )
            return


def _double(row: RowDraft, seen: dict[tuple[object, ...], int]) -> Iterable[Finding]:
    who = row.identity_number or row.name
    if not who or row.achievement_id is None or row.awarded_on is None:
        return
    key = (who, row.name.strip(), row.achievement_id, row.awarded_on)
    first = seen.setdefault(key, row.row_number)
    if first != row.row_number:
        yield finding("CREDENTIALS-178", IDENTITY if row.identity_number else NAME, row=first)
