"""SOS: the Sahm rule on weekly insured unemployment, the fast lane among the published rules.

Reference
    O'Trakoun, J. and Scavette, A. (2025), "A better Sahm rule? Introducing the SOS recession
    indicator", Economics Letters 247, 112175: the 26-week mean of the insured unemployment rate
    0.2 points above its low of the 52 preceding weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period
from trimtab.monitoring.compute.alignment import highest_released, lay_on_months
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn, Indicator
from trimtab.monitoring.compute.named_rules import Thresholds, level_thresholds
from trimtab.stats import trailing_mean, trailing_minimum

Matrix = npt.NDArray[np.float64]

_MEAN_WEEKS, _MEAN_AT_LEAST = 26, 24
_LOW_WEEKS, _LOW_AT_LEAST = 52, 48
_DECIMALS = 10  # removes binary noise only


def weekly_rise(values: Matrix) -> Matrix:
    """26-week mean minus its low of the 52 preceding weeks.

    Inputs       (S, W) weekly insured unemployment rates, shares; gaps are NaN
    Returns      (S, W); NaN while fewer than 48 of the 52 earlier means exist
    Simplifies   up to two missing weeks in 26 are passed over
    """
    mean = trailing_mean(values, _MEAN_WEEKS, _MEAN_AT_LEAST)
    low = trailing_minimum(mean, 1, _LOW_WEEKS, _LOW_AT_LEAST)
    return np.asarray(np.round(mean - low, _DECIMALS))


@dataclass(frozen=True, slots=True)
class SosRule:
    """SOS by month: the highest weekly value among the weeks *released* in the month.

    A month's value is therefore complete when the month ends, and reference and known month are
    one: nothing of the rule's speed is lost to waiting for the calendar month to fill.
    """

    name: str
    thresholds: Thresholds

    def applies_to(self, inputs: DetectorInputs) -> bool:
        return inputs.claims is not None

    def fit(
        self,
        inputs: DetectorInputs,
        downturns: Sequence[Downturn],
        train_until: Period,
        promised_rate: float,
    ) -> SosRule:
        """The rule itself: its authors fixed the threshold, whatever rate is promised."""
        return self

    def indicate(self, inputs: DetectorInputs) -> Indicator:
        """The statistic in shares, on the months of the unemployment panel."""
        grid = lay_on_months(inputs.unemployment)
        values = np.full(grid.values.shape, np.nan)
        if inputs.claims is not None:
            values = highest_released(weekly_rise(inputs.claims.values), inputs.claims, grid)
        reference = grid.first.ordinal + np.arange(grid.values.shape[1])
        known = np.broadcast_to(reference, values.shape).astype(np.int64)
        return Indicator(grid.regions, grid.first, values, known, values[:, :, None])


SOS = SosRule("sos", level_thresholds(0.0020))
