"""What holds for every claim, at every place whose rules are carried."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.kernel import Region
from trimtab.rules.book import load_rulebook
from trimtab.rules.decision import plain_outputs
from trimtab.rules.types import Accrual, AccrualBand, DatedValue, Reference
from trimtab.unemployment import ENTITLEMENT

PLACES = ("CN-310000", "CN-440100", "CN-440300", "CN-440000", "CN-430000", "CN-130100")
FIRST = date(2025, 6, 1)
AWARD = "unemployment.benefit_duration_months"

claims = st.fixed_dictionaries(
    {
        "region": st.sampled_from(PLACES),
        "claim_date": st.integers(0, 1400).map(lambda day: np.datetime64(FIRST) + day),
        "contribution_months": st.integers(0, 480).map(float),
        "spell_month": st.integers(1, 40).map(float),
        "near_retirement_extension": st.booleans(),
        "involuntary": st.sampled_from([True, True, True, False]),
        "registered": st.sampled_from([True, True, True, False]),
        "unused_months": st.integers(0, 24).map(float),
        "last_amount_cny_month": st.sampled_from([np.nan, np.nan, 1500.0]),
    }
)


def together(rows, book=None):
    """Outputs of claims computed as one vector, as plain values."""
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    made = ENTITLEMENT.compute(book or load_rulebook(), columns)
    return [plain_outputs(ENTITLEMENT, made, row) for row in range(len(rows))]


@cache
def minimum_wage(region: str, on: date) -> float:
    return load_rulebook().at("minimum_wage_cny_month", Region(region), on).number


@settings(max_examples=30)
@given(st.lists(claims, min_size=1, max_size=8))
def test_many_at_once_come_to_what_each_comes_to_alone(rows):
    assert together(rows) == [together([row])[0] for row in rows]


@settings(max_examples=50)
@given(claims, st.integers(0, 240))
def test_more_contributions_never_shorten_a_benefit(claim, more):
    longer = {**claim, "contribution_months": claim["contribution_months"] + more}
    before, after = together([claim, longer])
    for output in ("months_undisputed", "months_most"):
        assert (after[output] or 0) >= (before[output] or 0)
    if before["months"] is not None and after["months"] is not None:
        assert after["months"] >= before["months"]


@settings(max_examples=50)
@given(claims)
def test_no_benefit_is_longer_than_the_ceiling_nor_higher_than_the_minimum_wage(claim):
    (found,) = together([claim])
    ceiling = 12 if claim["contribution_months"] < 60 else 18
    ceiling = 24 if claim["contribution_months"] >= 120 else ceiling
    for output in ("months", "months_undisputed", "months_most"):
        assert (found[output] or 0) <= min(24, ceiling + claim["unused_months"])
    wage = minimum_wage(claim["region"], claim["claim_date"].item())
    if found["amount_cny_month"] is not None and np.isnan(claim["last_amount_cny_month"]):
        assert not found["amount_cny_month"] > wage  # an unknown wage is no bound


@settings(max_examples=50)
@given(claims, st.integers(1, 24), st.integers(1, 24))
def test_the_amount_is_constant_within_a_band_of_the_schedule(claim, first, second):
    same_band = (first < 13) == (second < 13)
    rows = [
        {**claim, "contribution_months": 480.0, "spell_month": float(month)}
        for month in (first, second)
    ]
    one, other = (found["amount_cny_month"] for found in together(rows))
    if same_band:
        assert one == other
    elif one is not None and other is not None and claim["region"] == "CN-310000":
        assert (one > other) == (first < second) or one == other  # it falls, or goes on as paid


@settings(max_examples=50)
@given(claims)
def test_what_lacks_and_what_is_given_do_not_contradict_each_other(claim):
    (found,) = together([claim])
    if found["error"] in ("not_involuntary", "not_registered", "too_few_contributions"):
        assert found["amount_cny_month"] is found["months"] is found["months_most"] is None
    if found["error"] in ("", "amount_disputed"):
        assert found["amount_cny_month"] is not None
        assert found["months"] is not None or found["extended"]
    if found["back_pay_due"] or found["verification"] != "verified":
        assert found["provisional"]
    if found["months"] is not None:
        assert found["months"] == found["months_undisputed"] == found["months_most"]


@st.composite
def accruals(draw):
    """Any formula a province could write: bands with rising starts."""
    starts = sorted(draw(st.sets(st.integers(0, 300), max_size=3)) | {0})
    bands = tuple(
        AccrualBand(start, draw(st.integers(1, 24)), draw(st.integers(0, 4))) for start in starts
    )
    return Accrual("contribution_months", bands, draw(st.integers(0, 24)), 24)


@given(accruals(), st.lists(st.integers(0, 600), min_size=2, max_size=20))
def test_no_formula_of_a_province_shortens_by_more_contributions_or_passes_the_ceiling(
    formula, contributions
):
    region = Region("CN-310000")
    value = DatedValue(AWARD, region, FIRST, FIRST, Reference("test"), formula)
    book = load_rulebook().with_values({(AWARD, region): (value,)})
    rows = [
        {
            "region": "CN-310000",
            "claim_date": np.datetime64("2026-09-01"),
            "contribution_months": float(months),
        }
        for months in sorted(contributions)
    ]
    awarded = [found["months"] or 0 for found in together(rows, book)]
    assert awarded == sorted(awarded)
    assert all(
        months <= (12 if row["contribution_months"] < 60 else 24)
        for months, row in zip(awarded, rows, strict=True)
    )
