"""Files of claims on unemployment benefit: read, checked against each other, compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from trimtab.app.case_files import CaseFile, Cases, open_cases
from trimtab.rules.columns import Column
from trimtab.unemployment import RetirementGroup
from trimtab.unemployment.computations import LONGEST_CARRIED, LONGEST_CONTRIBUTION, LONGEST_SPELL
from trimtab.unemployment.spells import find_overlaps

NEEDED = (
    "case",
    "region",
    "claim_date",
    "contribution_months",
    "spell_month",
    "near_retirement_extension",
)
PERSONAL = ("person", "spell_start", "spell_end", "first_contribution")
OPTIONAL = (
    "birth_date",
    "retirement_category",
    "involuntary",
    "registered",
    "unused_months",
    "last_amount_cny_month",
)
EXPECTED = {
    "expected_months": "months",
    "expected_amount_cny_month": "amount_cny_month",
    "expected_error": "error",
    "expected_verification": "verification",
}

_DATES = ("first_contribution", "spell_start", "spell_end")
_HIGHEST_AMOUNT = 1_000_000.0


def read_claims(path: Path, with_expected: bool = False, ignored: Sequence[str] = ()) -> Cases:
    """Read claims from CSV, Excel or Parquet, whole or not at all.

    Cells are compared with each other in the rows where every cell by itself can be read. Raises
    InputRejectedError CASES-001 (a column is missing), CASES-017 (a column that is neither known
    nor ``ignored``), CASES-011 (no row) and INGEST-049 with every faulty cell by line: CASES-002
    to 010, UNEMPLOYMENT-001 to 007.
    """
    with open_cases(path, NEEDED, (*OPTIONAL, *PERSONAL), EXPECTED, ignored) as found:
        cases = found.names("case")
        columns = _columns(found)
        spells = {name: _days_if_held(found, name) for name in _DATES}
        _refuse_impossible(found, columns, spells["first_contribution"])
        _refuse_overlaps(found, columns, spells["spell_start"], spells["spell_end"])
        found.refuse_repeated("case")
        found.refuse()
        return found.cases(cases, columns, EXPECTED if with_expected else {})


def _columns(found: CaseFile) -> dict[str, Column]:
    columns: dict[str, Column] = {
        "region": found.regions("region"),
        "claim_date": found.days("claim_date"),
        "contribution_months": found.numbers(
            "contribution_months", 0, LONGEST_CONTRIBUTION, whole=True
        ),
        "spell_month": found.numbers("spell_month", 1, LONGEST_SPELL, whole=True),
        "near_retirement_extension": found.flags("near_retirement_extension", blank=True),
    }
    for name in ("involuntary", "registered"):
        if found.holds(name):
            columns[name] = found.flags(name)
    if found.holds("unused_months"):
        unused = found.numbers("unused_months", 0, LONGEST_CARRIED, whole=True, blank=True)
        columns["unused_months"] = np.nan_to_num(unused, nan=0.0)
    if found.holds("last_amount_cny_month"):
        columns["last_amount_cny_month"] = found.numbers(
            "last_amount_cny_month", 0, _HIGHEST_AMOUNT, blank=True
        )
    if found.holds("birth_date"):
        columns["birth_date"] = found.days("birth_date", blank=True)
    if found.holds("retirement_category"):
        groups = tuple(group.value for group in RetirementGroup)
        columns["retirement_category"] = found.optional_words("retirement_category", groups)
    return columns


def _refuse_impossible(found: CaseFile, columns: Mapping[str, Any], first: Any) -> None:
    """Contributions before birth, and more of them than months there were."""
    claimed, paid = columns["claim_date"], columns["contribution_months"]
    birth = columns.get("birth_date")
    if birth is not None:
        _note_days(found, "UNEMPLOYMENT-006", birth >= claimed, "birth_date", claimed)
        too_many = ~np.isnat(birth) & (birth < claimed) & (paid > _months_between(birth, claimed))
        _note_days(found, "UNEMPLOYMENT-001", too_many, "contribution_months", birth)
        if first is not None:
            _note_days(found, "UNEMPLOYMENT-002", first < birth, "first_contribution", birth)
    if first is not None:
        since = _months_between(first, claimed) + 1  # the month of the first one counts
        too_many = ~np.isnat(first) & (paid > since)
        _note_days(found, "UNEMPLOYMENT-007", too_many, "contribution_months", first)


def _refuse_overlaps(found: CaseFile, columns: Mapping[str, Any], start: Any, end: Any) -> None:
    """Two spells of one person at the same time, or one month of a spell twice.

    A spell without a start runs, as far as anybody knows, on the day of the claim.
    """
    if not found.holds("person"):
        return
    person = found.words("person").indices
    never = np.full(len(person), np.datetime64("NaT"), "datetime64[D]")
    start, end = (never if one is None else one for one in (start, end))
    if found.holds("spell_end"):
        _note_days(found, "UNEMPLOYMENT-005", end < start, "spell_end", start)
    named = np.array([bool(text) for text in found.words("person").texts])[person]
    alone = np.arange(len(person)) - len(person)
    undated = np.isnat(start)
    running = np.fmin(columns["claim_date"], end - np.timedelta64(1, "D"))
    overlaps = find_overlaps(
        np.where(named & ~found.faulty, person, alone),
        np.where(undated, alone, found.words("region").indices),
        np.where(undated, running, start),
        end,
        columns["spell_month"],
    )
    earlier = found.earlier(overlaps.other)
    only_one_open = overlaps.overlapping & ~overlaps.both_open
    found.note("UNEMPLOYMENT-003", overlaps.both_open, "person", earlier)
    found.note("UNEMPLOYMENT-004", only_one_open, "person", earlier)


def _days_if_held(found: CaseFile, name: str) -> Any:
    return found.days(name, blank=True) if found.holds(name) else None


def _note_days(found: CaseFile, code: str, wrong: Any, name: str, day: Any) -> None:
    found.note(code, wrong & ~found.faulty, name, lambda row: {"day": str(day[row])})


def _months_between(first: Any, last: Any) -> Any:
    """Calendar months from the month of one day to that of another."""
    return (last.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int64)
