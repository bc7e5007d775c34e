"""Seasonal adjustment of a whole matrix, each month from its own past only, in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError, Period
from trimtab.monitoring.compute.alignment import Grid
from trimtab.monitoring.compute.seasonal_festival import remove_festival
from trimtab.stats import lagged, median_along, trailing_mean

Matrix = npt.NDArray[np.float64]

YEAR = 12
TREND_DELAY = 6  # the centred 12-month mean of month s is complete at s + 6
_CHUNK = 1000  # series at a time: bounds the memory of the (years, series, months) stack


@dataclass(frozen=True, slots=True)
class SeasonalSettings:
    """How the seasonal factors are estimated.

    ``years`` past years of the same calendar month with weights ``recency`` ^ (years ago - 1);
    deviations further than ``clip`` scales from their median count less (Huber). Nothing is
    adjusted before ``years_needed`` years of deviations exist: 30 months of history for 2.
    """

    years: int = 8
    recency: float = 0.85
    clip: float = 1.5
    years_needed: int = 2

    def __post_init__(self) -> None:
        sound = 1 <= self.years_needed <= self.years and 0 < self.recency <= 1 and self.clip > 0
        if not sound:
            raise InputRejectedError(
                "MONITORING-010",
                years=self.years,
                recency=self.recency,
                clip=self.clip,
                years_needed=self.years_needed,
            )


DEFAULT_SETTINGS = SeasonalSettings()


@dataclass(frozen=True, slots=True)
class SeasonallyAdjusted:
    """``adjusted`` (S, T) in the unit of the input, ``factors`` in its unit or, for a
    multiplicative adjustment, as natural logarithms; ``years`` (S, T) behind each factor.

    NaN where fewer than ``years_needed`` years were there: the caller decides whether to wait.
    """

    adjusted: Matrix
    factors: Matrix
    years: npt.NDArray[np.int64]


def adjust_seasonally(
    values: Matrix,
    first: Period,
    multiplicative: bool,
    settings: SeasonalSettings = DEFAULT_SETTINGS,
    festivals: Sequence[date] = (),
) -> SeasonallyAdjusted:
    """Remove the seasons of every series, looking at no later month.

    Model        y = x, or ln x if multiplicative; d_s = y_s - centred 2x12-month mean at s, known
                 from s + 6 on; factor_t = weighted Huber mean of d_{t-12}, d_{t-24}, ...;
                 adjusted_t = y_t - factor_t. With ``festivals`` (the dates of the Spring Festival)
                 the moving holiday is removed from y first
    Inputs       values (S, T) monthly, gaps NaN; positive where multiplicative (others are gaps)
    Returns      SeasonallyAdjusted; an adjusted value is final: later data never revise it
    Simplifies   factors are projected one year ahead rather than re-estimated each month; no
                 trading days; factors are not forced to sum to zero over a year (deviations from
                 a 12-month mean nearly do); a gap is bridged by the change of a year before when
                 the mean is taken
    References   Shiskin, Young and Musgrave (1967), the X-11 variant of Census Method II, Bureau of
                 the Census Technical Paper 15 (2x12 trend, seasonal moving averages, projected
                 factors); Huber weights as in Cleveland et al. (1990), STL
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.log(np.where(values > 0, values, np.nan)) if multiplicative else values
    if festivals:
        scaled = remove_festival(scaled, first, festivals)
    parts = [
        _factors(scaled[row : row + _CHUNK], settings)
        for row in range(0, max(len(scaled), 1), _CHUNK)
    ]
    factors = np.concatenate([part[0] for part in parts])
    years = np.concatenate([part[1] for part in parts])
    adjusted = scaled - factors
    return SeasonallyAdjusted(np.exp(adjusted) if multiplicative else adjusted, factors, years)


def adjusted_grid(
    grid: Grid, multiplicative: bool = False, settings: SeasonalSettings = DEFAULT_SETTINGS
) -> Grid:
    """The grid as it is if its publisher adjusted it, otherwise adjusted from its own past."""
    if grid.adjusted:
        return grid
    result = adjust_seasonally(grid.values, grid.first, multiplicative, settings)
    return replace(grid, values=result.adjusted)


def _factors(values: Matrix, settings: SeasonalSettings) -> tuple[Matrix, npt.NDArray[np.int64]]:
    deviations = values - _centred_mean(_bridge_gaps(values))
    stack = np.stack([lagged(deviations, YEAR * k) for k in range(1, settings.years + 1)])
    exists = ~np.isnan(stack)
    years = exists.sum(axis=0)
    middle = median_along(stack, 0)
    distance = np.abs(stack - middle)
    spread = median_along(distance, 0)
    scale = np.fmax(spread, 0.5 * trailing_mean(spread, YEAR, at_least=1))
    recency = settings.recency ** np.arange(settings.years)
    limit = settings.clip * np.maximum(scale, np.finfo(float).tiny)
    weight = np.where(exists, recency[:, None, None] * _huber(distance, limit), 0.0)
    total = np.zeros_like(values)
    mass = np.zeros_like(values)
    for year in range(settings.years):  # added one by one: the order never depends on the length
        total += weight[year] * np.where(exists[year], stack[year], 0.0)
        mass += weight[year]
    enough = years >= settings.years_needed
    return np.where(enough, total / np.where(enough, mass, 1.0), np.nan), years


def _huber(distance: Matrix, limit: Matrix) -> Matrix:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(distance <= limit, 1.0, limit / np.maximum(distance, limit)))


def _centred_mean(values: Matrix) -> Matrix:
    """2x12-month mean centred on each month; NaN at the last six, which nothing here reads."""
    total = 0.5 * values + 0.5 * lagged(values, YEAR)
    for months in range(1, YEAR):
        total = total + lagged(values, months)
    centred = np.full_like(values, np.nan)
    if values.shape[1] > TREND_DELAY:
        centred[:, :-TREND_DELAY] = total[:, TREND_DELAY:] / YEAR
    return centred


def _bridge_gaps(values: Matrix) -> Matrix:
    """Gaps filled with last year's value moved by the change of the month before on its year."""
    bridged = values.copy()
    for month in range(1, values.shape[1]):
        gap = np.isnan(bridged[:, month])
        if gap.any():
            rows = np.flatnonzero(gap)
            if month > YEAR:
                moved = bridged[rows, month - 1] - bridged[rows, month - YEAR - 1]
                bridged[rows, month] = bridged[rows, month - YEAR] + moved
    return bridged
