"""What levers cost, by hand; nothing is free without a word."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError
from trimtab.messages import LANGUAGES, explain_problem
from trimtab.simulation.counts import Stream, simulate_counts
from trimtab.simulation.levers import (
    Baseline,
    costs,
    fixed_costs,
    item_title,
    make_policy,
    policy_conflicts,
)
from trimtab.simulation.types import STEP_WEEKS, WEEKS_A_YEAR

STEP_YEARS = STEP_WEEKS / WEEKS_A_YEAR


def test_each_item_by_hand(tiny):
    uses = [tiny.use("training"), tiny.use("reemployment_service"), tiny.use("hiring_subsidy")]
    model = tiny.compiled(tiny.economy(), (), uses, steps=12)
    run = tiny.run(model)
    found = costs(model, run)
    assert found.currency == "USD"
    assert set(found.items) == {"benefits", "training", "reemployment_service", "hiring_subsidy"}
    np.testing.assert_allclose(found.items["training"][:, 1], 5000 * 400 * STEP_YEARS)
    served = run.transfers["reemployment_service/serve"][:, 1]
    np.testing.assert_allclose(found.items["reemployment_service"][:, 1], 290 * served)
    np.testing.assert_allclose(found.items["hiring_subsidy"][:, 1], 6e6 * STEP_YEARS)
    np.testing.assert_allclose(found.windfall[:, 1], 3e6 * STEP_YEARS)
    assert all((item[:, 0] == 0).all() for name, item in found.items.items() if name != "benefits")


def test_benefits_and_contributions_of_the_first_step_by_hand(tiny):
    model = tiny.compiled(tiny.economy(), (), steps=2)
    found = costs(model, tiny.run(model))
    start = model.model.start
    weeks = np.array([6.75, 6.75, 6.75, 5.75, 0])  # of 26
    wage = tiny.WAGES[[0, 1, 2] * 2]
    unemployed = start.unemployed[:, :, 0, 0]
    paid = 0.6 * 0.5 * (wage[:, None] * unemployed * weeks / WEEKS_A_YEAR).sum()
    assert found.items["benefits"][0, 0] == pytest.approx(paid)
    received = 0.02 * 0.6 * STEP_YEARS * (wage * start.employed[:, 0]).sum()
    assert found.contributions[0, 0] == pytest.approx(received)
    assert found.reserve[0, 0] == 1e8
    assert found.reserve[1, 0] == pytest.approx(1e8 + received - paid)


def test_what_the_fund_pays_leaves_the_reserve(tiny):
    model = tiny.compiled(
        tiny.economy(), [tiny.use("training")], [tiny.use("training", paid_by="fund")], steps=6
    )
    found = costs(model, tiny.run(model))
    np.testing.assert_allclose(found.items["training"][:, 0], found.items["training"][:, 1])
    spent = np.cumsum(found.items["training"][:, 0])
    np.testing.assert_allclose(found.reserve[1:, 0] - found.reserve[1:, 1], spent)


def test_retained_jobs_pay_for_the_windfall_too(tiny):
    shock = tiny.use("ai_adoption", pace_years=1, automation_share=0.9)
    model = tiny.compiled(tiny.economy(), [shock, tiny.use("retention_subsidy")], steps=8)
    run = tiny.run(model)
    found = costs(model, run)
    saved = run.tallies[:, [t.name for t in model.model.tallies].index("retention_subsidy/saved")]
    each = 10_000 * 26 / WEEKS_A_YEAR / (1 - 0.6)
    np.testing.assert_allclose(found.items["retention_subsidy"], saved * each)
    np.testing.assert_allclose(found.windfall, 0.6 * found.items["retention_subsidy"])


def test_one_column_of_counts_is_charged_as_its_own(tiny):
    given = tiny.economy(scale=20)
    model = tiny.compiled(given, (), [tiny.use("training", seats_year=4000)], steps=5)
    run = simulate_counts(model.model, 5, Stream(1, 0), column=1)
    found = costs(model, run, column=1)
    assert found.total.shape == (5, 1)
    np.testing.assert_allclose(found.items["training"], 5000 * run.transfers["training/enrol"])
    assert (
        costs(model, simulate_counts(model.model, 5, Stream(1, 0)), column=0)
        .items["training"]
        .sum()
        == 0
    )


def test_years_add_up(tiny):
    model = tiny.compiled(tiny.economy(), [tiny.use("cluster_support")], steps=25)
    found = costs(model, tiny.run(model))
    by_year = found.by_year(found.items["cluster_support"])
    assert by_year.shape == (4, 1) and by_year.sum() == pytest.approx(25 * STEP_YEARS * 1e6)


def test_without_wages_no_benefit_can_be_paid(tiny):
    given = tiny.economy()
    poor = replace(given, cells=replace(given.cells, wage_year=np.full(6, np.nan)))
    with pytest.raises(InputRejectedError, match="SIMULATION-072"):
        tiny.compiled(poor, ())
    assert tiny.compiled(poor, (), baseline=Baseline()).cost_items == ()
    partly = given.cells.wage_year.copy()
    partly[0] = np.nan
    known = replace(given, cells=replace(given.cells, wage_year=partly))
    model = tiny.compiled(known, ())
    assert np.isfinite(costs(model, tiny.run(model)).total).all()


def test_a_free_programme_carries_a_caution(tiny):
    model = tiny.compiled(tiny.economy(), [tiny.use("cluster_support", cost_year=0)])
    assert [one.code for one in model.cautions] == ["SIMULATION-080"]
    for language in LANGUAGES:
        assert "{" not in explain_problem(model.cautions[0], language)
        assert item_title("cluster_support", language) != "cluster_support"


def test_fixed_costs_are_those_that_arise_whatever_happens(tiny):
    policies = [
        make_policy(*tiny.use("cluster_support", from_year=1)),  # 1 million a year for 4 years
        make_policy(*tiny.use("hiring_subsidy", ramp_years=1)),  # 6 million: 1.5 years' worth
        make_policy(*tiny.use("training")),
    ]
    assert fixed_costs(policies, 5) == pytest.approx(4e6 + 9e6)


@pytest.mark.parametrize("form", ["benefit", "retention_subsidy"])
def test_levers_that_contradict_each_other_are_refused(tiny, form):
    first, second = (make_policy(*tiny.use(form), line=line) for line in (3, 9))
    (found,) = policy_conflicts([first, second])
    assert found.code == "SIMULATION-064" and found.row == 9 and found.params["other"] == 3
    with pytest.raises(InputRejectedError, match="SIMULATION-064"):
        tiny.compiled(tiny.economy(), [tiny.use(form), tiny.use(form)])
    early, late = tiny.use(form, until_year=1), tiny.use(form, from_year=1)
    tiny.compiled(tiny.economy(), [early, late])
    assert not policy_conflicts([make_policy(*early), make_policy(*late)])


def test_two_subsidies_of_different_places_are_no_contradiction(tiny):
    here, there = (tiny.use("retention_subsidy", regions=one) for one in tiny.REGIONS)
    tiny.compiled(tiny.economy(), [here, there])
    young, old = (tiny.use("retention_subsidy", kinds={"age": one}) for one in ("young", "old"))
    tiny.compiled(tiny.economy(kinds=tiny.INSURED), [young, old])
    assert policy_conflicts([make_policy(*young), make_policy(*here)])


def test_a_lever_after_the_end_is_refused(tiny):
    with pytest.raises(InputRejectedError, match="SIMULATION-063"):
        tiny.compiled(tiny.economy(), [tiny.use("training", from_year=10)], steps=20)
