"""Scores of probabilities, each from parts that add up over stretches of time.

Every function takes ``weight``, how often each stretch counts, so that one set of parts serves
the figure itself and all draws of the bootstrap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

_LOGIT_BINS = 400
_NEWTON_STEPS = 50


@dataclass(frozen=True, slots=True)
class RankParts:
    """Wins of positives over negatives by pair of stretches; what the AUC is made of.

    ``wins`` (B, B): of the ``pairs`` (B, B) of a positive in stretch i and a negative in stretch
    j, how many have the positive ranked higher, ties counting half.
    """

    wins: npt.NDArray[np.float64]
    pairs: npt.NDArray[np.float64]

    @classmethod
    def of(cls, score: Vector, label: Labels, stretch: Indices, stretches: int) -> RankParts:
        above = [score[label & (stretch == b)] for b in range(stretches)]
        below = [np.sort(score[~label & (stretch == b)]) for b in range(stretches)]
        wins = np.zeros((stretches, stretches))
        for i, positives in enumerate(above):
            for j, negatives in enumerate(below):
                under = np.searchsorted(negatives, positives, side="left")
                upto = np.searchsorted(negatives, positives, side="right")
                wins[i, j] = (under.sum() + upto.sum()) / 2
        positive, negative = (np.array([float(len(v)) for v in side]) for side in (above, below))
        return cls(wins, np.outer(positive, negative))

    @classmethod
    def within_folds(
        cls, score: Vector, label: Labels, stretch: Indices, stretches: int, fold: Indices
    ) -> RankParts:
        """Only pairs of the same fold. Probabilities of different fits are not on one scale:
        leaving out many positives lowers the base rate of the very fit that must rank them, so
        pairs across folds are ranked wrongly by construction (Forman and Scholz 2010, SIGKDD
        Explorations 12(1), section 2)."""
        parts = [
            cls.of(score[chosen], label[chosen], stretch[chosen], stretches)
            for chosen in (fold == number for number in np.unique(fold))
        ]
        shape = (len(parts), stretches, stretches)
        return cls(
            np.array([part.wins for part in parts]).reshape(shape).sum(axis=0),
            np.array([part.pairs for part in parts]).reshape(shape).sum(axis=0),
        )

    def auc(self, weight: Vector) -> float:
        """Area under the ROC curve: share of pairs ranked rightly (Mann-Whitney).

        NaN without both labels.
        """
        pairs = float(weight @ self.pairs @ weight)
        return float(weight @ self.wins @ weight) / pairs if pairs > 0 else np.nan


@dataclass(frozen=True, slots=True)
class ProbabilityParts:
    """Squared errors by stretch, and outcomes by bin of the predicted log-odds.

    ``squared`` and ``months`` (B,); ``logit`` (J,) is the mean log-odds of a bin, ``outcomes`` and
    ``counts`` (B, J) what happened in it.
    """

    squared: Vector
    months: Vector
    logit: Vector
    outcomes: npt.NDArray[np.float64]
    counts: npt.NDArray[np.float64]

    @classmethod
    def of(
        cls,
        probability: Vector,
        label: Labels,
        stretch: Indices,
        stretches: int,
    ) -> ProbabilityParts:
        logit = np.log(probability / (1 - probability))
        order = np.argsort(logit, kind="stable")
        bins: Indices = np.empty(len(logit), dtype=np.int64)
        bins[order] = np.arange(len(logit)) * _LOGIT_BINS // max(len(logit), 1)
        cell = (stretch, bins)
        counts = np.zeros((stretches, _LOGIT_BINS))
        outcomes = np.zeros((stretches, _LOGIT_BINS))
        np.add.at(counts, cell, 1)
        np.add.at(outcomes, cell, label)
        sums = np.bincount(bins, weights=logit, minlength=_LOGIT_BINS)
        centre = np.divide(sums, counts.sum(0), out=np.zeros(_LOGIT_BINS), where=counts.sum(0) > 0)
        error = (probability - label) ** 2
        squared = np.bincount(stretch, weights=error, minlength=stretches).astype(float)
        return cls(squared, counts.sum(axis=1), centre, outcomes, counts)

    def brier(self, weight: Vector) -> float:
        """Mean squared error of the probability (0 best; base rate alone gives p(1-p))."""
        months = float(weight @ self.months)
        return float(weight @ self.squared) / months if months > 0 else np.nan

    def brier_of_base_rate(self, weight: Vector) -> float:
        """What always stating the scored months' own share of ones would have cost."""
        months = float(weight @ self.months)
        share = float((weight @ self.outcomes).sum()) / months if months > 0 else np.nan
        return share * (1 - share)

    def calibration(self, weight: Vector) -> tuple[float, float]:
        """Slope and intercept of the logistic regression of outcomes on the log-odds.

        Slope 1 and intercept 0 are perfect; a slope below 1 means too sure of itself (Cox 1958).
        NaN when the outcomes do not vary, or are separated by the log-odds.
        """
        return fit_line(self.logit, weight @ self.outcomes, weight @ self.counts)


def fit_line(logit: Vector, outcomes: Vector, counts: Vector) -> tuple[float, float]:
    """Maximum-likelihood slope and intercept of binomial outcomes on one variable."""
    total, ones = counts.sum(), outcomes.sum()
    if not 0 < ones < total:
        return np.nan, np.nan
    design = np.stack([logit, np.ones_like(logit)])
    line = np.array([0.0, np.log(ones / (total - ones))])
    for _ in range(_NEWTON_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(line @ design, -30, 30)))
        curvature = (design * (counts * fitted * (1 - fitted))) @ design.T
        if np.linalg.cond(curvature) > 1e12:
            return np.nan, np.nan
        step = np.linalg.solve(curvature, design @ (outcomes - counts * fitted))
        line = line + step
        if np.abs(step).max() < 1e-10:
            return float(line[0]), float(line[1])
    return np.nan, np.nan
