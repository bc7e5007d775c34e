"""A file of claims is refused whole, with every faulty cell by line, or read."""

from __future__ import annotations

import json

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from trimtab.app.claim_files import read_claims
from trimtab.app.unemployment import entitle
from trimtab.cli.unemployment import application
from trimtab.kernel import InputRejectedError
from trimtab.messages import Language, explain_error

GOOD = "one,310000,2026-09-01,120,14,no"


def refusals(path):
    """Code, line and column of every cell refused."""
    with pytest.raises(InputRejectedError) as refused:
        read_claims(path)
    for language in Language:
        assert "{" not in explain_error(refused.value, language)
    return [(one.code, one.row, one.column) for one in refused.value.problems]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("two,,2026-09-01,120,14,no", "CASES-002", "region"),
        ("two,310000,2026-09-01,some,14,no", "CASES-003", "contribution_months"),
        ("two,310000,2026-13-01,120,14,no", "CASES-004", "claim_date"),
        ("two,310000,2026-09,120,14,no", "CASES-004", "claim_date"),
        ("two,990000,2026-09-01,120,14,no", "CASES-005", "region"),
        ("two,GD,2026-09-01,120,14,no", "CASES-005", "region"),
        ("two,31,2026-09-01,120,14,no", "CASES-005", "region"),
        ("two,310000,2026-09-01,120,14,maybe", "CASES-006", "near_retirement_extension"),
        ("two,310000,2026-09-01,12.5,14,no", "CASES-007", "contribution_months"),
        ("two,310000,2026-09-01,-1,14,no", "CASES-008", "contribution_months"),
        ("two,310000,2026-09-01,1201,14,no", "CASES-008", "contribution_months"),
        ("two,310000,2026-09-01,120,0,no", "CASES-008", "spell_month"),
        ("one,310000,2026-09-01,120,14,no", "CASES-010", "case"),
    ],
)
def test_a_faulty_cell_is_named_by_line_and_column(claims, row, code, column):
    assert refusals(claims(GOOD, row)) == [(code, 3, column)]


def test_every_fault_of_a_file_is_named_at_once(claims):
    path = claims("one,310000,2026-09-01,-1,0,no", "one,XX,yesterday,120,14,no")
    assert {code for code, _, _ in refusals(path)} == {
        "CASES-004",
        "CASES-005",
        "CASES-008",
        "CASES-010",
    }


@pytest.mark.parametrize(
    ("more", "row", "code", "column"),
    [
        (
            ",birth_date",
            "one,310000,2026-09-01,240,14,no,2010-05-05",
            "UNEMPLOYMENT-001",
            "contribution_months",
        ),
        (
            ",birth_date,first_contribution",
            "one,310000,2026-09-01,12,14,no,1990-05-05,1989-05-05",
            "UNEMPLOYMENT-002",
            "first_contribution",
        ),
        (
            ",birth_date",
            "one,310000,2026-09-01,12,14,no,2027-05-05",
            "UNEMPLOYMENT-006",
            "birth_date",
        ),
        (
            ",first_contribution",
            "one,310000,2026-09-01,120,14,no,2024-01-01",
            "UNEMPLOYMENT-007",
            "contribution_months",
        ),
        (
            ",person,spell_start,spell_end",
            "one,310000,2026-09-01,120,14,no,p,2026-03-01,2026-02-01",
            "UNEMPLOYMENT-005",
            "spell_end",
        ),
        (
            ",retirement_category",
            "one,310000,2026-09-01,120,14,no,women60",
            "CASES-009",
            "retirement_category",
        ),
    ],
)
def test_what_cannot_be_true_is_refused(claims, more, row, code, column):
    assert refusals(claims(row, more=more)) == [(code, 2, column)]


