"""Questions to the credit bank as JSON files: what somebody has, a qualification, a rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any

from trimtab.credentials.bank import (
    Book,
    CaseState,
    Entry,
    EquivalenceRule,
    Gap,
    LedgerEntry,
    Qualification,
    StackResult,
    course_from_plain,
    decide,
    entries_of,
    entry_from_plain,
    lines_of,
    load_book,
    plain_gap,
    plain_result,
    qualification_from_plain,
    rule_from_plain,
)
from trimtab.credentials.bank.values import refuse_unknown
from trimtab.kernel import InputRejectedError, UnknownCodeError
from trimtab.office.rights import Right, holds, require
from trimtab.office.types import Department

_LARGEST = 4 << 20
_FIELDS = frozenset({"entries", "qualification", "rules", "courses"})


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the entries of a file count for. Nothing was stored, and it is advice."""

    qualification: Qualification
    result: StackResult
    gap: Gap | None

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "qualification": self.qualification.key,
            "standing": self.qualification.standing,
            "advice": True,
            "result": plain_result(self.result),
            "gap": plain_gap(self.gap) if self.gap else None,
        }


def read_json(path: Path) -> Any:
    """A JSON file, strictly. Raises InputRejectedError CREDITS-057."""
    try:
        content = path.read_bytes()
        if len(content) > _LARGEST:
            raise ValueError(f"{len(content)} bytes")
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise InputRejectedError("CREDITS-057", file=str(path), reason=reason) from failure
    except (ValueError, RecursionError) as failure:
        raise InputRejectedError(
            "CREDITS-057", file=str(path), reason=str(failure)[:200]
        ) from failure


def _no_constant(name: str) -> None:
    raise ValueError(name)


def simulate(
    document: Mapping[str, Any], *, on: date, known: datetime, qualification_id: str = ""
) -> Simulated:
    """What the entries of a document count for; embedded rules and courses unless it brings its
    own. Raises InputRejectedError CREDITS-001 to -010, -031, -032; UnknownCodeError CREDITS-024."""
    given = refuse_unknown("document", document, _FIELDS)
    held = load_book()
    rules, courses = given.get("rules"), given.get("courses")
    book = Book(
        held.frameworks,
        held.rules if rules is None else tuple(map(rule_from_plain, _listed("rules", rules))),
        held.qualifications,
        held.courses
        if courses is None
        else tuple(map(course_from_plain, _listed("courses", courses))),
    )
    qualification = _qualification(qualification_id or given.get("qualification"), book, on, known)
    entries = [
        entry_from_plain(one, number)
        for number, one in enumerate(_listed("entries", given.get("entries")), 1)
    ]
    result, gap, _ = decide(entries, qualification, book, on=on, known=known)
    return Simulated(qualification, result, gap)


def _qualification(asked: Any, book: Book, on: date, known: datetime) -> Qualification:
    if isinstance(asked, Mapping):
        return qualification_from_plain(asked)
    return book.qualification(str(asked or "-"), on, known)


def _listed(field: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise InputRejectedError("CREDITS-007", field=field)
    return value


def read_rule(path: Path) -> EquivalenceRule:
    """One rule of a JSON file. Raises InputRejectedError CREDITS-001 to -009, -057."""
    return rule_from_plain(read_json(path))


def whole_book(workspace: Path | None, database: str | None) -> Book:
    """The embedded book, with a workspace's own versions where one is named."""
    if workspace is None:
        return load_book()
    from trimtab.app.credits import book_of
    from trimtab.app.office import open_office

    with open_office(workspace, database) as office, office.reading() as reading:
        return book_of(reading)


def chosen_states(state: str) -> tuple[CaseState, ...]:
    """One state by name, or none: all. Raises InputRejectedError CREDITS-009."""
    if not state:
        return ()
    try:
        return (CaseState(state),)
    except ValueError:
        raise InputRejectedError(
            "CREDITS-009", field="--state", value=state[:40], allowed=", ".join(CaseState)
        ) from None


@dataclass(frozen=True, slots=True)
class LedgerRead:
    """The lines of a holder's ledger, its entries by id, and the office's clock."""

    lines: tuple[LedgerEntry, ...]
    entries: Mapping[str, Entry]
    zone: tzinfo


def read_ledger(workspace: Path, database: str | None, actor: str, holder_id: str) -> LedgerRead:
    """A holder's ledger for somebody who may see credits anywhere in the office.

    Raises NotAllowedError OFFICE-010, UnknownCodeError CREDITS-061 where there is no line.
    """
    from trimtab.app.office import open_office
    from trimtab.app.workbench.time_zone import time_zone_without_series

    with open_office(workspace, database) as office, office.reading() as reading:
        places = sorted({one.region for one in reading.find(Department)})
        if not any(holds(reading, actor, Right.CREDITS_SEE, one, shared=True) for one in places):
            require(reading, actor, Right.CREDITS_SEE, None)
        lines = lines_of(reading, holder_id)
        entries = {one.entry_id: one for one in entries_of(reading, holder_id)}
        zone = time_zone_without_series(office)
    if not lines:
        raise UnknownCodeError("CREDITS-061", holder=holder_id[:128])
    return LedgerRead(lines, entries, zone)
