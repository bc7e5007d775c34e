"""Levels and differences from the first mix with both kinds of uncertainty."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError, UnknownCodeError
from trimtab.simulation.answers import (
    REFUSED,
    REFUSED_HEADS,
    RatioReason,
    Runs,
    Standing,
    compare,
    outcome,
    winners_and_losers,
)
from trimtab.simulation.answers.spreads import spread


@pytest.mark.parametrize("draws", [8, 60])
def test_the_parameter_interval_holds_a_new_draw_as_promised(made_up, draws):
    """Also where Monte-Carlo noise of a draw's mean is as large as the parameters' spread."""
    generator, held = np.random.default_rng(3), []
    for _ in range(800):
        shown = spread(made_up.nested(generator, draws, 4, 1.0, 2.0))
        assert shown.parameters is not None
        held.append(shown.parameters.low <= generator.standard_normal() <= shown.parameters.high)
    assert 0.87 <= np.mean(held) <= (0.99 if draws < 19 else 0.93)


def test_quantiles_of_noisy_draw_means_would_be_too_wide(made_up):
    generator = np.random.default_rng(4)
    ours, naive = [], []
    for _ in range(60):
        runs = made_up.nested(generator, 80, 4, 1.0, 4.0)
        shown = spread(runs)
        assert shown.parameters is not None
        ours.append(shown.parameters.high - shown.parameters.low)
        naive.append(np.ptp(np.quantile(runs[1:].mean(1), [0.05, 0.95])))
    assert np.mean(naive) > 1.8 * 3.29  # variance 1 + 16 / 4 instead of 1
    assert np.mean(ours) == pytest.approx(3.29, rel=0.15)


def test_the_monte_carlo_interval_holds_the_mean_as_promised(made_up):
    generator = np.random.default_rng(5)
    held = []
    for _ in range(800):
        runs = made_up.nested(generator, 0, 8, 0.0, 1.0)
        shown = spread(runs)
        assert shown.parameters is None
        held.append(shown.monte_carlo.low <= 0 <= shown.monte_carlo.high)
    assert 0.87 <= np.mean(held) <= 0.93


def test_pairs_take_the_common_noise_away(made_up):
    generator = np.random.default_rng(6)
    common = generator.standard_normal((21, 10))
    own = generator.standard_normal((2, 21, 10))
    table = common + 0.5 * own + np.array([0.0, 3.0])[:, None, None]
    runs = made_up.of_outcome(table)
    (difference,) = compare(runs).differences["employment_years"]
    assert difference.spread.value == pytest.approx(3.0, abs=0.2)
    assert difference.correlation == pytest.approx(1 / 1.25, abs=0.08)
    assert difference.variance_saved == pytest.approx(1 / 1.25, abs=0.08)
    assert difference.standing is Standing.BETTER
    assert difference.components.chance.value == pytest.approx(0.5, rel=0.25)


def test_standing_follows_the_better_side_and_no_difference_is_the_same(made_up):
    base = np.random.default_rng(8).normal(size=(9, 3))
    table = np.stack([base, base, base + 1.0])
    for name, wanted in (("unemployment", "worse"), ("employment_years", "better"),
                         ("hires", "more")):  # fmt: skip
        same, other = compare(made_up.of_outcome(table, name)).differences[name]
        assert same.standing is Standing.SAME
        assert other.standing.value == wanted


def test_what_the_model_does_not_carry_is_refused_by_name(made_up):
    runs = made_up.ensemble()
    for name, code in REFUSED.items():
        with pytest.raises(UnknownCodeError) as refused:
            compare(runs, [name])
        assert refused.value.code == code
    assert {REFUSED[name] for name in REFUSED_HEADS} == set(REFUSED.values())
    with pytest.raises(UnknownCodeError, match="SIMULATION-130"):
        outcome("happiness")
    with pytest.raises(UnknownCodeError, match="SIMULATION-139"):
        compare(runs, ["coverage"])


def test_an_axis_that_the_economy_has_not_is_refused(made_up):
    with pytest.raises(UnknownCodeError, match="SIMULATION-138"):
        winners_and_losers(made_up.ensemble(), "education")


def test_shapes_that_contradict_each_other_are_refused():
    with pytest.raises(InputRejectedError, match="SIMULATION-142"):
        Runs(("a", "b"), 3, 6.75, {"unemployment": np.zeros((3, 2, 2))})
    with pytest.raises(InputRejectedError, match="SIMULATION-142"):
        Runs(("a",), 3, 6.75, {"unemployment": np.zeros((1, 2, 2))},
             series={"unemployment": np.zeros((1, 2, 2, 3))})  # fmt: skip


def test_groups_that_gain_and_lose_are_told_apart(made_up):
    runs = made_up.ensemble()
    serve, train = winners_and_losers(runs, "region")
    assert (serve.mix, train.mix) == ("serve", "train_and_serve")
    assert train.groups[0].group == "US-WV" and train.groups[-1].group == "US-OH"
    assert train.groups[0].standing is Standing.BETTER
    assert train.groups[-1].standing is Standing.WORSE
    assert train.share_gaining + train.share_losing + train.share_cannot_tell == pytest.approx(1)
    # the truth of the mean: lowered * years * tilt per person, in job-years per 1,000
    years = made_up.STEPS * 6.75 / 52.179
    lowered = 0.0015 + 0.001 + 0.003
    assert train.groups[0].spread.value == pytest.approx(1000 * lowered * years * 1.6, rel=0.1)


def _money(jobs: np.ndarray, cost: np.ndarray) -> Runs:
    table = {"employment_years": jobs, "cost": cost}
    return Runs(("nothing", "serve"), 39, 6.75, {n: np.stack([0 * t, t]) for n, t in table.items()})


def test_cost_per_job_year_holds_the_truth_as_promised():
    generator, held = np.random.default_rng(9), []
    for _ in range(500):
        jobs = 100 + 20 * generator.standard_normal((1, 12))
        cost = 5000 + 300 * generator.standard_normal((1, 12)) + 5 * (jobs - 100)
        (ratio,) = compare(_money(jobs, cost)).cost_per_job_year
        assert ratio.reason is RatioReason.KNOWN and ratio.spread is not None
        held.append(ratio.spread.whole.low <= 50.0 <= ratio.spread.whole.high)
    assert 0.86 <= np.mean(held) <= 0.94


@pytest.mark.parametrize(("draws", "outer"), [(19, 1), (38, 1), (39, 2), (59, 3)])
def test_the_interval_of_a_ratio_ends_at_an_order_statistic(draws, outer):
    """Also where the place of the 5 % quantile is a whole number, from 19 draws on.

    Every draw gains 1,000 job-years and costs 1,000 times its own number: the ratios are 1 to n.
    """
    numbers = np.concatenate([[(draws + 1) / 2], np.arange(1.0, draws + 1)])[:, None]
    (ratio,) = compare(_money(np.full_like(numbers, 1000.0), 1000 * numbers)).cost_per_job_year
    assert ratio.spread is not None and ratio.spread.parameters is not None
    ends = ratio.spread.parameters
    assert (ends.low, ends.high) == pytest.approx((outer, draws + 1 - outer))


@pytest.mark.parametrize(
    ("jobs", "cost", "reason"),
    [
        (0.0, 5000.0, RatioReason.CANNOT_TELL),
        (-100.0, 5000.0, RatioReason.LOSES_JOBS),
        (100.0, -5000.0, RatioReason.SAVES_MONEY),
        (100.0, 5000.0, RatioReason.KNOWN),
    ],
)
@pytest.mark.parametrize("shape", [(1, 10), (12, 6), (41, 1)])
def test_a_ratio_over_nothing_is_not_a_number(jobs, cost, reason, shape):
    generator = np.random.default_rng(10)
    found = compare(
        _money(
            jobs + 10 * generator.standard_normal(shape),
            cost + 100 * generator.standard_normal(shape),
        )
    )
    (ratio,) = found.cost_per_job_year
    assert ratio.reason is reason
    assert (ratio.spread is None) == (reason is not RatioReason.KNOWN)


def test_without_costs_there_is_no_ratio(made_up):
    runs = made_up.of_outcome(np.random.default_rng(11).normal(size=(2, 5, 2)))
    assert compare(runs).cost_per_job_year[0].reason is RatioReason.NO_COST


def test_rounding_of_sums_is_no_difference():
    """A mix that changes nothing may still differ in the last bits of a sum."""
    generator = np.random.default_rng(8)
    first = 0.015 + 0.001 * generator.random((9, 1))
    same = first * (1 + 4e-16 * generator.integers(-3, 4, (9, 1)))
    assert (same != first).any()
    runs = Runs(("a", "b"), 39, 6.75, {"unemployment": np.stack([first, same])})
    (found,) = compare(runs).differences["unemployment"]
    assert found.standing is Standing.SAME and found.spread.whole.low == 0.0
    moved = Runs(("a", "b"), 39, 6.75, {"unemployment": np.stack([first, first * (1 - 1e-8)])})
    assert compare(moved).differences["unemployment"][0].standing is Standing.BETTER


def test_one_run_is_judged_by_nobody():
    """Without draws and replicates a difference has no interval: it may be all chance."""
    runs = Runs(
        ("a", "b"),
        39,
        6.75,
        {"employment_years": np.array([[[10.0]], [[12.0]]])},
        by={
            "tier": {
                "employment_years": np.array([[[[5.0, 5.0]]], [[[7.0, 5.0]]]]),
                "labour_force": np.full((2, 1, 1, 2), 100.0),
            }
        },
        labels={"tier": ("low", "high")},
    )
    (found,) = compare(runs).differences["employment_years"]
    assert found.standing is Standing.NOT_JUDGED and not found.spread.has_interval
    (groups,) = winners_and_losers(runs, "tier")
    assert [one.standing for one in groups.groups] == [Standing.NOT_JUDGED, Standing.SAME]
    assert (groups.share_gaining, groups.share_losing, groups.share_cannot_tell) == (0, 0, 1)


def test_a_mix_that_changes_nothing_has_no_ratio_and_says_so():
    jobs = np.full((2, 3, 1), 10.0)
    cost = np.array([[[0.0]] * 3, [[5.0], [6.0], [7.0]]])
    runs = Runs(("a", "b"), 39, 6.75, {"employment_years": jobs, "cost": cost})
    (ratio,) = compare(runs).cost_per_job_year
    assert ratio.reason is RatioReason.NO_CHANGE and ratio.spread is None
