"""Coefficients of the mobility model from observed moves between groups, and how well it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.simulation.economies.occupation_pairs import OccupationPairs
from trimtab.simulation.types import Index, Matrix, Vector


@dataclass(frozen=True, slots=True)
class GroupMoves:
    """Observed moves: ``moves`` (G, G) persons from group to group, the diagonal unused;
    ``group_of`` (O,) the group of each occupation."""

    moves: Matrix
    group_of: Index

    @property
    def shares(self) -> Matrix:
        """(G, G): of those who left a group, the share by group entered; the diagonal is 0, as is
        the row of a group that nobody left."""
        moved = np.where(np.eye(len(self.moves), dtype=bool), 0.0, self.moves)
        left = moved.sum(axis=1, keepdims=True)
        return np.asarray(moved / np.where(left > 0, left, 1.0))

    @property
    def weights(self) -> Vector:
        """(G,): share of each origin group in all who left their group."""
        left = self.moves.sum(axis=1) - np.diag(self.moves)
        return np.asarray(left / left.sum())


@dataclass(frozen=True, slots=True)
class Fit:
    """``coefficients`` (K,) of ``features`` from all groups; ``jackknife`` (G, K): without each
    origin group; ``held_out`` (G, G): shares of each origin group predicted without it."""

    features: tuple[str, ...]
    coefficients: Vector
    jackknife: Matrix
    held_out: Matrix

    @property
    def standard_errors(self) -> Vector:
        """Delete-one jackknife over origin groups (K,)."""
        groups = len(self.jackknife)
        spread = ((self.jackknife - self.jackknife.mean(axis=0)) ** 2).sum(axis=0)
        return np.asarray(np.sqrt((groups - 1) / groups * spread))


LEAST_SHARE = 1e-5
"""A predicted share below it counts as this much, so that one move never expected does not make a
deviance infinite."""


class GroupModel:
    """The mobility model summed to groups, for those who leave their group.

    Model        S_gh = sum_(i in g) n_i sum_(j in h) s_ij / sum_(i in g) n_i, s_ij the shares of
                 ``destination_shares`` among the destinations outside g
    """

    def __init__(self, pairs: OccupationPairs, group_of: Index, features: Sequence[str]) -> None:
        self.features = tuple(features)
        self._terms = [pairs.feature(name) for name in features]
        self._size = pairs.size
        self._groups = (np.arange(group_of.max() + 1)[:, None] == group_of).astype(np.float64)
        self._outside = group_of[:, None] != group_of[None, :]
        self._weight = pairs.size / (self._groups @ pairs.size)[group_of]

    def shares(self, coefficients: Vector) -> Matrix:
        """(G, G), diagonal 0, rows sum to 1."""
        return self._summed(self._of_leavers(coefficients) * self._weight[:, None])

    def shares_and_slopes(self, coefficients: Vector) -> tuple[Matrix, list[Matrix]]:
        """The shares and their derivatives by each coefficient, each (G, G)."""
        weighted = self._of_leavers(coefficients) * self._weight[:, None]
        slopes = []
        for term in self._terms:
            along = weighted * term
            mean = along.sum(axis=1, keepdims=True) / self._weight[:, None]
            slopes.append(self._summed(along - weighted * mean))
        return self._summed(weighted), slopes

    def _of_leavers(self, coefficients: Vector) -> Matrix:
        utility = sum(
            (value * term for value, term in zip(coefficients, self._terms, strict=True)),
            np.zeros(self._outside.shape),
        )
        weight = np.exp(utility - utility.max(axis=1, keepdims=True)) * self._outside
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))

    def _summed(self, pairs: Matrix) -> Matrix:
        summed: Matrix = self._groups @ (pairs @ self._groups.T)
        return summed


def fit_mobility(pairs: OccupationPairs, observed: GroupMoves, features: Sequence[str]) -> Fit:
    """Estimate the coefficients and predict every origin group without it.

    Model        Poisson pseudo-likelihood with a fixed effect of each origin, which is the
                 multinomial quasi-likelihood sum_g w_g sum_h y_gh ln S_gh (Gourieroux, Monfort,
                 Trognon 1984; Santos Silva, Tenreyro 2006); w_g share of all leavers
    Simplifies   both directions of a pair are kept apart although coding noise moves both
    """
    model = GroupModel(pairs, observed.group_of, features)
    groups = np.arange(len(observed.moves))
    best = _maximise(model, observed, groups, _start(features))
    without = np.array([_maximise(model, observed, groups[groups != one], best) for one in groups])
    held_out = np.array([model.shares(found)[one] for one, found in enumerate(without)])
    return Fit(tuple(features), best, without, held_out)


def estimate_coefficients(
    pairs: OccupationPairs, observed: GroupMoves, features: Sequence[str]
) -> Mapping[str, float]:
    """The coefficients alone, by feature; see ``fit_mobility``."""
    model = GroupModel(pairs, observed.group_of, features)
    groups = np.arange(len(observed.moves))
    best = _maximise(model, observed, groups, _start(features))
    return dict(zip(features, best.tolist(), strict=True))


def _start(features: Sequence[str]) -> Vector:
    return np.array([float(name == "size") for name in features])


def _maximise(model: GroupModel, observed: GroupMoves, origins: Index, start: Vector) -> Vector:
    from scipy import optimize  # half a second that only an estimation pays

    target = (observed.weights[:, None] * observed.shares)[origins]

    def loss(coefficients: Vector) -> tuple[float, Vector]:
        shares, slopes = model.shares_and_slopes(coefficients)
        filled = np.where(target > 0, shares[origins], 1.0)
        gradient = [-(target / filled * slope[origins]).sum() for slope in slopes]
        return float(-(target * np.log(filled)).sum()), np.array(gradient)

    found = optimize.minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-6})
    best: Vector = found.x
    return best


@dataclass(frozen=True, slots=True)
class Score:
    """How near predicted shares are to those observed, off the diagonal.

    deviance_explained   1 - deviance / deviance of equal shares, weighted by leavers
    correlation          of log shares, over pairs with an observed move
    mean_error           mean absolute difference of shares, in percentage points
    """

    deviance_explained: float
    correlation: float
    mean_error: float


def score(observed: GroupMoves, predicted: Matrix, origins: Index | None = None) -> Score:
    """Score predicted shares (G, G) on some origin groups, all by default; repeats count.

    Observed shares that are all equal leave nothing to explain: ZeroDivisionError.
    """
    chosen = np.arange(len(predicted)) if origins is None else origins
    away = ~np.eye(len(predicted), dtype=bool)[chosen]
    seen, guess = observed.shares[chosen], predicted[chosen]
    weight = observed.weights[chosen]
    equal = np.full(seen.shape, 1.0 / (len(predicted) - 1))
    moved = away & (seen > 0) & (guess > 0)
    explained = 1 - _deviance(seen, guess, weight) / _deviance(seen, equal, weight)
    return Score(
        deviance_explained=float(explained),
        correlation=float(np.corrcoef(np.log(seen[moved]), np.log(guess[moved]))[0, 1]),
        mean_error=float(100 * np.abs(seen - guess)[away].mean()),
    )


def score_interval(
    observed: GroupMoves,
    predicted: Matrix,
    draws: int = 2000,
    seed: int = 1,
    origins: Index | None = None,
) -> tuple[Score, Score]:
    """Ends of 95 % bootstrap intervals of ``score``: origin groups are drawn with repeats."""
    random = np.random.default_rng(seed)
    groups = np.arange(len(predicted)) if origins is None else origins
    found = [score(observed, predicted, random.choice(groups, groups.size)) for _ in range(draws)]
    table = np.array([(s.deviance_explained, s.correlation, s.mean_error) for s in found])
    low, high = np.percentile(table, [2.5, 97.5], axis=0).tolist()
    return Score(*low), Score(*high)


def _deviance(seen: Matrix, guess: Matrix, weight: Vector) -> float:
    """Multinomial deviance of shares, weighted by origin."""
    moved = seen > 0
    ratio = np.where(moved, seen / np.maximum(guess, LEAST_SHARE), 1.0)
    return float(2 * (weight[:, None] * seen * np.log(ratio)).sum())
