"""The moving Spring Festival: its effect on monthly series, estimated from the past only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Frequency, InputRejectedError, Period
from trimtab.stats import change_over, lagged

Matrix = npt.NDArray[np.float64]

BEFORE_DAYS = 20  # people leave work and travel home
AFTER_DAYS = 20  # the holiday itself and the return
_YEAR = 12
_PRIOR = 0.5  # weight of "no effect", in squared shares: about one year's worth of movement


def festival_shares(first: Period, months: int, festivals: Sequence[date]) -> Matrix:
    """Share of the days before and after the festival that fall in each month, (2, T).

    Row 0: the 20 days that end on the eve. Row 1: the 20 days that start on the day. Minus the
    mean of the calendar month over all festivals given, so that a fixed season is left alone.

    Raises       InputRejectedError MONITORING-011 unless there is one date for each year of the
                 months, in January or February
    """
    by_year = {day.year: day for day in festivals}
    years = range(first.start.year, (first + (months - 1)).start.year + 1)
    missing = [year for year in years if year not in by_year]
    misplaced = [str(day) for day in festivals if day.month > 2]
    if missing or misplaced:
        raise InputRejectedError("MONITORING-011", missing=missing, misplaced=misplaced)
    calendar = {day.year: _shares_of_year(day) for day in by_year.values()}
    mean = np.mean(list(calendar.values()), axis=0)
    shares = np.zeros((2, months))
    for column in range(months):
        start = (first + column).start
        shares[:, column] = calendar[start.year][:, start.month - 1] - mean[:, start.month - 1]
    return shares


def _shares_of_year(festival: date) -> Matrix:
    """(2, 12). Days that fall into the year before count for its January: the earliest possible
    festival is 21 January, so at most none of the 20 days before it do."""
    shares = np.zeros((2, _YEAR))
    for row, offsets in enumerate((range(-BEFORE_DAYS, 0), range(AFTER_DAYS))):
        for offset in offsets:
            day = festival + timedelta(days=offset)
            month = day.month if day.year == festival.year else 1
            shares[row, month - 1] += 1 / len(offsets)
    return shares


def remove_festival(values: Matrix, first: Period, festivals: Sequence[date]) -> Matrix:
    """Take the effect of the festival's date out of monthly series.

    Model        y_s = season(month) + b . h_s + rest; differences over 12 months remove the
                 season: b_t by ridge regression of y_s - y_{s-12} less the same of the month before
                 on h, both differenced alike, over s <= t - 1; returns y_t - b_t . h_t
    Inputs       values (S, T), gaps NaN, in the scale the effect is constant in (logs for counts);
                 festivals: one date a year, known years ahead
    Returns      (S, T); the first year is returned as it is
    Simplifies   two windows of 20 days, a constant effect; the effect on the month itself is taken
                 from earlier years only; changes beyond six median changes count as six
    References   Lin and Liu (2002), "Modeling lunar calendar holiday effects in Taiwan", Taiwan
                 Economic Forecast and Policy 33; Census Bureau genhol (X-13ARIMA-SEATS)
    """
    if first.frequency is not Frequency.MONTHLY:
        raise InputRejectedError("MONITORING-011", missing=[], misplaced=[str(first)])
    shares = festival_shares(first, values.shape[1], festivals)
    moved = change_over(change_over(values, _YEAR), 1)
    regressors = change_over(change_over(shares, _YEAR), 1)
    size = np.cumsum(np.where(np.isnan(moved), 0.0, np.abs(moved)), axis=1)
    count = np.cumsum(~np.isnan(moved), axis=1)
    limit = lagged(np.where(count >= _YEAR, 6 * size / np.maximum(count, 1), np.inf), 1)
    held = np.clip(moved, -np.where(np.isnan(limit), np.inf, limit), limit)
    before, after = _coefficients(np.where(np.isnan(limit), moved, held), regressors)
    return np.asarray(values - before * shares[0] - after * shares[1])


def _coefficients(moved: Matrix, regressors: Matrix) -> tuple[Matrix, Matrix]:
    """Ridge coefficients from the months before each month: two regressors, solved by hand."""
    exists = ~np.isnan(moved) & ~np.isnan(regressors[0])
    outcome = np.where(exists, moved, 0.0)
    first, second = (np.where(exists, np.nan_to_num(row), 0.0) for row in regressors)

    def so_far(product: Matrix) -> Matrix:
        return np.nan_to_num(lagged(np.cumsum(product, axis=1), 1))

    a, b, c = so_far(first**2) + _PRIOR, so_far(first * second), so_far(second**2) + _PRIOR
    p, q = so_far(first * outcome), so_far(second * outcome)
    determinant = a * c - b * b
    return (c * p - b * q) / determinant, (a * q - b * p) / determinant
