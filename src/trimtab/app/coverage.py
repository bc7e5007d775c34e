"""Flexible-employment subsidies of a file of applications; contribution bases of a place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from trimtab.app import rule_records
from trimtab.app.case_files import CaseFile, Cases, Cell, compare, open_cases
from trimtab.app.case_results import CaseResults, find_grounds, key_by_ground
from trimtab.app.rule_records import AskedQuestions, RecomputedRecord
from trimtab.coverage import (
    COMPUTATIONS,
    FLEXIBLE_SUBSIDY,
    OUTCOMES,
    Bound,
    Group,
    Outcome,
    Sized,
    columns_of,
    find_bounds,
    size_columns,
)
from trimtab.coverage.computations import HIGHEST_BASE
from trimtab.kernel import Problem, Region
from trimtab.messages import LANGUAGES, text
from trimtab.ports import OfficeStore
from trimtab.rules.book import load_rulebook
from trimtab.rules.columns import Column
from trimtab.rules.computation import check_columns
from trimtab.rules.decision import RecordingLookup, plain_column
from trimtab.rules.unknowns import OpenQuestion, clause_of, questions_about, shortfall, weakest

NEEDED = ("case", "region", "date", "group", "contribution_base_cny_month")
_MONTHS = ("months_received", "months_to_retirement", "months_since_graduation")
EXPECTED = {
    "expected_subsidy_cny_month": "subsidy_cny_month",
    "expected_max_months": "max_months",
    "expected_error": "error",
    "status": "verification",
}
_REASON = "coverage.subsidy"

FILED = (
    "case",
    "region",
    "date",
    "entitled",
    "subsidy_cny_month",
    "max_months",
    "provisional",
    "error",
    "error_about",
    "verification",
)
"""The columns of a file of results, before the clause."""


@dataclass(frozen=True, eq=False)
class SizedSubsidies:
    """A file's applications with their subsidies; ``differences`` from what was expected."""

    cases: Cases
    known_on: date | None
    sized: Sized
    results: CaseResults
    lookup: RecordingLookup
    differences: tuple[Problem, ...] = ()


def size_file(
    path: Path,
    known_on: date | None = None,
    rulebook: tuple[Path, ...] = (),
    check: bool = False,
    ignored: Sequence[str] = (),
) -> SizedSubsidies:
    """What the applications of a file get, by the rules as known on a day.

    With ``check`` the columns ``expected_*`` and ``status`` are compared. Raises InputRejectedError
    CASES-001, CASES-011, CASES-017, INGEST-049 with CASES-002 to 010, and what
    ``load_rulebook`` raises.
    """
    cases = _read(path, check, ignored)
    lookup = RecordingLookup(load_rulebook(*rulebook))
    sized = size_columns(lookup, check_columns(FLEXIBLE_SUBSIDY, cases.columns), known_on)
    results = _results(cases, sized)
    differences = compare(cases, results) if check else ()
    return SizedSubsidies(cases, known_on, sized, results, lookup, differences)


def _results(cases: Cases, sized: Sized) -> CaseResults:
    """Outputs as columns; clauses and rules by ground."""
    situations = sized.applications.situations
    places = np.array([(str(region), str(on)) for region, on in situations.pairs], object)
    made = {name: plain_column(column) for name, column in columns_of(sized).items()}
    columns = {
        "case": cases.names,
        "region": places[situations.index, 0].tolist(),
        "date": places[situations.index, 1].tolist(),
        "entitled": _entitled(sized),
        **made,
        "error": [one or None for one in made["error"]],
        "error_about": key_by_ground(sized.grounds, sized.lacking),
    }
    return CaseResults(
        columns, *find_grounds(sized.grounds, lambda row: (sized.cited(row), sized.answers(row)))
    )


def _entitled(sized: Sized) -> list[bool | None]:
    """True for a subsidy, False for a refusal of the case, None where a rule is not known."""
    by_outcome = [
        True if one is Outcome.NONE else (False if one.is_refusal else None) for one in OUTCOMES
    ]
    return [by_outcome[at] for at in sized.subsidies.outcome.tolist()]


