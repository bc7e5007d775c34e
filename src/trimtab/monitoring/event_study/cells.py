"""Counts of one outcome arranged for estimation: cells in groups that share quarter effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CellBlock:
    """Cells (industry x region x age) in groups; every group has quarter effects of its own.

    ``counts`` (G, N, T): group, cell within the group, quarter; zero where nothing is used.
    ``totals`` (G, N, T) for shares of a total (binomial), None for counts (Poisson).
    ``used`` (G, N, T): observations that carry information. ``industry`` (G, N): position of the
    cell's industry in the list of industries, -1 for padding.
    """

    counts: Array
    totals: Array | None
    used: npt.NDArray[np.bool_]
    industry: Indices

    @property
    def observations(self) -> int:
        return int(self.used.sum())

    @property
    def cells(self) -> int:
        return int((self.industry >= 0).sum())

    def regressors(self, scores: Array) -> Array:
        """(G, N, K): each industry's row of ``scores`` (I, K) for its cells; zero in padding."""
        kept = (self.industry >= 0)[..., None]
        return np.where(kept, scores[np.maximum(self.industry, 0)], 0.0)


def block_of_cells(
    counts: Array, industry: Indices, group: Indices, totals: Array | None = None
) -> CellBlock:
    """Arrange cells by group and leave out what no finite estimate can use.

    Inputs       counts (C, T), NaN where missing; industry, group (C,); totals (C, T) when counts
                 are a part of a total
    Left out     missing observations; cells that are zero (or, as a part, zero or everything)
                 throughout, whose cell effect would be infinite; likewise quarters of a group;
                 cells alone in their group, which their group's quarter effects explain wholly
    References   Correia, Guimaraes and Zylkin (2019), "Verifying the existence of maximum
                 likelihood estimates for generalized linear models": separation by fixed effects
    """
    used = ~np.isnan(counts) if totals is None else ~np.isnan(counts) & (totals > 0)
    while True:
        kept = used & _informative(counts, totals, used, group)
        if (kept == used).all():
            break
        used = kept
    rows = np.flatnonzero(used.any(axis=1))
    order = rows[np.argsort(group[rows], kind="stable")]
    labels, position = np.unique(group[order], return_inverse=True)
    size = np.bincount(position, minlength=labels.size)
    within = np.arange(order.size) - np.repeat(np.cumsum(size) - size, size)
    shape = (labels.size, int(size.max(initial=0)))

    def arranged(values: npt.NDArray[np.generic], fill: object) -> npt.NDArray[np.generic]:
        result = np.full((*shape, *values.shape[1:]), fill, values.dtype)
        result[position, within] = values[order]
        return result

    present = arranged(used, False).astype(bool)
    return CellBlock(
        counts=np.where(present, arranged(counts, 0.0), 0.0),
        totals=None if totals is None else np.where(present, arranged(totals, 0.0), 0.0),
        used=present,
        industry=arranged(industry, -1).astype(np.int64),
    )


def _informative(
    counts: Array, totals: Array | None, used: npt.NDArray[np.bool_], group: Indices
) -> npt.NDArray[np.bool_]:
    """(C, T): neither the cell, nor the group's quarter, is fitted at a bound or alone."""
    present = np.where(used, counts, 0.0)
    labels, position = np.unique(group, return_inverse=True)
    by_quarter = np.zeros((labels.size, counts.shape[1]))
    np.add.at(by_quarter, position, present)
    cell, quarter = present.sum(axis=1) > 0, by_quarter > 0
    if totals is not None:
        rest = np.where(used, totals - counts, 0.0)
        rest_by_quarter = np.zeros_like(by_quarter)
        np.add.at(rest_by_quarter, position, rest)
        cell &= rest.sum(axis=1) > 0
        quarter &= rest_by_quarter > 0
    cell &= used.sum(axis=1) > 1
    beside = np.bincount(position, weights=used.any(axis=1) & cell, minlength=labels.size) > 1
    return np.asarray((cell & beside[position])[:, None] & quarter[position])
