"""What a careful editor asks about, and awards above the ceiling."""

from __future__ import annotations

from datetime import date

import pytest

from trimtab.kernel import Region, Wording
from trimtab.messages import LANGUAGES, explain_problem
from trimtab.rules import (
    Accrual,
    AccrualBand,
    Alternative,
    Band,
    Bands,
    DatedValue,
    Kind,
    Number,
    Parameter,
    Reference,
    RuleBook,
    SameAs,
    Validity,
    Verification,
)
from trimtab.rules.lint import lint_book, lint_folders

TODAY = date(2026, 11, 23)
NATION, PROVINCE = Region("CN"), Region("CN-440000")
SOURCE = Reference("text", "1")
CAP = Bands("contribution_months", (Band(12, 12), Band(60, 18), Band(120, 24)))


def _entry(key, region, value, **more) -> DatedValue:
    more = {"recorded": date(2026, 1, 1), "reference": SOURCE, **more}
    return DatedValue(key, region, date(2025, 1, 1), value=value, **more)


def _parameter(key, region, kind, *values, title=Wording("a", "甲"), unit="months"):  # noqa: B008
    return Parameter(key, region, title, kind, unit, values, (0, 100))


def _ceilings(value, key="duration_months", region=PROVINCE, **more):
    award = _parameter(key, region, Kind.FORMULA, _entry(key, region, value, **more))
    cap_key = "duration_cap_months"
    cap = _parameter(cap_key, NATION, Kind.CAP, _entry(cap_key, NATION, CAP))
    return lint_book(RuleBook([cap, award]), TODAY).problems


def _accrual(award: float, cap: float | None = 24) -> Accrual:
    return Accrual("contribution_months", (AccrualBand(0, 12, award),), 12, cap)


def test_an_award_below_the_ceiling_is_fine():
    assert _ceilings(_accrual(2)) == ()
    assert _ceilings(SameAs("duration_cap_months")) == ()


def test_an_award_above_the_ceiling_is_told_with_the_first_such_case():
    (problem,) = _ceilings(_accrual(3))  # 4 years give 12, 5 years 15, 7 years 21 of 18
    assert (problem.code, problem.column) == ("RULES-032", "duration_months")
    assert problem.params["got"] == "21"
    assert problem.params["allowed"] == "18"
    assert problem.params["argument"] == "84"
    for language in LANGUAGES:
        assert "84" in explain_problem(problem, language)


def test_an_award_without_a_cap_of_its_own_passes_the_ceiling_late():
    (problem,) = _ceilings(_accrual(1, cap=None))
    assert problem.params["argument"] == "300"  # 25 months after 25 years


def test_each_reading_of_a_dispute_is_held_against_the_ceiling():
    readings = tuple(Alternative(value, SOURCE) for value in (Number(3), Number(30)))
    disputed = {"verification": Verification.DISPUTED, "alternatives": readings}
    assert [p.code for p in _ceilings(None, **disputed)] == ["RULES-032"]


def test_a_province_cannot_raise_the_ceiling_itself():
    higher = Bands("contribution_months", (Band(12, 14),))
    key = "duration_cap_months"
    caps = [
        _parameter(key, NATION, Kind.CAP, _entry(key, NATION, CAP)),
        _parameter(key, PROVINCE, Kind.CAP, _entry(key, PROVINCE, higher)),
    ]
    (problem,) = lint_book(RuleBook(caps), TODAY).problems
    assert (problem.code, problem.params["argument"]) == ("RULES-032", "12")


WARNED = {
    "LINT-001": {"verification": Verification.UNVERIFIED},
    "LINT-006": {"value": None, "validity": Validity.UNKNOWN_AFTER},
    "LINT-007": {"validity": Validity.KNOWN_TO_HOLD_ON},
    "LINT-008": {"reference": Reference("text")},
    "LINT-004": {"note": Wording("only English")},
    "LINT-002": {
        "value": None,
        "verification": Verification.DISPUTED,
        "alternatives": (Alternative(Number(1), SOURCE), Alternative(Number(2), SOURCE)),
    },
}


@pytest.mark.parametrize(("code", "changes"), WARNED.items(), ids=WARNED)
def test_questions(code, changes):
    entry = _entry("a", NATION, **{"value": Number(1), **changes})
    report = lint_book(RuleBook([_parameter("a", NATION, Kind.VALUE, entry)]), TODAY)
    assert report.clean
    assert [warning.code for warning in report.warnings] == [code]
    for language in LANGUAGES:
        assert f"{code}: " in explain_problem(report.warnings[0], language)


def test_a_day_of_recording_to_come_must_be_corrected():
    """Also of an entry that no longer stands: answers of a past day would change with time."""
    later = _entry("a", NATION, Number(1), recorded=date(2027, 1, 1))
    still_later = _entry("a", NATION, Number(2), recorded=date(2027, 1, 2))
    held = _parameter("a", NATION, Kind.VALUE, later, still_later)
    report = lint_book(RuleBook([held]), TODAY)
    assert not report.clean
    days = [problem.params["recorded"] for problem in report.problems]
    assert ([p.code for p in report.problems], days) == (
        ["LINT-005", "LINT-005"], ["2027-01-01", "2027-01-02"])  # fmt: skip
    assert lint_book(RuleBook([held]), date(2027, 1, 2)).clean


def test_what_is_in_order_raises_no_question():
    held = _parameter("a_months", NATION, Kind.VALUE, _entry("a_months", NATION, Number(1)))
    report = lint_book(RuleBook([held]), TODAY)
    assert (report.problems, report.warnings) == ((), ())


def test_a_name_that_says_another_unit():
    key = "a_cny_month"
    held = _parameter(key, NATION, Kind.VALUE, _entry(key, NATION, Number(1)), unit="cny_year")
    (warning,) = lint_book(RuleBook([held]), TODAY).warnings
    assert (warning.code, warning.params["suffix"]) == ("LINT-003", "cny_month")


def test_a_superseded_entry_is_not_questioned_any_more():
    first = _entry("a", NATION, Number(1), verification=Verification.UNVERIFIED)
    second = _entry("a", NATION, Number(1), recorded=date(2026, 6, 1))
    held = _parameter("a", NATION, Kind.VALUE, first, second)
    assert lint_book(RuleBook([held]), TODAY).warnings == ()


OURS = """\
region: CN-440000
parameters:
  our.rule_months:
    title: {en: Ours, zh: 本地规则}
    unit: months
    range: [0, 24]
    kind: value
    values:
      - {from: 2026-01-01, value: 3, recorded: 2026-11-23, reference: {title: 某规定}}
"""


def test_a_folder_is_questioned_alone_though_it_lies_over_the_embedded_book(tmp_path):
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "a.yaml").write_text(OURS, encoding="utf-8")
    report = lint_folders(folder, today=TODAY)
    assert [(w.code, w.file, w.row) for w in report.warnings] == [("LINT-008", "ours/a.yaml", 9)]
    (folder / "a.yaml").write_text(OURS.replace("value: 3", "value: 30"), encoding="utf-8")
    report = lint_folders(folder, today=TODAY)
    assert [p.code for p in report.problems] == ["RULES-018"]
    assert not report.clean


def test_the_embedded_book_awards_nothing_above_its_ceilings():
    assert lint_folders(today=TODAY).problems == ()
