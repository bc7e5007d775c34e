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
MONTHS = 12  # columns of a year
BLOCK_YEARS = 2
BLOCK_MONTHS = BLOCK_YEARS * MONTHS
REPLICATES = 400
AIMS = np.geomspace(1.0, 0.1, 25)
"""Fractions of a promise aimed at, from the most to the least generous."""

UNSEEN_SHARE = 0.632
"""Share of months not drawn in the rate a promise is judged by; the rest is the months drawn. A
replicate knows about 63 % of the history: unseen months alone would judge a poorer history."""

SERIES_AT_MOST = 1_000  # evenly spaced rows of a larger panel: 20,000 series-years are enough
NATIONAL_SHARE = 0.25
UNDATED_START_MONTHS = 60
CALENDAR_YEARS = 2 * BLOCK_YEARS
SETTLED_YEARS, SETTLED_WINDOW_YEARS = 2, 3
_GRID_POINTS = 80
_CELLS_AT_ONCE = 20_000_000  # thresholds x series x months held in memory


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


def settled_months(statistic: Matrix, per_year: int = MONTHS) -> Mask:
    """(S, T): columns by which the statistic has existed for two of the last three years.

    The first two years after a start or a long gap rest on two or three years of seasonal factors
    and are noisier than what follows; thresholds are set for what follows. ``per_year``: columns
    per year, 12 for months, 52 for weeks.
    """
    window = SETTLED_WINDOW_YEARS * per_year
    so_far = np.cumsum(~np.isnan(statistic), axis=1)
    before = np.zeros_like(so_far)
    before[:, window:] = so_far[:, :-window]
    return np.asarray(so_far - before >= SETTLED_YEARS * per_year)


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
    per_year: int = MONTHS,
) -> ThresholdCalibration:
    """The lowest thresholds expected to keep false alarms in calm months at the promised rates.

    Model        alarms are counted on the history as it ran, re-arming included. A replicate draws
                 two-year blocks, all series together, takes the lowest threshold above which
                 alarms per calm series-year stay within an *aim*, and counts the alarms of that
                 threshold in the months it did not draw. The aim is the largest fraction of the
                 promise at which 0.632 of the rate in months not drawn plus 0.368 of the aim stay
                 within the promise. The threshold is the median over replicates at that aim, the
                 interval their 5th and 95th percentile
    Inputs       statistic (S, T), NaN where unknown; calm (S, T); promised_rate per series-year;
                 per_year: columns per year, 12 for months, 52 for weeks
    Returns      ThresholdCalibration
    Raises       InputRejectedError MONITORING-012 unless 0 < promised_rate <= 1;
                 MONITORING-013 without any calm month with a positive statistic
    Simplifies   one threshold for all series, from at most 1,000 of them; thresholds lie on a grid
                 of 80 quantiles, aims are one of 25 fractions from 1 to 1/10; a month counts as
                 calm by dates known today; what no calm month resembles is not foreseen
    References   Kuensch (1989), Annals of Statistics 17 (moving blocks); Efron and Tibshirani
                 (1997), Journal of the American Statistical Association 92 (error of a rule in
                 what its bootstrap sample left out, and the weight 0.632)
    """
    promised = np.array(promised_rates(promised_rate))
    counted = calm & ~np.isnan(statistic)
    series_years = float(counted.sum()) / per_year
    step = -(-len(statistic) // SERIES_AT_MOST)
    statistic, counted = statistic[::step], counted[::step]
    grid = _threshold_grid(statistic[counted])
    events = _events_by_month(statistic, counted, grid)
    exposure = counted.sum(axis=0) / per_year
    used = np.flatnonzero(exposure)
    block = _block_length(len(used), per_year)
    drawn = _draw_thresholds(
        events[:, used], exposure[used], grid, promised, (block, replicates, seed)
    )
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
        promised=_four(promised),
        realised=_four(np.array(realised)),
        series_years=series_years,
        calibration=Calibration.OWN,
    )


