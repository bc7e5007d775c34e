"""Models for regions and countries whose own dated history is too short.

The statistic and the changes are in each series' own standard deviations, so a line fitted
elsewhere can be read here. What it cannot know is whether downturns here look like those there.
Numbers derived by ``python scripts/derive/downturn_probabilities.py``; a test derives them again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.kernel import Basis, Estimate, Period
from trimtab.monitoring.backtest.features import Spread
from trimtab.monitoring.backtest.probability import EntryRates
from trimtab.monitoring.calibration import Calibration
from trimtab.monitoring.probability.model import COVERAGE, Line, ProbabilityModel

_Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LentModel:
    """A model fitted on another panel.

    ``last``: the last month of the lender's data; a statement about an earlier month would use
    what was not yet known then. ``skill_within_6_months``: 1 - Brier / Brier of the base rate in
    stretches of the lender's history left out.
    """

    model: ProbabilityModel
    last: Period
    skill_within_6_months: Estimate
    source: str


def _lent(
    spread: _Numbers,
    lines: tuple[tuple[_Numbers, _Numbers], ...],
    skill: tuple[float, float, float],
    rests_on: str,
    last: str,
    source: str,
) -> LentModel:
    """Spread: level, changes over 1, 3 and 6 months, own features. Lines: the whole fit, then the
    fits without each stretch of time; coefficients, then intercept, entry rates, start rate."""
    whole, *without = (
        Line(np.array(line), rates[0], EntryRates(rates[1], rates[2]), rates[3])
        for line, rates in lines
    )
    widths = Spread(spread[0], spread[1:4], np.array(spread[4:]))
    value, low, high = skill
    return LentModel(
        ProbabilityModel(widths, whole, tuple(without), Calibration.BORROWED, rests_on),
        Period.parse(last),
        Estimate(value, low, high, "share", COVERAGE, Basis.OBSERVED),
        source,
    )


US_STATES = _lent(
    spread=(0.811, 0.335, 0.580, 0.790, 0.824, 1.274),
    lines=(
        ((0.871, 0.519, -0.030, -0.020, 0.719, 3.176, 1.298, 1.589), (-4.162, 0.051, 0.002, 0.045)),
        ((2.242, 0.282, -0.251, 0.112, 0.476, 2.360, 1.810, 1.820), (-4.809, 0.025, 0.005, 0.024)),
        ((0.946, 0.566, -0.032, -0.032, 0.755, 3.183, 1.322, 1.500), (-4.236, 0.059, 0.002, 0.052)),
        ((0.630, 0.518, 0.098, -0.073, 0.710, 3.505, 1.032, 1.454), (-4.070, 0.048, 0.000, 0.042)),
        ((0.681, 0.488, -0.059, 0.017, 0.723, 2.540, 1.294, 1.598), (-3.574, 0.076, 0.002, 0.064)),
    ),
    skill=(-0.043, -0.125, -0.024),
    rests_on="US-* 1979-10/1999-11",
    last="1999-11",
    source="BLS Local Area Unemployment Statistics, 51 states (jjchern/laus, CC0); 107 downturns "
    "dated on the Philadelphia Fed's coincident indexes (public domain)",
)
"""For parts of a country."""

US_NATION = _lent(
    spread=(0.877, 0.428, 0.785, 0.967, 0.679, 1.116),
    lines=(
        ((1.155, 0.426, 0.186, -0.053, 0.186, 0.752, 1.434, 1.303), (-2.386, 0.117, 0.000, 0.092)),
        ((0.603, 0.484, 0.469, 0.385, 0.469, 0.177, 1.369, 1.262), (-2.680, 0.137, 0.000, 0.110)),
        ((1.243, 0.462, 0.175, -0.118, 0.175, 0.964, 1.336, 1.226), (-2.451, 0.106, 0.000, 0.084)),
        ((1.150, 0.414, 0.185, -0.026, 0.185, 0.821, 1.307, 1.194), (-2.323, 0.119, 0.000, 0.092)),
        ((1.090, 0.312, 0.156, 0.001, 0.156, 0.827, 1.264, 1.211), (-2.122, 0.117, 0.000, 0.089)),
        ((1.105, 0.450, 0.188, -0.130, 0.188, 0.913, 1.411, 1.325), (-2.393, 0.122, 0.000, 0.095)),
        ((1.245, 0.330, 0.116, 0.013, 0.116, 0.651, 1.411, 1.297), (-2.334, 0.104, 0.000, 0.082)),
    ),
    skill=(-0.004, -0.042, 0.011),
    rests_on="US 1930-07/1984-12",
    last="1984-12",
    source="US unemployment rate 1929-1984 and 11 NBER recessions "
    "(pmichaillat/recession-detection, MIT)",
)
"""For a country as a whole."""


def lender_for(national: bool) -> LentModel:
    return US_NATION if national else US_STATES
