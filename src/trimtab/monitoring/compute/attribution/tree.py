"""The nodes of a panel as a tree of hypotheses, tested from the nation down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trimtab.monitoring.attributed import Component, LevelSignal
from trimtab.monitoring.compute.attribution.discovery import (
    Branch,
    claim,
    confirm_top_down,
    leaves,
)
from trimtab.monitoring.compute.attribution.layout import Layout


def confirm_nodes(signals: Sequence[LevelSignal], layout: Layout) -> tuple[LevelSignal, ...]:
    """The signals with what survives false-discovery control in the last month.

    Below the nation stand the cycle, the exposure gradient, "some region", "some industry" and
    "some series"; below the last the series of each region (of each industry, in a panel with one
    region), each a family. What a series does by itself is what its region and industry do not, so
    a region at rest does not close its series.
    """
    families = layout.regions if len(layout.regions.labels) > 1 else layout.industries
    order = np.argsort(families.node_of, kind="stable")
    branches: list[Branch] = []
    for signal in signals:
        if len(signal.nodes) == 1:
            branches += leaves(signal.p_values)
        elif signal.component is Component.OWN:
            ends = np.cumsum(np.bincount(families.node_of))[:-1]
            members = np.split(signal.p_values[order], ends)
            branches.append(claim(tuple(claim(leaves(one)) for one in members)))
        else:
            branches.append(claim(leaves(signal.p_values)))
    found = np.array(confirm_top_down(claim(tuple(branches))), dtype=bool)
    result, start = [], 0
    for signal in signals:
        confirmed = found[start : start + len(signal.nodes)]
        start += len(signal.nodes)
        if signal.component is Component.OWN and len(signal.nodes) > 1:
            confirmed = confirmed[np.argsort(order)]
        result.append(replace(signal, confirmed=confirmed))
    return tuple(result)
