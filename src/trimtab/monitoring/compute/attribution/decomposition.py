"""One window of the panel divided into components, each with its usual size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.compute.attribution.contrasts import Matrix
from trimtab.monitoring.compute.attribution.gradient import (
    exposure_by_industry,
    exposure_slope,
    has_gradient,
)
from trimtab.monitoring.compute.attribution.layout import Layout
from trimtab.monitoring.compute.attribution.loadings import (
    PRIOR_DEVIATION,
    follow_cycle,
)
from trimtab.monitoring.compute.attribution.polish import polish
from trimtab.monitoring.compute.attribution.usual import usual_size

Vector = npt.NDArray[np.float64]

_CLAIM_AT_LEAST = 0.2  # keeps the usual size of a slope that rests on one industry finite


@dataclass(frozen=True, slots=True)
class Movement:
    """``value`` (T, N): movement of each node in standard deviations of its series' change;
    ``usual`` (T, N): its standard deviation in the months before, doubt about the loading on the
    cycle included; NaN where unknown."""

    value: Matrix
    usual: Matrix


@dataclass(frozen=True, slots=True)
class Decomposition:
    """``change`` (T, S) over the window; ``movements`` of the components the panel tells apart.

    ``exposure`` (K,) of the industries, ``centre`` the exposure at which the gradient takes nothing
    (NaN without gradient).
    """

    change: Matrix
    movements: Mapping[Component, Movement]
    exposure: Vector
    centre: float


def decompose(
    change: Matrix, layout: Layout, exposure: Vector | None, months: int
) -> Decomposition:
    """Divide the changes over one window between the components.

    Model        z_i = b_i c + R_region(i) + g (x_industry(i) - x) + K_industry(i) + own_i: a median
                 polish, then loadings on the cycle from the past, then the exposure slope of the
                 industries; b_i is 1 plus what its region, its industry and itself have shown
    Inputs       change (T, S); exposure (S,) share or None; months of the window
    Returns      Decomposition; what is not told apart is in the residual component of the layout
    """
    polished = polish(change, layout)
    movements: dict[Component, Movement] = {}
    if layout.cycle:
        nation = polished.common[:, None]
        movements[Component.CYCLE] = Movement(nation, usual_size(nation, months))
    parts = {layout.residual: polished.rest}
    if layout.regions.blocks:
        parts[Component.REGION] = polished.region
    if layout.industries.blocks:
        parts[Component.INDUSTRY] = polished.industry
    for component, part in parts.items():
        common = polished.common if layout.cycle else None
        movements[component] = _freed_of_cycle(component, part, common, months)
    by_industry = np.full(len(layout.industries.labels), np.nan)
    centre = float("nan")
    if exposure is not None:
        by_industry = exposure_by_industry(exposure, layout.industries.node_of, len(by_industry))
    if Component.INDUSTRY in movements and has_gradient(by_industry):
        centre = float(np.nanmean(by_industry))
        _take_gradient(movements, layout, by_industry - centre, months)
    return Decomposition(change, movements, by_industry, centre)


def nodes_of_rows(component: Component, layout: Layout) -> npt.NDArray[np.int64]:
    """(S,): the node each series belongs to in the movement of a component."""
    if component is layout.residual:
        return np.arange(len(layout.regions.node_of))
    if component is Component.REGION:
        return layout.regions.node_of
    if component is Component.INDUSTRY:
        return layout.industries.node_of
    return np.zeros(len(layout.regions.node_of), dtype=np.int64)


def _freed_of_cycle(
    component: Component, part: Matrix, common: Vector | None, months: int
) -> Movement:
    if common is None:
        return Movement(part, usual_size(part, months))
    followed, doubt = follow_cycle(part, common, months, PRIOR_DEVIATION[component])
    part -= followed
    usual = usual_size(part, months)
    return Movement(part, np.hypot(usual, doubt))


def _take_gradient(
    movements: dict[Component, Movement], layout: Layout, centred: Vector, months: int
) -> None:
    """Move the part in proportion to exposure from the industries to a component of its own.

    ``usual`` of the slope is such that value / usual is at most each of two claims: without any one
    industry, against the slope's own past; and against the spread of the industries in the month.
    """
    industry = movements[Component.INDUSTRY]
    if layout.residual is Component.INDUSTRY:
        series_of = np.argsort(layout.industries.node_of)
        slope = exposure_slope(industry.value[:, series_of], centred)
        by_node = centred[layout.industries.node_of]
    else:
        slope = exposure_slope(industry.value, centred)
        by_node = centred
    past = usual_size(slope.value[:, None], months)[:, 0]
    claim = np.abs(slope.cautious) / past
    doubtful = np.abs(slope.value) / np.maximum(claim, _CLAIM_AT_LEAST)
    usual = np.maximum(np.maximum(past, slope.error), doubtful)
    movements[Component.EXPOSURE] = Movement(slope.value[:, None], usual[:, None])
    taken = slope.value[:, None] * by_node
    value = industry.value - np.nan_to_num(taken, nan=0.0)
    movements[Component.INDUSTRY] = Movement(value, industry.usual)
