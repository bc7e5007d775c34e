"""Filled vacancies follow the law of occupied bins; a normal stands for it only where it may."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from trimtab.simulation.counts.occupancy import (
    NORMAL_FROM_BINS,
    NORMAL_FROM_VARIANCE,
    _draw_normally,
    draw_occupancy,
    occupancy_moments,
)
from trimtab.simulation.counts.occupancy_law import most_balls, occupancy_law, rows_of_law


def _law(balls: int, bins: int) -> np.ndarray:
    """Chances of 0..bins occupied bins by inclusion and exclusion, in whole numbers."""
    chances = []
    for occupied in range(bins + 1):
        ways = sum(
            (-1) ** empty * comb(occupied, empty) * (occupied - empty) ** balls
            for empty in range(occupied + 1)
        )
        chances.append(float(Fraction(comb(bins, occupied) * ways, bins**balls)))
    return np.array(chances)


def _moments(balls: int, bins: int) -> tuple[float, float, float]:
    mean, variance, third = occupancy_moments(np.array([float(balls)]), np.array([float(bins)]))
    return float(mean[0]), float(variance[0]), float(third[0])


def _row(balls: int, bins: int) -> tuple[int, np.ndarray]:
    return deque(rows_of_law(bins, balls), maxlen=1)[0]


@pytest.mark.parametrize(("balls", "bins"), [(1, 1), (3, 2), (7, 5), (40, 16), (70, 32), (30, 64)])
def test_the_recursion_gives_the_law(balls: int, bins: int) -> None:
    lowest, row = _row(balls, bins)
    assert row == pytest.approx(_law(balls, bins)[lowest : lowest + len(row)], abs=1e-14)


@pytest.mark.parametrize(
    ("balls", "bins"),
    [
        (1, 9),  # one ball
        (5, 1),  # one bin
        (2, 2),
        (4, 3),
        (10, 6),
        (3, 40),  # two blocks
        (60, 37),
        (25, 19),
        (90, 6),  # more balls than a table holds: rounds are joined
        (300, 40),
    ],
)
def test_draws_follow_the_law(balls: int, bins: int) -> None:
    draws = 60_000
    drawn = draw_occupancy(np.random.default_rng(3), np.full(draws, balls), np.full(draws, bins))
    expected = _law(balls, bins) * draws
    seen = np.bincount(drawn, minlength=bins + 1)
    assert seen[expected == 0].sum() == 0
    rare = expected < 10
    expected, seen = (np.append(x[~rare], x[rare].sum()) for x in (expected, seen))
    if len(expected) > 2:
        kept = expected > 0
        scaled = expected[kept] * seen[kept].sum() / expected[kept].sum()
        assert stats.chisquare(seen[kept], scaled).pvalue > 0.001


def test_a_normal_is_found_out_in_a_small_cell() -> None:
    """The test above can fail: a rounded normal for 20 vacancies and 40 letters."""
    mean, variance, _ = _moments(40, 20)
    draws = np.random.default_rng(3).normal(mean, np.sqrt(variance - 1 / 12), 60_000)
    seen = np.bincount(np.clip(np.rint(draws), 0, 20).astype(int), minlength=21)
    expected = _law(40, 20) * 60_000
    kept = expected >= 10
    assert (
        stats.chisquare(seen[kept], expected[kept] * seen[kept].sum() / expected[kept].sum())[1]
        < 1e-6
    )


@pytest.mark.parametrize("bins", [64, 512, 2048])
@pytest.mark.parametrize("ratio", [0.1, 1.0, 2.0, 4.0])
def test_moments_are_those_of_the_law(bins: int, ratio: float) -> None:
    lowest, row = _row(int(bins * ratio), bins)
    value = np.arange(lowest, lowest + len(row))
    mean = float(row @ value)
    exact = (mean, float(row @ (value - mean) ** 2), float(row @ (value - mean) ** 3))
    assert _moments(int(bins * ratio), bins) == pytest.approx(exact, rel=1e-8)


@pytest.mark.parametrize(
    ("bins", "ratio"), [(2048, 0.31), (2048, 1.0), (2048, 2.0), (4096, 2.0), (8192, 0.13)]
)
def test_at_its_threshold_the_normal_is_all_but_the_law(bins: int, ratio: float) -> None:
    """Largest error of a cumulative chance. To tell the two laws apart would take more than ten
    million draws of one cell; the plain normal is up to 40 times as far off."""
    mean, variance, third = _moments(int(bins * ratio), bins)
    assert bins >= NORMAL_FROM_BINS and variance >= NORMAL_FROM_VARIANCE
    lowest, row = _row(int(bins * ratio), bins)
    above = np.arange(lowest, lowest + len(row)) + 0.5
    assert np.abs(_normal_below(above, mean, variance, third) - np.cumsum(row)).max() < 3e-4
    assert np.abs(_normal_below(above, mean, variance, 0.0) - np.cumsum(row)).max() > 1.4e-4


@pytest.mark.parametrize(("bins", "ratio"), [(64, 2.0), (256, 4.0), (2048, 5.0)])
def test_below_its_threshold_the_plain_normal_is_far_off(bins: int, ratio: float) -> None:
    lowest, row = _row(int(bins * ratio), bins)
    mean, variance, _ = _moments(int(bins * ratio), bins)
    assert bins < NORMAL_FROM_BINS or variance < NORMAL_FROM_VARIANCE
    above = np.arange(lowest, lowest + len(row)) + 0.5
    assert np.abs(_normal_below(above, mean, variance, 0.0) - np.cumsum(row)).max() > 8e-3


def _normal_below(above: np.ndarray, mean: float, variance: float, third: float) -> np.ndarray:
    """Chance that the corrected normal lies below: z + g (z^2 - 1) / 6 solved for z."""
    spread = variance - 1 / 12
    skewness = third / spread**1.5
    x = (above - mean) / np.sqrt(spread) * np.sqrt(1 + skewness**2 / 18)
    if skewness == 0:
        return np.asarray(ndtr(x))
    root = np.sqrt(1 + 2 * skewness / 3 * (x + skewness / 6))
    return np.asarray(ndtr((root - 1) * 3 / skewness))


def test_the_normal_that_is_drawn_has_the_three_moments() -> None:
    draws = 400_000
    moments = occupancy_moments(np.array([6000.0]), np.array([2048.0]))
    drawn = _draw_normally(np.random.default_rng(8), *(np.repeat(m, draws) for m in moments))
    mean, variance, third = _moments(6000, 2048)
    deviation = drawn - mean
    for power, exact in ((1, 0.0), (2, variance), (3, third)):
        sample = deviation**power
        assert abs(sample.mean() - exact) < 4.5 * sample.std() / np.sqrt(draws)


@pytest.mark.parametrize(
    ("balls", "bins"),
    [
        (5_000, 1_500),  # a block of 1,024 and the bits of the rest
        (20_000, 9_000),  # normal
        (300, 9_000),  # few collisions: exact in spite of its size
        (5_000, 300_000),  # the same with blocks of 65,536
        (60_000, 9_000),  # few empty bins: thrown in rounds
        (40_000_000, 20_000_000),
        (90_000_000, 20_000_000),
    ],
)
def test_large_cells_have_the_mean_and_variance_of_the_law(balls: int, bins: int) -> None:
    draws = 4_000 if bins < 10**6 else 1_000
    drawn = draw_occupancy(np.random.default_rng(5), np.full(draws, balls), np.full(draws, bins))
    mean, variance, _ = _moments(balls, bins)
    assert abs(drawn.mean() - mean) < 4.5 * np.sqrt(variance / draws)
    assert drawn.var() / variance == pytest.approx(1, abs=5 * np.sqrt(2 / draws))


def test_limits_are_kept() -> None:
    balls = np.array([0, 0, 5, 1, 7, 10**9, 3, 10**12])
    bins = np.array([0, 4, 0, 1, 1, 3, 10**9, 5_000])
    drawn = draw_occupancy(np.random.default_rng(1), balls, bins)
    assert drawn.tolist()[:6] == [0, 0, 0, 1, 1, 3]
    assert drawn[6] in (2, 3)
    assert drawn[7] == 5_000


@pytest.mark.parametrize("bits", [10, 16])
def test_tables_are_one_ascending_array(bits: int) -> None:
    law = occupancy_law(bits)
    assert np.all(np.diff(law.cumulative) >= 0)
    assert law.base[2**bits] > 0 and law.base[1023] == -1
    assert law.balls[1024] == most_balls(1024) == 4096
