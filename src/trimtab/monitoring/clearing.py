"""What would end an episode: a figure next month, or time if nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Frequency
from trimtab.monitoring.compute.scan import pooled_statistic
from trimtab.monitoring.compute.weekly_statistic import weekly_level, weekly_statistic
from trimtab.monitoring.indicators import meaning_of
from trimtab.monitoring.types import Episode, MonitoringPass
from trimtab.monitoring.watch import group_of

Matrix = npt.NDArray[np.float64]

FLAT_YEARS = 2
_PERIODS = {Frequency.MONTHLY: 12, Frequency.WEEKLY: 52}
_CLOSE, _TRIALS = 1e-6, 8


@dataclass(frozen=True, slots=True)
class Clearing:
    """``below``: the statistic must fall to this. ``next_value``: the seasonally adjusted figure
    of the next month (week) that would do it while all other series stand still, in the series'
    own unit; None where no figure could. ``flat_periods``: after so many months (weeks) without
    any movement the episode would end by itself; None when not within two years.
    """

    below: float
    next_value: float | None
    flat_periods: int | None


def what_would_clear(found: MonitoringPass, episode: Episode) -> Clearing:
    """Continue the panel with figures that stand still, and with one that moves.

    Model        the statistic after one more figure is close to a straight line in that figure:
                 the secant rule finds the figure sought, exactly or in a few steps
    Simplifies   all other series are held where they are; the seasonal pattern goes on unchanged;
                 a series that has ended is continued from its last figure
    """
    row = found.signal.series.index(episode.series)
    adjusted = _filled_to_the_end(found.adjusted)
    periods = FLAT_YEARS * _PERIODS[found.frequency]

    def statistic(after: Matrix) -> npt.NDArray[np.float64]:
        longer = np.concatenate([adjusted, after], axis=1)
        return _statistic(found, longer)[row, adjusted.shape[1] :]

    still = adjusted[:, -1:]
    flat = statistic(np.repeat(still, periods, axis=1))
    ended = np.flatnonzero(flat < episode.clears_below)

    def excess(figure: float) -> float:
        after = still.copy()
        after[row] = figure
        return float(statistic(after)[0]) - episode.clears_below

    usual = float(np.nanstd(np.diff(adjusted[row])))
    sought = _root(excess, float(still[row, 0]), usual, episode.clears_below)
    return Clearing(episode.clears_below, sought, int(ended[0]) + 1 if ended.size else None)


def _statistic(found: MonitoringPass, adjusted: Matrix) -> Matrix:
    """The statistic of a pass on a continued panel."""
    meaning = meaning_of(found.indicator)
    groups = [group_of(key) for key in found.signal.series]
    if found.frequency is Frequency.WEEKLY:
        level = weekly_level(adjusted, meaning.direction, meaning.logarithmic)
        return weekly_statistic(level, groups)
    vacancies = found.vacancies
    if vacancies is not None:
        more = adjusted.shape[1] - vacancies.shape[1]
        vacancies = np.pad(_filled_to_the_end(vacancies), ((0, 0), (0, more)), mode="edge")
    return pooled_statistic(adjusted, meaning.direction, meaning.logarithmic, groups, vacancies)


def _root(
    excess: Callable[[float], float], start: float, step: float, scale: float
) -> float | None:
    """A figure at which ``excess`` vanishes, by the secant rule; None when it is not found."""
    before, now = start, start + (step or 1e-3)
    at_before, at_now = excess(before), excess(now)
    for _ in range(_TRIALS):
        if not np.isfinite(at_before + at_now) or at_before == at_now:
            return None
        if abs(at_now) < _CLOSE * max(1.0, abs(scale)):
            return now
        before, now = now, now - at_now * (now - before) / (at_now - at_before)
        at_before, at_now = at_now, excess(now)
    return None


def _filled_to_the_end(values: Matrix) -> Matrix:
    """Months after a series' last figure repeat it: silence is taken as standing still."""
    known = ~np.isnan(values)
    last = values.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    after = (np.arange(values.shape[1]) > last[:, None]) & known.any(axis=1, keepdims=True)
    return np.where(after, values[np.arange(len(values)), last][:, None], values)
