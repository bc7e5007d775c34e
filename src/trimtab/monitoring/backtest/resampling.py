"""The bootstrap over national episodes: how often each stretch of time is drawn.

With few stretches every possible draw is listed with its exact probability, so no seed matters;
with many, draws are random. An interval from two or three stretches says little, and an interval
from one would say nothing: it is then the whole range the figure could take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import factorial, prod

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Basis, Estimate

_LISTED_UP_TO = 6  # stretches: 462 different draws
_RANDOM_DRAWS = 500
COVERAGE = 0.90


@dataclass(frozen=True, slots=True)
class Draws:
    """``counts`` (S, B): how often a draw holds each stretch; ``share`` (S,): its probability."""

    counts: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]


def draw_stretches(stretches: int, seed: int) -> Draws:
    """Bootstrap draws of ``stretches`` stretches of time."""
    if stretches <= _LISTED_UP_TO:
        listed = np.array(list(_multisets(stretches)), dtype=float)
        ways = [factorial(stretches) / prod(factorial(int(n)) for n in row) for row in listed]
        return Draws(listed, np.array(ways) / float(stretches**stretches))
    generator = np.random.default_rng(seed)
    even = np.full(stretches, 1 / stretches)
    counts = generator.multinomial(stretches, even, size=_RANDOM_DRAWS).astype(float)
    return Draws(counts, np.full(_RANDOM_DRAWS, 1 / _RANDOM_DRAWS))


def _multisets(stretches: int) -> Iterator[list[int]]:
    for chosen in combinations_with_replacement(range(stretches), stretches):
        yield [chosen.count(index) for index in range(stretches)]


def estimate(
    statistic: Callable[[npt.NDArray[np.float64]], float],
    draws: Draws,
    unit: str,
    limits: tuple[float, float],
) -> Estimate:
    """The statistic with every stretch once, and the 5 % and 95 % points of its draws.

    ``statistic`` takes how often each stretch counts (B,) and may return NaN where undefined (a
    draw without any downturn has no hit rate); such draws are left out. ``limits`` is the range
    the statistic can take: it is the interval when there is only one stretch.
    """
    stretches = draws.counts.shape[1]
    value = statistic(np.ones(stretches))
    if np.isnan(value):
        return Estimate(np.nan, np.nan, np.nan, unit, COVERAGE)
    values = np.array([statistic(counts) for counts in draws.counts])
    defined = ~np.isnan(values)
    if stretches < 2 or not defined.any():
        return Estimate(float(value), *limits, unit, COVERAGE, Basis.OBSERVED)
    low, high = _quantiles(values[defined], draws.share[defined], (1 - COVERAGE) / 2)
    return Estimate(float(value), min(low, value), max(high, value), unit, COVERAGE)


def _quantiles(
    values: npt.NDArray[np.float64], share: npt.NDArray[np.float64], tail: float
) -> tuple[float, float]:
    order = np.argsort(values)
    reached = np.cumsum(share[order]) / share.sum()
    low = values[order][np.searchsorted(reached, tail + 1e-12)]
    high = values[order][min(int(np.searchsorted(reached, 1 - tail - 1e-12)), len(values) - 1)]
    return float(low), float(high)
