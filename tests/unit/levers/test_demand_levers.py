"""AI adoption, hiring subsidy and cluster support: jobs by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers import Baseline, Column, compile_model, make_policy
from trimtab.simulation.types import STEP_WEEKS, WEEKS_A_YEAR

STEP_YEARS = STEP_WEEKS / WEEKS_A_YEAR


def targets(model, steps):
    return np.stack([model.model.inputs(t).target for t in range(steps)])


def test_automation_removes_exposed_work_and_new_work_stays_in_the_group(tiny):
    given = tiny.economy(regions=1)
    model = tiny.compiled(
        given, [tiny.use("ai_adoption", pace_years=1, new_work_share=0.3)], steps=30
    )
    start = model.solution.best.demand
    removed = start * tiny.EXPOSURE * 0.2
    expected = start - removed + 0.3 * removed  # each cell is a group of its own here
    np.testing.assert_allclose(targets(model, 30)[-1, :, 0], expected, rtol=2e-4)
    assert model.parts["automated"][0] == pytest.approx(-removed.sum())
    assert model.parts["new_work"][0] == pytest.approx(0.3 * removed.sum())
    assert model.parts["augmented"][0] == 0


def test_new_work_may_exceed_what_is_removed_and_augmentation_may_raise_demand(tiny):
    model = tiny.compiled(
        tiny.economy(),
        [tiny.use("ai_adoption", pace_years=1, new_work_share=1.5, augmentation_change=0.1)],
        steps=30,
    )
    jobs = targets(model, 30)[..., 0].sum(axis=1)
    assert jobs[-1] > model.solution.best.demand.sum() * 1.05
    assert (np.diff(jobs) >= 0).all()


@pytest.mark.parametrize("place", ["same_group", "high_skill", "spread"])
def test_new_work_is_conserved_and_stays_in_the_region(tiny, place):
    values = tiny.use("ai_adoption", new_work_share=1.0, new_work_place=place, regions="US-NV")
    model = tiny.compiled(tiny.economy(), [values], steps=60)
    change = targets(model, 60)[-1, :, 0] - model.solution.best.demand
    assert change.sum() == pytest.approx(0, abs=1e-6)
    np.testing.assert_array_equal(change[3:], 0)
    if place == "high_skill":  # 11-1011 and 15-1252 hold the best paid quarter of the jobs
        assert change[2] < 0 < change[0] + change[1]
        assert change[2] == pytest.approx(-0.2 * 0.2 * model.solution.best.demand[2], rel=1e-3)


def test_the_path_is_that_of_the_paper(tiny):
    model = tiny.compiled(
        tiny.economy(), [tiny.use("ai_adoption", pace_years=20 * STEP_YEARS, from_year=0)], steps=40
    )
    start = model.solution.best.demand.sum()
    jobs = targets(model, 40)[..., 0].sum(axis=1)
    fallen = (start - jobs) / (start - jobs[-1])
    assert fallen[9] == pytest.approx(0.5, abs=1e-4)  # demand of t = 10, half of the pace
    assert fallen[19] == pytest.approx(0.9999, abs=1e-6)


def test_industries_scale_the_shock(tiny):
    whole = tiny.compiled(tiny.economy(), [tiny.use("ai_adoption")])
    part = tiny.compiled(tiny.economy(), [tiny.use("ai_adoption", industries="52")])
    share = (whole.solution.best.demand * tiny.EXPOSURE[[0, 1, 2] * 2] ** 2).sum()
    assert part.parts["automated"][0] == pytest.approx(-0.2 * share)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"measure": "aioe"}, "SIMULATION-070"),
        ({"industries": "99"}, "SIMULATION-071"),
        ({"regions": "US-XX"}, "SIMULATION-061"),
        ({"occupations": "1"}, "SIMULATION-061"),
        ({"regions": "US-NV", "occupations": "35", "tiers": "high"}, "SIMULATION-061"),
    ],
)
def test_what_the_economy_does_not_hold_is_refused(tiny, changed, code):
    with pytest.raises(InputRejectedError, match=code):
        tiny.compiled(tiny.economy(), [tiny.use("ai_adoption", **changed)])


def test_a_hiring_subsidy_adds_jobs_less_windfall_and_keeps_a_share(tiny):
    model = tiny.compiled(
        tiny.economy(), [tiny.use("hiring_subsidy", until_year=1, kept_share=0.25)], steps=20
    )
    added = targets(model, 20)[..., 0].sum(axis=1) - model.solution.best.demand.sum()
    np.testing.assert_allclose(added[:8], 300)  # 600 jobs, half of them windfall
    np.testing.assert_allclose(added[8:], 75)


def test_a_cluster_takes_part_of_its_jobs_from_the_same_occupation_elsewhere(tiny):
    model = tiny.compiled(tiny.economy(), [tiny.use("cluster_support")], steps=40)
    change = targets(model, 40)[-1, :, 0] - model.solution.best.demand
    np.testing.assert_allclose(change, [0, 500, 0, 0, -200, 0], atol=1e-6)


def test_demand_stops_at_zero_with_a_caution(tiny):
    model = tiny.compiled(
        tiny.economy(),
        [tiny.use("cluster_support", jobs=50_000, displaced_share=1.0, ramp_years=0.2)],
    )
    assert "SIMULATION-083" not in [one.code for one in model.cautions]  # bounded by what is there
    ai = tiny.use("ai_adoption", automation_share=1.0, augmentation_change=-1.0, new_work_share=0)
    emptied = tiny.compiled(tiny.economy(), [ai, ai], steps=40)
    assert [one.code for one in emptied.cautions] == ["SIMULATION-083"]
    assert (targets(emptied, 40) >= 0).all()


def test_without_a_named_measure_draws_go_over_the_measures(tiny):
    """Two measures that disagree; the standardised third says nothing of shares."""
    given = tiny.economy()
    second, third = 0.5 * given.exposure, given.exposure * 4 - 2
    both = replace(
        given,
        measures=("beta", "half", "standardised"),
        exposure=np.hstack([given.exposure, second, third]),
    )
    policy = make_policy(*tiny.use("ai_adoption"))
    columns = [Column((policy,), {policy.path("measure"): u}) for u in (0.2, 0.9)]
    model = compile_model(both, Baseline(), [*columns, Column((policy,))], 10)
    first, other, best = model.parts["automated"]
    assert other == pytest.approx(first / 2) and best == pytest.approx(0.75 * first)
    assert policy.path("measure") in model.uncertain
    named = tiny.compiled(both, [tiny.use("ai_adoption", measure="half")])
    assert named.parts["automated"][0] == pytest.approx(other)
    assert policy.path("measure") not in named.uncertain
