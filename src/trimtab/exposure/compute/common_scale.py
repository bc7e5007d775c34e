"""A standardised measure on the scale of one that has units, by its order alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


def on_scale_of(
    values: Vector, weights: Vector, reference: Vector, reference_weights: Vector
) -> Vector:
    """Give each value the reference measure's value at the same place in the ranking of jobs.

    Model        y(x) = Q_r(F_v(x)): F_v the share of jobs below x, half of those at x counted;
                 Q_r the inverse of the same function of the reference, linear between its values
                 and constant beyond them
    Inputs       values (N,) any unit, NaN where unknown; weights (N,) jobs, not negative;
                 reference (K,) and reference_weights (K,) likewise
    Returns      (N,) in the unit of the reference, NaN where unknown
    Simplifies   a standardised measure says who is more exposed, not by how much: the distances
                 are those of the reference. What is left of the disagreement is one of order

    >>> jobs = np.ones(3)
    >>> on_scale_of(np.array([-1.0, 0.0, 2.0]), jobs, np.array([0.1, 0.2, 0.7]), jobs)
    array([0.1, 0.2, 0.7])
    """
    found = np.full(values.shape, np.nan)
    known = np.isfinite(values) & (weights > 0)
    levels, places = _ranked(values[known], weights[known])
    scale, at = _ranked(reference, reference_weights)
    if not levels.size or not scale.size:
        return found
    finite = np.isfinite(values)
    found[finite] = np.interp(np.interp(values[finite], levels, places), at, scale)
    return found


def _ranked(values: Vector, weights: Vector) -> tuple[Vector, Vector]:
    """Distinct values, ascending, with the share of weight below each and half of its own."""
    known = np.isfinite(values) & (weights > 0)
    levels, position = np.unique(values[known], return_inverse=True)
    mass = np.bincount(position, weights=weights[known], minlength=levels.size).astype(float)
    places: Vector = (np.cumsum(mass) - mass / 2) / max(mass.sum(), np.finfo(float).tiny)
    return levels, places
