"""Results as a caseworker and a spreadsheet see them: counted, cited, for one claimant."""

from __future__ import annotations

import csv
import json

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from trimtab.app.case_tables import write_results
from trimtab.app.unemployment import FILED, entitle
from trimtab.cli.unemployment import application
from trimtab.kernel import UsageError
from trimtab.messages import Language

ROWS = (
    "=1+1,310000,2026-09-01,120,14,no",
    "few,310000,2026-09-01,6,1,no",
    "used,310000,2026-09-01,12,9,no",
    "open,440100,2026-09-01,36,1,no",
    "where,440000,2026-09-01,36,1,no",
)
CAP = "社会保险法；失业保险条例 第四十六条；第十七条"


def run(*words):
    return CliRunner().invoke(application, ["entitlement", *map(str, words)])


@pytest.fixture
def results(claims):
    return entitle(claims(*ROWS)).results


def test_results_are_one_mapping_for_each_case_in_the_order_of_the_file(results):
    rows = list(results)
    assert [row["case"] for row in rows] == ["=1+1", "few", "used", "open", "where"]
    assert [row["entitled"] for row in rows] == [True, False, False, True, None]
    assert [row["error"] for row in rows][1:3] == ["too_few_contributions", "benefit_exhausted"]
    assert results[3] == rows[3] == next(results.rows(3, 4))
    assert [one["months"] for one in rows[3]["alternatives"]] == [3, 12]


def test_every_rule_is_named_by_each_case_and_given_once(results):
    named = {rule for row in results for rule in row["rules"]}
    assert named == set(results.rules) and all(row["rules"] for row in results)
    assert {rule["id"] for rule in results.rules.values()} == named


def test_the_national_ceiling_is_cited_only_where_it_shortens(results):
    assert CAP not in results[0]["clause"]  # 20 months of 24
    assert CAP in results[3]["clause"]  # one reading is the ceiling, or above it
    for row in results:
        parts = row["clause"].split("; ")
        assert len(parts) == len(set(parts))


def test_json_counts_the_cases_and_says_why(claims):
    plain = json.loads(run("--input", claims(*ROWS), "--json").output)
    assert plain["summary"] == {
        "cases": 5,
        "entitled": 2,
        "provisional": 1,
        "refused": {"benefit_exhausted": 1, "too_few_contributions": 1},
        "undecided": {"claim_city_needed": 1},
    }
    assert len(plain["cases"]) == 5 and plain["rules"][0].keys() >= {"id", "version", "clause"}


def test_a_terminal_shows_the_first_part_and_says_so(claims):
    path = claims(*(f"case-{at:03d},310000,2026-09-01,120,1,no" for at in range(60)))
    shown = run("--input", path).output
    assert "case-049" in shown and "case-050" not in shown
    assert "60 cases: 60 entitled" in shown and "first 50 of 60" in shown
    assert len(json.loads(run("--input", path, "--json").output)["cases"]) == 60


@pytest.mark.parametrize(
    ("language", "title", "yes"), [(Language.EN, "Case", "yes"), (Language.ZH, "案例", "是")]
)
def test_a_csv_file_speaks_the_language_and_runs_no_formula(
    results, tmp_path, language, title, yes
):
    path = tmp_path / "out.csv"
    write_results(results, FILED, path, language)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    header, first, *rest = csv.reader(path.read_text("utf-8-sig").splitlines())
    assert header[0] == title and len(set(header)) == len(header) == len(FILED) + 1
    assert first[:2] == ["'=1+1", "CN-310000"] and first[FILED.index("entitled")] == yes
    assert first[FILED.index("amount_cny_month")] == "1872"
    provisional = [row[FILED.index("provisional")] == yes for row in rest]
    assert provisional == [False, False, True, False]


def test_a_workbook_keeps_figures_as_figures_and_texts_as_texts(results, tmp_path):
    path = tmp_path / "out.xlsx"
    write_results(results, FILED, path, Language.ZH)
    _, first, *rest = load_workbook(path).active.iter_rows()
    assert (first[0].value, first[0].data_type) == ("=1+1", "s")
    assert first[FILED.index("months")].value == 20
    assert len(rest) == 4


def test_other_files_and_folders_that_are_not_there_are_refused(results, tmp_path):
    with pytest.raises(UsageError, match="APP-001"):
        write_results(results, FILED, tmp_path / "out.txt", Language.EN)
    with pytest.raises(UsageError, match="CASES-015"):
        write_results(results, FILED, tmp_path / "none" / "out.csv", Language.EN)


def test_more_rows_than_a_worksheet_holds_are_refused_before_writing(
    results, tmp_path, monkeypatch
):
    monkeypatch.setattr("trimtab.app.case_tables.MOST_ROWS", 4)
    with pytest.raises(UsageError, match="CASES-014"):
        write_results(results, FILED, tmp_path / "out.xlsx", Language.EN)
    assert list(tmp_path.glob("out*")) == []


def test_one_claimant_is_answered_without_a_file_with_every_month_of_the_spell():
    asked = ("--region", "CN-310000", "--claim-date", "2026-09-01", "--contribution-months", 120)
    plain = json.loads(run(*asked, "--spell-month", 14, "--json").output)
    (case,) = plain["cases"]
    assert (case["months"], case["amount_cny_month"]) == (20, 1872)
    amounts = [one["amount_cny_month"] for one in plain["schedule"]]
    assert amounts == [2340] * 12 + [1872] * 8
    shown = run(*asked).output
    assert "1 to 12" in shown and "13 to 20" in shown


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--region", "CN-310000"),
        ("--input", "claims.csv", "--region", "CN-310000"),
    ],
)
def test_a_file_or_one_claimant_has_to_be_named(words):
    assert getattr(run(*words).exception, "code", None) == "UNEMPLOYMENT-008"


def test_a_claim_date_is_one_day():
    words = ("--region", "CN-310000", "--claim-date", "2026-09", "--contribution-months", 120)
    assert getattr(run(*words).exception, "code", None) == "CASES-016"
