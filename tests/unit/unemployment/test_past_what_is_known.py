"""A statutory benefit goes on provisionally past what is known; questions become tasks, once."""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from trimtab.app.rule_records import opened_office
from trimtab.app.unemployment import ask_open_questions, entitle
from trimtab.kernel import Region
from trimtab.office.types import Task
from trimtab.rules.types import Validity
from trimtab.stores.office.store import open_office

AMOUNT = "unemployment.benefit_amount_cny_month"
AWARD = "unemployment.benefit_duration_months"
LATER = "2028-09-01"  # the Shanghai schedule is known to 2028-06-30


def test_the_last_known_amount_goes_on_provisionally(entitled):
    found = entitled(on=LATER, spell_month=14)
    assert found["error"] == "unknown_after"
    assert found["amount_cny_month"] == 1872
    assert found["provisional"] and found["back_pay_due"]
    assert found["months"] == 20


def test_what_was_paid_last_stands_before_the_last_known_rule(entitled):
    assert entitled(on=LATER, last_amount_cny_month=2000.0)["amount_cny_month"] == 2000


def test_at_a_place_without_rule_only_what_was_paid_last_goes_on(entitled):
    assert entitled("CN-430000")["amount_cny_month"] is None
    paid = entitled("CN-430000", last_amount_cny_month=1500.0)
    assert (paid["amount_cny_month"], paid["error"]) == (1500, "no_rule")
    assert paid["provisional"] and paid["back_pay_due"] and paid["months"] is None


def test_a_known_amount_is_never_replaced_by_what_was_paid_last(entitled):
    assert entitled(last_amount_cny_month=9999.0)["amount_cny_month"] == 2340


def test_a_refused_claim_is_not_paid_on(entitled):
    found = entitled(on=LATER, months=3, last_amount_cny_month=2000.0)
    assert found["amount_cny_month"] is None and not found["back_pay_due"]


def test_a_duration_nobody_knows_goes_on_at_the_last_known_one(entitled, book, changed):
    held = book.at(AWARD, Region("CN-310000"), date(2026, 9, 1))
    unknown = changed(AWARD, "CN-310000", ("2026-09-01", held.value), ("2027-01-01", None))
    found = entitled(on="2027-02-01", months=36, use=unknown)
    assert (found["months"], found["months_undisputed"], found["months_most"]) == (None, 6, 12)
    assert found["error"] == "unknown_after" and found["amount_cny_month"] == 2340
    contested = entitled(on="2027-02-01", months=36, spell_month=7, use=unknown)
    assert contested["amount_cny_month"] is None and contested["back_pay_due"]


def test_a_minimum_wage_seen_on_one_day_only_goes_on_at_that_figure(entitled, changed):
    single = ("2026-01-01", 2500, Validity.KNOWN_TO_HOLD_ON)
    seen = changed("minimum_wage_cny_month", "CN-440100", single)
    found = entitled("CN-440100", "2026-03-01", months=360, use=seen)
    assert (found["amount_cny_month"], found["error"]) == (2250, "known_only_on")
    assert found["provisional"] and found["back_pay_due"]


def test_questions_become_tasks_once(claims, tmp_path):
    path = claims(f"one,310000,{LATER},120,14,no", "two,440100,2026-09-01,36,1,no")
    open_office(tmp_path / "ws", create=True).close()
    asked = []
    for _ in range(2):
        found = entitle(path)
        with opened_office(tmp_path / "ws", None, required=True) as office:
            asked.append(ask_open_questions(found, office, "operator"))
    assert asked[0] == asked[1]
    kinds = {(one.question.kind.value, one.question.key) for one in asked[0]}
    assert kinds == {("rule_unknown", AMOUNT), ("rule_disputed", AWARD)}
    with open_office(tmp_path / "ws") as office, office.reading() as reading:
        kept = reading.find(Task)
    assert {task.task_id for task in kept} == {one.task_id for one in asked[0]}
    assert {task.params["key"] for task in kept} == {AMOUNT, AWARD}


def test_without_a_workspace_questions_are_listed_and_said_not_to_be_kept(claims, monkeypatch):
    from trimtab.cli.unemployment import application

    path = claims(f"one,310000,{LATER},120,14,no")
    monkeypatch.chdir(path.parent)
    monkeypatch.setenv("COLUMNS", "160")  # a narrow terminal breaks long keys over lines
    result = CliRunner().invoke(application, ["entitlement", "--input", str(path), "--json"])
    assert result.exit_code == 0, result.output
    (task,) = json.loads(result.output)["tasks"]
    assert task == {
        "kind": "rule_unknown",
        "key": AMOUNT,
        "region": "CN-310000",
        "on": "2028-07-01",
        "task_id": None,
        "stored": False,
        "not_stored": "no_workspace",
    }
    shown = CliRunner().invoke(application, ["entitlement", "--input", str(path)])
    assert shown.exit_code == 0 and AMOUNT in shown.output


def test_a_refused_claim_asks_nothing(claims):
    found = entitle(claims(f"one,310000,{LATER},3,14,no", f"two,440000,{LATER},36,1,no"))
    assert found.decided.entitlements.questions == ()


@pytest.mark.parametrize("place", ["CN-430000", "CN-420000"])
def test_a_place_without_rule_is_asked_about_by_its_own_name(claims, place):
    found = entitle(claims(f"one,{place},2026-09-01,36,1,no", "two,CN-320000,2026-09-02,36,1,no"))
    asked = {(one.key, str(one.region)) for one in found.decided.entitlements.questions}
    assert asked == {(key, where) for key in (AMOUNT, AWARD) for where in (place, "CN-320000")}


def test_what_lacks_is_named_and_nothing_else_is_cited(claims):
    found = entitle(claims("one,430000,2026-09-01,36,1,no", "two,310000,2026-09-01,3,1,no"))
    lacking, refused = found.results
    assert (lacking["error"], lacking["clause"]) == ("no_rule", "")
    assert lacking["error_about"] == AWARD
    assert refused["error_about"] is None and refused["clause"]


def test_an_amount_without_a_duration_says_that_the_duration_lacks(claims, tmp_path):
    from trimtab.cli.unemployment import application

    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "amount.yaml").write_text(_OWN_AMOUNT, encoding="utf-8")
    path = claims("one,330100,2026-09-01,36,1,no")
    (row,) = entitle(path, rulebook=(tmp_path / "own",)).results
    assert (row["months"], row["amount_cny_month"]) == (None, 2128)
    assert (row["error"], row["error_about"]) == ("no_rule", AWARD)
    assert row["clause"] == "own text"
    told = ["entitlement", "--input", str(path), "--rulebook", str(tmp_path / "own"), "--json"]
    made = json.loads(CliRunner().invoke(application, told).output)
    assert made["cases"][0]["error_about"] == AWARD


_OWN_AMOUNT = """
region: CN-330100
parameters:
  unemployment.benefit_amount_cny_month:
    title: {en: Benefit, zh: 失业保险金}
    unit: cny_month
    range: [0, 10000]
    kind: value
    payment: statutory
    values:
      - from: 2026-01-01
        value: 2128
        recorded: 2026-11-22
        verification: verified
        reference: {title: own text}
"""
