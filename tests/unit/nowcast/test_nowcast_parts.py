"""Equation, trust, intervals, coverage and skill, each on numbers whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.nowcast import NowcastSettings, Regime, Verdict
from trimtab.monitoring.nowcast.bridge import predict_changes, trusted_share
from trimtab.monitoring.nowcast.intervals import count_coverage, half_widths, turning_origins
from trimtab.monitoring.nowcast.skill import measure_skill

SETTINGS = NowcastSettings()
ORIGINS = 120


def known_so_far(changes: np.ndarray) -> np.ndarray:
    """(O, O): outcome of origin b as known at a, one origin later."""
    earlier = np.arange(len(changes))[None, :] < np.arange(len(changes))[:, None]
    return np.where(earlier, changes[None, :], np.nan)


@pytest.fixture
def linear():
    """Changes that are a known function of two features, with small noise and a few wild ones."""
    generator = np.random.default_rng(1)
    features = generator.normal(0, [1.0, 50.0], (ORIGINS, 2))
    changes = features @ [0.5, -0.02] + generator.normal(0, 0.05, ORIGINS)
    changes[10:60:10] += 8.0
    return features, changes


def test_the_equation_finds_the_slopes_in_spite_of_wild_months(linear):
    features, changes = linear
    predicted = predict_changes(features, known_so_far(changes), SETTINGS)
    assert np.isnan(predicted[: SETTINGS.pairs_needed]).all()
    late = slice(80, ORIGINS)
    assert np.abs(predicted[late] - features[late] @ [0.5, -0.02]).max() < 0.15


def test_an_origin_without_features_has_no_prediction(linear):
    features, changes = linear
    features[100, 1] = np.nan
    predicted = predict_changes(features, known_so_far(changes), SETTINGS)
    assert np.isnan(predicted[100]) and not np.isnan(predicted[101])


@pytest.mark.parametrize(("factor", "share"), [(1.0, 1.0), (2.0, 0.5), (0.5, 1.0), (-1.0, 0.0)])
def test_trust_is_the_share_that_made_past_errors_least(factor, share):
    changes = np.random.default_rng(2).normal(0, 1, ORIGINS)
    trusted = trusted_share(factor * changes, known_so_far(changes), SETTINGS)
    assert np.isnan(trusted[SETTINGS.errors_needed - 1])
    np.testing.assert_allclose(trusted[SETTINGS.errors_needed :], share)


def test_turning_is_judged_by_what_was_usual_so_far():
    sizes = np.full((60, 1), 1.0) + 0.001 * np.arange(60)[::-1, None]
    sizes[50, 0] = 5.0
    turning = turning_origins(sizes, SETTINGS)
    assert turning[50] and turning.sum() == 1
    sizes[50, 0] = np.nan
    assert not turning_origins(sizes, SETTINGS)[50]


def test_a_half_width_is_the_conformal_rank_of_its_regime():
    sizes = np.arange(1.0, 101.0)
    turning = np.arange(101) % 2 == 1  # the odd sizes - 1 .. of origins 1, 3, ...
    errors = np.full((101, 101), np.nan)
    errors[100, :100] = sizes * np.where(np.arange(100) % 3, 1, -1)
    carried = np.zeros(101, dtype=bool)
    calm = half_widths(errors, 1000 * errors, turning, carried, SETTINGS)[100]
    own = sizes[~turning[:100]]  # 50 of them: rank ceil(51 * 0.9) = 46
    assert calm == own[45]
    turning[100] = True
    # 50 turning ones, rank 46, but never narrower than that of all 100 (rank 91)
    assert half_widths(errors, errors, turning, carried, SETTINGS)[100] == max(sizes[1::2][45], 91)
    carried[100] = True
    assert half_widths(errors, 1000 * errors, turning, carried, SETTINGS)[100] == 91_000
    assert np.isnan(half_widths(errors, errors, turning, carried, SETTINGS)[0])


def test_coverage_has_an_exact_interval_and_counts_overlap():
    inside = np.array([True] * 45 + [False] * 5)
    one = count_coverage(inside, 1, Regime.CALM)
    exact = binomtest(45, 50).proportion_ci(0.90, method="exact")
    assert one is not None
    assert (one.realised.low, one.realised.high) == pytest.approx((exact.low, exact.high))
    two = count_coverage(inside, 2, None)
    assert two is not None
    assert two.realised.value == 0.9
    assert two.realised.low < one.realised.low < one.realised.high < two.realised.high
    assert count_coverage(inside[:0], 1, None) is None
    all_in = count_coverage(inside[:20], 1, None)
    assert all_in is not None and all_in.realised.high == 1 and all_in.realised.low < 0.9


def test_skill_is_the_ratio_of_errors_with_its_verdict():
    carried = np.random.default_rng(3).normal(0, 1, 90)
    half = measure_skill(carried / 2, carried, 1, None)
    assert half is not None
    assert (half.squared_error.value, half.absolute_error.value) == pytest.approx((0.5, 0.5))
    assert half.verdict is Verdict.BETTER
    assert half.carried_error == pytest.approx(np.sqrt((carried**2).mean()))
    other = np.random.default_rng(4).normal(0, 1, 90)
    same = measure_skill(other, carried, 1, None)
    assert same is not None and same.verdict is Verdict.NOT_SHOWN
    worse = measure_skill(2 * carried, carried, 1, None)
    assert worse is not None and worse.verdict is Verdict.WORSE
    assert measure_skill(carried[:20], carried[:20], 1, None) is None
    assert measure_skill(carried, 0 * carried, 1, None) is None


def test_settings_that_do_not_go_together_are_refused():
    for wrong in ({"steps": 0}, {"pairs_needed": 3}, {"coverage": 1.0}, {"ridge": 0.0}):
        with pytest.raises(InputRejectedError, match="NOWCAST-001"):
            NowcastSettings(**wrong)
