"""What is known of each pair of occupations: size, co-staffing, wages, place in the hierarchy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.simulation.types import Index, Matrix, Vector

Flags = npt.NDArray[np.bool_]

FEATURES = (
    "size",
    "co_staffing",
    "same_high_level",
    "both_manual",
    "wage_distance",
    "wage_gain",
)
"""Terms of the mobility model whose coefficients are estimated; see ``OccupationPairs.feature``."""


@dataclass(frozen=True, slots=True)
class OccupationPairs:
    """O occupations and what the mobility model knows of each pair, rows from, columns to.

    size          (O,) jobs, above 0
    co_staffing   (O, O) 0..1, see ``co_staffing``
    wage          (O,) per year, above 0
    high_level    (O,) which broad aggregation of occupations, as an index
    manual        (O,) whether the work is mostly manual
    nearness      (O, O) how many further levels of the classification the two share beyond the
                  high-level aggregation: 0 none, 1 the major group, 2 the minor group too
    """

    size: Vector
    co_staffing: Matrix
    wage: Vector
    high_level: Index
    manual: Flags
    nearness: Matrix

    def __len__(self) -> int:
        return len(self.size)

    def feature(self, name: str) -> Matrix:
        """One term, broadcastable to (O, O).

        size             natural logarithm of the jobs of the destination
        co_staffing      as above
        same_high_level  1 where both belong to the same high-level aggregation
        both_manual      1 where both are mostly manual
        wage_distance    |ln wage(to) - ln wage(from)|
        wage_gain        max(0, ln wage(to) - ln wage(from))
        """
        rise = np.log(self.wage)[None, :] - np.log(self.wage)[:, None]
        match name:
            case "size":
                return np.asarray(np.log(self.size)[None, :])
            case "co_staffing":
                return self.co_staffing
            case "same_high_level":
                same = self.high_level[:, None] == self.high_level[None, :]
                return np.asarray(same, dtype=np.float64)
            case "both_manual":
                return np.asarray(self.manual[:, None] & self.manual[None, :], dtype=np.float64)
            case "wage_distance":
                return np.asarray(np.abs(rise))
            case "wage_gain":
                return np.asarray(np.maximum(rise, 0.0))
        raise KeyError(name)


def co_staffing(jobs: Matrix) -> Matrix:
    """How alike two occupations are in the industries that employ them, 0 to 1.

    Model        cosine of the square roots of the industry shares, sum_k sqrt(a_k b_k)
                 (Bhattacharyya coefficient): 1 for the same mix, 0 for no industry in common
    Inputs       jobs (O, I) >= 0 by occupation and industry; a row of zeros is like no other
    References   Bhattacharyya (1943), Bulletin of the Calcutta Mathematical Society 35

    Examples
    --------
    >>> co_staffing(np.array([[8.0, 2.0], [8.0, 2.0], [0.0, 5.0]])).round(3)[0]
    array([1.   , 1.   , 0.447])
    """
    total = jobs.sum(axis=1, keepdims=True)
    roots = np.sqrt(jobs / np.where(total > 0, total, 1.0))
    alike: Matrix = np.minimum(roots @ roots.T, 1.0)
    return alike