def test_two_open_spells_of_one_person_are_refused_with_both_lines(claims):
    path = claims(
        "one,310000,2026-09-01,120,14,no,p,2026-01-01",
        "two,310000,2026-09-01,120,1,no,q,2026-01-01",
        "three,440100,2026-09-01,120,1,no,p,2026-03-01",
        more=",person,spell_start",
    )
    with pytest.raises(InputRejectedError) as refused:
        read_claims(path)
    (problem,) = refused.value.problems
    assert (problem.code, problem.row, problem.params["first"]) == ("UNEMPLOYMENT-003", 4, 2)
    assert problem.params["word"] == "p"


def test_overlapping_spells_are_refused_and_following_ones_are_not(claims):
    columns = ",person,spell_start,spell_end"
    path = claims(
        "one,310000,2026-09-01,120,1,no,p,2026-01-01,2026-05-01",
        "two,310000,2026-09-01,120,1,no,p,2026-04-30,",
        more=columns,
    )
    assert refusals(path) == [("UNEMPLOYMENT-004", 3, "person")]
    following = claims(
        "one,310000,2026-09-01,120,1,no,p,2026-01-01,2026-05-01",
        "two,310000,2026-09-01,120,1,no,p,2026-05-01,",
        "three,310000,2026-09-01,120,2,no,p,2026-05-01,",  # another month of the same spell
        "four,310000,2026-09-01,120,1,no,,2026-05-01,",  # nobody named twice
        "five,310000,2026-09-01,120,1,no,,2026-05-01,",
        more=columns,
    )
    assert len(read_claims(following).names) == 5


@pytest.mark.parametrize("more", [",person", ",person,spell_start", ",person,spell_end"])
def test_a_person_named_twice_without_dates_of_spells_is_refused(claims, more):
    blank = "," * (more.count(",") - 1)
    rows = (f"one,310000,2026-09-01,120,1,no,p{blank}", f"two,310000,2026-09-01,120,2,no,p{blank}")
    path = claims(*rows, f"three,310000,2026-09-01,120,1,no,{blank}", more=more)
    with pytest.raises(InputRejectedError) as refused:
        read_claims(path)
    (problem,) = refused.value.problems
    assert (problem.code, problem.row, problem.params["first"]) == ("UNEMPLOYMENT-003", 3, 2)


def test_a_spell_without_start_runs_on_the_day_of_the_claim(claims):
    more = ",person,spell_start,spell_end"
    before = "one,310000,2024-01-01,120,1,no,p,2023-12-01,2024-05-01"
    assert len(read_claims(claims(before, "two,310000,2026-09-01,120,1,no,p,,", more=more)).names)
    during = "one,310000,2026-01-01,120,1,no,p,2025-12-01,2026-10-01"
    path = claims(during, "two,310000,2026-09-01,120,1,no,p,,", more=more)
    assert refusals(path) == [("UNEMPLOYMENT-004", 3, "person")]


def test_one_month_of_one_spell_cannot_be_claimed_twice(claims):
    row = "310000,2026-09-01,120,2,no,p,2026-05-01"
    path = claims(f"one,{row}", f"two,{row}", more=",person,spell_start")
    assert refusals(path) == [("UNEMPLOYMENT-003", 3, "person")]


def test_cells_are_compared_in_rows_that_can_be_read_while_others_cannot(claims):
    path = claims(
        "one,310000,2026-09-01,240,14,no,2010-05-05,",
        "two,310000,2026-09-01,many,14,no,2027-05-05,",  # only its own cell is named
        "three,310000,2026-09-01,12,14,no,1980-05-05,p",
        "four,310000,2026-09-01,12,14,no,1980-05-05,p",
        more=",birth_date,person",
    )
    assert refusals(path) == [
        ("UNEMPLOYMENT-001", 2, "contribution_months"),
        ("CASES-003", 3, "contribution_months"),
        ("UNEMPLOYMENT-003", 5, "person"),
    ]


