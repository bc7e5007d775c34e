"""A second line, from past statements to what came true, held near "believe it as it stands"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.backtest.probability import CEILING, FLOOR
from trimtab.monitoring.probability.model import log_odds

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

EPISODES_AT_LEAST = 3
INDEPENDENT_EVERY_MONTHS = 12
"""One year of statements, whatever the number of regions, counts as one independent outcome."""

PRIOR_SHIFT, PRIOR_SLOPE = 1.0, 0.5
_STEPS = 40


@dataclass(frozen=True, slots=True)
class Recalibration:
    """log-odds(p') = shift + slope * log-odds(p)."""

    shift: float = 0.0
    slope: float = 1.0

    def apply(self, probability: Floats) -> Floats:
        """Recalibrated probabilities of the same shape, in [0.002, 0.998]; NaN stays NaN."""
        if self == AS_STATED:
            return probability
        logit = np.clip(self.shift + self.slope * log_odds(probability), -30, 30)
        return np.asarray(np.clip(1 / (1 + np.exp(-logit)), FLOOR, CEILING))


AS_STATED = Recalibration()


def fit_recalibration(stated: Floats, true: Mask, judged: Mask) -> Recalibration:
    """The line that past statements ask for, pooled with a prior that they are right.

    Model        logistic regression of outcomes on the log-odds stated; shift ~ N(0, 1), slope ~
                 N(1, 0.5); the likelihood is tempered so that every 12 months weigh as one outcome
    Inputs       stated, true and judged (R, T)
    Returns      Recalibration; unchanged statements without both outcomes, or where the slope
                 would turn negative
    References   Platt (1999), Advances in Large Margin Classifiers, for the line
    """
    outcome = true[judged].astype(float)
    if not outcome.size or outcome.min() == outcome.max():
        return AS_STATED
    years = judged.any(axis=0).sum() / INDEPENDENT_EVERY_MONTHS
    weight = years / outcome.size
    design = np.stack([np.ones(outcome.size), log_odds(stated[judged])])
    prior, precision = np.array([0.0, 1.0]), np.array([PRIOR_SHIFT, PRIOR_SLOPE]) ** -2.0
    line = prior.copy()
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(line @ design, -30, 30)))
        slope = weight * (design @ (outcome - fitted)) - precision * (line - prior)
        curvature = weight * (design * (fitted * (1 - fitted))) @ design.T + np.diag(precision)
        step = np.linalg.solve(curvature, slope)
        line = line + step
        if np.abs(step).max() < 1e-9:
            break
    return Recalibration(float(line[0]), float(line[1])) if line[1] > 0 else AS_STATED
