"""The flexible-employment subsidy and the contribution base: amounts, refusals, questions."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from trimtab.app.coverage import bounds_at, size_file
from trimtab.cli.coverage import application
from trimtab.coverage import CONTRIBUTION_BASE, FLEXIBLE_SUBSIDY
from trimtab.kernel import InputRejectedError, Region
from trimtab.rules.book import load_rulebook
from trimtab.rules.decision import plain_outputs
from trimtab.rules.types import DatedValue, Number, Payment, Reference
from trimtab.stores.office.store import open_office

HEADER = "case,region,date,group,contribution_base_cny_month"
WAGE = "average_wage_cny_month"


def sized(region="CN-310000", on="2026-09-01", group="hard_to_employ", base=7546.0, **more: float):
    columns: dict[str, Any] = {
        "region": np.array([region]),
        "date": np.array([on], "datetime64[D]"),
        "group": np.array([group]),
        "contribution_base_cny_month": np.array([base]),
        **{name: np.array([value]) for name, value in more.items()},
    }
    return plain_outputs(FLEXIBLE_SUBSIDY, FLEXIBLE_SUBSIDY.compute(load_rulebook(), columns), 0)


def test_shanghai_pays_half_of_the_contribution_at_the_floor_whatever_base_is_paid_on():
    assert sized()["subsidy_cny_month"] == 1131.9
    assert sized(base=20000.0)["subsidy_cny_month"] == 1131.9
    assert sized()["max_months"] == 36
    assert sized(group="graduate")["max_months"] == 24


@pytest.mark.parametrize(
    ("application", "outcome"),
    [
        ({"base": 7545.99}, "base_below_floor"),
        ({"base": 37731.01}, "base_above_cap"),
        ({"group": "graduate", "months_since_graduation": 25.0}, "graduated_too_long_ago"),
        ({"months_received": 36.0}, "months_used_up"),
        ({"region": "CN-430000"}, "no_rule"),
        ({"on": "2027-07-01"}, "unknown_after"),  # the floor of July 2027 is not known
    ],
)
def test_each_refusal_pays_nothing(application, outcome):
    found = sized(**application)
    assert found["error"] == outcome
    assert found["subsidy_cny_month"] is None and found["max_months"] is None


def test_whoever_is_within_five_years_of_retirement_is_paid_until_then():
    assert sized(months_to_retirement=59.0)["max_months"] == 59
    assert sized(months_to_retirement=60.0)["max_months"] == 36
    assert sized(months_to_retirement=20.0, months_received=20.0)["error"] == "months_used_up"


def bases(region, on, book=None):
    columns = {"region": np.array([region]), "date": np.array([on], "datetime64[D]")}
    made = CONTRIBUTION_BASE.compute(book or load_rulebook(), columns)
    return plain_outputs(CONTRIBUTION_BASE, made, 0)


def test_a_base_is_the_figure_of_the_place_of_its_city_first():
    assert bases("CN-310000", "2026-09-01")["base_floor_cny_month"] == 7546
    assert bases("CN-440100", "2026-01-01")["base_floor_cny_month"] == 5510
    assert bases("CN-440600", "2026-01-01")["base_floor_cny_month"] == 4775
    assert bases("CN-440100", "2026-01-01")["base_cap_cny_month"] == 27549


def test_without_a_figure_the_base_is_a_share_of_the_average_wage_where_that_is_known():
    assert bases("CN-430000", "2026-01-01")["error"] == "no_rule"
    place = Region("CN-430000")
    source = Reference("test")
    wage = DatedValue(WAGE, place, date(2026, 1, 1), date(2026, 1, 1), source, Number(8000))
    found = bases("CN-430000", "2026-01-01", load_rulebook().with_values({(WAGE, place): (wage,)}))
    assert (found["base_floor_cny_month"], found["base_cap_cny_month"]) == (4800, 24000)
    assert found["error"] == ""


@pytest.fixture
def cases(tmp_path):
    def write(*rows, more=""):
        path = tmp_path / "cases.csv"
        path.write_text("\n".join([HEADER + more, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("two,310000,2026-09-01,retired,7546", "CASES-009", "group"),
        ('two,310000,2026-09-01,"graduate, hard-to-employ",7546', "CASES-009", "group"),
        ("two,310000,2026-09-01,graduate,-1", "CASES-008", "contribution_base_cny_month"),
        ("one,310000,2026-09-01,graduate,7546", "CASES-010", "case"),
    ],
)
def test_a_faulty_cell_is_named_by_line_and_column(cases, row, code, column):
    path = cases("one,310000,2026-09-01,就业困难人员,7546", row)
    with pytest.raises(InputRejectedError) as refused:
        size_file(path)
    found = [(one.code, one.row, one.column) for one in refused.value.problems]
    assert found == [(code, 3, column)]


def test_the_group_is_found_among_other_words(cases):
    path = cases('one,310000,2026-09-01,"hard-to-employ, flexible work",7546')
    assert size_file(path).results[0]["max_months"] == 36


def test_check_names_what_differs(cases):
    path = cases("one,310000,2026-09-01,graduate,7546,1000,24", more=_EXPECTED)
    result = CliRunner().invoke(application, ["subsidy", "--input", str(path), "--check"])
    assert isinstance(result.exception, InputRejectedError)
    assert [one.column for one in result.exception.problems] == ["subsidy_cny_month"]


_EXPECTED = ",expected_subsidy_cny_month,expected_max_months"


def test_a_refused_subsidy_opens_a_task_and_a_decision_recomputes(cases, tmp_path):
    open_office(tmp_path / "ws", create=True).close()
    path = cases("one,310000,2026-09-01,graduate,7546", "two,310000,2027-08-01,graduate,7546")
    common = ["-w", str(tmp_path / "ws"), "--json"]
    runner = CliRunner()
    asked = runner.invoke(application, ["subsidy", "--input", str(path), "--record", *common])
    assert asked.exit_code == 0, asked.output
    found = json.loads(asked.output)
    assert [one["error"] for one in found["cases"]] == [None, "unknown_after"]
    assert found["cases"][1]["error_about"] == "contribution.base_floor_cny_month"
    assert all(task["stored"] for task in found["tasks"])
    bounds = bounds_at("310000", date(2027, 8, 1)).to_json()
    assert bounds["floor"]["error"] and bounds["cap"]["error"]
    assert {task["key"] for task in found["tasks"]} == {
        "contribution.base_floor_cny_month",
        "contribution.base_cap_cny_month",
    }
    again = runner.invoke(application, ["recompute", *common])
    assert again.exit_code == 0, again.output
    assert [one["agrees"] for one in json.loads(again.output)["decisions"]] == [True, True]


def test_a_place_without_rules_is_asked_about_once_and_cites_no_other_place(cases):
    found = size_file(cases("one,110000,2026-09-01,graduate,7546"))
    (row,) = found.results
    assert (row["error"], row["clause"], row["entitled"]) == ("no_rule", "", None)
    assert row["error_about"].startswith(("flexible_subsidy.", "contribution."))
    listed = set(bounds_at("110000", date(2026, 9, 1)).questions)
    assert listed and listed <= set(found.sized.subsidies.questions)


def test_bounds_on_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = ["bounds", "--region", "310000", "--on", "2026-09-01"]
    plain = json.loads(CliRunner().invoke(application, [*asked, "--json"]).output)
    assert plain["floor"]["amount_cny_month"] == 7546 and plain["tasks"] == []
    assert "37,731" in CliRunner().invoke(application, asked).output
    unknown = bounds_at("广州市", date(2026, 9, 1))
    assert unknown.to_json()["floor"]["error"] == "unknown_after"
    assert {str(one.region) for one in unknown.questions} == {"CN-440100", "CN-440000"}


def test_nobody_is_paid_a_contribution_base():
    book = load_rulebook()
    keys = [key for key in sorted(book.keys()) if key.startswith("contribution.")]
    assert "contribution.base_floor_cny_month" in keys
    assert {one.payment for key in keys for one in book.parameters(key)} == {Payment.NONE}
