"""The gradient of one window: what it recovers, when it cannot tell, what it refuses."""

from __future__ import annotations

from math import log1p

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError
from trimtab.monitoring.gradient import (
    HistoryBand,
    Unclear,
    Verdict,
    compare_with_history,
    exposure_gradient,
)

INDUSTRIES = 60


def _cells(effect: float, industries: int = INDUSTRIES, noise: float = 0.02, seed: int = 5):
    draw = np.random.default_rng(seed)
    exposure = np.linspace(0.1, 0.6, industries)
    slope = log1p(effect) / 0.4  # mean of the top less mean of the bottom fifth
    change = slope * exposure + noise * draw.standard_normal(industries)
    return change, exposure, [f"I{at:03d}" for at in range(industries)]


def test_a_planted_gradient_is_found_with_its_size():
    found = exposure_gradient(*_cells(-0.10))
    assert found.verdict is Verdict.FALLS
    assert found.exposure_gap == pytest.approx(0.4, abs=0.01)
    assert found.top_minus_bottom.low < -0.10 < found.top_minus_bottom.high
    assert found.fifths.low < -0.10 < found.fifths.high
    assert found.permutation_p == pytest.approx(0.001)
    assert found.leave_one_out[0] <= found.top_minus_bottom.value <= found.leave_one_out[1] < 0


def test_no_gradient_is_not_seen():
    found = exposure_gradient(*_cells(0.0))
    assert found.verdict is Verdict.NOT_SEEN
    assert found.confounder.robustness_significance == 0


def test_few_industries_cannot_tell_however_clear_it_looks():
    found = exposure_gradient(*_cells(-0.5, industries=7, noise=0.001))
    assert (found.verdict, found.unclear) == (Verdict.CANNOT_TELL, Unclear.FEW_INDUSTRIES)


def test_one_industry_alone_does_not_make_a_gradient():
    """A shock to the most exposed industry, as large as to move the line, is not a gradient."""
    change, exposure, names = _cells(0.0, noise=0.002)
    change[-1] -= 0.8
    found = exposure_gradient(change, exposure, names)
    assert found.most_influential == names[-1]
    assert found.top_minus_bottom.value < -0.03
    assert abs(found.robust.value) < 0.005
    assert found.verdict is not Verdict.FALLS


def test_regions_move_together_without_moving_the_gradient():
    change, exposure, names = _cells(-0.10)
    regions = np.repeat(["CN-310000", "CN-320000", "CN-330000"], INDUSTRIES)
    shifted = np.tile(change, 3) + np.repeat([0.3, -0.2, 0.0], INDUSTRIES)
    found = exposure_gradient(shifted, np.tile(exposure, 3), names * 3, region=regions)
    alone = exposure_gradient(change, exposure, names)
    assert found.top_minus_bottom.value == pytest.approx(alone.top_minus_bottom.value, rel=1e-9)
    assert found.top_minus_bottom.low == pytest.approx(alone.top_minus_bottom.low, rel=1e-6)


def test_a_measured_confounder_is_taken_out():
    change, exposure, names = _cells(0.0)
    cycle = exposure + 0.1 * np.random.default_rng(2).standard_normal(INDUSTRIES)
    hit = change - 0.5 * cycle
    assert exposure_gradient(hit, exposure, names).verdict is Verdict.FALLS
    held = exposure_gradient(hit, exposure, names, controls=cycle[:, None])
    assert held.verdict is Verdict.NOT_SEEN


def test_the_order_of_explanation_bounds_the_share():
    change, exposure, names = _cells(-0.10)
    twice = np.concatenate([change + 0.01, change - 0.01])
    found = exposure_gradient(twice, np.tile(exposure, 2), names * 2)
    shares = found.shares
    assert shares.lowest == 0
    assert shares.highest <= shares.industries + 1e-9 < 1
    r2 = np.corrcoef(np.tile(exposure, 2), twice)[0, 1] ** 2
    assert shares.exposure_first.value == pytest.approx(r2, rel=1e-9)


def test_a_stronger_confounder_leaves_a_wider_interval():
    found = exposure_gradient(*_cells(-0.10))
    weak, strong = found.confounder.bounds[0], found.confounder.bounds[-1]
    assert strong.interval[0] < weak.interval[0] < found.top_minus_bottom.value
    assert found.top_minus_bottom.value < weak.interval[1] < strong.interval[1]


def test_a_cell_with_a_gap_is_left_out_and_counted():
    change, exposure, names = _cells(-0.10)
    change[3], exposure[4] = np.nan, np.nan
    found = exposure_gradient(change, exposure, names)
    assert (found.dropped, found.cells) == (2, INDUSTRIES - 2)


@pytest.mark.parametrize(
    ("band", "unclear"),
    [
        (None, Unclear.NO_HISTORY),
        (HistoryBand(0.0, -0.2, 0.2, 20, 6), Unclear.WITHIN_HISTORY),
        (HistoryBand(0.0, -0.01, 0.01, 20, 6), None),
    ],
)
def test_history_can_withhold_a_verdict_but_not_make_one(band, unclear):
    found = compare_with_history(exposure_gradient(*_cells(-0.10)), band)
    assert found.unclear is unclear
    assert found.verdict is (Verdict.CANNOT_TELL if unclear else Verdict.FALLS)
    assert compare_with_history(exposure_gradient(*_cells(0.0)), band).verdict is Verdict.NOT_SEEN


def _refused(code: str, *given, **named) -> None:
    with pytest.raises(InputRejectedError) as caught:
        exposure_gradient(*given, **named)
    assert caught.value.code == code


def test_bad_input_is_refused_with_a_code():
    change, exposure, names = _cells(-0.10)
    _refused("MONITORING-060", change[:-1], exposure, names)
    _refused("MONITORING-060", change, exposure, names, controls=np.ones(INDUSTRIES))
    _refused("MONITORING-061", change, exposure, ["same"] * INDUSTRIES)
    _refused("MONITORING-062", change[:3], exposure[:3], names[:3])
    _refused("MONITORING-062", change, np.full(INDUSTRIES, 0.3), names)
    _refused("MONITORING-063", change, exposure, names, weight=np.zeros(INDUSTRIES))
    _refused("MONITORING-064", change, exposure, names, controls=exposure[:, None])
    _refused("MONITORING-064", np.zeros(INDUSTRIES), exposure, names)
