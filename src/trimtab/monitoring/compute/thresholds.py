"""Thresholds for a stated false-alarm rate, from a block bootstrap of calm history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate, InputRejectedError, Period, Region
from trimtab.monitoring.compute.crossings import alarm_months
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.types import Calibration, Level
from trimtab.stats import block_columns

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

ALARM_LEVEL = Level.HIGH
ALARM_INDEX = int(ALARM_LEVEL) - 1
"""The alarm of the protocol is the crossing of the third of the four thresholds."""

RATE_FACTORS = (4.0, 2.0, 1.0, 0.4)
"""False alarms of levels 1 to 4 as multiples of the promised rate: 0.20, 0.10, 0.05, 0.02."""

CALM_MARGIN_MONTHS = 6
BLOCK_MONTHS = 24
REPLICATES = 400
SERIES_AT_MOST = 1_000  # evenly spaced rows of a larger panel: 20,000 series-years are enough
NATIONAL_SHARE = 0.25
UNDATED_START_MONTHS = 60
SETTLED_MONTHS, SETTLED_WINDOW = 24, 36
_GRID_POINTS = 80
_CELLS_AT_ONCE = 20_000_000  # thresholds x series x months held in memory
_YEAR = 12


@dataclass(frozen=True, slots=True)
class ThresholdCalibration:
    """Thresholds of levels 1 to 4, each with a 90 % interval, and what they rest on.

    ``promised`` and ``realised`` are false alarms per calm series-year; ``realised`` is in-sample
    (the same history that set the threshold): it checks the arithmetic, not the promise.
    """

    thresholds: tuple[float, float, float, float]
    intervals: tuple[tuple[float, float], ...]
    promised: tuple[float, float, float, float]
    realised: tuple[float, float, float, float]
    series_years: float
    calibration: Calibration


def calm_months(
    downturns: Sequence[Downturn], regions: Sequence[Region], first: Period, months: int
) -> Mask:
    """(R, T): months more than 6 months away from any downturn of the region.

    A national downturn (a quarter of four or more regions) that begins in the first five years of
    the record is calm for nobody: a region already falling when its record starts has no dated
    start, and its alarms would pass for false ones.
    """
    near = np.zeros((len(regions), months), dtype=bool)
    row_of = {region: row for row, region in enumerate(regions)}
    for downturn in downturns:
        if downturn.region in row_of:
            start = max(downturn.start - first - CALM_MARGIN_MONTHS, 0)
            end = max(downturn.end - first + CALM_MARGIN_MONTHS + 1, 0)
            near[row_of[downturn.region], start:end] = True
    if len(regions) >= 4:
        national = near.mean(axis=0) >= NATIONAL_SHARE
        begins = np.flatnonzero(national)
        if begins.size and begins[0] < UNDATED_START_MONTHS:
            after = np.flatnonzero(~national[begins[0] :])
            near[:, : begins[0] + int(after[0]) if after.size else months] = True
    return ~near


def settled_months(statistic: Matrix) -> Mask:
    """(S, T): months by which the statistic has existed for 24 of the last 36 months.

    The first two years after a start or a long gap rest on two or three years of seasonal factors
    and are noisier than what follows; thresholds are set for what follows.
    """
    so_far = np.cumsum(~np.isnan(statistic), axis=1)
    before = np.zeros_like(so_far)
    before[:, SETTLED_WINDOW:] = so_far[:, :-SETTLED_WINDOW]
    return np.asarray(so_far - before >= SETTLED_MONTHS)


def promised_rates(promised_rate: float) -> tuple[float, float, float, float]:
    """False alarms per series-year promised at levels 1 to 4.

    Raises InputRejectedError MONITORING-012 unless 0 < promised_rate <= 1.
    """
    if not 0 < promised_rate <= 1:
        raise InputRejectedError("MONITORING-012", promised_rate=promised_rate)
    return _four(np.array(RATE_FACTORS) * promised_rate)


def calibrate_thresholds(
    statistic: Matrix,
    calm: Mask,
    promised_rate: float,
    seed: int,
    replicates: int = REPLICATES,
) -> ThresholdCalibration:
    """The lowest thresholds that keep false alarms in calm months at the promised rates.

    Model        alarms are counted on the history as it ran, re-arming included; a replicate draws
                 24-month blocks of months, all series together, and takes the lowest threshold
                 above which alarms per calm series-year stay within the rate; the threshold is
                 the median over replicates, the interval their 5th and 95th percentile
    Inputs       statistic (S, T), NaN where unknown; calm (S, T); promised_rate per series-year
    Returns      ThresholdCalibration
    Raises       InputRejectedError MONITORING-012 unless 0 < promised_rate <= 1;
                 MONITORING-013 without any calm month with a positive statistic
    Simplifies   one threshold for all series, from at most 1,000 of them; thresholds lie on a grid
                 of 80 quantiles; a month counts as calm by dates known today
    References   Kuensch (1989), Annals of Statistics 17 (moving blocks)
    """
    promised = promised_rates(promised_rate)
    counted = calm & ~np.isnan(statistic)
    series_years = float(counted.sum()) / _YEAR
    step = -(-len(statistic) // SERIES_AT_MOST)
    statistic, counted = statistic[::step], counted[::step]
    grid = _threshold_grid(statistic[counted])
    events = _events_by_month(statistic, counted, grid)
    exposure = counted.sum(axis=0) / _YEAR
    generator = np.random.default_rng(seed)
    drawn = np.empty((replicates, len(promised)))
    used = np.flatnonzero(exposure)
    events, exposure = events[:, used], exposure[used]
    for replicate in range(replicates):
        columns = block_columns(len(used), BLOCK_MONTHS, len(used), generator)
        rates = events[:, columns].sum(axis=1) / exposure[columns].sum()
        drawn[replicate] = [_lowest_within(grid, rates, rate) for rate in promised]
    middle = np.maximum.accumulate(np.median(drawn, axis=0))
    low, high = np.quantile(drawn, (0.05, 0.95), axis=0)
    realised = [
        float(_events_by_month(statistic, counted, np.array([value])).sum() / exposure.sum())
        for value in middle
    ]
    return ThresholdCalibration(
        thresholds=_four(middle),
        intervals=tuple(
            (float(lower), float(upper))
            for lower, upper in zip(np.minimum(low, middle), np.maximum(high, middle), strict=True)
        ),
        promised=promised,
        realised=_four(np.array(realised)),
        series_years=series_years,
        calibration=Calibration.OWN,
    )


def too_short(statistic: Matrix, calm: Mask, promised_rate: float = 0.05) -> bool:
    """Whether calm history is too short to have shown one false alarm at the promised rate.

    At 0.05 per series-year: fewer than 20 calm series-years. Such a panel borrows its thresholds.
    """
    return float((calm & ~np.isnan(statistic)).sum()) / _YEAR * promised_rate < 1


def realised_rate(
    statistic: Matrix, calm: Mask, threshold: float, seed: int, replicates: int = REPLICATES
) -> Estimate:
    """False alarms per calm series-year at a threshold, with a 90 % block-bootstrap interval.

    NaN with NaN bounds where no calm month has a statistic.
    """
    counted = calm & ~np.isnan(statistic)
    used = np.flatnonzero(counted.any(axis=0))
    unit = "alarms per series-year"
    if not used.size:
        return Estimate(float("nan"), float("nan"), float("nan"), unit)
    events = _events_by_month(statistic, counted, np.array([threshold]))[0, used]
    exposure = counted.sum(axis=0)[used] / _YEAR
    generator = np.random.default_rng(seed)
    rates = np.empty(replicates)
    for replicate in range(replicates):
        columns = block_columns(len(used), BLOCK_MONTHS, len(used), generator)
        rates[replicate] = events[columns].sum() / exposure[columns].sum()
    value = float(events.sum() / exposure.sum())
    low, high = np.quantile(rates, (0.05, 0.95))
    return Estimate(value, min(float(low), value), max(float(high), value), unit)


def _threshold_grid(calm_values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    positive = calm_values[calm_values > 0]
    if not positive.size:
        raise InputRejectedError("MONITORING-013", months=int(calm_values.size))
    upper = np.geomspace(0.5, 0.5 / positive.size, _GRID_POINTS - 1)
    beyond = 1.05 * positive.max()  # a threshold no calm month ever reached
    return np.unique(np.append(np.quantile(positive, 1 - upper), beyond))


def _events_by_month(
    statistic: Matrix, counted: Mask, grid: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """(G, T): alarms in counted months, all series together, for each threshold."""
    batch = max(_CELLS_AT_ONCE // max(statistic.size, 1), 1)
    parts = [
        (alarm_months(statistic, grid[start : start + batch, None]) & counted).sum(axis=1)
        for start in range(0, len(grid), batch)
    ]
    return np.concatenate(parts).astype(np.float64)


def _lowest_within(
    grid: npt.NDArray[np.float64], rates: npt.NDArray[np.float64], promised: float
) -> float:
    """Lowest grid threshold from which on no rate exceeds the promise."""
    above = np.flatnonzero(rates > promised)
    first = int(above[-1]) + 1 if above.size else 0
    return float(grid[min(first, len(grid) - 1)])


def _four(values: npt.NDArray[np.float64]) -> tuple[float, float, float, float]:
    one, two, three, four = (float(value) for value in values)
    return one, two, three, four
