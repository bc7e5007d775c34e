"""Exposure of a mix of occupations, by every measure, with the share of employment it rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ExposureOfMix:
    """``by_measure`` (R, M) shares; ``middle``, ``low``, ``high`` (R,): median, lowest and highest
    measure; ``coverage`` (R,): share of employment whose group has a score."""

    by_measure: Matrix
    middle: Matrix
    low: Matrix
    high: Matrix
    coverage: Matrix


def exposure_of_mix(employment: Matrix, total: Matrix, scores: Matrix) -> ExposureOfMix:
    """Employment-weighted mean of group scores.

    Model        e_rm = sum_g n_rg s_gm / sum_g n_rg over the groups g published in region r
    Inputs       employment (R, G) persons, NaN where suppressed; total (R,) persons, all groups;
                 scores (G, M) shares
    Returns      ExposureOfMix; the spread is between measures, not a sampling interval
    Simplifies   every job of a group has the group's score; a suppressed group is left out, which
                 ``coverage`` shows

    Examples
    --------
    >>> found = exposure_of_mix(
    ...     np.array([[30.0, 70.0]]), np.array([100.0]), np.array([[0.2, 0.4], [0.6, 0.8]])
    ... )
    >>> found.by_measure.round(2), found.coverage
    (array([[0.48, 0.68]]), array([1.]))
    """
    known = np.nan_to_num(employment)
    weight = known.sum(axis=1)
    by_measure = (known @ scores) / weight[:, None]
    return ExposureOfMix(
        by_measure=by_measure,
        middle=np.median(by_measure, axis=1),
        low=by_measure.min(axis=1),
        high=by_measure.max(axis=1),
        coverage=weight / total,
    )