@pytest.mark.parametrize(
    ("header", "nearest"), [("birthday", "birth_date"), ("involuntry", "involuntary"), ("qqq", "-")]
)
def test_an_unknown_column_is_refused_with_the_nearest_name(claims, header, nearest):
    path = claims(f"{GOOD},no", more=f",{header}")
    with pytest.raises(InputRejectedError, match="CASES-017") as refused:
        read_claims(path)
    assert refused.value.params["columns"] == f"{header} ({nearest})"
    for language in Language:
        assert header in explain_error(refused.value, language)
    assert read_claims(path, ignored=(header.upper(),)).names == ("one",)


def test_a_column_is_left_out_on_the_command_line(claims):
    path = claims(f"{GOOD},x,y", more=",office,clerk")
    told = ["entitlement", "--input", str(path), "--json", "--ignore-column", "office"]
    refused = CliRunner().invoke(application, told).exception
    assert isinstance(refused, InputRejectedError) and "clerk" in str(refused.params["columns"])
    done = CliRunner().invoke(application, [*told, "--ignore-column", "clerk"])
    assert done.exit_code == 0, done.output


def test_remarks_and_expectations_are_known_columns(claims):
    path = claims(f"{GOOD},w,c,1,2", more=",why,clause,expected_months,expected_other")
    assert read_claims(path).names == ("one",)


def test_a_blank_extension_is_none(claims):
    found = read_claims(claims("one,310000,2026-09-01,120,14,"))
    assert found.columns["near_retirement_extension"].tolist() == [False]


def test_missing_columns_and_empty_files_are_refused(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("case,region\none,310000\n", encoding="utf-8")
    with pytest.raises(InputRejectedError, match="CASES-001") as refused:
        read_claims(path)
    assert "spell_month" in str(refused.value.params["columns"])
    path.write_text(
        "case,region,claim_date,contribution_months,spell_month,near_retirement_extension\n",
        encoding="utf-8",
    )
    with pytest.raises(InputRejectedError, match="CASES-011"):
        read_claims(path)


def test_places_and_headers_may_be_chinese_and_the_file_a_workbook(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["案例", "地区", "申领日期", "缴费月数", "领取月序", "临近退休延长"])
    sheet.append(["甲", "上海市", "2026年9月1日", 120, 14, "否"])
    sheet.append(["乙", "CN-310115", "2026-09-01", 120, 14, "否"])
    book.save(tmp_path / "claims.xlsx")
    found = entitle(tmp_path / "claims.xlsx")
    assert [one["amount_cny_month"] for one in found.results] == [1872, 1872]
    assert [one["region"] for one in found.results] == ["CN-310000", "CN-310115"]


def test_expectations_are_ignored_unless_compared(claims):
    path = claims(f"{GOOD},19,1872,,verified", more=_EXPECTED)
    plain = CliRunner().invoke(application, ["entitlement", "--input", str(path), "--json"])
    assert plain.exit_code == 0 and json.loads(plain.output)["differences"] == []
    compared = entitle(path, check=True)
    (difference,) = compared.differences
    assert (difference.code, difference.row, difference.column) == ("CASES-012", 2, "months")
    assert difference.params == {"case": "one", "expected": "19", "got": "20"}


def test_check_ends_with_3_and_names_each_difference(claims):
    wrong = claims(f"{GOOD},19,,months_disputed,verified", more=_EXPECTED)
    result = CliRunner().invoke(application, ["entitlement", "--input", str(wrong), "--check"])
    assert isinstance(result.exception, InputRejectedError)
    assert result.exception.code == "CASES-013" and result.exception.exit_code == 3
    named = {one.column for one in result.exception.problems}
    assert named == {"months", "amount_cny_month", "error"}
    right = claims(f"{GOOD},20,1872,,verified", more=_EXPECTED)
    agreed = CliRunner().invoke(application, ["entitlement", "--input", str(right), "--check"])
    assert agreed.exit_code == 0


_EXPECTED = ",expected_months,expected_amount_cny_month,expected_error,expected_verification"
