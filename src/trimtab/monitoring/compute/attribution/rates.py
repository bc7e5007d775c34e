"""Thresholds of each component's nodes for a stated false-alarm rate, own or borrowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate
from trimtab.monitoring.attributed import Component
from trimtab.monitoring.calibration import Calibration
from trimtab.monitoring.compute.attribution.contrasts import Matrix
from trimtab.monitoring.compute.attribution.discovery import tail_p_values
from trimtab.monitoring.compute.attribution.simulated import RATES, NullTable
from trimtab.monitoring.compute.thresholds import (
    ALARM_INDEX,
    calibrate_thresholds,
    promised_rates,
    realised_rate,
    too_short,
)

Mask = npt.NDArray[np.bool_]

SEED = 19850101
NODES_AT_MOST = 400
"""Rows that set a threshold: evenly spaced ones of a larger component."""
ALARMS_NEEDED = 3.0
"""False alarms that calm history must be long enough to have shown: one node's few years carry no
threshold of their own."""

SIMULATED = {
    Component.CYCLE: NullTable(
        (4.00, 3.25, 2.80, 2.30, 1.70, 0.70), (0.59, 1.23, 1.87, 2.33), 0.60
    ),
    Component.REGION: NullTable(
        (3.55, 3.25, 2.85, 2.50, 2.05, 1.45), (0.61, 1.21, 1.79, 2.16), 0.44
    ),
    Component.INDUSTRY: NullTable(
        (3.45, 3.10, 2.65, 2.30, 1.90, 1.35), (0.56, 1.08, 1.61, 1.97), 0.46
    ),
    Component.EXPOSURE: NullTable(
        (3.15, 2.80, 2.20, 1.85, 1.45, 1.00), (0.20, 0.68, 1.21, 1.57), 0.47
    ),
    Component.OWN: NullTable((3.55, 3.30, 2.85, 2.50, 2.10, 1.55), (0.66, 1.18, 1.70, 2.05), 0.45),
}
"""SYNTHETIC: ``simulate_null(panels=32, seed=20261123)``."""


@dataclass(frozen=True, slots=True)
class NodeCalibration:
    """``thresholds`` of levels 1 to 4 and where they come from."""

    thresholds: tuple[float, float, float, float]
    calibration: Calibration


def calibrate_nodes(
    component: Component, statistic: Matrix, calm: Mask, promised_rate: float
) -> NodeCalibration:
    """Thresholds of levels 1 to 4 for the promised false alarms per calm node-year.

    Inputs       statistic (N, T); calm (N, T), settled months only; promised_rate per node-year
    Returns      NodeCalibration; borrowed from simulated panels without a shock where calm history
                 is too short to have shown three false alarms
    """
    promised = promised_rates(promised_rate)
    few, calm_few = _some_rows(statistic), _some_rows(calm)
    long_enough = not too_short(few, calm_few, promised_rate / ALARMS_NEEDED)
    if long_enough and (few[calm_few & ~np.isnan(few)] > 0).any():
        own = calibrate_thresholds(few, calm_few, promised_rate, SEED)
        return NodeCalibration(own.thresholds, Calibration.OWN)
    lent = np.interp(np.log(promised), np.log(RATES), SIMULATED[component].thresholds)
    one, two, three, four = (float(value) for value in lent)
    return NodeCalibration((one, two, three, four), Calibration.BORROWED)


def p_values_of(
    component: Component, statistic: Matrix, calm: Mask, calibration: NodeCalibration
) -> npt.NDArray[np.float64]:
    """(N,): chance of the last month's evidence, or more, without a shock: in the component's calm
    months, or in simulated panels where thresholds are borrowed as well."""
    if calibration.calibration is Calibration.BORROWED:
        return SIMULATED[component].p_values(statistic[:, -1])
    return tail_p_values(statistic[:, -1], statistic[calm & ~np.isnan(statistic)])


def realised_of(statistic: Matrix, calm: Mask, calibration: NodeCalibration) -> Estimate | None:
    """False alarms per calm node-year at the alarm threshold; None without calm history.

    Of own thresholds this is in sample: it checks the arithmetic, not the promise.
    """
    statistic, calm = _some_rows(statistic), _some_rows(calm)
    if not (calm & ~np.isnan(statistic)).any():
        return None
    return realised_rate(statistic, calm, calibration.thresholds[ALARM_INDEX], SEED)


Values = TypeVar("Values", Matrix, Mask)


def _some_rows(values: Values) -> Values:
    return values[:: -(-len(values) // NODES_AT_MOST)] if len(values) else values
