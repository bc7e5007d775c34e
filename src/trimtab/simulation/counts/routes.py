"""The network laid out for drawing: applications by origin, hires by destination."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy import sparse

from trimtab.simulation.counts.splitting import SplitTree
from trimtab.simulation.types import Index, Matrix, Network

EDGES_A_PART = 131_072
"""Most edges drawn from one generator."""

SMALLEST_TO_SHARE = 65_536
"""Networks of so many edges or more have an even number of parts, for two threads. Parts depend on
the network alone, never on the number of threads: the same stream gives the same run anywhere."""


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring segments whose leaves are drawn together."""

    segments: slice
    leaves: slice
    tree: SplitTree


@dataclass(frozen=True, slots=True)
class Routes:
    """Where the unemployed of each origin may apply.

    An origin is a cell and row class, ``cell * classes + class``; a leaf is an origin and a
    destination. Leaves lie by origin; ``by_destination`` lists them by destination. Strong
    connections stand first on both sides, so that weak ones share a branch that is often empty.

    origin, destination (E,); layers (L, E): weight of the leaf in each layer.
    """

    classes: int
    origin: Index
    destination: Index
    layers: Matrix
    by_destination: Index
    sending: tuple[Part, ...]
    receiving: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Same:
    """A network by identity: the runs of an ensemble share one object."""

    network: Network

    def __hash__(self) -> int:
        return id(self.network)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.network is self.network


def routes_of(network: Network, classes: int) -> Routes:
    """The routes of a network, laid out once for all runs that share the object."""
    return _routes_of(_Same(network), classes)


@lru_cache(maxsize=2)
def _routes_of(same: _Same, classes: int) -> Routes:
    return lay_out_routes(same.network, classes)


def lay_out_routes(network: Network, classes: int) -> Routes:
    """Lay out the union of all layers once for each row class."""
    union = sparse.csr_array(
        sum((abs(layer) for layer in network.layers[1:]), abs(network.layers[0]))
    )
    union.sum_duplicates()
    cells = union.shape[0]
    row = np.repeat(np.arange(cells), np.diff(union.indptr))
    order = np.lexsort((-union.data, row))
    column, strength = union.indices[order].astype(np.intp), union.data[order]
    values = np.stack([_values(layer, union)[order] for layer in network.layers])
    row, column, strength, values = _repeat(row, column, strength, values, classes)
    by_destination = np.lexsort((-strength, column))
    return Routes(
        classes=classes,
        origin=row,
        destination=column,
        layers=values,
        by_destination=by_destination,
        sending=_parts(np.bincount(row, minlength=cells * classes)),
        receiving=_parts(np.bincount(column, minlength=cells)),
    )


def _values(layer: sparse.csr_array, union: sparse.csr_array) -> Matrix:
    """Weights of a layer on the pattern of the union, 0 where it has no connection."""
    wide = union.shape[1]
    coordinates = layer.tocoo()
    key = np.repeat(np.arange(union.shape[0], dtype=np.int64), np.diff(union.indptr)) * wide
    key += union.indices
    values = np.zeros(len(key))
    at = np.searchsorted(key, coordinates.row.astype(np.int64) * wide + coordinates.col)
    np.add.at(values, at, coordinates.data)
    return values


def _repeat(
    row: Index, column: Index, strength: Matrix, values: Matrix, classes: int
) -> tuple[Index, Index, Matrix, Matrix]:
    """Leaves of every row class, those of a cell beside each other."""
    if classes == 1:
        return row, column, strength, values
    origin = np.concatenate([row * classes + number for number in range(classes)])
    order = np.argsort(origin, kind="stable")
    leaf = np.tile(np.arange(len(row)), classes)[order]
    return origin[order], column[leaf], strength[leaf], values[:, leaf]


def _parts(lengths: Index) -> tuple[Part, ...]:
    """Neighbouring segments in groups of about the same number of leaves."""
    ends = np.cumsum(lengths)
    count = 2 * -(-int(ends[-1]) // (2 * EDGES_A_PART)) if ends[-1] >= SMALLEST_TO_SHARE else 1
    marks = np.searchsorted(ends, np.arange(1, count) * (int(ends[-1]) / count)) + 1
    bounds = [0, *np.unique(marks).tolist(), len(lengths)]
    begins = np.concatenate(([0], ends))
    return tuple(
        Part(
            segments=slice(low, high),
            leaves=slice(int(begins[low]), int(begins[high])),
            tree=SplitTree.over(lengths[low:high]),
        )
        for low, high in pairwise(bounds)
        if high > low
    )
