"""Exact draws of many multinomials, or many multivariate hypergeometrics, at once.

Every segment (a row of the network, a destination, a cell) gets a binary tree over its leaves. A
count at a node is split between the two children by one draw; nodes without a count are never
visited. A level of all trees is one call of numpy, so that a network needs about
log2(largest degree) calls, whatever the number of persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError
from trimtab.simulation.types import Counts, Index, Vector

LARGEST_POPULATION = 10**9 - 1
"""Largest population numpy's hypergeometric draws from; beyond it, SIMULATION-033."""

Number = TypeVar("Number", np.float64, np.int64)


@dataclass(frozen=True, slots=True)
class SplitTree:
    """Binary trees over segments of leaves that lie one after another.

    Level 0 is the leaves; level k + 1 pairs the neighbours of level k within each segment, an odd
    one is passed on alone. ``first[k]``: for each node of level k + 1 its first child; ``pairs[k]``
    the nodes which have a second one, right behind the first. ``filled``: segments with leaves,
    ``begin`` their first leaf; ``segment`` (leaves,): position among the filled.
    """

    segments: int
    leaves: int
    filled: Index
    begin: Index
    segment: Index
    first: tuple[Index, ...]
    pairs: tuple[Index, ...]

    @classmethod
    def over(cls, lengths: Index) -> SplitTree:
        """Trees of segments with these numbers of leaves; a segment may be empty."""
        filled = np.flatnonzero(lengths)
        sizes = np.asarray(lengths, dtype=np.intp)[filled]
        leaves = int(sizes.sum())
        begin = np.cumsum(sizes) - sizes
        segment = np.repeat(np.arange(len(sizes)), sizes)
        first: list[Index] = []
        pairs: list[Index] = []
        while sizes.max(initial=0) > 1:
            parents = (sizes + 1) // 2
            below = np.cumsum(sizes) - sizes
            above = np.cumsum(parents) - parents
            nodes = 2 * np.arange(parents.sum()) + np.repeat(below - 2 * above, parents)
            first.append(nodes)
            pairs.append(np.flatnonzero(nodes + 1 < np.repeat(below + sizes, parents)))
            sizes = parents
        return cls(len(lengths), leaves, filled, begin, segment, tuple(first), tuple(pairs))

    def sums(self, leaves: npt.NDArray[Number]) -> list[npt.NDArray[Number]]:
        """Sums of the leaves below each node, level by level; the last are those of segments."""
        levels = [leaves]
        for first, pairs in zip(self.first, self.pairs, strict=True):
            below = levels[-1]
            above = below[first]
            above[pairs] += below[first[pairs] + 1]
            levels.append(above)
        return levels

    def totals(self, leaves: npt.NDArray[Number]) -> npt.NDArray[Number]:
        """Sums of the leaves of every segment, 0 for an empty one."""
        totals = np.zeros(self.segments, dtype=leaves.dtype)
        if self.leaves:
            totals[self.filled] = np.add.reduceat(leaves, self.begin)
        return totals

    def strongest(self, leaves: npt.NDArray[Number]) -> Index:
        """The largest leaf of each filled segment, the last one of several."""
        largest = np.maximum.reduceat(leaves, self.begin)
        found = np.flatnonzero(leaves == largest[self.segment])
        if len(found) == len(largest):
            return found
        strongest = np.empty_like(self.begin)
        strongest[self.segment[found]] = found
        return strongest

    def part(self, segments: Index) -> tuple[Index, SplitTree]:
        """Leaves of some of the filled segments, and trees over them alone."""
        chosen = np.zeros(len(self.filled), dtype=np.bool_)
        chosen[segments] = True
        lengths = np.diff(self.begin, append=self.leaves)[segments]
        return np.flatnonzero(chosen[self.segment]), SplitTree.over(lengths)

    def collect(self, node: Index, count: Counts) -> Counts:
        """Counts of all leaves from those that have one."""
        counts = np.zeros(self.leaves, dtype=np.int64)
        counts[node] = count
        return counts


def split_binomially(
    generator: np.random.Generator, tree: SplitTree, totals: Counts, weights: Vector
) -> Counts:
    """Multinomial split of each segment's total over its leaves.

    Inputs      totals (segments,) persons; weights (leaves,) not negative, any scale
    Returns     (leaves,) counts; a segment whose weights are all 0 gives none
    Model       conditional binomials down a binary tree: the exact law
    """
    sums = tree.sums(weights)
    node = np.flatnonzero((sums[-1] > 0) & (totals[tree.filled] > 0))
    count = totals[tree.filled[node]]
    for level in range(len(tree.first) - 1, -1, -1):
        whole, first = sums[level + 1][node], tree.first[level][node]
        part = sums[level][first]
        left = np.where(part > 0, count, 0)
        drawn = np.flatnonzero((part > 0) & (part < whole))
        left[drawn] = generator.binomial(count[drawn], part[drawn] / whole[drawn])
        node, count = _children(first, left, count)
    return tree.collect(node, count)


def split_hypergeometrically(
    generator: np.random.Generator, tree: SplitTree, samples: Counts, sums: list[Counts]
) -> Counts:
    """Multivariate hypergeometric split: a sample without replacement from each segment.

    Inputs      samples (segments,) persons, at most the segment's population; sums: the population
                (leaves,) summed by ``tree.sums``
    Returns     (leaves,) counts, none above its population
    Raises      InputRejectedError SIMULATION-033 for a segment of a thousand million or more
    Model       univariate hypergeometrics down a binary tree: the exact law
    """
    largest = int(sums[-1].max(initial=0))
    if largest > LARGEST_POPULATION:
        raise InputRejectedError("SIMULATION-033", persons=largest, limit=LARGEST_POPULATION)
    node = np.flatnonzero(samples[tree.filled])
    count = samples[tree.filled[node]]
    for level in range(len(tree.first) - 1, -1, -1):
        whole, first = sums[level + 1][node], tree.first[level][node]
        part = sums[level][first]
        left = np.minimum(count, part)  # right where the whole is taken or one side is empty
        drawn = np.flatnonzero((part > 0) & (part < whole) & (count < whole))
        good = part[drawn]
        left[drawn] = generator.hypergeometric(good, whole[drawn] - good, count[drawn])
        node, count = _children(first, left, count)
    return tree.collect(node, count)


def _children(first: Index, left: Counts, count: Counts) -> tuple[Index, Counts]:
    """The children with a count, in their order."""
    node = np.empty(2 * len(first), dtype=np.intp)
    below = np.empty(2 * len(first), dtype=np.int64)
    node[::2], below[::2] = first, left
    node[1::2], below[1::2] = first + 1, count - left
    kept = np.flatnonzero(below)
    return node[kept], below[kept]
