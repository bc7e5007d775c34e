"""Unemployment entitlement of a file of claims: read, decide, ask, keep, compute again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from trimtab.app import rule_records
from trimtab.app.case_files import Cases, compare
from trimtab.app.claim_files import read_claims
from trimtab.app.rule_records import AskedQuestion, RecomputedRecord
from trimtab.kernel import Problem
from trimtab.ports import OfficeStore
from trimtab.rules.book import load_rulebook
from trimtab.rules.computation import check_columns
from trimtab.rules.decision import RecordingLookup, plain_outputs
from trimtab.rules.unknowns import clause_of
from trimtab.unemployment import (
    COMPUTATIONS,
    ENTITLEMENT,
    Decided,
    Outcome,
    columns_of,
    decide_columns,
)

_DAY = "claim_date"
_REASON = "unemployment.entitlement"


@dataclass(frozen=True, eq=False)
class EntitledClaims:
    """A file's claims with their entitlements; ``differences`` from what was expected."""

    cases: Cases
    known_on: date | None
    decided: Decided
    results: tuple[dict[str, Any], ...]
    lookup: RecordingLookup
    differences: tuple[Problem, ...] = ()


def entitle(
    path: Path,
    known_on: date | None = None,
    rulebook: tuple[Path, ...] = (),
    check: bool = False,
) -> EntitledClaims:
    """What the claims of a file are entitled to, by the rules as known on a day.

    With ``check`` the columns ``expected_*`` are compared; without they are not looked at. Raises
    InputRejectedError as ``read_claims`` and ``load_rulebook`` do.
    """
    cases = read_claims(path, with_expected=check)
    lookup = RecordingLookup(load_rulebook(*rulebook))
    decided = decide_columns(lookup, check_columns(ENTITLEMENT, cases.columns), known_on)
    results = _results(cases, decided)
    differences = compare(cases, results) if check else ()
    return EntitledClaims(cases, known_on, decided, results, lookup, differences)


def _results(cases: Cases, decided: Decided) -> tuple[dict[str, Any], ...]:
    """One plain mapping for each case: outputs, clause, rules, readings of a disputed duration."""
    made = columns_of(decided)
    grounds: dict[tuple[int, Outcome, bool], dict[str, Any]] = {}
    results = []
    for row, name in enumerate(cases.names):
        provision = decided.provision(row)
        outputs = plain_outputs(ENTITLEMENT, made, row)
        outcome = decided.outcome(row)
        ground = (id(provision), outcome, outputs["extended"])
        if ground not in grounds:
            answers = decided.answers(row)
            rules = rule_records.plain_rules(answers)
            grounds[ground] = {"clause": clause_of(answers), "rules": rules}
        readings = decided.readings(row) if outcome is Outcome.MONTHS_DISPUTED else ()
        results.append(
            {
                "case": name,
                "region": str(provision.region),
                "claim_date": str(provision.on),
                **outputs,
                "error": outputs["error"] or None,
                "alternatives": [{"months": one.months, "clause": one.clause} for one in readings],
                **grounds[ground],
            }
        )
    return tuple(results)


def ask_open_questions(
    found: EntitledClaims, office: OfficeStore | None, actor: str
) -> tuple[AskedQuestion, ...]:
    """The rules somebody has to find out, as tasks of the office where there is one."""
    return rule_records.ask(office, found.decided.entitlements.questions, actor, _REASON)


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
