"""Flips of the ranking, the frontier, and which assumption decides."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import UsageError
from trimtab.simulation.answers import Runs, Verdict, flips, frontier, policy_cost, sensitivity
from trimtab.simulation.answers.flips import share_of


def _runs(table: np.ndarray, **outcomes: np.ndarray) -> Runs:
    names = tuple("abcdef"[: len(table)])
    return Runs(names, 39, 6.75, {"employment_years": table, **outcomes})


def test_flips_are_counted_against_the_central_draw():
    # b is best in the centre; of ten draws a is best in three, in one they tie
    a = np.array([0.0, 3, 3, 3, 1, 0, 0, 0, 0, 0, 0])
    found = flips(_runs(np.stack([a, np.ones(11)])[..., None]), "employment_years")
    assert found.central_best == "b"
    assert (found.kept.value, found.changed.value, found.cannot_tell.value) == (0.6, 0.3, 0.1)
    assert found.best == {"a": 0.3, "b": 0.6}
    (pair,) = found.pairs
    assert (pair.better, pair.worse) == (0.3, 0.6)
    assert pair.cannot_tell == pytest.approx(0.1)
    assert pair.probability.low < 0.3 and pair.probability.high > 0.4


def test_what_noise_could_do_is_no_flip():
    noise = np.random.default_rng(2).normal(size=(2, 30, 4))
    noise[1] += 0.05
    found = flips(_runs(noise), "employment_years")
    assert found.changed.value < 0.2 and found.cannot_tell.value > 0.6


def test_a_lower_outcome_can_be_the_better():
    table = np.stack([np.full((6, 1), 0.05), np.full((6, 1), 0.04)])
    runs = Runs(("a", "b"), 39, 6.75, {"unemployment": table})
    assert flips(runs, "unemployment").central_best == "b"


def test_flips_need_draws_and_a_better_side(made_up):
    with pytest.raises(UsageError, match="SIMULATION-140"):
        flips(_runs(np.zeros((2, 1, 5))), "employment_years")
    with pytest.raises(UsageError, match="SIMULATION-141"):
        flips(made_up.ensemble(), "hires")


def test_shares_have_exact_intervals():
    # Clopper and Pearson for 3 of 10 at 90 %: 0.0873 to 0.6066 (R: binom.test(3, 10, conf = .9))
    found = share_of(np.arange(10) < 3, 0.90)
    assert found.interval.low == pytest.approx(0.0873, abs=5e-4)
    assert found.interval.high == pytest.approx(0.6066, abs=5e-4)
    assert share_of(np.zeros(10, bool), 0.90).interval.low == 0.0


def test_the_frontier_names_who_dominates_and_who_is_too_dear():
    jobs = np.array([0.0, 10, 8, 20, 30])[:, None, None] * np.ones((5, 4, 1))
    cost = np.array([0.0, 5, 6, 12, 40])[:, None, None] * np.ones((5, 4, 1))
    found = frontier(_runs(jobs, cost=cost), "employment_years", budget=20)
    verdicts = {one.mix: one.verdict for one in found.mixes}
    assert verdicts == {
        "a": Verdict.ON_FRONTIER,
        "b": Verdict.ON_FRONTIER,
        "c": Verdict.DOMINATED,
        "d": Verdict.ON_FRONTIER,
        "e": Verdict.OVER_BUDGET,
    }
    (third,) = [one for one in found.mixes if one.mix == "c"]
    assert third.dominated_by == ("b",)
    assert [one.share_on_frontier for one in found.mixes if one.mix in "bc"] == [1.0, 0.0]


def test_the_cost_of_policies_leaves_out_what_the_first_mix_pays_in_benefits():
    ones = np.ones((3, 4, 1))
    benefits = np.array([100.0, 95, 120])[:, None, None] * ones  # saved in b, raised in c
    cost = benefits + np.array([0.0, 8, 0])[:, None, None] * ones
    jobs = np.array([0.0, 1, 2])[:, None, None] * ones
    runs = Runs(("a", "b", "c"), 39, 6.75, {"employment_years": jobs, "cost": cost},
                costs={"benefits": benefits})  # fmt: skip
    assert policy_cost(runs)[:, 0, 0] == pytest.approx([0, 3, 20])
    found = {one.mix: one.verdict for one in frontier(runs, "employment_years", 10).mixes}
    assert found["b"] is Verdict.ON_FRONTIER and found["c"] is Verdict.OVER_BUDGET


def test_the_reserve_is_a_constraint():
    jobs = np.array([0.0, 10])[:, None, None] * np.ones((2, 3, 1))
    reserve = np.array([5.0, -1])[:, None, None] * np.ones((2, 3, 1))
    runs = _runs(jobs, cost=jobs, fund_reserve_lowest=reserve)
    verdicts = [one.verdict for one in frontier(runs, "employment_years", None, 0.0).mixes]
    assert verdicts == [Verdict.ON_FRONTIER, Verdict.UNDER_RESERVE]


def test_a_linear_truth_is_shared_out():
    generator = np.random.default_rng(4)
    drawn = generator.random((4001, 3))
    effect = 3 * drawn[:, 0] - 1 * drawn[:, 1]
    table = np.stack([np.zeros(4001), effect])[..., None]
    swings = np.array([[[0.0, 0]] * 3, [[1, 2], [4, 3], [5, 5]]])
    runs = Runs(
        ("a", "b"),
        39,
        6.75,
        {"employment_years": table},
        parameters=("p", "q", "none"),
        uniforms=drawn,
        swings={"employment_years": swings},
    )
    (found,) = sensitivity(runs, "employment_years")
    first, second, third = found.influences
    assert (first.parameter, second.parameter, third.parameter) == ("p", "q", "none")
    assert first.share == pytest.approx(0.9, abs=0.03)
    assert second.share == pytest.approx(0.1, abs=0.03)
    assert found.explained == pytest.approx(1.0)
    assert first.rank_correlation > 0.9 and second.rank_correlation < -0.2
    assert third.correlation_interval.covers_zero
    assert first.swing == (1.0, 2.0)


def test_what_does_nothing_comes_last_whatever_its_correlation_by_chance():
    """Over twelve draws "idle" follows the outcome better than "weak" does; its swing is nil."""
    generator = np.random.default_rng(5)
    drawn = generator.random((13, 3))
    effect = 10 + 3 * drawn[:, 0] + 0.4 * drawn[:, 1]
    drawn[:, 2] = effect + 0.3 * generator.random(13)
    table = np.stack([np.zeros(13), effect])[..., None]
    swings = np.array([[[0.0, 0]] * 3, [[9, 12], [10, 10.4], [10.2, 10.2]]])
    runs = Runs(
        ("a", "b"), 39, 6.75, {"employment_years": table}, parameters=("strong", "weak", "idle"),
        uniforms=drawn, swings={"employment_years": swings},
    )  # fmt: skip
    (found,) = sensitivity(runs, "employment_years")
    correlation = {one.parameter: abs(one.rank_correlation) for one in found.influences}
    assert correlation["idle"] > correlation["weak"]
    assert [one.parameter for one in found.influences] == ["strong", "weak", "idle"]
    assert [one.parameter for one in found.felt] == ["strong", "weak"]
    assert [one.parameter for one in found.hardly_felt] == ["idle"]


def test_the_interval_of_a_rank_correlation_keeps_its_coverage():
    from scipy import stats

    from trimtab.simulation.answers.sensitivity import rank_correlation

    generator, held, rho = np.random.default_rng(6), [], 0.5
    truth = 6 / np.pi * np.arcsin(rho / 2)  # Spearman's of a normal pair
    for _ in range(600):
        x = generator.standard_normal(40)
        y = rho * x + np.sqrt(1 - rho**2) * generator.standard_normal(40)
        value, interval = rank_correlation(x, y, 0.90)
        held.append(interval.low <= truth <= interval.high)
    assert value == pytest.approx(stats.spearmanr(x, y).statistic)
    assert 0.86 <= np.mean(held) <= 0.94


def test_too_few_draws_show_no_sensitivity(made_up):
    with pytest.raises(UsageError, match="SIMULATION-145"):
        sensitivity(made_up.ensemble(draws=5), "unemployment")
