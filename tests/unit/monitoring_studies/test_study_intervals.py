"""Intervals: published values for Wilson's, coverage for rates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from trimtab.kernel import Basis
from trimtab.monitoring.studies import Outcome
from trimtab.monitoring.studies.intervals import rate_estimate, share_estimate


@pytest.mark.parametrize(("found", "tried"), [(0, 20), (3, 20), (81, 100), (20, 20)])
def test_wilson_as_scipy_has_it(found, tried):
    ours = share_estimate(found, tried, Basis.SYNTHETIC)
    known = binomtest(found, tried).proportion_ci(0.90, method="wilson")
    assert (ours.low, ours.high) == pytest.approx((known.low, known.high), abs=1e-4)
    assert ours.basis is Basis.SYNTHETIC


def test_nothing_tried_is_cannot_tell():
    assert np.isnan(share_estimate(0, 0, Basis.SYNTHETIC).value)


def test_the_interval_of_a_rate_holds_the_truth_nine_times_of_ten():
    generator = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        years = generator.uniform(5, 15, 60)
        wild = generator.gamma(2.0, 0.5, 60)  # panels differ: more spread than Poisson
        estimate = rate_estimate(
            generator.poisson(0.05 * years * wild).astype(float), years, "x", Basis.SYNTHETIC
        )
        held += estimate.low <= 0.05 <= estimate.high
    assert 0.85 <= held / 400 <= 0.95


def test_no_event_leaves_room_above():
    estimate = rate_estimate(np.zeros(10), np.full(10, 6.0), "x", Basis.SYNTHETIC)
    assert (estimate.low, estimate.high) == (0.0, pytest.approx(0.05, rel=0.01))


@pytest.mark.parametrize(
    ("events", "outcome"),
    [(5, Outcome.KEPT), (30, Outcome.EXCEEDED), (0, Outcome.CAUTIOUS)],
)
def test_a_promise_is_judged_by_the_interval(events, outcome):
    counts = np.full(100, 0.0)
    counts[:events] = 1.0
    realised = rate_estimate(counts, np.full(100, 1.0), "x", Basis.SYNTHETIC)
    assert Outcome.of(realised, 0.05) is outcome


def test_a_promise_without_any_month_cannot_be_judged():
    nothing = rate_estimate(np.zeros(3), np.zeros(3), "x", Basis.SYNTHETIC)
    assert Outcome.of(nothing, 0.05) is Outcome.UNKNOWN
