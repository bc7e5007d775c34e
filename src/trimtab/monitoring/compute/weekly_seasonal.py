"""Seasonal adjustment of weekly series, each week from its own past only, in closed form."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.stats import lagged, median_along, trailing_mean

Matrix = npt.NDArray[np.float64]

YEAR_WEEKS = 52
YEAR_LAGS = tuple(round(365.25 / 7 * year) for year in range(1, 9))
"""Weeks back to the same week of each of the last eight years: 52, 104, 157, 209, ..."""

YEARS_NEEDED = 2
RECENCY = 0.85
CLIP = 1.5

_TREND_DELAY = 26  # the centred 52-week mean of week s is complete at s + 25
_TREND_AT_LEAST = 47
_NEIGHBOURS = 5  # weeks averaged around each past week: holidays move by a week
_CHUNK = 64  # series at a time: bounds the memory of the (years, series, weeks) stack


def adjust_weeks(values: Matrix, multiplicative: bool) -> Matrix:
    """Remove the seasons of every weekly series, looking at no later week.

    Model        y = x, or ln x if multiplicative; d_s = y_s - centred 52-week mean at s, averaged
                 over s - 2 .. s + 2; factor_t = weighted mean of d one, two, ... eight years before
                 t, weights 0.85 ^ (years - 1), deviations clipped at 1.5 scales from their median;
                 adjusted_t = y_t - factor_t
    Inputs       values (S, W) consecutive weeks, gaps NaN; positive where multiplicative
    Returns      (S, W) in the unit of the input; final (no later week revises it); NaN before two
                 years of deviations exist: about 130 weeks of history
    Simplifies   the same week is the one nearest to a whole number of years before; a holiday that
                 moves further than two weeks keeps part of its effect; no trading days
    References   the monthly adjustment of ``seasonal``; Cleveland and Scott (2007), "Seasonal
                 adjustment of weekly time series with application to unemployment insurance
                 claims and steel production", Journal of Official Statistics 23, on why weeks need
                 a method of their own
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.log(np.where(values > 0, values, np.nan)) if multiplicative else values
    parts = [_factors(scaled[row : row + _CHUNK]) for row in range(0, len(scaled), _CHUNK)]
    adjusted = scaled - np.concatenate(parts) if parts else scaled.copy()
    return np.asarray(np.exp(adjusted) if multiplicative else adjusted)


def _factors(values: Matrix) -> Matrix:
    deviations = _ahead(
        trailing_mean(values - _centred_mean(values), _NEIGHBOURS, 3), _NEIGHBOURS // 2
    )
    stack = np.stack([lagged(deviations, weeks) for weeks in YEAR_LAGS])
    exists = ~np.isnan(stack)
    middle = median_along(stack, 0)
    spread = median_along(np.abs(stack - middle), 0)
    reach = CLIP * np.fmax(spread, 0.5 * trailing_mean(spread, YEAR_WEEKS, at_least=1))
    total, mass = np.zeros_like(values), np.zeros_like(values)
    for year, deviation in enumerate(stack):
        weight = np.where(exists[year], RECENCY**year, 0.0)
        held = np.clip(deviation, middle - reach, middle + reach)
        total += weight * np.where(exists[year], held, 0.0)
        mass += weight
    enough = exists.sum(axis=0) >= YEARS_NEEDED
    return np.where(enough, total / np.where(enough, mass, 1.0), np.nan)


def _centred_mean(values: Matrix) -> Matrix:
    """52-week mean of the weeks s - 26 to s + 25; NaN at the last weeks, which nothing reads."""
    return _ahead(trailing_mean(values, YEAR_WEEKS, _TREND_AT_LEAST), _TREND_DELAY - 1)


def _ahead(values: Matrix, weeks: int) -> Matrix:
    """The value of ``weeks`` later, laid on the week it is centred on."""
    moved = np.full_like(values, np.nan)
    if values.shape[1] > weeks:
        moved[:, : values.shape[1] - weeks] = values[:, weeks:]
    return moved
