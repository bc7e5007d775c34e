"""Every outcome of a claim, and which one comes first."""

from __future__ import annotations

from datetime import date

import pytest

MINIMUM = "unemployment.contribution_months_min"
AMOUNT = "unemployment.benefit_amount_cny_month"


def test_a_plain_claim_has_months_amount_and_no_outcome(entitled):
    assert entitled(spell_month=14) == {
        "months": 20,
        "amount_cny_month": 1872,
        "error": "",
        "verification": "verified",
        "provisional": False,
        "months_undisputed": 20,
        "months_most": 20,
        "extended": False,
        "back_pay_due": False,
    }


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ({"involuntary": False}, "not_involuntary"),
        ({"registered": False}, "not_registered"),
        ({"months": 11}, "too_few_contributions"),
        ({"region": "CN-440000"}, "claim_city_needed"),
        ({"region": "CN-430000"}, "no_rule"),
        ({"known_on": date(2026, 11, 1)}, "not_recorded"),
        ({"spell_month": 21}, "benefit_exhausted"),
    ],
)
def test_each_refusal(entitled, claim, outcome):
    found = entitled(**claim)
    assert found["error"] == outcome
    assert found["amount_cny_month"] is None


def test_a_refusal_of_the_person_stands_before_a_question_about_the_place(entitled):
    assert entitled("CN-440000", months=3)["error"] == "too_few_contributions"
    assert entitled("CN-440000", involuntary=False)["error"] == "not_involuntary"
    assert entitled("CN-430000", registered=False)["error"] == "not_registered"


def test_a_used_up_benefit_keeps_its_months_and_pays_nothing(entitled):
    found = entitled(spell_month=21)
    assert (found["months"], found["amount_cny_month"]) == (20, None)


def test_unused_months_are_added_up_to_the_combined_ceiling(entitled):
    assert entitled(months=36, unused_months=5)["months"] == 11
    assert entitled(months=120, unused_months=24)["months"] == 24
    assert entitled(months=36, unused_months=5, spell_month=11)["error"] == ""


def test_disputed_months_are_not_chosen_but_the_least_is_named(entitled):
    found = entitled("CN-440100", months=36)
    assert found["months"] is None and found["error"] == "months_disputed"
    assert (found["months_undisputed"], found["months_most"]) == (3, 12)
    assert found["amount_cny_month"] == 2412 and found["verification"] == "disputed"


def test_in_a_month_only_some_readings_award_nothing_is_paid_yet_but_may_be_owed(entitled):
    found = entitled("CN-440100", months=36, spell_month=4)
    assert found["amount_cny_month"] is None
    assert found["error"] == "months_disputed" and found["back_pay_due"]
    assert entitled("CN-440100", months=36, spell_month=13)["error"] == "benefit_exhausted"


def test_where_all_readings_agree_the_months_stand_but_stay_disputed(entitled):
    found = entitled("CN-440100", months=360)
    assert (found["months"], found["error"]) == (24, "")
    assert found["verification"] == "disputed" and found["provisional"]


def test_extension_pays_after_the_benefit_and_not_before_it_ends(entitled):
    after = entitled(months=144, spell_month=25, near_retirement_extension=True)
    assert after["extended"] and after["months"] is None and after["amount_cny_month"] == 1690
    within = entitled(months=144, spell_month=24, near_retirement_extension=True)
    assert not within["extended"]
    assert (within["months"], within["amount_cny_month"]) == (24, 1872)


@pytest.mark.parametrize(
    ("birth", "near"),  # born in early 1967: 60 years and 7 months
    [("1967-01-31", True), ("1967-02-01", False), ("1967-02-02", False)],
)
def test_extension_needs_less_than_a_year_to_retirement(entitled, birth, near):
    asked = {"spell_month": 25, "near_retirement_extension": True, "retirement_category": "men"}
    found = entitled(months=144, birth_date=birth, **asked)
    assert found["extended"] is near
    assert found["error"] == ("" if near else "not_near_retirement")


def test_extension_ends_at_the_legal_retirement_date(entitled):
    asked = {"near_retirement_extension": True, "retirement_category": "men", "months": 144}
    born = {"birth_date": "1966-01-20"}  # 60 years and 4 months: 2026-05-20
    before = entitled("CN-440100", "2026-05-19", spell_month=25, **asked, **born)
    after = entitled("CN-440100", "2026-05-20", spell_month=25, **asked, **born)
    assert before["extended"] and not after["extended"]
    assert after["error"] == "retirement_reached"


def test_there_is_no_extension_after_the_rule_has_expired(entitled):
    found = entitled(
        on="2040-06-01",
        months=144,
        spell_month=25,
        near_retirement_extension=True,
        last_amount_cny_month=1690.0,
    )
    assert found["error"] == "not_in_force" and found["amount_cny_month"] is None


def test_a_condition_nobody_knows_stops_everything(entitled, changed):
    unknown = changed(MINIMUM, "CN", ("1999-01-22", 12), ("2026-01-01", None))
    found = entitled(use=unknown)
    assert found["error"] == "unknown_after"
    assert found["months"] is None and found["amount_cny_month"] is None


def test_a_share_of_the_minimum_wage_is_paid_to_the_fen(entitled, changed):
    wage = changed("minimum_wage_cny_month", "CN-440100", ("2026-01-01", 2685.05))
    assert entitled("CN-440100", months=12, use=wage)["amount_cny_month"] == 2416.55