def _read(path: Path, with_expected: bool, ignored: Sequence[str]) -> Cases:
    with open_cases(path, NEEDED, _MONTHS, EXPECTED, ignored) as found:
        names = found.names("case")
        found.refuse_repeated("case")
        columns: dict[str, Column] = {
            "region": found.regions("region"),
            "date": found.days("date"),
            "group": _groups(found),
            "contribution_base_cny_month": found.numbers(
                "contribution_base_cny_month", 0, HIGHEST_BASE
            ),
        }
        for name in _MONTHS:
            if found.holds(name):
                columns[name] = found.numbers(name, 0, 600, whole=True, blank=True)
        if "months_received" in columns:
            columns["months_received"] = np.nan_to_num(np.asarray(columns["months_received"]))
        found.refuse()
        return found.cases(names, columns, EXPECTED if with_expected else {})


def _groups(found: CaseFile) -> Any:
    """``hard-to-employ, flexible work``: the one word among them that names a group."""

    def read(word: str) -> str | Cell:
        parts = {part.strip().lower() for part in re.split("[,，、;；]", word)}
        meant = [group.value for group in Group if parts & _names_of(group)]
        allowed = ", ".join(sorted(set().union(*map(_names_of, Group))))
        return meant[0] if len(meant) == 1 else Cell("CASES-009", {"allowed": allowed})

    return found.words_as("group", read)


@cache
def _names_of(group: Group) -> frozenset[str]:
    listed = (re.split("[,、]", text(f"coverage.group.{group}", one)) for one in LANGUAGES)
    return frozenset({group.value, *(word.strip().lower() for words in listed for word in words)})


def ask_open_questions(
    found: SizedSubsidies, office: OfficeStore | None, actor: str
) -> AskedQuestions:
    """The rules somebody has to find out, as tasks of the office where there is one."""
    return rule_records.ask(
        office, found.sized.subsidies.questions, found.results.columns["region"], actor, _REASON
    )


def record_decisions(found: SizedSubsidies, office: OfficeStore, actor: str) -> tuple[str, ...]:
    """Keep every subsidy with the rules it rests on; ids in the order of the cases."""
    decisions = rule_records.decisions_of(
        FLEXIBLE_SUBSIDY,
        found.lookup,
        found.known_on or rule_records.today(),
        found.cases.columns,
        columns_of(found.sized),
        "date",
    )
    return rule_records.keep(office, decisions, "date", actor, _REASON)


def recompute_decisions(
    office: OfficeStore, rulebook: tuple[Path, ...] = ()
) -> tuple[RecomputedRecord, ...]:
    """Every kept decision of this room, computed again from frozen values and from the book."""
    return rule_records.recompute_kept(office, COMPUTATIONS, load_rulebook(*rulebook))


@dataclass(frozen=True, slots=True)
class PlaceBounds:
    """The contribution bases allowed at one place on one day, and what is not known of them."""

    region: Region
    on: date
    floor: Bound
    cap: Bound

    @property
    def questions(self) -> tuple[OpenQuestion, ...]:
        """What somebody has to find out."""
        return questions_about(one.missing for one in (self.floor, self.cap) if one.missing)

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "region": str(self.region),
            "on": str(self.on),
            "floor": _bound_to_json(self.floor),
            "cap": _bound_to_json(self.cap),
        }


def bounds_at(
    region: str, on: date, known_on: date | None = None, rulebook: tuple[Path, ...] = ()
) -> PlaceBounds:
    """Lowest and highest contribution base at a place on a day.

    ``region`` as in files: a code or a name. Raises UnknownCodeError CLASSIFICATION-003 to 006.
    """
    place = rule_records.place_of(region)
    found = find_bounds(load_rulebook(*rulebook), place, on, known_on)
    return PlaceBounds(place, on, found.floor, found.cap)


def _bound_to_json(bound: Bound) -> dict[str, Any]:
    known = bound.missing is None
    return {
        "amount_cny_month": bound.amount if known else None,
        "error": None if bound.missing is None else shortfall(bound.missing),
        "verification": weakest(bound.answers).value,
        "clause": clause_of(bound.answers),
    }
