"""Size and power on simulated panels: within binomial bounds, not to a fixed digit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from trimtab.kernel import Basis, InputRejectedError
from trimtab.monitoring.gradient import (
    CurveSetting,
    Rule,
    ShockPool,
    calm_shocks,
    error_curves,
    history_band,
    window_of,
)
from trimtab.monitoring.gradient.clustered import fit_clustered, prepare_design
from trimtab.monitoring.gradient.variants import permutation_p_values

REPLICATES = 200


def _within(rate: float, wanted: float, trials: int) -> bool:
    """Whether so many successes happen with a probability above one in ten thousand."""
    low, high = stats.binom.interval(0.9999, trials, wanted)
    return bool(low <= rate * trials <= high)


@pytest.fixture(scope="module")
def pool() -> ShockPool:
    """Sixty industries of uneven noise and size."""
    draw = np.random.default_rng(8)
    scale = draw.uniform(0.01, 0.06, 60)
    return ShockPool(
        residuals=draw.standard_normal((30, 60)) * scale,
        exposure=draw.uniform(0.1, 0.55, 60),
        weight=draw.uniform(1, 6, 60),
        controls=draw.standard_normal((60, 1)),
        months=24,
    )


@pytest.fixture(scope="module")
def points(pool: ShockPool):
    setting = CurveSetting(60, replicates=REPLICATES, correlations=(0.0, 0.8), confounder=0.02)
    return error_curves(pool, setting)


def test_an_orthogonal_confounder_leaves_the_size(points):
    orthogonal = points[0]
    assert _within(orthogonal.false_positive[Rule.INTERVAL].value, 0.05, REPLICATES)
    assert _within(orthogonal.coverage.value, 0.95, REPLICATES)
    assert (
        orthogonal.false_positive[Rule.AGREED].value <= 0.05 + 4 * (0.05 * 0.95 / REPLICATES) ** 0.5
    )


def test_a_collinear_confounder_fools_the_interval_but_not_the_history(points):
    _, collinear = points
    assert collinear.false_positive[Rule.INTERVAL].low > 0.3
    assert _within(collinear.false_positive[Rule.HISTORY].value, 0.03, REPLICATES)
    assert collinear.power[Rule.HISTORY].value < points[0].power[Rule.HISTORY].value


def test_each_rule_is_stricter_than_the_one_before(points):
    for point in points:
        for rates in (point.false_positive, point.power):
            assert rates[Rule.INTERVAL].value >= rates[Rule.AGREED].value
            assert rates[Rule.AGREED].value >= rates[Rule.HISTORY].value


def test_rates_say_that_they_are_synthetic_and_how_sure(points):
    rate = points[0].power[Rule.INTERVAL]
    assert rate.basis is Basis.SYNTHETIC
    exact = stats.binomtest(round(rate.value * REPLICATES), REPLICATES).proportion_ci(
        method="wilson"
    )
    assert (rate.low, rate.high) == pytest.approx((exact.low, exact.high), abs=1e-12)


def test_the_same_seed_draws_the_same_curves_and_another_does_not(pool: ShockPool):
    def drawn(seed: int):
        return error_curves(pool, CurveSetting(20, replicates=60, correlations=(0.5,), seed=seed))

    assert drawn(4) == drawn(4)
    assert drawn(4) != drawn(5)


def test_regions_help_against_shocks_of_cells_only(pool: ShockPool):
    """An industry's own shock is common to its regions, so many regions reach a ceiling."""

    def power(regions: int, cell_shock: float) -> float:
        setting = CurveSetting(
            40, regions, replicates=150, correlations=(0.0,), cell_shock=cell_shock
        )
        return error_curves(pool, setting)[0].power[Rule.INTERVAL].value

    assert power(2, 4.0) < power(50, 4.0) - 0.2
    assert abs(power(500, 1.0) - power(1, 0.0)) < 0.12


def test_clustered_inference_keeps_its_size_with_few_uneven_clusters():
    """CR1 with normal critical values would not: 12 clusters, one of them ten times as large."""
    draw, trials = np.random.default_rng(11), 1000
    cluster = np.repeat(np.arange(12), [40] + [4] * 11)
    exposure = draw.standard_normal(12)[cluster]
    design = prepare_design(
        np.column_stack([np.ones(len(cluster)), exposure]), cluster, np.ones(len(cluster)), 1
    )
    outcomes = draw.standard_normal((12, trials))[cluster] * 0.2 + draw.standard_normal(
        (len(cluster), trials)
    )
    fit = fit_clustered(design, outcomes)
    critical = stats.t.ppf(0.975, design.degrees_of_freedom)
    rejected = float((np.abs(fit.value) > critical * fit.error_cr2).mean())
    assert rejected < 0.10
    assert float((np.abs(fit.value) > 1.96 * fit.error_cr1).mean()) > rejected
    dealt = permutation_p_values(design, outcomes[:, :200], 99, draw)
    assert (dealt <= 0.05).mean() <= stats.binom.ppf(0.9999, 200, 0.05) / 200


def test_shocks_are_what_the_line_leaves_over():
    draw = np.random.default_rng(3)
    exposure = draw.uniform(0.1, 0.6, 20)
    months = np.arange(200)
    levels = 1000 * np.exp(0.0005 * months - 0.001 * exposure[:, None] * months)
    levels *= np.exp(draw.normal(0, 0.01, levels.shape))
    pool = calm_shocks(levels, exposure, 24, [150, 175, 199])
    assert pool.residuals.shape == (3, 20)
    assert 0.005 < pool.dispersion < 0.03
    with pytest.raises(InputRejectedError) as caught:
        calm_shocks(levels, exposure, 24, [])
    assert caught.value.code == "MONITORING-067"


def test_a_band_needs_four_windows_that_do_not_overlap():
    ends = np.arange(100, 172, 6)
    values = np.random.default_rng(0).normal(0, 0.02, len(ends))
    assert history_band(ends[:11], values[:11], 24) is None
    band = history_band(ends[[0, 4, 8, 11]] + np.array([0, 0, 0, 6]), values[[0, 4, 8, 11]], 24)
    assert band is not None and band.independent == 4
    reach = stats.t.ppf(0.975, 3) * values[[0, 4, 8, 11]].std(ddof=1) * np.sqrt(1.25)
    assert band.high - band.middle == pytest.approx(reach)


@pytest.mark.parametrize("months", [0, 18, 240])
def test_a_window_that_cannot_be_is_refused(months: int):
    with pytest.raises(InputRejectedError) as caught:
        window_of(np.ones((10, 100)), 99, months)
    assert caught.value.code == "MONITORING-065"


@pytest.mark.parametrize(
    "wrong",
    [{"industries": 7}, {"regions": 0}, {"effect": -1.0}, {"replicates": 0}, {"confounder": -0.1}],
)
def test_a_setting_that_cannot_be_is_refused(wrong: dict[str, float]):
    with pytest.raises(InputRejectedError) as caught:
        CurveSetting(**({"industries": 20} | wrong))
    assert caught.value.code == "MONITORING-066"
