"""Training, service, mobility grant, retention, benefit, coverage, graduates: steps by hand."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers import Baseline
from trimtab.simulation.types import STEP_WEEKS, WEEKS_A_YEAR

STEP_YEARS = STEP_WEEKS / WEEKS_A_YEAR
SEATS = 400 * STEP_YEARS


def test_a_course_locks_in_for_its_weeks_and_then_releases(tiny):
    """20 weeks are 3 steps; seats are taken at the end of step 0 and searched from step 4 on."""
    model = tiny.compiled(tiny.economy(), [tiny.use("training", until_year=STEP_YEARS)], steps=8)
    run = tiny.run(model)
    names = model.model.statuses.names
    held = {name: run.statuses[:, at, 0] for at, name in enumerate(names)}
    assert run.transfers["training/enrol"].sum() == pytest.approx(SEATS)
    for left, name in enumerate(("training/3", "training/2", "training/1"), start=1):
        expected = np.zeros(9)
        expected[left] = SEATS
        np.testing.assert_allclose(held[name], expected, atol=1e-9)
    # 80 % complete, half of them screened; the others gain nothing.
    assert held["training/trained"][4] == pytest.approx(0.8 * 0.5 * SEATS)
    assert (np.diff(held["training/trained"][4:]) < 0).all()  # they find jobs


def test_unscreened_entrants_gain_only_what_the_author_says(tiny):
    model = tiny.compiled(
        tiny.economy(),
        [tiny.use("training", unscreened_gain=0.5)],
        [tiny.use("training", screened_share=0.75)],
        steps=6,
    )
    held = tiny.run(model).statuses[:, model.model.statuses.names.index("training/trained")]
    np.testing.assert_allclose(held[:, 0], held[:, 1])


def test_courses_of_different_length_share_the_statuses(tiny):
    model = tiny.compiled(
        tiny.economy(),
        [tiny.use("training", weeks=7, until_year=STEP_YEARS)],
        [tiny.use("training", weeks=14, until_year=STEP_YEARS)],
        steps=5,
    )
    held = tiny.run(model).statuses
    trained = held[:, model.model.statuses.names.index("training/trained")]
    assert trained[1, 0] == 0 < trained[2, 0]
    assert trained[2, 1] == 0 < trained[3, 1]


def test_the_trained_reach_the_targets(tiny):
    """The opened row leads to 15-1252 in the own region, weighed by the network."""
    model = tiny.compiled(tiny.economy(), [tiny.use("training")]).model
    layer = model.network.layers[model.network.layer("training/targets")].toarray()
    np.testing.assert_allclose(layer[:3].sum(axis=1), 1)
    np.testing.assert_allclose(layer[[0, 1, 2], 1], 1)
    np.testing.assert_allclose(layer[[3, 4, 5], 4], 1)
    trained = model.statuses.row_class[model.statuses.names.index("training/trained")]
    weights = model.inputs(0).weights
    np.testing.assert_array_equal(weights[trained, :, 0], [1, 1, 1])
    np.testing.assert_array_equal(weights[0, :, 0], [1, 1, 0])


def test_growing_targets_are_those_that_grow_at_best_values(tiny):
    cluster = tiny.use("cluster_support", displaced_share=0)
    training = tiny.use("training", targets="growing")
    model = tiny.compiled(tiny.economy(), [training, cluster], steps=30).model
    layer = model.network.layers[model.network.layer("training/targets")].toarray()
    np.testing.assert_array_equal(layer.sum(axis=1), [1, 1, 1, 0, 0, 0])
    with pytest.raises(InputRejectedError, match="SIMULATION-069"):
        tiny.compiled(tiny.economy(), [training])


def test_mass_training_carries_a_caution(tiny):
    small = tiny.compiled(tiny.economy(scale=100), [tiny.use("training")])
    large = tiny.compiled(tiny.economy(), [tiny.use("training")])
    assert "SIMULATION-081" not in [one.code for one in small.cautions]
    assert "SIMULATION-081" in [one.code for one in large.cautions]


def test_a_course_after_which_nobody_searches_more_says_how_little_it_can_give(tiny):
    plain = tiny.compiled(tiny.economy(scale=100), [tiny.use("training")])
    lifted = tiny.compiled(tiny.economy(scale=100), [tiny.use("training", search_lift=0.2)])
    assert [one.code for one in plain.cautions] == ["SIMULATION-078"]
    assert list(lifted.cautions) == []


def test_the_served_search_more_until_the_next_job(tiny):
    model = tiny.compiled(tiny.economy(), [tiny.use("reemployment_service")], steps=4)
    names = model.model.statuses.names
    search = model.model.inputs(0).search
    assert search[0, names.index("reemployment_service"), 0, 0] == pytest.approx(0.6 * 1.2)
    run = tiny.run(model)
    assert run.transfers["reemployment_service/serve"][0, 0] == pytest.approx(
        0.5 * run.separations[0, 0]
    )


def test_a_search_intensity_above_one_is_held_with_a_caution(tiny):
    model = tiny.compiled(tiny.economy(), [tiny.use("reemployment_service", search_lift=0.7)])
    assert [one.code for one in model.cautions] == ["SIMULATION-082"]
    assert model.model.inputs(0).search.max() == 1.0


def test_only_the_insured_are_claimants_where_the_economy_knows_them(tiny):
    given = tiny.economy(kinds=tiny.INSURED)
    share = tiny.compiled(given, [tiny.use("reemployment_service")]).model.inputs(0).transfers[-1]
    np.testing.assert_array_equal(share.share[0, 0, :, 0], [0.5, 0, 0.5, 0])
    np.testing.assert_array_equal(share.share[0, 1:], 0)


def test_movers_apply_in_other_regions_only(tiny):
    model = tiny.compiled(tiny.economy(), [tiny.use("mobility_grant")], steps=6)
    statuses = model.model.statuses
    row = statuses.row_class[statuses.names.index("mobility_grant/mover")]
    np.testing.assert_array_equal(model.model.inputs(0).weights[row, :, 0], [0, 1])
    run = tiny.run(model)
    moved = run.tallies[:, [t.name for t in model.model.tallies].index("mobility_grant/moved"), 0]
    assert moved[0] == 0 < moved[1]
    with pytest.raises(InputRejectedError, match="SIMULATION-067"):
        tiny.compiled(tiny.economy(regions=1), [tiny.use("mobility_grant")])


def test_retention_keeps_a_share_of_the_separations_that_follow_from_demand(tiny):
    shock = tiny.use("ai_adoption", pace_years=1, automation_share=0.9)
    model = tiny.compiled(tiny.economy(), [shock], [shock, tiny.use("retention_subsidy")], steps=8)
    run = tiny.run(model)
    saved = run.tallies[:, [t.name for t in model.model.tallies].index("retention_subsidy/saved")]
    assert (saved[:, 0] == 0).all()
    first = int(np.flatnonzero(saved[:, 1] > 1e-9)[0])
    fewer = run.separations[first, 0] - run.separations[first, 1]
    assert fewer == pytest.approx(saved[first, 1])


def test_higher_and_longer_benefit_lowers_the_search_of_the_insured(tiny):
    """By hand: level (0.6 / 0.5)^-0.5; weeks left at spell 0: (39 + a) / (26 + a), a = 6.75."""
    model = tiny.compiled(tiny.economy(), [tiny.use("benefit")])
    search = model.model.inputs(0).search[:, 0, 0, 0]
    level = 1.2**-0.5
    at_start = level * ((39 + 6.75) / (26 + 6.75)) ** -0.3
    exhausted = level * ((39 - 27 + 6.75) / 6.75) ** -0.3  # spell 4: 27 weeks are over
    assert search[0] == pytest.approx(0.6 * (0.4 + 0.6 * at_start))
    assert search[4] == pytest.approx(0.6 * (0.4 + 0.6 * exhausted))
    assert model.model.spells == 7  # 39 weeks and one open-ended spell without benefit
    with pytest.raises(InputRejectedError, match="SIMULATION-068"):
        tiny.compiled(tiny.economy(), [tiny.use("benefit")], baseline=Baseline())


def test_coverage_reaches_its_share_of_the_uninsured(tiny):
    given = tiny.economy(kinds=tiny.INSURED)
    model = tiny.compiled(given, (), [tiny.use("gig_coverage", ramp_years=1)], steps=8)
    run = tiny.run(model)
    employed = run.kinds.employed[:, :, 1]
    before = employed[0, [1, 3]].sum()
    converted = run.conversions["gig_coverage/insured"][:, 1].sum()
    assert converted == pytest.approx(0.5 * before, rel=0.02)  # hires and separations go on
    assert (run.conversions["gig_coverage/insured"][:, 0] == 0).all()


@pytest.mark.parametrize("kinds", ["none", "all_insured"])
def test_coverage_of_nobody_is_refused(tiny, kinds):
    given = tiny.economy() if kinds == "none" else tiny.economy(kinds=tiny.INSURED)
    only = {} if kinds == "none" else {"kinds": {"insured": "yes"}}
    with pytest.raises(InputRejectedError, match="SIMULATION-066"):
        tiny.compiled(given, [tiny.use("gig_coverage", **only)])


def test_graduates_enter_their_field_and_others_leave(tiny):
    model = tiny.compiled(tiny.economy(), [tiny.use("graduates")], steps=8)
    inputs = model.model.inputs(0)
    np.testing.assert_array_equal(inputs.entrants[[0, 2, 3, 5]], 0)
    assert inputs.entrants.sum() == pytest.approx(400 * STEP_YEARS)
    assert (1 - inputs.exits[0, 0, 0]) ** (1 / STEP_YEARS) == pytest.approx(0.98)
    run = tiny.run(model)
    force = (run.whole.employed + run.whole.unemployed)[:, 0, 0]
    np.testing.assert_allclose(np.diff(force), run.entrants[:, 0] - run.exits[:, 0], atol=1e-8)


def test_kinds_that_the_economy_does_not_know_are_refused(tiny):
    wanted = {"kinds": {"age": "young"}}
    with pytest.raises(InputRejectedError, match="SIMULATION-062"):
        tiny.compiled(tiny.economy(), [tiny.use("training", **wanted)])
    given = tiny.economy(kinds=tiny.INSURED)
    with pytest.raises(InputRejectedError, match="SIMULATION-062"):
        tiny.compiled(given, [tiny.use("training", kinds={"age": "ancient"})])
    entering = tiny.compiled(given, [tiny.use("training", **wanted)]).model.inputs(0).transfers[-1]
    np.testing.assert_array_equal(entering.share[0, 0, :, 0], [1, 1, 0, 0])
