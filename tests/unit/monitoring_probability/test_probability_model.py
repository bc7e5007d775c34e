"""Fits on little, one-sided or separable history stay finite and honest about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.kernel import Basis, Period
from trimtab.monitoring.probability.labels import labels_at
from trimtab.monitoring.probability.model import fit_model, jackknife_interval
from trimtab.monitoring.probability.movement import movements
from trimtab.monitoring.probability.recalibration import (
    AS_STATED,
    Recalibration,
    fit_recalibration,
)

FIRST = Period.parse("1985-01")
LATER = datetime(2017, 1, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def fitted(nation):
    (movement,) = movements(nation.series, FIRST, nation.level, nation.statistic)
    labels = labels_at(movement, nation.downturns, LATER)
    return movement, labels, fit_model(movement, labels)


def test_months_inside_are_told_from_months_outside(fitted):
    movement, labels, model = fitted
    stated = model.line.inside(model.features(movement))
    judged = labels.inside_known & ~np.isnan(stated)
    inside, outside = labels.inside & judged, ~labels.inside & judged
    assert np.median(stated[inside]) > 0.5 > 0.2 > np.median(stated[outside])
    assert len(model.without) >= 4


def test_a_history_without_downturns_states_the_floor(fitted):
    movement, labels, _ = fitted
    never = replace(labels, inside=labels.inside & False, starts=labels.starts & False, episodes=())
    model = fit_model(movement, never)
    stated = model.line.inside(model.features(movement))
    assert np.nanmax(stated) == pytest.approx(0.002)
    assert model.without == ()


def test_no_known_label_at_all_is_no_crash(fitted):
    movement, labels, _ = fitted
    model = fit_model(movement, labels.limited_to(np.zeros_like(labels.inside)))
    assert model.line.start_rate == 0
    assert np.isfinite(model.line.intercept)


def test_interval_is_the_jackknife_on_the_log_odds():
    without = 1 / (1 + np.exp(-np.array([-1.0, 0.0, 1.0])))
    found = jackknife_interval(0.5, without)
    error, quantile = np.sqrt(2 / 3 * 2), 2.919986  # t with 2 degrees of freedom, 95 %
    assert found.high == pytest.approx(1 / (1 + np.exp(-quantile * error)), abs=1e-6)
    assert found.low == pytest.approx(1 - found.high)
    assert found.basis is Basis.MODELLED


def test_interval_without_replicates_is_the_whole_range():
    for without in (np.array([0.3]), np.array([])):
        found = jackknife_interval(0.3, without)
        assert (found.low, found.high) == (0.002, 0.998)
    assert np.isnan(jackknife_interval(float("nan"), np.array([0.1, 0.2])).low)


def past(slope: float, months: int, seed: int = 4):
    """Statements whose true log-odds are ``slope`` times those stated."""
    generator = np.random.default_rng(seed)
    stated = 1 / (1 + np.exp(-generator.normal(0, 2, (1, months))))
    logit = np.log(stated / (1 - stated))
    true = generator.random((1, months)) < 1 / (1 + np.exp(-slope * logit))
    return stated, true, np.ones((1, months), dtype=bool)


def test_statements_that_were_too_sure_are_pulled_in_the_more_the_longer_they_were():
    short, long = (fit_recalibration(*past(0.4, months)) for months in (120, 6_000))
    assert long.slope < short.slope < 1
    assert long.slope == pytest.approx(0.4, abs=0.1)
    assert long.apply(np.array([0.95]))[0] < 0.95


def test_right_statements_stay_as_they_are():
    found = fit_recalibration(*past(1.0, 2_400))
    assert found.slope == pytest.approx(1, abs=0.15)
    assert found.shift == pytest.approx(0, abs=0.3)


def test_one_outcome_or_a_negative_slope_changes_nothing():
    stated, true, judged = past(1.0, 200)
    assert fit_recalibration(stated, true & False, judged) == AS_STATED
    assert fit_recalibration(stated, true, judged & False) == AS_STATED
    assert fit_recalibration(*past(-3.0, 6_000)) == AS_STATED


def test_recalibration_keeps_order_and_gaps():
    applied = Recalibration(0.3, 0.7).apply(np.array([0.1, 0.4, np.nan, 0.9]))
    assert np.isnan(applied[2])
    assert (np.diff(applied[[0, 1, 3]]) > 0).all()
