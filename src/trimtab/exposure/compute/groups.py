"""Scores of occupations to groups of jobs: industries, regions, tiers, broader occupations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupMeans:
    """``means`` (G, M), NaN where no job of the group has a score; ``matched`` (G, M): share of
    the group's jobs whose occupation has one; ``jobs`` (G,)."""

    means: Matrix
    matched: Matrix
    jobs: Vector


def means_of_groups(jobs: Matrix, scores: Matrix, totals: Vector | None = None) -> GroupMeans:
    """Job-weighted mean of each measure over the occupations that have it.

    Model        m_gk = sum_o n_go s_ok / sum_o n_go over the occupations o with measure k
    Inputs       jobs (G, O), NaN or 0 where unpublished; scores (O, M), NaN where unknown; totals
                 (G,) jobs of the group where they are more than the sum of its occupations
    Returns      GroupMeans
    Simplifies   jobs without a score are taken to be like the others; ``matched`` shows how many

    >>> found = means_of_groups(np.array([[30.0, 70.0]]), np.array([[0.2], [np.nan]]))
    >>> found.means, found.matched
    (array([[0.2]]), array([[0.3]]))
    """
    known = np.isfinite(scores)
    counted = np.nan_to_num(jobs)
    weight = counted @ known
    total = counted.sum(axis=1)
    if totals is not None:
        total = np.fmax(totals, total)
    blank = np.full(weight.shape, np.nan)
    means = np.divide(counted @ np.where(known, scores, 0.0), weight, blank, where=weight > 0)
    matched = np.divide(weight, total[:, None], np.zeros(weight.shape), where=total[:, None] > 0)
    return GroupMeans(means, matched, total)
