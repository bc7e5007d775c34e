"""The rule book in the browser and over the API."""

from __future__ import annotations

from datetime import date

import pytest

from trimtab.app.workbench.rules import foreign, list_rules, rule_page
from trimtab.app.workbench.rules_changes import changes, lapses
from trimtab.app.workbench.rules_questions import ask
from trimtab.kernel import InputRejectedError
from trimtab.messages import Language

SHENZHEN = {"region": "深圳", "contribution_months": "100", "on": "2026-11-23"}
SHANGHAI = {"region": "CN-310000", "contribution_months": "100", "on": "2026-11-23"}


@pytest.fixture
def reader(client_as):
    return client_as("caseworker", "en")


def test_an_answer_names_its_clauses(reader):
    shown = reader.get("/rules", params=SHANGHAI)
    assert shown.status_code == 200
    assert "Benefit for 16 months." in shown.text
    assert "沪人社规〔2026〕18号" in shown.text
    assert "in Chinese, as published" in shown.text
    assert "/rules/unemployment.benefit_duration_months?region=CN-310000" in shown.text


def test_a_dispute_is_told_with_its_readings():
    found = ask("unemployment", SHENZHEN, Language.EN)
    assert found.state == "entitled"
    assert found.provisional
    assert [one.words for one in found.readings] == ["12 months", "18 months"]
    assert all(one.tongue == "zh" for one in found.readings)
    assert found.lacking is not None
    assert found.lacking.key == "unemployment.benefit_duration_months"
    assert found.lacking.key not in {one.key for one in found.steps}


def test_refused_and_unknown_are_kept_apart():
    few = ask("unemployment", SHENZHEN | {"contribution_months": "5"}, Language.EN)
    assert (few.state, few.lacking) == ("refused", None)
    nowhere = ask("unemployment", SHENZHEN | {"region": "CN-110000"}, Language.EN)
    assert nowhere.state == "unknown"
    assert nowhere.schedule == ()
    assert nowhere.lacking is not None


def test_amounts_that_are_paid_are_not_rounded():
    found = ask("bounds", {"region": "上海", "on": "2026-11-23"}, Language.ZH)
    assert "37,731" in found.sentences[1]


def test_subsidy_of_a_place_without_a_rule_says_what_lacks():
    asked = {"region": "上海", "contribution_base": "7500", "on": "2026-03-01"}
    found = ask("subsidy", asked, Language.EN)
    assert found.state == "unknown"
    assert found.lacking is not None
    assert found.lacking.title == "Medical contribution of people in flexible employment"


def test_what_was_not_known_is_not_used():
    now = ask("unemployment", SHANGHAI, Language.EN)
    then = ask("unemployment", SHANGHAI | {"known_on": "2020-01-01"}, Language.EN)
    assert (now.state, then.state) == ("entitled", "unknown")


def test_wrong_fields_are_told_one_by_one(reader):
    with pytest.raises(InputRejectedError) as refused:
        ask("unemployment", {"region": "Atlantis", "contribution_months": "many", "on": "x"},
            Language.EN)  # fmt: skip
    told = {one.column: one.code for one in refused.value.problems}
    assert told == {
        "region": "CLASSIFICATION-003", "contribution_months": "WEB-096", "on": "WEB-106"
    }  # fmt: skip
    shown = reader.get("/rules", params={"region": "Atlantis", "contribution_months": "many"})
    assert shown.status_code == 422
    assert 'href="#contribution_months"' in shown.text


def test_rules_are_found_in_both_languages():
    english = {one.key for one in list_rules(Language.ZH, "monthly minimum wage")}
    chinese = {one.key for one in list_rules(Language.EN, "月最低工资")}
    assert "minimum_wage_cny_month" in english & chinese


def test_a_rule_on_two_days_and_as_known():
    asked = ("minimum_wage_cny_month", Language.EN, "CN-310000")
    new, old = rule_page(*asked, date(2026, 1, 1)), rule_page(*asked, date(2025, 4, 1))
    assert (new.value, old.value) == ("2,740 CNY per month", "2,690 CNY per month")
    unknown = rule_page(*asked, date(2026, 1, 1), date(2020, 1, 1))
    assert unknown.value == ""
    assert unknown.history == ()


def test_the_strip_marks_what_holds_and_the_day_asked():
    page = rule_page("minimum_wage_cny_month", Language.EN, "CN-310000", date(2026, 1, 1))
    marked = [one for one in page.strip if one.rules]
    assert len(marked) == 1
    assert marked[0].left <= page.asked_at <= marked[0].left + marked[0].width
    assert all(0 <= one.left <= one.left + one.width <= 100.01 for one in page.strip)
    assert sum(one.rules for one in page.history) == 1


def test_lapses_and_changes_are_those_of_the_days():
    day = date(2026, 11, 23)
    soon = lapses(Language.EN, day, 60)
    assert soon
    assert all(0 < one.days <= 60 for one in soon)
    assert changes(Language.EN, day, day) == ()
    found = changes(Language.EN, date(2025, 6, 30), date(2025, 7, 1))
    wage = [one for one in found
            if (one.key, one.region) == ("minimum_wage_cny_month", "CN-310000")]  # fmt: skip
    assert [(one.change, one.after) for one in wage] == [("changed", "2,740 CNY per month")]


def test_a_clause_in_another_language_is_labelled():
    assert foreign("失业保险条例 第十四条", Language.EN) == "zh"
    assert foreign("失业保险条例 第十四条", Language.ZH) == ""
    assert foreign("Weiterbilden Schleswig-Holstein", Language.ZH) == "en"


def test_every_page_opens_in_both_languages(client_as):
    pages = ("/rules", "/rules?question=subsidy", "/rules?question=bounds&region=上海",
             "/rules/all", "/rules/all?q=wage&region=上海&on=2026-01-01", "/rules/all?q=zzzz",
             "/rules/expiring",
             "/rules/changes", "/rules/changes?kind=known&earlier=2026-11-21",
             "/rules/minimum_wage_cny_month", "/rules/hard_to_employ.frame")  # fmt: skip
    for language in ("zh", "en"):
        client = client_as("auditor", language)
        assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    assert client.get("/rules/no_such_rule").status_code == 404
    assert client.get("/rules/all?region=Atlantis").status_code == 404


def test_the_api_answers_the_same(reader):
    given = {"region": "CN-310000", "contribution_months": 100, "on": "2026-11-23"}
    found = reader.get("/api/v1/rules/questions/unemployment", params=given).json()
    assert found["facts"]["months"] == 16
    assert found["sentences"][0] == "Benefit for 16 months."
    listed = reader.get("/api/v1/rules", params={"limit": 2}).json()
    more = reader.get("/api/v1/rules", params={"limit": 2, "cursor": listed["next"]}).json()
    assert not {one["key"] for one in listed["items"]} & {one["key"] for one in more["items"]}
    rule = reader.get("/api/v1/rules/minimum_wage_cny_month", params={"region": "CN-310000"})
    assert rule.json()["history"]
    missing = reader.get("/api/v1/rules/no_such_rule")
    assert (missing.status_code, missing.json()["code"]) == (404, "RULES-001")
    assert reader.get("/rules/minimum_wage_cny_month.json").status_code == 307
    assert reader.get("/api/v1/rules/expiring?days=60").json()["total"] > 0
    days = {"earlier": "2025-06-30", "later": "2025-07-01"}
    assert reader.get("/api/v1/rules/changes", params=days).json()["items"]
