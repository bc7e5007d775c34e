"""Probabilities from a statistic: pooled logistic regression, fitted on training months only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

FLOOR, CEILING = 0.002, 0.998
_NEWTON_STEPS = 60


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """P(label) = logistic(intercept + coefficients * (x - centre) / scale).

    ``base_rate`` answers where there is no statistic. Ridge penalty on the coefficients, not on
    the intercept. One line for all regions: no region has enough downturns for its own.
    """

    centre: Vector
    scale: Vector
    coefficients: Vector
    intercept: float
    base_rate: float

    def predict(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Probabilities (...,) of features (..., K), in [0.002, 0.998], never NaN."""
        exists = np.asarray(~np.isnan(features).any(axis=-1))
        standard = (np.where(exists[..., None], features, 0.0) - self.centre) / self.scale
        logit = np.clip((standard * self.coefficients).sum(axis=-1) + self.intercept, -30, 30)
        probability = np.where(exists, 1 / (1 + np.exp(-logit)), self.base_rate)
        return np.asarray(np.clip(probability, FLOOR, CEILING))


def fit_logistic(
    features: npt.NDArray[np.float64], label: npt.NDArray[np.bool_], ridge: float
) -> LogisticModel:
    """Fit by penalised Newton steps on rows (N, K) and labels (N,); rows with NaN are left out.

    The base rate is over all rows. Without both labels the model is the base rate alone.
    """
    width = features.shape[-1]
    base_rate = float(label.mean()) if len(label) else 0.0
    usable = ~np.isnan(features).any(axis=1)
    rows, outcome = features[usable], label[usable].astype(float)
    if not len(outcome) or outcome.min() == outcome.max():
        zeros = np.zeros(width)
        return LogisticModel(zeros, np.ones(width), zeros, _log_odds(base_rate), base_rate)
    centre, scale = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(scale > 1e-12, scale, 1.0)
    design = np.column_stack([(rows - centre) / scale, np.ones(len(rows))])
    penalty = np.append(np.full(width, ridge), 0.0)
    line = np.append(np.zeros(width), _log_odds(float(outcome.mean())))
    for _ in range(_NEWTON_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(design @ line, -30, 30)))
        gradient = design.T @ (outcome - fitted) - penalty * line
        curvature = (design.T * (fitted * (1 - fitted))) @ design + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        line = line + step * min(1.0, 3.0 / np.abs(step).max())
        if np.abs(step).max() < 1e-8:
            break
    return LogisticModel(centre, scale, line[:-1], float(line[-1]), base_rate)


@dataclass(frozen=True, slots=True)
class EntryRates:
    """P(a downturn starts within 6 months) = outside (1 - p) + inside p, p = P(in a downturn now).

    ``outside`` and ``inside`` are the shares of training months, outside and inside a downturn,
    that were followed by a start. Nothing else foresaw the episodes left out: a logistic model of
    the statistic ranked their months worse than chance (see docs, explanation, back-test).
    """

    outside: float
    inside: float

    def predict(self, p_in_downturn: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Probabilities of the same shape, in [0.002, 0.998]."""
        mixed = self.outside * (1 - p_in_downturn) + self.inside * p_in_downturn
        return np.asarray(np.clip(mixed, FLOOR, CEILING))


def fit_entry_rates(
    starts: npt.NDArray[np.bool_], in_downturn: npt.NDArray[np.bool_]
) -> EntryRates:
    """Shares of the months (any shape) inside and outside a downturn that a start follows.

    A kind of month that training does not hold gets the share of all months.
    """
    overall = float(starts.mean()) if starts.size else 0.0
    shares = [
        float(starts[chosen].mean()) if chosen.any() else overall
        for chosen in (~in_downturn, in_downturn)
    ]
    return EntryRates(*shares)


def _log_odds(share: float) -> float:
    inside = min(max(share, FLOOR), CEILING)
    return float(np.log(inside / (1 - inside)))