def _draw_thresholds(
    events: Matrix,
    exposure: npt.NDArray[np.float64],
    grid: npt.NDArray[np.float64],
    promised: npt.NDArray[np.float64],
    drawing: tuple[int, int, int],
) -> Matrix:
    """(B, L): threshold of each replicate for each promise, at the aim that keeps the promise.

    ``events`` (G, T) and ``exposure`` (T,) of the columns with any calm series; ``drawing``:
    block length in columns, replicates, seed.
    """
    block, replicates, seed = drawing
    months = len(exposure)
    aims = promised[:, None] * AIMS
    place = np.empty((replicates, *aims.shape), dtype=np.int64)
    unseen = np.zeros(aims.shape)
    unseen_years = 0.0
    generator = np.random.default_rng(seed)
    for replicate in range(replicates):
        columns = block_columns(months, block, months, generator)
        rates = events[:, columns].sum(axis=1) / exposure[columns].sum()
        highest_from = np.maximum.accumulate(rates[::-1])[::-1]  # of this or any higher threshold
        lowest = (highest_from[:, None, None] > aims).sum(axis=0)
        place[replicate] = np.minimum(lowest, len(grid) - 1)
        left_out = np.ones(months, dtype=bool)
        left_out[columns] = False
        unseen += events[:, left_out].sum(axis=1)[place[replicate]]
        unseen_years += exposure[left_out].sum()
    unseen_rate = unseen / unseen_years if unseen_years else aims
    expected = UNSEEN_SHARE * unseen_rate + (1 - UNSEEN_SHARE) * aims
    kept = expected <= promised[:, None]
    chosen = np.where(kept.any(axis=1), kept.argmax(axis=1), len(AIMS) - 1)
    return grid[place[:, np.arange(len(promised)), chosen]]


def too_short(
    statistic: Matrix,
    calm: Mask,
    promised_rate: float = 0.05,
    per_year: int = MONTHS,
    calendar_years: float = CALENDAR_YEARS,
) -> bool:
    """Whether calm history is too short to carry thresholds of its own; then they are borrowed.

    Too few series-years to have shown one false alarm at the promised rate (at 0.05: fewer than
    20), or fewer than four (``calendar_years``) years of months in which half of the series or
    more were calm: fifty series over five months are many series-years and one stretch of weather.
    """
    counted = calm & ~np.isnan(statistic)
    series = int(counted.any(axis=1).sum())
    shared = int((2 * counted.sum(axis=0) >= max(series, 1)).sum())
    few = float(counted.sum()) / per_year * promised_rate < 1
    return few or shared < calendar_years * per_year


def realised_rate(
    statistic: Matrix,
    calm: Mask,
    threshold: float,
    seed: int,
    replicates: int = REPLICATES,
    per_year: int = MONTHS,
) -> Estimate:
    """False alarms per calm series-year at a threshold, with a 90 % block-bootstrap interval.

    When none happened the upper bound is the rate that would have shown one with 95 % probability,
    had the months been independent. NaN with NaN bounds where no calm month has a statistic.
    """
    counted = calm & ~np.isnan(statistic)
    used = np.flatnonzero(counted.any(axis=0))
    unit = "alarms per series-year"
    if not used.size:
        return Estimate(float("nan"), float("nan"), float("nan"), unit)
    events = _events_by_month(statistic, counted, np.array([threshold]))[0, used]
    exposure = counted.sum(axis=0)[used] / per_year
    generator = np.random.default_rng(seed)
    rates = np.empty(replicates)
    block = _block_length(len(used), per_year)
    for replicate in range(replicates):
        columns = block_columns(len(used), block, len(used), generator)
        rates[replicate] = events[columns].sum() / exposure[columns].sum()
    value = float(events.sum() / exposure.sum())
    if value == 0:
        return Estimate(0.0, 0.0, float(-np.log(0.05) / exposure.sum()), unit)
    low, high = np.quantile(rates, (0.05, 0.95))
    return Estimate(value, min(float(low), value), max(float(high), value), unit)


def _block_length(columns: int, per_year: int) -> int:
    """Two years, but at most a third of the record: one block must never be the whole of it."""
    return max(min(BLOCK_YEARS * per_year, columns // 3), 1)


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


def _four(values: npt.NDArray[np.float64]) -> tuple[float, float, float, float]:
    one, two, three, four = (float(value) for value in values)
    return one, two, three, four
