"""The exact law of how many of b bins hold at least one of n balls, tabulated."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from trimtab.simulation.types import Index, Vector

SMALL_BITS = 5
SMALL_BLOCK = 2**SMALL_BITS
"""Every number of bins up to here has a table of its own."""

DENSE_BITS = 10
LARGE_BITS = 16
LARGEST_BLOCK = 2**LARGE_BITS
"""Above ``SMALL_BLOCK`` the powers of two up to here have one; those above ``2**DENSE_BITS`` reach
few balls only, and are made when they are first needed."""

BALLS_A_BIN = 4
"""A dense table reaches so many balls a bin, and 16 balls at least."""

VARIANCE_OF_SPARSE = 50.0
"""A sparse table reaches 1.5 times the balls n at which the variance, n**2 / 2b, is so large."""

_NEGLIGIBLE = 1e-20
"""Ends of a row below this probability are left out; doubles hold 1e-16 of the whole."""


@dataclass(frozen=True, slots=True)
class OccupancyLaw:
    """Rows of cumulative probabilities for all tabulated numbers of bins and balls.

    ``base`` (LARGEST_BLOCK + 1,): row of 0 balls in so many bins, -1 where not tabulated;
    ``balls`` (LARGEST_BLOCK + 1,): most balls of its rows. Row r holds, from ``begin[r]`` on,
    ``r + P(M <= lowest[r] + k)``: one ascending array, so that one search serves every cell. The
    row number takes 15 of the 52 bits: probabilities are resolved to 7e-12.
    """

    base: Index
    balls: Index
    lowest: Index
    begin: Index
    cumulative: Vector

    def draw(self, generator: np.random.Generator, bins: Index, balls: Index) -> Index:
        """Occupied bins by inversion, one uniform number each; all must be tabulated."""
        row = self.base[bins] + balls
        found = np.searchsorted(self.cumulative, row + generator.random(len(row)), side="right")
        last = self.begin[row + 1] - 1
        return np.asarray(self.lowest[row] + np.minimum(found, last) - self.begin[row])


def tabulated_blocks(bits: int) -> Index:
    """Numbers of bins with a table, ascending, up to ``2**bits``."""
    powers = 2 ** np.arange(SMALL_BITS + 1, bits + 1)
    return np.concatenate((np.arange(1, SMALL_BLOCK + 1), powers))


def most_balls(bins: int) -> int:
    """Balls up to which a table of so many bins goes."""
    if bins > 2**DENSE_BITS:
        return round(1.5 * math.sqrt(2 * VARIANCE_OF_SPARSE * bins))
    return max(16, BALLS_A_BIN * bins)


def rows_of_law(bins: int, balls: int) -> Iterator[tuple[int, Vector]]:
    """Law of the occupied bins after 0, 1, ... balls: (lowest value, probabilities from it on).

    Model       P_{n+1}(m) = P_n(m) m / b + P_n(m - 1) (b - m + 1) / b
    """
    occupied = np.arange(bins + 2) / bins
    chance = np.zeros(bins + 2)
    chance[0] = 1.0
    low, high = 0, 1  # the row is chance[low:high]
    yield low, chance[low:high].copy()
    for _ in range(balls):
        row = chance[low:high]
        again = row * occupied[low:high]
        chance[low + 1 : high + 1] = row - again
        chance[low] = 0.0
        chance[low:high] += again
        high = min(high + 1, bins + 1)
        while chance[low] < _NEGLIGIBLE:
            chance[low] = 0.0
            low += 1
        while chance[high - 1] < _NEGLIGIBLE:
            high -= 1
            chance[high] = 0.0
        yield low, chance[low:high].copy()


@lru_cache(maxsize=2)
def occupancy_law(bits: int) -> OccupancyLaw:
    """The tables up to ``2**bits`` bins, made once a process (15 MB in all)."""
    base = np.full(LARGEST_BLOCK + 1, -1, dtype=np.intp)
    most = np.full(LARGEST_BLOCK + 1, -1, dtype=np.intp)
    lowest: list[int] = []
    rows: list[Vector] = []
    for bins in tabulated_blocks(bits).tolist():
        base[bins], most[bins] = len(lowest), most_balls(bins)
        for low, row in rows_of_law(bins, most_balls(bins)):
            lowest.append(low)
            rows.append(row)
    lengths = np.array([len(row) for row in rows])
    begin = np.concatenate(([0], np.cumsum(lengths)))
    running = np.concatenate(([0.0], np.cumsum(np.concatenate(rows))))
    before, whole = running[begin[:-1]], np.diff(running[begin])
    cumulative = (running[1:] - np.repeat(before, lengths)) / np.repeat(whole, lengths)
    cumulative = np.minimum(cumulative, 1.0) + np.repeat(np.arange(len(rows)), lengths)
    return OccupancyLaw(base, most, np.array(lowest), begin, cumulative)
