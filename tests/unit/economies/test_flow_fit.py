"""Comparing simulated with observed flows: exact where the two are the same by construction."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.app.economy_fit import steady_flows
from trimtab.simulation.economies import us_economy
from trimtab.simulation.economies.flow_fit import (
    MONTHS_A_STEP,
    ModelFlows,
    compare_flows,
    monthly,
)
from trimtab.simulation.economies.group_moves import (
    NOT_IN_LABOUR_FORCE,
    UNEMPLOYED,
    Transitions,
)


def test_a_step_is_six_and_three_quarter_weeks():
    assert pytest.approx(1.5524, abs=1e-4) == MONTHS_A_STEP
    stayed = (1 - monthly(0.3)) ** MONTHS_A_STEP
    assert stayed == pytest.approx(0.7)


def test_flows_that_are_the_same_fit_without_error():
    hires = np.array([[50.0, 20.0, 10.0], [5.0, 80.0, 15.0], [2.0, 8.0, 40.0]])
    employed, unemployed = np.array([4000.0, 5000.0, 2000.0]), np.array([200.0, 300.0, 100.0])
    separations = hires.sum(axis=0)
    model = ModelFlows(employed, unemployed, separations, hires)
    flows = np.zeros((5, 5))
    flows[:3, :3] = hires - np.diag(np.diag(hires))
    flows[:3, 3] = monthly(separations / employed) * employed
    flows[3, :3] = hires.sum(axis=0)
    stock = np.array([*employed, 600.0, 1.0])
    observed = Transitions(
        ("a", "b", "c", UNEMPLOYED, NOT_IN_LABOUR_FORCE), flows / stock[:, None], stock
    )
    found = compare_flows(model, observed)
    assert found.moves.deviance_explained == pytest.approx(1.0)
    assert found.moves.mean_error == pytest.approx(0.0)
    assert found.entered.distance == pytest.approx(0.0)
    assert found.entered.correlation == pytest.approx(1.0)
    assert found.job_loss.distance == pytest.approx(0.0)
    assert found.finding_rate == pytest.approx((float(monthly(230 / 600)), 230 / 600))


def test_a_rate_that_does_not_vary_has_no_correlation():
    hires = np.array([[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.3, 0.2, 0.5]])
    model = ModelFlows(np.full(3, 100.0), np.full(3, 5.0), np.full(3, 1.0), hires)
    stock = np.array([100.0, 100.0, 100.0, 10.0, 10.0])
    probability = np.array([[0.8, 0.1, 0.05, 0.03, 0.02]] * 5)
    states = ("a", "b", "c", UNEMPLOYED, NOT_IN_LABOUR_FORCE)
    assert (
        compare_flows(model, Transitions(states, probability, stock)).job_loss.correlation is None
    )


def test_the_steady_state_stands_still():
    flows = steady_flows(us_economy(["US-VT"], "major"))
    np.testing.assert_allclose(flows.hires.sum(axis=0), flows.separations, rtol=1e-3)
    rate = flows.unemployed.sum() / (flows.unemployed.sum() + flows.employed.sum())
    assert rate == pytest.approx(0.0507, abs=2e-4)
