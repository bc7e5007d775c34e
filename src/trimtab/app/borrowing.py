"""Thresholds for panels whose own calm history is too short: those of the embedded payroll data."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from trimtab import classifications
from trimtab.app.calendar import dated_downturns
from trimtab.kernel import Frequency, Period, Region, utc
from trimtab.monitoring.compute.scan import SEED, statistic_of
from trimtab.monitoring.compute.seasonal import adjust_seasonally
from trimtab.monitoring.compute.thresholds import (
    ThresholdCalibration,
    calibrate_thresholds,
    calm_months,
)
from trimtab.monitoring.types import Direction


@lru_cache(maxsize=4)
def embedded_calibration(promised_rate: float) -> ThresholdCalibration:
    """Thresholds calibrated on US payroll employment of the leaf industries.

    Simplifies   statistics are in robust standard deviations of each series, so a threshold can
                 be carried over; that the borrower's noise has the same shape is assumed, and
                 said wherever the alarm is shown (``calibration: borrowed``)
    """
    table = classifications.payroll_employment()
    codes, row = np.unique(table["industry"].to_numpy(), return_inverse=True)
    months = table["period"].to_numpy()
    first, last = int(months.min()), int(months.max())
    values = np.full((len(codes), last - first + 1), np.nan)
    values[row, months - first] = table["employment_persons"].to_numpy()
    start, end = Period(Frequency.MONTHLY, first), Period(Frequency.MONTHLY, last)
    adjusted = adjust_seasonally(values, start, True).adjusted
    _, statistic = statistic_of(adjusted, Direction.FALL, True, ["all"] * len(codes))
    downturns = dated_downturns("US", utc(end.end))
    calm = calm_months(downturns, [Region("US")], start, values.shape[1])
    calm = np.broadcast_to(calm, values.shape)
    return calibrate_thresholds(statistic, calm, promised_rate, SEED)
