"""Thresholds for panels too short to carry their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.compute.thresholds import (
    MONTHS,
    ThresholdCalibration,
    calibrate_thresholds,
    promised_rates,
    too_short,
)
from trimtab.monitoring.types import Calibration

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class BorrowedScale:
    """Rates and thresholds of another panel; own-scale units make them transferable."""

    rates: tuple[float, ...]
    thresholds: tuple[float, ...]
    source: str


US_STATES = BorrowedScale(
    rates=(0.01, 0.02, 0.05, 0.10, 0.20, 0.40),
    thresholds=(3.73, 3.11, 1.63, 1.26, 0.95, 0.62),
    source="BLS Local Area Unemployment Statistics, 51 states, 1976-1999 (jjchern/laus, CC0)",
)

US_NATION = BorrowedScale(
    rates=(0.01, 0.02, 0.05, 0.10, 0.20, 0.40),
    thresholds=(1.29, 1.29, 1.29, 1.08, 0.72, 0.45),
    source="US unemployment and vacancy rates 1929-1984 (pmichaillat/recession-detection, MIT)",
)
"""For unemployment-like and vacancy-like evidence joined. Its 32 calm years carry nothing rarer
than one alarm: the three lowest rates share the highest value any calm month crossed."""


def calibrate_or_borrow(
    statistic: Matrix,
    calm: Mask,
    promised_rate: float,
    seed: int,
    lender: BorrowedScale = US_STATES,
    per_year: int = MONTHS,
) -> ThresholdCalibration:
    """Own thresholds where calm history is long enough to have shown one false alarm, else lent.

    Model        own when calm series-years * promised_rate >= 1; otherwise the lender's
                 at the same promised rates, interpolated in the logarithm of the rate
    Inputs       as ``calibrate_thresholds``
    Returns      ThresholdCalibration; borrowed ones carry no interval (NaN) and no realised rate
    Simplifies   a borrowed threshold assumes that noise in own-scale units is like that of the
                 lender's series
    """
    promised = promised_rates(promised_rate)
    counted = calm & ~np.isnan(statistic)
    if not too_short(statistic, calm, promised_rate, per_year) and (statistic[counted] > 0).any():
        return calibrate_thresholds(statistic, calm, promised_rate, seed, per_year=per_year)
    lent = np.interp(np.log(promised), np.log(lender.rates), lender.thresholds)
    one, two, three, four = (float(value) for value in lent)
    unknown = float("nan")
    return ThresholdCalibration(
        thresholds=(one, two, three, four),
        intervals=((unknown, unknown),) * len(promised),
        promised=promised,
        realised=(unknown,) * 4,
        series_years=float(counted.sum()) / per_year,
        calibration=Calibration.BORROWED,
    )
