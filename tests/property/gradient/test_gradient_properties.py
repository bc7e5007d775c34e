"""What must not change the gradient, and that nothing looks ahead."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.monitoring.gradient import earlier_slopes, exposure_gradient, window_of

SEEDS = st.integers(0, 2**32 - 1)


def _cells(seed: int):
    draw = np.random.default_rng(seed)
    industries, regions = int(draw.integers(10, 30)), int(draw.integers(1, 4))
    names = np.repeat([f"I{at:03d}" for at in range(industries)], regions)
    exposure = np.repeat(draw.uniform(0.05, 0.6, industries), regions)
    change = draw.normal(0, 0.05, len(names)) + np.repeat(draw.normal(0, 0.05, industries), regions)
    return change, exposure, names, draw.uniform(0.5, 4, len(names)), draw


def _numbers(found) -> np.ndarray:
    one = found.top_minus_bottom
    return np.array(
        [one.value, one.low, one.high, found.robust.value, found.degrees_of_freedom,
         found.confounder.robustness, found.shares.highest, *found.leave_one_out]
    )  # fmt: skip


@settings(max_examples=20)
@given(SEEDS)
def test_order_of_cells_and_scale_of_weights_do_not_matter(seed: int):
    change, exposure, names, weight, draw = _cells(seed)
    order = draw.permutation(len(change))
    plain = exposure_gradient(change, exposure, names, weight, permutations=9)
    mixed = exposure_gradient(
        change[order], exposure[order], names[order], 1000 * weight[order], permutations=9
    )
    np.testing.assert_allclose(_numbers(plain), _numbers(mixed), rtol=1e-5, atol=1e-8)


@settings(max_examples=20)
@given(SEEDS, st.floats(0.2, 5), st.floats(-0.5, 0.5))
def test_units_of_exposure_and_a_common_shift_do_not_matter(seed: int, scale: float, shift: float):
    change, exposure, names, weight, _ = _cells(seed)
    plain = exposure_gradient(change, exposure, names, weight, permutations=9)
    moved = exposure_gradient(change + shift, scale * exposure + 3, names, weight, permutations=9)
    np.testing.assert_allclose(_numbers(plain), _numbers(moved), rtol=1e-4, atol=1e-7)


@settings(max_examples=20)
@given(SEEDS)
def test_balanced_cells_say_what_their_industry_means_say(seed: int):
    """What the error curves rest on: equal regions drop out and leave industry means."""
    draw = np.random.default_rng(seed)
    industries, regions = 20, 5
    exposure = draw.uniform(0.05, 0.6, industries)
    cells = draw.normal(0, 0.05, (industries, regions)) + draw.normal(0, 0.05, regions)
    names = [f"I{at:03d}" for at in range(industries)]
    places = [f"R{at}" for at in range(regions)]
    whole = exposure_gradient(
        cells.ravel(), np.repeat(exposure, regions), np.repeat(names, regions),
        region=np.tile(places, industries), permutations=19,
    )  # fmt: skip
    means = exposure_gradient(cells.mean(axis=1), exposure, names, permutations=19)
    assert whole.permutation_p == means.permutation_p
    one, other = whole.top_minus_bottom, means.top_minus_bottom
    np.testing.assert_allclose(
        [one.value, one.low, one.high, whole.robust.value, *whole.leave_one_out],
        [other.value, other.low, other.high, means.robust.value, *means.leave_one_out],
        rtol=1e-5, atol=1e-8,
    )  # fmt: skip


def _levels(seed: int, industries: int = 12, months: int = 200) -> np.ndarray:
    draw = np.random.default_rng(seed)
    steps = draw.normal(0, 0.01, (industries, months)) + draw.normal(0, 0.005, months)
    levels = 1000 * np.exp(steps.cumsum(axis=1))
    levels[draw.random(levels.shape) < 0.002] = np.nan
    return levels


@settings(max_examples=15)
@given(SEEDS, st.integers(60, 190))
def test_cutting_the_panel_after_the_window_changes_no_bit(seed: int, last: int):
    levels = _levels(seed)
    exposure = np.random.default_rng(seed + 1).uniform(0.1, 0.6, len(levels))
    names = [f"I{at:03d}" for at in range(len(levels))]
    changed = levels.copy()
    changed[:, last + 1 :] = 7.0
    answers = []
    for panel in (levels, levels[:, : last + 1], changed):
        window = window_of(panel, last, 24)
        ends, values = earlier_slopes(panel, last, 24, exposure, names)
        answers.append((window, ends, values))
    first, *others = answers
    for window, ends, values in others:
        assert window.names == first[0].names
        np.testing.assert_array_equal(window.change, first[0].change)
        np.testing.assert_array_equal(window.controls, first[0].controls)
        np.testing.assert_array_equal(ends, first[1])
        np.testing.assert_array_equal(values, first[2])


@settings(max_examples=15)
@given(SEEDS)
def test_controls_know_nothing_of_the_window(seed: int):
    levels = _levels(seed)
    changed = levels.copy()
    changed[:, 151:] *= 2.5
    one, other = window_of(levels, 174, 24), window_of(changed, 174, 24)
    assert one.names == ("recent", "trend", "cycle")
    np.testing.assert_array_equal(one.controls, other.controls)
    np.testing.assert_array_equal(one.weight, other.weight)
