"""Which parts of a panel can be told apart: series by region and industry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.attributed import Component

Rows = npt.NDArray[np.int64]

MEMBERS_AT_LEAST = 4
"""Series a region or industry needs for its middle to be more than one of them."""
NODES_AT_LEAST = 4
"""Regions, industries or series needed for what they have in common to be more than one of them."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One way of grouping the series.

    ``labels`` (N,) are the nodes in sorted order, ``node_of`` (S,) the node of each series,
    ``blocks`` hold the nodes with enough members: pairs of nodes (n,) and their series (n, m), one
    pair for each number of members m. ``told_apart`` (N,): the node's movement differs from that
    of its series and of the panel.
    """

    labels: tuple[str, ...]
    node_of: Rows
    blocks: tuple[tuple[Rows, Rows], ...]
    told_apart: npt.NDArray[np.bool_]

    @property
    def one_series_each(self) -> bool:
        """Whether every node is one series: the node and the series are the same thing."""
        return len(self.labels) == len(self.node_of) > 1


@dataclass(frozen=True, slots=True)
class Layout:
    """The axes of a panel, and the name of what remains after they are taken out.

    ``residual`` is ``OWN``, except where each series is the only one of its region (industry):
    then the rest is called by that axis and the series' own movement cannot be told from it.
    """

    regions: Axis
    industries: Axis
    cycle: bool
    residual: Component


def lay_out(regions: Sequence[str], industries: Sequence[str]) -> Layout:
    """Layout of a panel from the labels of its series."""
    by_region, by_industry = _axis(regions), _axis(industries)
    region, industry = by_region.one_series_each, by_industry.one_series_each
    residual = Component.OWN
    if region != industry:
        residual = Component.REGION if region else Component.INDUSTRY
    return Layout(by_region, by_industry, len(regions) >= NODES_AT_LEAST, residual)


def _axis(labels: Sequence[str]) -> Axis:
    names, node_of = np.unique(np.asarray(labels, dtype=str), return_inverse=True)
    members = np.bincount(node_of, minlength=len(names))
    told_apart = members >= MEMBERS_AT_LEAST
    if told_apart.sum() < NODES_AT_LEAST:
        told_apart = np.zeros_like(told_apart)
    order = np.argsort(node_of, kind="stable")
    starts = np.cumsum(members) - members
    blocks = []
    for size in np.unique(members[told_apart]):
        nodes = np.flatnonzero(told_apart & (members == size))
        blocks.append((nodes, order[starts[nodes][:, None] + np.arange(size)]))
    return Axis(tuple(map(str, names)), node_of, tuple(blocks), told_apart)
