"""What several measures say together: their median, and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Consensus:
    """All (N,): median, lowest and highest measure, NaN where there is none; ``measures`` how many
    there are. The spread is between measures; it is not a sampling interval."""

    middle: Vector
    low: Vector
    high: Vector
    measures: npt.NDArray[np.intp]


def consensus(scores: Matrix) -> Consensus:
    """Median and spread over the measures that are known, row by row.

    Inputs       scores (N, M) on one scale, NaN where a measure is unknown
    Returns      Consensus
    Simplifies   measures count alike; with an even number the median is the mean of the middle two

    >>> found = consensus(np.array([[0.2, 0.5, np.nan], [np.nan, np.nan, np.nan]]))
    >>> found.middle, found.measures
    (array([0.35,  nan]), array([2, 0]))
    """
    count = np.isfinite(scores).sum(axis=1)
    some = count > 0
    table = np.full((3, len(scores)), np.nan)
    known = scores[some]
    if known.size:
        table[0, some] = np.nanmedian(known, axis=1)
        table[1, some] = np.nanmin(known, axis=1)
        table[2, some] = np.nanmax(known, axis=1)
    return Consensus(table[0], table[1], table[2], count)
