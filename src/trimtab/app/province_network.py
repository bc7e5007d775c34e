"""Moves between the occupations and prefectures of the demonstration province: modelled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trimtab.simulation.economies import (
    BETWEEN,
    WITHIN,
    MobilityAssumptions,
    OccupationPairs,
    application_weights,
    co_staffing,
    destination_shares,
    mobility_network,
    regional_layers,
    us_coefficients,
)
from trimtab.simulation.types import Cells, Matrix, Network, Vector

ASSUMPTIONS = MobilityAssumptions(stay_share=0.65, between_share=0.05)
"""Middle groups are wider than the occupations the defaults are for, so that more stay; a province
is smaller than a country, so that more change the region. Both are assumptions."""

_HIGH_LEVEL = {"1": 0, "2": 0, "3": 2, "4": 1, "5": 3, "6": 4}
_MANUAL = ("5", "6")


def province_network(jobs: Matrix, major: Sequence[str], cells: Cells, employed: Vector) -> Network:
    """The layers "within" and "between" prefectures.

    Model        destinations by ``destination_shares``: size, industries in common, wages and
                 major group, with the coefficients of US moves; moves to other prefectures in the
                 own occupation, by size; vacancies weigh as in ``application_weights``
    Inputs       jobs (O, I) of the province by occupation and industry; major group of each
                 occupation; employed (C,) of the cells
    Simplifies   coefficients of another country: there is no cited matrix of moves between Chinese
                 occupations; every prefecture is as near to every other
    """
    pairs = OccupationPairs(
        size=jobs.sum(axis=1),
        co_staffing=co_staffing(jobs),
        wage=_wages(cells, employed),
        high_level=np.array([_HIGH_LEVEL[one] for one in major], dtype=np.intp),
        manual=np.array([one in _MANUAL for one in major]),
        nearness=np.equal.outer(np.array(major), np.array(major)).astype(np.float64),
    )
    coefficients = us_coefficients()
    shares = destination_shares(pairs, coefficients)
    occupations = mobility_network(shares, pairs.size, ASSUMPTIONS.stay_share)
    places = len(cells.regions)
    layers = regional_layers(
        occupations,
        cells.region_of,
        cells.occupation_of,
        employed,
        np.ones((places, places)),
        ASSUMPTIONS.between_share,
        coefficients["size"],
    )
    return Network((WITHIN, BETWEEN), application_weights(layers, employed))


def _wages(cells: Cells, employed: Vector) -> Vector:
    """(O,) mean pay of each occupation over the prefectures."""
    size = len(cells.occupations)
    paid = np.bincount(cells.occupation_of, cells.wage_year * employed, size)
    mean: Vector = paid / np.bincount(cells.occupation_of, employed, size)
    return mean
