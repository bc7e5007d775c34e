"""Evidence of each node, accumulated over the windows, and the months in which nodes are calm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.compute.attribution.contrasts import Matrix
from trimtab.monitoring.compute.attribution.decomposition import Decomposition, nodes_of_rows
from trimtab.monitoring.compute.attribution.layout import Layout

Mask = npt.NDArray[np.bool_]

CALM_SHARE = 0.75


def accumulate(windows: Sequence[Decomposition], component: Component) -> Matrix:
    """(N, T): the largest over the windows of a node's movement over its usual size.

    A long window has gathered more evidence of a lasting shift, a short one has it sooner. NaN
    where no window can be computed.

    References   Lai (1995), JRSS B 57: window-limited generalised likelihood ratio
    """
    largest: Matrix | None = None
    for window in windows:
        movement = window.movements[component]
        evidence = movement.value / movement.usual
        largest = evidence if largest is None else np.fmax(largest, evidence)
    assert largest is not None
    return np.ascontiguousarray(largest.T)


def calm_nodes(calm: Mask, component: Component, layout: Layout) -> Mask:
    """(N, T): months in which at least three quarters of a node's series are calm.

    Inputs       calm (T, S)
    """
    nodes = nodes_of_rows(component, layout)
    if len(nodes) and np.array_equal(nodes, np.arange(len(nodes))):
        return np.ascontiguousarray(calm.T)
    order = np.argsort(nodes, kind="stable")
    starts = np.flatnonzero(np.diff(nodes[order], prepend=-1))
    count = np.add.reduceat(calm[:, order].astype(np.int32), starts, axis=1)
    members = np.diff(np.append(starts, len(nodes)))
    return np.ascontiguousarray((count >= CALM_SHARE * members).T)
