"""What may be assumed of an effect elsewhere."""

from __future__ import annotations

import pytest

from trimtab.evidence import discounted, effect_of_row, transfer_discount
from trimtab.kernel import InputRejectedError, UsageError

CASES = """
studied   design            market      to         kept
CN        rct               ordinary    CN         1.00
CN        rct               ordinary    CN-330100  1.00
CN        matching          recession   CN         0.64
US        rct               ordinary    CN         0.60
US        rct               tight       CN         0.48
several   meta_analysis     not_stated  CN         0.648
FR        quasi_experiment  slack       DE         0.432
DE        model             not_stated  CN         0.378
"""


@pytest.mark.parametrize("case", CASES.split("\n")[2:-1])
def test_share_of_a_gain_that_is_kept(pilot, case):
    studied, design, market, to, kept = case.split()
    effect = effect_of_row(pilot | {"country": studied, "design": design, "market": market})
    discount = transfer_discount(effect, to)
    assert discount.factor == pytest.approx(float(kept))
    assert (discount.country, [part.part for part in discount.parts]) == (
        to[:2],
        ["place", "design", "market"],
    )


def test_a_gain_shrinks_and_its_interval_never_narrows(pilot):
    moved = discounted(effect_of_row(pilot | {"country": "US"}), "CN")
    assert moved.estimate == pytest.approx(0.6 * 0.04)
    assert (moved.low, moved.high) == (pytest.approx(0.6 * 0.01), 0.07)


def test_harm_is_carried_over_in_full(pilot):
    harm = pilot | {"country": "US", "estimate": "-0.02", "low": "-0.05", "high": "0.01"}
    moved = discounted(effect_of_row(harm), "CN")
    assert (moved.estimate, moved.low, moved.high) == (-0.02, -0.05, 0.01)


def test_fewer_weeks_on_benefit_are_a_gain_and_more_are_not(pilot):
    weeks = pilot | {
        "country": "US",
        "outcome": "benefit_weeks",
        "unit": "weeks",
        "low": "",
        "high": "",
        "interval": "none",
        "coverage": "",
    }
    assert discounted(effect_of_row(weeks | {"estimate": "-2"}), "CN").estimate == pytest.approx(
        -1.2
    )
    assert discounted(effect_of_row(weeks | {"estimate": "2"}), "CN").estimate == 2


def test_an_odds_ratio_shrinks_on_its_logarithm(pilot):
    ratio = {"unit": "odds_ratio", "estimate": "4", "low": "0.5", "high": "16", "country": "US"}
    moved = discounted(effect_of_row(pilot | ratio), "CN")
    assert moved.estimate == pytest.approx(4**0.6)
    assert (moved.low, moved.high) == (0.5, 16)


def test_none_published_stays_none(pilot):
    bare = {"low": "", "high": "", "interval": "none", "coverage": ""}
    moved = discounted(effect_of_row(pilot | bare), "US")
    assert (moved.low, moved.high) == (None, None)


def test_a_recalled_effect_is_never_carried_over(pilot):
    with pytest.raises(UsageError) as refused:
        discounted(effect_of_row(pilot | {"verification": "recalled"}), "CN")
    assert refused.value.code == "EVIDENCE-002"


def test_a_place_must_be_a_region(pilot):
    with pytest.raises(InputRejectedError) as refused:
        transfer_discount(effect_of_row(pilot), "China")
    assert refused.value.code == "CODE-001"
