"""False-discovery control from the nation down, in the last month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FALSE_DISCOVERY_RATE = 0.10
_TAIL_SHARE = 0.05
_TAIL_AT_LEAST = 20


def tail_p_values(values: Vector, calm_values: Vector) -> Vector:
    """Probability of a value at least as large in a calm month.

    Model        share of calm values as large, (k + 1) / (n + 1); above their 95th percentile u the
                 exponential tail 0.05 exp(-(x - u) / m), m the mean excess over u: the generalised
                 Pareto distribution with shape 0, heavier than a normal tail
    Inputs       values (N,), NaN kept; calm_values (M,) finite
    Returns      (N,) in (0, 1]; NaN where there is no value, 1 with fewer than 400 calm values
    References   Pickands (1975), Annals of Statistics 3
    """
    exists = ~np.isnan(values)
    if calm_values.size * _TAIL_SHARE < _TAIL_AT_LEAST:
        return np.where(exists, 1.0, np.nan)
    ordered = np.sort(calm_values)
    as_large = ordered.size - np.searchsorted(ordered, np.where(exists, values, 0.0), side="left")
    empirical = (as_large + 1) / (ordered.size + 1)
    high = float(np.quantile(ordered, 1 - _TAIL_SHARE))
    excess = float((ordered[ordered > high] - high).mean()) if ordered[-1] > high else 0.0
    if excess > 0:
        beyond = np.where(exists, np.maximum(values - high, 0.0), 0.0)
        tail = _TAIL_SHARE * np.exp(-np.minimum(beyond / excess, 600.0))
        empirical = np.where(beyond > 0, np.minimum(tail, _TAIL_SHARE), empirical)
    return np.where(exists, empirical, np.nan)


def simes(p_values: Vector) -> float:
    """Simes' p-value of the claim that nothing in the family has moved; 1 for an empty family."""
    known = np.sort(p_values[~np.isnan(p_values)])
    if not known.size:
        return 1.0
    return float(np.minimum((known * known.size / np.arange(1, known.size + 1)).min(), 1.0))


def step_up(p_values: Vector, rate: float) -> Mask:
    """Benjamini and Hochberg's step-up procedure; NaN is never rejected.

    Examples
    --------
    >>> step_up(np.array([0.01, 0.04, 0.03, 0.9]), 0.10)
    array([ True,  True,  True, False])
    """
    known = ~np.isnan(p_values)
    count = int(known.sum())
    ordered = np.sort(p_values[known])
    passed = np.flatnonzero(ordered <= rate * np.arange(1, count + 1) / max(count, 1))
    if not passed.size:
        return np.zeros(len(p_values), dtype=bool)
    return np.asarray(known & (np.nan_to_num(p_values, nan=2.0) <= ordered[passed[-1]]))


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the tree: a leaf with its p-value, or a claim about everything below it."""

    p_value: float
    below: tuple[Branch, ...] = ()


def leaves(p_values: Vector) -> tuple[Branch, ...]:
    return tuple(Branch(float(p)) for p in p_values)


def claim(below: tuple[Branch, ...]) -> Branch:
    """The claim that nothing below has moved, with Simes' p-value."""
    return Branch(simes(np.array([branch.p_value for branch in below])), below)


def confirm_top_down(root: Branch, rate: float = FALSE_DISCOVERY_RATE) -> list[bool]:
    """Which leaves survive false-discovery control on a tree, in the order of the tree.

    Model        the root is tested at the rate; the branches below a rejected claim by the step-up
                 procedure at that claim's rate; a rejected branch passes on its claim's rate times
                 the share of its siblings rejected with it
    Returns      one truth value for each leaf, depth first
    Simplifies   the rate holds for independent or positively dependent p-values, at each depth on
                 average over the families looked into; windows and shared middles make nodes
                 dependent, mostly positively: the null study measures what is left
    References   Bogomolov, Peterson, Benjamini and Sabatti (2021), Biometrika 108; Benjamini and
                 Bogomolov (2014), JRSS B 76; Yekutieli (2008), JASA 103
    """
    return _descend(root, rate if root.p_value <= rate else 0.0)


def _descend(branch: Branch, rate: float) -> list[bool]:
    """Leaves below a branch that was rejected when ``rate`` is above 0."""
    if not branch.below:
        return [rate > 0]
    p_values = np.array([one.p_value for one in branch.below])
    rejected = step_up(p_values, rate)
    known = max(int((~np.isnan(p_values)).sum()), 1)
    passed_on = rate * float(rejected.sum()) / known
    return [
        leaf
        for one, taken in zip(branch.below, rejected, strict=True)
        for leaf in _descend(one, passed_on if taken else 0.0)
    ]
