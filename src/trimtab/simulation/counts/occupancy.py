"""How many vacancies receive at least one application: s balls thrown into v bins, all cells."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trimtab.simulation.counts.occupancy_law import (
    DENSE_BITS,
    LARGE_BITS,
    LARGEST_BLOCK,
    SMALL_BITS,
    SMALL_BLOCK,
    VARIANCE_OF_SPARSE,
    OccupancyLaw,
    occupancy_law,
)
from trimtab.simulation.types import Counts, Index, Vector

NORMAL_FROM_BINS = 2048
"""Cells of fewer bins are always exact."""

NORMAL_FROM_VARIANCE = VARIANCE_OF_SPARSE
"""Cells of so many bins and so large a variance draw a normal corrected for skewness. It differs
from the exact law by less than 0.0003 in any cumulative probability (the plain normal: 0.02)."""


def occupancy_moments(balls: Vector, bins: Vector) -> tuple[Vector, Vector, Vector]:
    """Exact mean, variance and third central moment of the occupied bins; bins >= 5.

    Model       empty bins X: factorial moments v (v-1) .. (v-r+1) (1 - r/v)^s. With q = (1 - 1/v)^s
                and d_r = (1 - r/v)^s / q^r - 1, computed as expm1 so that no large numbers cancel:
                mean v (1 - q); c = q^2 (v (v-1) d_2 - v); variance c + v q; third moment
                -(q^3 (2v + v (v-1) (v-2) d_3 - 3 v^2 (v-1) d_2) + 3 c + v q)
    """
    v, rest = bins, bins - 1.0
    log_q = balls * np.log1p(-1.0 / v)
    q = np.exp(log_q)
    two = v * rest * np.expm1(balls * np.log1p(-1.0 / rest**2))
    three = v * rest * (v - 2.0) * np.expm1(balls * np.log1p(-(3.0 * v - 1.0) / rest**3))
    pairs = q * q * (two - v)
    third = q**3 * (2.0 * v + three - 3.0 * v * two) + 3.0 * pairs + v * q
    return -v * np.expm1(log_q), pairs + v * q, -third


def draw_occupancy(generator: np.random.Generator, balls: Counts, bins: Counts) -> Counts:
    """Occupied bins of each cell.

    Inputs      balls, bins (C,) not negative
    Returns     (C,) between min(1, balls, bins) and min(balls, bins)
    Model       the exact law; from ``NORMAL_FROM_BINS`` bins and ``NORMAL_FROM_VARIANCE`` on a
                normal with its mean, variance and skewness, rounded and clipped. Many balls are
                thrown in rounds: of those that are left Bin(left, empty / bins) hit the bins
                that are still empty, and occupy them by the same law
    """
    occupied = np.zeros(len(balls), dtype=np.int64)
    cell = np.flatnonzero(np.minimum(balls, bins))
    balls, bins = balls[cell], bins[cell]
    while len(cell):
        thrown = np.minimum(balls, _balls_a_round(bins))
        filled = _draw_round(generator, thrown, bins)
        occupied[cell] += filled
        more = np.flatnonzero(balls > thrown)
        empty = bins[more] - filled[more]
        hits = generator.binomial(balls[more] - thrown[more], empty / bins[more])
        kept = np.flatnonzero(hits)
        cell, balls, bins = cell[more[kept]], hits[kept], empty[kept]
    return occupied


def _balls_a_round(bins: Counts) -> Counts:
    """Three balls a bin; in large cells as many as leave about 2 * ``NORMAL_FROM_VARIANCE`` empty,
    which is where the variance becomes small."""
    a_bin = np.log(np.maximum(bins, NORMAL_FROM_BINS) / (2.0 * NORMAL_FROM_VARIANCE))
    return np.asarray(np.where(bins >= NORMAL_FROM_BINS, bins * a_bin, 3 * bins)).astype(np.int64)


def _draw_round(generator: np.random.Generator, balls: Counts, bins: Counts) -> Counts:
    """Occupied bins where neither is 0, by the normal or exactly."""
    occupied = np.minimum(balls, bins)  # right with one ball or one bin
    large = np.flatnonzero(bins >= NORMAL_FROM_BINS)
    moments = occupancy_moments(balls[large].astype(np.float64), bins[large].astype(np.float64))
    wide = moments[1] >= NORMAL_FROM_VARIANCE
    normal = large[wide]
    drawn = _draw_normally(generator, *(moment[wide] for moment in moments))
    exact = occupied > 1
    exact[normal] = False
    occupied[normal] = np.clip(drawn, 1, occupied[normal])
    cells = np.flatnonzero(exact)
    if len(cells):
        occupied[cells] = _draw_exactly(generator, balls[cells], bins[cells])
    return occupied


def _draw_normally(
    generator: np.random.Generator, mean: Vector, variance: Vector, third: Vector
) -> Counts:
    """Rounded numbers with these moments: z + g (z^2 - 1) / 6 for a skewness g (Cornish-Fisher).

    Rounding adds 1/12 to the variance, which is taken off first.
    """
    spread = variance - 1.0 / 12.0
    skewness = third / spread**1.5
    z = generator.standard_normal(len(mean))
    bent = (z + skewness / 6.0 * (z * z - 1.0)) / np.sqrt(1.0 + skewness**2 / 18.0)
    return np.rint(mean + np.sqrt(spread) * bent).astype(np.int64)


def _draw_exactly(generator: np.random.Generator, balls: Counts, bins: Counts) -> Counts:
    """Blocks of tabulated size share out the balls of a cell; their occupied bins are added up."""
    cell, balls, size = (
        np.concatenate(column) for column in zip(*_blocks(generator, balls, bins), strict=True)
    )
    law = occupancy_law(DENSE_BITS if size.max() <= 2**DENSE_BITS else LARGE_BITS)
    filled = _draw_blocks(generator, law, balls, size)
    return np.bincount(cell, filled).astype(np.int64)


def _blocks(
    generator: np.random.Generator, balls: Counts, bins: Counts
) -> Iterator[tuple[Index, Counts, Counts]]:
    """Cell, balls and bins of blocks: the lowest bits of the bins, each higher bit, largest blocks.

    Balls fall into a block with probability block / bins left: binomial, one block after another.
    """
    left, whole = balls.copy(), bins.copy()
    sizes = [bins % SMALL_BLOCK]
    sizes += [bins & 2**bit for bit in range(SMALL_BITS, LARGE_BITS)]
    for size in sizes:
        cell = np.flatnonzero(size)
        if not len(cell):
            continue
        here = generator.binomial(left[cell], size[cell] / whole[cell])
        left[cell] -= here
        whole[cell] -= size[cell]
        yield cell, here, size[cell]
    cell = np.flatnonzero(whole)
    left, whole = left[cell], whole[cell] // LARGEST_BLOCK
    while len(cell):
        done = whole == 1
        yield cell[done], left[done], np.full(int(done.sum()), LARGEST_BLOCK)
        rest = np.flatnonzero(~done)
        cell, left, whole = cell[rest], left[rest], whole[rest]
        half = whole // 2
        here = generator.binomial(left, half / whole)
        cell = np.concatenate((cell, cell))
        left, whole = np.concatenate((here, left - here)), np.concatenate((half, whole - half))


def _draw_blocks(
    generator: np.random.Generator, law: OccupancyLaw, balls: Counts, bins: Counts
) -> Counts:
    """Occupied bins of tabulated blocks. Balls beyond the table are thrown in further rounds.

    Two rounds occupy M1 and M2 bins at random: together M1 + M2 less the bins they share, which
    are hypergeometric: M2 drawn from b bins of which M1 are taken.
    """
    occupied = np.minimum(balls, bins)
    # expected empty bins below e-40: none, to more digits than a double holds
    full = balls >= bins * (np.log(np.maximum(bins, 1)) + 40.0)
    active = np.flatnonzero((balls > 1) & (bins > 1) & ~full)
    limit = law.balls[bins[active]]
    thrown = np.minimum(balls[active], limit)
    occupied[active] = law.draw(generator, bins[active], thrown)
    left = balls[active] - thrown
    while len(more := np.flatnonzero(left)):
        active, left, limit = active[more], left[more], limit[more]
        thrown = np.minimum(left, limit)
        again = law.draw(generator, bins[active], thrown)
        before = occupied[active]
        shared = generator.hypergeometric(before, bins[active] - before, again)
        occupied[active] = before + again - shared
        left = left - thrown
    return occupied
