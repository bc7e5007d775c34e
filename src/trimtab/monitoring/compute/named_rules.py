"""The published rules users compare with: Sahm, McKelvey and Michez, monthly. SOS is weekly.

References
    Sahm, C. (2019), "Direct stimulus payments to individuals", in Boushey, Nunn and Shambaugh,
    Recession Ready, Hamilton Project and Washington Center for Equitable Growth: 3-month mean
    unemployment rate 0.50 points above its low of the previous 12 months.
    McKelvey, E. (Goldman Sachs): the same indicator at 0.30 points, described in Michaillat (2025),
    "Early and accurate recession detection using classifiers on the anticipation-precision
    frontier".
    Michaillat, P. and Saez, E. (2025), "Has the recession started?", Oxford Bulletin of Economics
    and Statistics 87(6), 1047-1058: the smaller of the unemployment rise and the vacancy fall at
    0.29 points; a recession is certain at 0.81.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period
from trimtab.monitoring.compute.alignment import Grid, known_so_far, lay_on_grid, lay_on_months
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn, Indicator
from trimtab.monitoring.compute.seasonal import adjusted_grid
from trimtab.stats import trailing_maximum, trailing_mean, trailing_minimum

Matrix = npt.NDArray[np.float64]
Thresholds = tuple[float, float, float, float]

_MEAN_MONTHS = 3
_MEAN_AT_LEAST = 2  # one missing month (a cancelled survey) does not silence a rule
_EXTREME_MONTHS = 12
_EXTREME_AT_LEAST = 10
_DECIMALS = 10  # removes binary noise only: to 0.01 points, Sahm would signal 1980 a month early


def rise_above_low(values: Matrix) -> Matrix:
    """3-month mean minus its low of the previous 12 months, in the unit of ``values``.

    Model        x_t = mean(u_{t-2..t}); rise_t = x_t - min(x_{t-12..t-1})
    Inputs       (S, T) shares of the labour force; gaps are NaN
    Returns      (S, T); NaN while fewer than 10 of the 12 earlier means exist
    Simplifies   a mean of two months stands in where one of three is missing
    References   Sahm (2019). The present month is outside the low, as published: the rise of a
                 falling series is negative rather than zero
    """
    mean = trailing_mean(values, _MEAN_MONTHS, _MEAN_AT_LEAST)
    low = trailing_minimum(mean, 1, _EXTREME_MONTHS, _EXTREME_AT_LEAST)
    return np.asarray(np.round(mean - low, _DECIMALS))


def fall_below_high(values: Matrix) -> Matrix:
    """The vacancy analogue: high of the previous 12 months minus the 3-month mean."""
    mean = trailing_mean(values, _MEAN_MONTHS, _MEAN_AT_LEAST)
    high = trailing_maximum(mean, 1, _EXTREME_MONTHS, _EXTREME_AT_LEAST)
    return np.asarray(np.round(high - mean, _DECIMALS))


def level_thresholds(
    published: float, severe: float | None = None
) -> tuple[float, float, float, float]:
    """Levels 1 to 4 around a published threshold, which is level 3: 60 %, 80 %, 100 %, 200 %."""
    return 0.6 * published, 0.8 * published, published, severe or 2.0 * published


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A published rule: fixed thresholds (shares), nothing to fit. Detector and fitted at once.

    Series the publisher did not adjust are adjusted from their own past first.
    """

    name: str
    thresholds: Thresholds
    statistic: Callable[[Grid, Grid | None], Matrix]
    needs_vacancies: bool = False

    def applies_to(self, inputs: DetectorInputs) -> bool:
        return inputs.vacancies is not None or not self.needs_vacancies

    def fit(
        self,
        inputs: DetectorInputs,
        downturns: Sequence[Downturn],
        train_until: Period,
        promised_rate: float,
    ) -> NamedRule:
        """The rule itself: its authors fixed the threshold, whatever rate is promised."""
        return self

    def indicate(self, inputs: DetectorInputs) -> Indicator:
        """The rule's statistic in shares of the labour force, by region and month."""
        unemployment = adjusted_grid(lay_on_months(inputs.unemployment))
        vacancies = None
        known = [unemployment.known]
        if self.needs_vacancies and inputs.vacancies is not None:
            vacancies = adjusted_grid(lay_on_grid(inputs.vacancies, unemployment))
            known.append(vacancies.known)
        values = self.statistic(unemployment, vacancies)
        return Indicator(
            unemployment.regions,
            unemployment.first,
            values,
            known_so_far(*known),
            values[:, :, None],
        )


def _unemployment_rise(unemployment: Grid, vacancies: Grid | None) -> Matrix:
    return rise_above_low(unemployment.values)


def _smaller_of_both(unemployment: Grid, vacancies: Grid | None) -> Matrix:
    """NaN where either is missing: with unemployment alone the rule would be another rule."""
    if vacancies is None:
        return np.full_like(unemployment.values, np.nan)
    return np.asarray(
        np.minimum(rise_above_low(unemployment.values), fall_below_high(vacancies.values))
    )


SAHM = NamedRule("sahm", level_thresholds(0.0050), _unemployment_rise)
MCKELVEY = NamedRule("mckelvey", level_thresholds(0.0030), _unemployment_rise)
MICHEZ = NamedRule("michez", level_thresholds(0.0029, 0.0081), _smaller_of_both, True)
