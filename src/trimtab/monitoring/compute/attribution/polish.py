"""Two-way robust decomposition of one window: nation, region, industry, rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.monitoring.compute.attribution.layout import Axis, Layout
from trimtab.monitoring.compute.attribution.middles import (
    middle_of_all,
    middle_of_nodes,
    refined_middle,
)
from trimtab.stats import median_along

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Polished:
    """``common`` (T,), ``region`` (T, R), ``industry`` (T, K), ``rest`` (T, S): they add up to the
    changes. NaN nodes are not told apart that month and left in the rest."""

    common: Vector
    region: Matrix
    industry: Matrix
    rest: Matrix


def polish(values: Matrix, layout: Layout) -> Polished:
    """Divide the changes of a month between nation, regions, industries and series.

    Model        z_i = c + R_region(i) + K_industry(i) + e_i; medians first (nation, regions,
                 industries), then one Huber step of each; the middle region and the middle
                 industry are zero by definition, what they share belongs to c
    Inputs       values (T, S), in standard deviations of each series' change; gaps NaN
    Returns      Polished
    Simplifies   all series weigh alike; every series responds alike to its region and industry
    References   Tukey (1977), Exploratory Data Analysis, ch. 11 (median polish)
    """
    common = middle_of_all(values)
    common[np.isnan(common)] = 0.0 if not layout.cycle else np.nan
    rest = values - common[:, None]
    region, industry = _empty(values, layout.regions), _empty(values, layout.industries)
    for axis, nodes in ((layout.regions, region), (layout.industries, industry)):
        if axis.blocks:
            _move(rest, nodes, middle_of_nodes(rest, axis), axis)
    for axis, nodes in ((layout.regions, region), (layout.industries, industry)):
        if axis.blocks:
            _move(rest, nodes, refined_middle(rest, axis), axis)
            middle = median_along(nodes, axis=1)
            middle[np.isnan(middle)] = 0.0
            nodes -= middle[:, None]
            common += middle
    return Polished(common, region, industry, rest)


def spread(nodes: Matrix, axis: Axis) -> Matrix:
    """(T, S): the node's value for each of its series, zero where it is not told apart."""
    return np.nan_to_num(nodes, nan=0.0)[:, axis.node_of]


def _empty(values: Matrix, axis: Axis) -> Matrix:
    return np.full((len(values), len(axis.labels)), np.nan)


def _move(rest: Matrix, nodes: Matrix, part: Matrix, axis: Axis) -> None:
    """Take ``part`` out of the rest and add it to the nodes."""
    rest -= spread(part, axis)
    nodes[:] = np.where(np.isnan(nodes), part, nodes + np.nan_to_num(part, nan=0.0))
