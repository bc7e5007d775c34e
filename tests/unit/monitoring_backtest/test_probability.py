"""The logistic model against another optimiser, and its features against their promises."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from trimtab.monitoring.backtest.features import measure_spread, probability_features
from trimtab.monitoring.backtest.probability import fit_entry_rates, fit_logistic
from trimtab.monitoring.backtest.reliability import reliability_table


def sample(rows: int = 400) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(2)
    features = generator.normal(size=(rows, 3)) * (1.0, 5.0, 0.2)
    chance = 1 / (1 + np.exp(-(features @ [0.8, -0.3, 2.0] - 1)))
    return features, generator.random(rows) < chance


def test_newton_finds_the_penalised_maximum() -> None:
    features, label = sample()
    model = fit_logistic(features, label, ridge=7.0)
    standard = (features - features.mean(axis=0)) / features.std(axis=0)

    def loss(line: np.ndarray) -> float:
        logit = standard @ line[:3] + line[3]
        return float(np.logaddexp(0, logit).sum() - logit[label].sum() + 3.5 * line[:3] @ line[:3])

    best = minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-9}).x
    assert np.append(model.coefficients, model.intercept) == pytest.approx(best, abs=1e-5)


def test_the_mean_of_fitted_probabilities_is_the_base_rate() -> None:
    features, label = sample()
    model = fit_logistic(features, label, ridge=50.0)
    assert model.predict(features).mean() == pytest.approx(label.mean(), abs=1e-3)


def test_without_a_statistic_or_without_both_labels_it_states_the_base_rate() -> None:
    features, label = sample()
    blank = np.full((2, 3), np.nan)
    assert fit_logistic(features, label, 1.0).predict(blank) == pytest.approx(label.mean())
    never = fit_logistic(features, np.zeros(len(label), dtype=bool), 1.0)
    assert never.predict(features) == pytest.approx(0.002)
    empty = fit_logistic(np.full((5, 3), np.nan), np.array([True, False, False, False, False]), 1.0)
    assert empty.predict(blank) == pytest.approx(0.2)


def test_separated_labels_stay_finite_and_inside_the_bounds() -> None:
    features = np.linspace(-1, 1, 50)[:, None]
    model = fit_logistic(features, features[:, 0] > 0, ridge=1e-6)
    stated = model.predict(features)
    assert (stated >= 0.002).all()
    assert (stated <= 0.998).all()
    assert (np.diff(stated) >= 0).all()


def test_entry_rates_mix_the_shares_of_both_kinds_of_months() -> None:
    inside = np.array([False] * 8 + [True] * 2)
    starts = np.array([True, True] + [False] * 8)
    rates = fit_entry_rates(starts, inside)
    assert (rates.outside, rates.inside) == (0.25, 0.0)
    assert rates.predict(np.array([0.0, 0.4, 1.0])) == pytest.approx([0.25, 0.15, 0.002])
    assert fit_entry_rates(starts[:8], inside[:8]).inside == 0.25  # never seen: the overall share


def test_features_do_not_depend_on_the_unit_of_the_statistic() -> None:
    ratio = np.random.default_rng(6).normal(size=(4, 90)).cumsum(axis=1)
    own = ratio[:, :, None] ** 2
    trainable = np.arange(90) < 60
    built = [
        probability_features(r, o, measure_spread(r, o, trainable))
        for r, o in ((ratio, own), (ratio * 100, own * 7))
    ]
    assert built[0] == pytest.approx(built[1])
    assert (np.abs(built[0]) <= 1).all()


def test_features_of_a_month_rest_on_no_later_month() -> None:
    generator = np.random.default_rng(7)
    ratio = generator.normal(size=(3, 80)).cumsum(axis=1)
    ratio[1, 20:24] = np.nan
    own = np.zeros((3, 80, 0))
    spread = measure_spread(ratio, own, np.arange(80) < 40)
    whole = probability_features(ratio, own, spread)
    for month in (10, 22, 50):
        cut = probability_features(ratio[:, : month + 1], own[:, : month + 1], spread)
        assert np.array_equal(cut[:, -1], whole[:, month], equal_nan=True)


def test_reliability_table_counts_every_month_once() -> None:
    stated = np.array([0.05, 0.08, 0.31, 0.39, 0.999])
    true = np.array([False, False, True, False, True])
    table = reliability_table(stated, true)
    assert [bin_.months for bin_ in table] == [2, 2, 1]
    assert [bin_.observed for bin_ in table] == [0.0, 0.5, 1.0]
    assert table[1].stated == pytest.approx(0.35)
