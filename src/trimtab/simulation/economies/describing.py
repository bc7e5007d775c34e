"""An economy in figures: what it holds, how its network is shaped, what of it is modelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trimtab.simulation.economies.mobility import application_shares
from trimtab.simulation.types import Economy, Index, Vector


@dataclass(frozen=True, slots=True)
class EconomyDescription:
    """``jobs``: persons employed; ``tiers``: share of jobs by tier, "" where unknown; ``edges`` by
    layer; where applications go when vacancies are in proportion to jobs, shares of all of them:
    ``same_cell``, ``same_region`` (another occupation), ``other_regions``; ``smallest_cell``
    persons; ``below_five``: cells with fewer than five persons, for exact counts; ``exposed``:
    share of jobs whose occupation has a published exposure."""

    cells: int
    regions: int
    occupations: int
    kinds: int
    jobs: float
    tiers: Mapping[str, float]
    edges: Mapping[str, int]
    same_cell: float
    same_region: float
    other_regions: float
    smallest_cell: float
    below_five: int
    exposed: float


def describe_economy(economy: Economy) -> EconomyDescription:
    """Count an economy's cells, jobs and edges, and sum its applications by where they go."""
    cells = economy.cells
    jobs = economy.employed.sum(axis=1)
    total = float(jobs.sum())
    same_cell = other_regions = 0.0
    for layer in application_shares(economy.network.layers, jobs):
        moves = layer.tocoo()
        weight = jobs[moves.row] * moves.data
        same_cell += float(weight[moves.row == moves.col].sum())
        away = cells.region_of[moves.row] != cells.region_of[moves.col]
        other_regions += float(weight[away].sum())
    return EconomyDescription(
        cells=len(cells),
        regions=len(cells.regions),
        occupations=len(cells.occupations),
        kinds=len(economy.kinds),
        jobs=total,
        tiers=_tier_shares(cells.tiers, cells.tier_of, jobs),
        edges={
            name: int(layer.nnz)
            for name, layer in zip(economy.network.names, economy.network.layers, strict=True)
        },
        same_cell=same_cell / total,
        same_region=1.0 - (same_cell + other_regions) / total,
        other_regions=other_regions / total,
        smallest_cell=float(jobs.min()),
        below_five=int((jobs < 5).sum()),
        exposed=_exposed(economy, jobs) / total,
    )


def _exposed(economy: Economy, jobs: Vector) -> float:
    """Jobs of the cells with at least one published measure."""
    if not economy.measures:
        return 0.0
    return float(jobs[np.isfinite(economy.exposure).any(axis=1)].sum())


def _tier_shares(tiers: tuple[str, ...], tier_of: Index, jobs: Vector) -> dict[str, float]:
    held = np.bincount(tier_of + 1, weights=jobs, minlength=len(tiers) + 1) / jobs.sum()
    named = dict(zip(("", *tiers), held.tolist(), strict=True))
    return {tier: share for tier, share in named.items() if share > 0}
