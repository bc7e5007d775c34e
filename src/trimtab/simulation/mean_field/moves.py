"""Hires from group to group of cells, summed over the network's edges of a step."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from trimtab.simulation.mean_field.matching import Layer, Matched, Rows
from trimtab.simulation.types import Index, Tensor


class MovesCounter:
    """Sums ``rate_i W_ij offer_j`` over edges, by the groups (C,) of i and j; -1 is left out.

    One matrix per layer (N * N, edges) holds the weights of the edges between each two groups.
    """

    def __init__(self, layers: tuple[Layer, ...], groups: Index) -> None:
        self._size = int(groups.max(initial=-1)) + 1
        self._edges = tuple(_edges(layer.forward, groups, self._size) for layer in layers)

    def count(self, matched: Matched, weights: Tensor | None) -> Tensor:
        """Hires (N, N, b) of a step; ``weights`` (Q, L, 1, b) as in ``match``."""
        total = np.zeros((self._size * self._size, matched.offer.shape[1]))
        for position, (sums, rows, columns) in enumerate(self._edges):
            if weights is None:
                if position:
                    break
                load = matched.rate.sum(axis=(0, 1))
            else:
                load = (matched.rate.sum(axis=1) * weights[:, position]).sum(axis=0)
            total += sums @ (load[rows] * matched.offer[columns])
        return total.reshape(self._size, self._size, total.shape[1])


def _edges(layer: Rows, groups: Index, size: int) -> tuple[sparse.csr_array, Index, Index]:
    """The matrix that sums the edges of a layer by pair of groups, and the ends of each edge."""
    rows = np.repeat(np.arange(len(groups)), np.diff(layer.indptr))
    columns = layer.indices.astype(np.intp)
    inside = np.flatnonzero((groups[rows] >= 0) & (groups[columns] >= 0))
    rows, columns = rows[inside], columns[inside]
    pairs = groups[rows] * size + groups[columns]
    sums = sparse.csr_array(
        (layer.data[inside], (pairs, np.arange(len(inside)))), shape=(size * size, len(inside))
    )
    return sums, rows, columns
