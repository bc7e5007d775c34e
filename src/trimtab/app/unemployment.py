"""Unemployment entitlement of a file of claims: read, decide, ask, keep, compute again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from trimtab.app import rule_records
from trimtab.app.case_files import Cases, compare
from trimtab.app.case_results import CaseResults, find_grounds, key_by_ground
from trimtab.app.claim_files import read_claims
from trimtab.app.rule_records import AskedQuestions, RecomputedRecord
from trimtab.kernel import Problem
from trimtab.ports import OfficeStore
from trimtab.rules.book import load_rulebook
from trimtab.rules.columns import Column, Labels
from trimtab.rules.computation import check_columns
from trimtab.rules.decision import RecordingLookup, plain_column
from trimtab.unemployment import (
    COMPUTATIONS,
    ENTITLEMENT,
    OUTCOMES,
    Decided,
    Outcome,
    columns_of,
    decide_columns,
)
from trimtab.unemployment.computations import LONGEST_CARRIED, LONGEST_CONTRIBUTION

_DAY = "claim_date"
_REASON = "unemployment.entitlement"

FILED = (
    "case",
    "region",
    "claim_date",
    "entitled",
    "months",
    "months_undisputed",
    "months_most",
    "amount_cny_month",
    "provisional",
    "error",
    "error_about",
    "verification",
    "extended",
    "back_pay_due",
)
"""The columns of a file of results, before the clause."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """One claim asked about without a file; ``region`` is a code or a name."""

    region: str
    claim_date: date
    contribution_months: int
    spell_month: int = 1
    extension: bool = False
    unused_months: int = 0

    @property
    def cases(self) -> Cases:
        """The claim as cases of one row."""
        columns: dict[str, Column] = {
            "region": Labels.of([str(rule_records.place_of(self.region))]),
            _DAY: np.array([self.claim_date], "datetime64[D]"),
            "contribution_months": np.array([float(self.contribution_months)]),
            "spell_month": np.array([float(self.spell_month)]),
            "near_retirement_extension": np.array([self.extension]),
            "unused_months": np.array([float(self.unused_months)]),
        }
        return Cases("", ("1",), columns, {}, ())


@dataclass(frozen=True, slots=True)
class MonthsOfSpell:
    """The amount of the months ``first`` to ``last`` of a spell; None where nobody knows it."""

    first: int
    last: int
    amount_cny_month: float | None
    provisional: bool


@dataclass(frozen=True, eq=False)
class EntitledClaims:
    """Claims with their entitlements; ``differences`` from what was expected, and for a single
    claimant the amounts by month of the spell."""

    cases: Cases
    known_on: date | None
    decided: Decided
    results: CaseResults
    lookup: RecordingLookup
    differences: tuple[Problem, ...] = ()
    schedule: tuple[MonthsOfSpell, ...] = ()


def entitle(
    path: Path,
    known_on: date | None = None,
    rulebook: tuple[Path, ...] = (),
    check: bool = False,
    ignored: Sequence[str] = (),
) -> EntitledClaims:
    """What the claims of a file are entitled to, by the rules as known on a day.

    With ``check`` the columns ``expected_*`` are compared; without they are not looked at. Raises
    InputRejectedError as ``read_claims`` and ``load_rulebook`` do.
    """
    found = _entitle(read_claims(path, check, ignored), known_on, rulebook)
    differences = compare(found.cases, found.results) if check else ()
    return replace(found, differences=differences)


def entitle_one(
    claim: Claimant, known_on: date | None = None, rulebook: tuple[Path, ...] = ()
) -> EntitledClaims:
    """What one claimant is entitled to, with the amounts of all months of the spell.

    Raises UnknownCodeError CLASSIFICATION-003 to 006 for a place that does not exist.
    """
    found = _entitle(claim.cases, known_on, rulebook)
    longest = int(found.decided.entitlements.months_most[0])
    if longest < 1:
        return found
    months = np.arange(1, longest + 1, dtype=np.float64)
    columns = {name: _repeated(column, longest) for name, column in found.cases.columns.items()}
    columns["spell_month"] = months
    made = decide_columns(found.lookup, check_columns(ENTITLEMENT, columns), known_on).entitlements
    amounts = plain_column(made.amount_cny_month)
    return replace(found, schedule=_runs(amounts, made.provisional.tolist()))


def _entitle(cases: Cases, known_on: date | None, rulebook: tuple[Path, ...]) -> EntitledClaims:
    lookup = RecordingLookup(load_rulebook(*rulebook))
    decided = decide_columns(lookup, check_columns(ENTITLEMENT, cases.columns), known_on)
    return EntitledClaims(cases, known_on, decided, _results(cases, decided), lookup)


def _repeated(column: Column, times: int) -> Column:
    if isinstance(column, Labels):
        return Labels(column.words, np.repeat(column.positions, times))
    return np.repeat(column, times)


def _runs(
    amounts: Sequence[float | None], provisional: Sequence[bool]
) -> tuple[MonthsOfSpell, ...]:
    """Months in a row with the same amount as one entry."""
    found: list[MonthsOfSpell] = []
    for month, (amount, before) in enumerate(zip(amounts, provisional, strict=True), start=1):
        if found and (found[-1].amount_cny_month, found[-1].provisional) == (amount, before):
            found[-1] = replace(found[-1], last=month)
        else:
            found.append(MonthsOfSpell(month, month, amount, before))
    return tuple(found)


def schedule_to_json(schedule: Sequence[MonthsOfSpell]) -> list[dict[str, Any]]:
    """One entry for each month of the spell."""
    return [
        {
            "spell_month": month,
            "amount_cny_month": one.amount_cny_month,
            "provisional": one.provisional,
        }
        for one in schedule
        for month in range(one.first, one.last + 1)
    ]


def _results(cases: Cases, decided: Decided) -> CaseResults:
    """Outputs, and the readings of a disputed duration, as columns; clauses and rules by ground."""
    situations = decided.claims.situations
    places = np.array([(str(region), str(on)) for region, on in situations.pairs], object)
    made = {name: plain_column(column) for name, column in columns_of(decided).items()}
    columns = {
        "case": cases.names,
        "region": places[situations.index, 0].tolist(),
        "claim_date": places[situations.index, 1].tolist(),
        "entitled": plain_column(decided.entitled),
        **made,
        "alternatives": _alternatives(decided),
    }
    columns["entitled"] = [None if one is None else bool(one) for one in columns["entitled"]]
    columns["error"] = [one or None for one in columns["error"]]
    columns["error_about"] = key_by_ground(decided.grounds, decided.lacking)
    return CaseResults(
        columns,
        *find_grounds(decided.grounds, lambda row: (decided.cited(row), decided.answers(row))),
    )


def _alternatives(decided: Decided) -> list[list[dict[str, Any]]]:
    """Each reading of a disputed duration, worked out once for equal claims at equal rules."""
    claims, disputed = decided.claims, OUTCOMES.index(Outcome.MONTHS_DISPUTED)
    found: list[list[dict[str, Any]]] = [[] for _ in range(len(claims))]
    rows = np.flatnonzero(decided.entitlements.outcome == disputed)
    if not len(rows):
        return found
    mark = decided.place[claims.situations.index[rows]].astype(np.int64)
    mark = mark * (LONGEST_CONTRIBUTION + 1) + claims.contribution_months[rows].astype(np.int64)
    if claims.unused_months is not None:
        mark = mark * (LONGEST_CARRIED + 1) + claims.unused_months[rows].astype(np.int64)
    _, first, inverse = np.unique(mark, return_index=True, return_inverse=True)
    plain = [
        [{"months": one.months, "clause": one.clause} for one in decided.readings(row)]
        for row in rows[first].tolist()
    ]
    for row, at in zip(rows.tolist(), inverse.tolist(), strict=True):
        found[row] = plain[at]
    return found


def ask_open_questions(
    found: EntitledClaims, office: OfficeStore | None, actor: str
) -> AskedQuestions:
    """The rules somebody has to find out, as tasks of the office where there is one."""
    return rule_records.ask(
        office,
        found.decided.entitlements.questions,
        found.results.columns["region"],
        actor,
        _REASON,
    )


def record_decisions(found: EntitledClaims, office: OfficeStore, actor: str) -> tuple[str, ...]:
    """Keep every entitlement with the rules it rests on; ids in the order of the cases.

    What was known counts up to the day asked for, else up to today: ask with ``known_on``.
    """
    known_on = found.known_on or rule_records.today()
    made = columns_of(found.decided)
    decisions = rule_records.decisions_of(
        ENTITLEMENT, found.lookup, known_on, found.cases.columns, made, _DAY
    )
    return rule_records.keep(office, decisions, _DAY, actor, _REASON)


def recompute_decisions(
    office: OfficeStore, rulebook: tuple[Path, ...] = ()
) -> tuple[RecomputedRecord, ...]:
    """Every kept decision of this room, computed again from frozen values and from the book."""
    return rule_records.recompute_kept(office, COMPUTATIONS, load_rulebook(*rulebook))
