"""Bounds: what an unmeasured confounder, or another order of explanation, would leave."""

from __future__ import annotations

import numpy as np
from scipy import stats

from trimtab.monitoring.gradient.types import COVERAGE, ConfounderBound, ConfounderLimits

STRENGTHS = ((0.02, 0.1), (0.05, 0.1), (0.1, 0.1), (0.1, 0.3), (0.2, 0.2))
"""Partial R2 of a confounder with exposure and with change for which bounds are printed."""


def partial_r2(value: float, error: float, freedom: float) -> float:
    """Share of what is left of the outcome that the regressor explains: t^2 / (t^2 + freedom)."""
    statistic = (value / error) ** 2
    return statistic / (statistic + freedom)


def robustness_value(value: float, error: float, freedom: float, alpha: float = 1.0) -> float:
    """Partial R2 with regressor and outcome, both, that a confounder needs to overturn a slope.

    Model        f = |t| / sqrt(freedom) - t*(alpha, freedom - 1) / sqrt(freedom - 1);
                 RV = (sqrt(f^4 + 4 f^2) - f^2) / 2, or 0 where f <= 0; the second case of the
                 paper (f already above 1 over the critical value) is used where it applies
    Inputs       slope and its error in any unit; freedom: residual degrees of freedom;
                 alpha = 1: bring the slope to nought; 0.05: make it insignificant at 5 %
    References   Cinelli and Hazlett (2020), JRSS B 82, section 4.2; known answer: their Table 1

    >>> round(robustness_value(0.097316, 0.023257, 783), 3)
    0.139
    """
    own = abs(value / error) / np.sqrt(freedom)
    critical = float(stats.t.ppf(1 - alpha / 2, freedom - 1)) / np.sqrt(freedom - 1)
    left = own - critical
    if left <= 0:
        return 0.0
    if critical > 0 and own > 1 / critical:
        return float((own**2 - critical**2) / (1 + own**2))
    return float((np.sqrt(left**4 + 4 * left**2) - left**2) / 2)


def adjusted_slope(
    value: float, error: float, freedom: float, with_exposure: float, with_change: float
) -> tuple[float, float, float]:
    """Bias of a confounder of these strengths, the slope reduced by it, and the renewed error.

    Model        bias = error sqrt(freedom) sqrt(Ry Rd / (1 - Rd));
                 error' = error sqrt((1 - Ry) / (1 - Rd)) sqrt(freedom / (freedom - 1))
    References   Cinelli and Hazlett (2020), equations 8 and 9
    """
    bias = error * np.sqrt(freedom) * np.sqrt(with_change * with_exposure / (1 - with_exposure))
    renewed = error * np.sqrt((1 - with_change) / (1 - with_exposure) * freedom / (freedom - 1))
    return float(bias), float(np.sign(value) * (abs(value) - bias)), float(renewed)


def confounder_limits(
    value: float, error: float, freedom: float, scale: float = 1.0
) -> ConfounderLimits:
    """How strong an unmeasured industry-level confounder would have to be, and what it would leave.

    Inputs       slope and error in log change; freedom: industries less coefficients; ``scale``
                 turns the slope into the log change that is reported
    Returns      ConfounderLimits, the intervals as relative changes
    Simplifies   the clustered error stands for the classical one of the paper
    """
    bounds = []
    for with_exposure, with_change in STRENGTHS:
        bias, _, renewed = adjusted_slope(value, error, freedom, with_exposure, with_change)
        reach = bias + float(stats.t.ppf((1 + COVERAGE) / 2, freedom - 1)) * renewed
        ends = np.expm1(np.array([value - reach, value + reach]) * scale)
        bounds.append(ConfounderBound(with_exposure, with_change, (float(ends[0]), float(ends[1]))))
    return ConfounderLimits(
        partial_r2=partial_r2(value, error, freedom),
        robustness=robustness_value(value, error, freedom),
        robustness_significance=robustness_value(value, error, freedom, 1 - COVERAGE),
        bounds=tuple(bounds),
    )
