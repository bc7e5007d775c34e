"""The smallest lasting step each component would show within a year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.attributed import Component, SmallestShock
from trimtab.monitoring.compute.attribution.contrasts import WINDOWS, Contrasts
from trimtab.monitoring.compute.attribution.decomposition import Decomposition
from trimtab.monitoring.compute.attribution.layout import Layout

Mask = npt.NDArray[np.bool_]
Vector = npt.NDArray[np.float64]

FOUND_WITHIN_MONTHS = 12
POWER = 0.80
LARGEST_STEP = 3.0
NODES_AT_MOST, STARTS_AT_MOST = 200, 60


def smallest_shock(
    component: Component,
    windows: Sequence[Decomposition],
    contrasts: Contrasts,
    layout: Layout,
    calm: Mask,
    threshold: float,
) -> SmallestShock:
    """Smallest step at one node found within 12 months, four times of five.

    Model        changes are linear in the data: a step of z monthly noises in the series of a node,
                 begun j months ago, adds z min(j, h) / (h f) to their change over h months. For
                 every calm start, the step that lifts the evidence to the threshold in the
                 easiest month and window; the answer is the 80th percentile over nodes and starts.
                 Starts already over the threshold are left out
    Inputs       contrasts of the same panel; calm (N, T) of the nodes; threshold of an alarm
    Returns      SmallestShock in standard deviations of a series' monthly noise; for the exposure
                 gradient the step of the most exposed industry; None above 3 or without calm start
    Simplifies   a node's middle moves by what its series move by; the usual size is as before
    """
    needed = _needed(component, windows, contrasts, layout, calm, threshold)
    size = None
    if needed.size:
        found = float(np.quantile(needed, POWER))
        size = found if found <= LARGEST_STEP else None
    return SmallestShock(component, size, FOUND_WITHIN_MONTHS, POWER)


def _needed(
    component: Component,
    windows: Sequence[Decomposition],
    contrasts: Contrasts,
    layout: Layout,
    calm: Mask,
    threshold: float,
) -> Vector:
    """Step needed for each calm node and start."""
    nodes = np.arange(len(calm))[:: -(-len(calm) // NODES_AT_MOST)]
    months = np.arange(calm.shape[1] - FOUND_WITHIN_MONTHS)
    months = months[calm[np.ix_(nodes, months)].any(axis=0)]
    starts = months[:: max(-(-len(months) // STARTS_AT_MOST), 1)]
    if not len(starts):
        return np.empty(0)
    reach = 1.0
    if component is Component.EXPOSURE:
        reach = float(np.nanmax(windows[0].exposure) - windows[0].centre)
    least = np.full((len(starts), len(nodes)), np.inf)
    over = np.zeros(least.shape, dtype=bool)
    for window, factor, length in zip(windows, contrasts.factor, WINDOWS, strict=True):
        movement = window.movements[component]
        for later in range(FOUND_WITHIN_MONTHS):
            at = np.ix_(starts + later, nodes)
            value, usual = movement.value[at], movement.usual[at]
            gain = min(later + 1, length) / (length * factor[starts + later])[:, None] / reach
            step = (threshold * usual - value) / gain
            least = np.fmin(least, np.where(np.isnan(step), np.inf, step))
        before = np.ix_(starts, nodes)
        over |= movement.value[before] >= threshold * movement.usual[before]
    kept = np.isfinite(least) & ~over & calm[np.ix_(nodes, starts)].T
    return np.asarray(np.maximum(least[kept], 0.0))
