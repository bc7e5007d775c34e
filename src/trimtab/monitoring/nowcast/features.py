"""Features and outcomes of the bridge equation, at every origin and step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Frequency, Period
from trimtab.monitoring.compute.seasonal import adjust_seasonally
from trimtab.monitoring.compute.weekly_seasonal import adjust_weeks
from trimtab.monitoring.nowcast.views import Views
from trimtab.stats import lagged, trailing_mean

Matrix = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]
Columns = npt.NDArray[np.int64]

REFERENCE_DAY = 12
"""The week that holds the 12th is the reference week of household and payroll surveys in the US;
elsewhere it is near the middle of the month, which is where a monthly mean is centred."""

_MEAN_WEEKS, _MEAN_AT_LEAST = 4, 3
_RESTLESS_WEEKS = 13
_STALE_WEEKS = 6  # older than this before the reference week: nothing is known of the month


@dataclass(frozen=True, slots=True)
class TargetViews:
    """The target on the scale its changes are compared on, as known at each origin.

    ``level`` (O, T): logarithms or the values themselves; ``season`` (O, T) what was added by the
    season, known or projected (0 where the publisher adjusted); ``adjusted`` = level - season.
    """

    level: Matrix
    season: Matrix
    last: Columns

    @property
    def adjusted(self) -> Matrix:
        return self.level - self.season

    def carried(self, step: int) -> Floats:
        """(O,) The last value carried forward: its season replaced by that of the month asked."""
        rows = np.arange(len(self.last))
        return np.asarray(self.adjusted[rows, self.last] + self.season[rows, self.last + step])

    def outcomes(self, step: int) -> Matrix:
        """(O, O): change over ``step`` months from origin b, as known at origin a; NaN if not yet.

        Entry (a, b) is the value of month last_b + step in the view of a, less what carrying the
        last value forward said at b.
        """
        later = self.level[:, self.last + step]
        published = (self.last + step)[None, :] <= self.last[:, None]
        return np.where(published, later - self.carried(step)[None, :], np.nan)


def view_target(views: Views, logarithmic: bool, adjusted_by_publisher: bool) -> TargetViews:
    """Levels and seasons of the target at every origin, each from its own row only."""
    with np.errstate(invalid="ignore", divide="ignore"):
        positive = np.where(views.target > 0, views.target, np.nan)
        level = np.log(positive) if logarithmic else views.target
    season = np.zeros_like(level)
    if not adjusted_by_publisher:
        season = adjust_seasonally(views.target, views.first_month, logarithmic).factors
    return TargetViews(level, season, views.last)


def own_features(target: TargetViews) -> Matrix:
    """(O, 2): the target's change over its last month and over its last three months."""
    rows, level = np.arange(len(target.last)), target.adjusted
    now = level[rows, target.last]
    return np.stack([now - lagged(level, months)[rows, target.last] for months in (1, 3)], axis=1)


@dataclass(frozen=True, slots=True)
class FastViews:
    """4-week means of the logarithm of each fast series (P, O, W), seasonally adjusted; ``edge``
    (P, O) the column of the last one known at each origin, -1 where there is none."""

    mean: npt.NDArray[np.float64]
    edge: Columns
    reference: Columns  # (T,) column of the reference week of each month

    def bridge(self, last: Columns, step: int) -> Matrix:
        """(O, P): change of the mean from the reference week of the last published month to that
        of the month asked, or to the last week known if that is earlier.

        NaN where the last week known is more than six weeks before the former.
        """
        return self._change(
            np.minimum(self.reference[last + step][None, :], self.edge),
            np.minimum(self.reference[last][None, :], self.edge),
            stale=self.edge < self.reference[last][None, :] - _STALE_WEEKS,
        )

    def restlessness(self) -> Matrix:
        """(O, P): size of the change of the mean over the last 13 weeks."""
        return np.abs(self._change(self.edge, self.edge - _RESTLESS_WEEKS, self.edge < 0))

    def select(self, rows: npt.NDArray[np.bool_]) -> FastViews:
        """The same views with only some of the fast series."""
        return FastViews(self.mean[rows], self.edge[rows], self.reference)

    def _change(self, to: Columns, since: Columns, stale: npt.NDArray[np.bool_]) -> Matrix:
        series, origins = np.indices(self.edge.shape)
        outside = stale | (since < 0) | (to < 0)
        later, earlier = (
            self.mean[series, origins, np.clip(column, 0, self.mean.shape[2] - 1)]
            for column in (to, since)
        )
        return np.where(outside, np.nan, later - earlier).T


def view_fast(views: Views, adjusted_by_publisher: Sequence[bool]) -> FastViews:
    """4-week means of every fast series at every origin, each from its own row only."""
    mean = np.full_like(views.weekly, np.nan)
    for row, adjusted in enumerate(adjusted_by_publisher):
        values = views.weekly[row]
        clean = values if adjusted else adjust_weeks(values, multiplicative=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            logarithm = np.log(np.where(clean > 0, clean, np.nan))
        mean[row] = trailing_mean(logarithm, _MEAN_WEEKS, _MEAN_AT_LEAST)
    exists = ~np.isnan(mean)
    newest = mean.shape[-1] - 1 - np.argmax(exists[:, :, ::-1], axis=2)
    edge = np.where(exists.any(axis=2), newest, -1)
    return FastViews(mean, edge, _reference_weeks(views))


def _reference_weeks(views: Views) -> Columns:
    """(T,) column of the week that holds the 12th of each month; may lie outside the weeks."""
    months = (views.first_month + step for step in range(views.target.shape[1]))
    weeks = [
        Period.containing(month.start.replace(day=REFERENCE_DAY), Frequency.WEEKLY)
        - views.first_week
        for month in months
    ]
    return np.array(weeks, dtype=np.int64)
