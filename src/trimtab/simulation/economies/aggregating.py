"""Coarser occupations, fewer regions: the same flows, summed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from trimtab.kernel import InputRejectedError, UnknownCodeError, Wording
from trimtab.simulation.economies.mobility import application_shares, application_weights
from trimtab.simulation.types import Cells, Economy, Index, Matrix, Network, Vector


def aggregate(
    economy: Economy,
    occupation_groups: Sequence[str] | None = None,
    region_groups: Sequence[str] | None = None,
    titles: Mapping[str, Wording] | None = None,
) -> Economy:
    """Sum an economy to groups of occupations, of regions, or both.

    Model        flows of the reference state (vacancies and job-seekers in proportion to jobs),
                 F_cd = e_c s_cd with s from ``application_shares``, are summed to groups; the new
                 weights follow from the new shares as in ``application_weights``. Job totals and
                 the flows between groups in that state are kept exactly
    Inputs       the group of each of the economy's occupations, and of its regions, in their order
    Returns      Economy; wage, exposure and industry mix are means weighted by jobs; the tier of a
                 cell is the one with most of its jobs
    Simplifies   within a group all move alike afterwards, whatever their old occupation
    """
    cells = economy.cells
    occupations, occupation_at = _groups(occupation_groups or cells.occupations)
    regions, region_at = _groups(region_groups or cells.regions)
    group = region_at[cells.region_of] * len(occupations) + occupation_at[cells.occupation_of]
    kept, group_of = np.unique(group, return_inverse=True)
    summing = _summing(group_of, kept.size)
    employed = summing @ economy.employed
    jobs = economy.employed.sum(axis=1)
    total = employed.sum(axis=1)
    made = Cells(
        regions=regions,
        occupations=occupations,
        region_of=kept // len(occupations),
        occupation_of=kept % len(occupations),
        tiers=cells.tiers,
        tier_of=_main_tier(cells, group_of, jobs, kept.size),
        wage_year=_mean(cells.wage_year[:, None], group_of, jobs, kept.size)[:, 0],
        currency=cells.currency,
        occupation_titles=titles
        or {code: cells.occupation_titles[code] for code in occupations
            if code in cells.occupation_titles},
    )  # fmt: skip
    layers = tuple(
        sparse.csr_array(summing @ (sparse.diags_array(jobs) @ layer) @ summing.T)
        for layer in application_shares(economy.network.layers, jobs)
    )
    return replace(
        economy,
        cells=made,
        network=Network(economy.network.names, application_weights(layers, total)),
        employed=employed,
        exposure=_mean(economy.exposure, group_of, jobs, kept.size),
        industry_mix=_mean(economy.industry_mix, group_of, jobs, kept.size),
    )


def select_regions(economy: Economy, regions: Sequence[str]) -> Economy:
    """The cells of some regions alone; applications to the others are closed.

    Weights keep their proportions, rows of all layers together sum to 1 again. Raises
    UnknownCodeError SIMULATION-021 for a region that the economy does not have,
    InputRejectedError SIMULATION-013 or -015 where a cell is then without way out or in.
    """
    cells = economy.cells
    chosen = tuple(dict.fromkeys(regions))
    for region in chosen:
        if region not in cells.regions:
            known = ", ".join(cells.regions)
            raise UnknownCodeError("SIMULATION-021", value=region, known=known)
    place = {region: at for at, region in enumerate(chosen)}
    new_region = np.array([place.get(region, -1) for region in cells.regions], dtype=np.intp)
    kept = np.flatnonzero(new_region[cells.region_of] >= 0)
    used, occupation_of = np.unique(cells.occupation_of[kept], return_inverse=True)
    occupations = tuple(cells.occupations[at] for at in used)
    made = replace(
        cells,
        regions=chosen,
        occupations=occupations,
        region_of=new_region[cells.region_of[kept]],
        occupation_of=occupation_of.astype(np.intp),
        tier_of=cells.tier_of[kept],
        wage_year=cells.wage_year[kept],
        occupation_titles={
            code: title
            for code, title in cells.occupation_titles.items()
            if code in occupations or code not in cells.occupations
        },
    )
    inside = tuple(sparse.csr_array(layer[kept][:, kept]) for layer in economy.network.layers)
    _check_open(made, inside)
    even = np.ones(kept.size)
    return replace(
        economy,
        cells=made,
        network=Network(economy.network.names, application_weights(inside, even)),
        employed=economy.employed[kept],
        exposure=economy.exposure[kept] if economy.exposure.size else economy.exposure,
        industry_mix=(
            economy.industry_mix[kept] if economy.industry_mix.size else economy.industry_mix
        ),
    )


def _check_open(cells: Cells, layers: tuple[sparse.csr_array, ...]) -> None:
    """Refuse cells that nobody could leave or enter any more."""
    leaving = np.sum([np.diff(layer.indptr) for layer in layers], axis=0)
    entering = np.sum(
        [np.bincount(layer.indices, minlength=len(cells)) for layer in layers], axis=0
    )
    if shut := np.flatnonzero(leaving == 0).tolist():
        raise InputRejectedError("SIMULATION-013", value=_named(cells, shut[0]))
    if shut := np.flatnonzero(entering == 0).tolist():
        raise InputRejectedError("SIMULATION-015", value=_named(cells, shut[0]))


def _named(cells: Cells, at: int) -> str:
    return f"{cells.regions[cells.region_of[at]]}/{cells.occupations[cells.occupation_of[at]]}"


def _groups(names: Sequence[str]) -> tuple[tuple[str, ...], Index]:
    place = {name: at for at, name in enumerate(dict.fromkeys(names))}
    return tuple(place), np.array([place[name] for name in names], dtype=np.intp)


def _summing(group_of: Index, groups: int) -> sparse.csr_array:
    size = group_of.size
    return sparse.csr_array((np.ones(size), (group_of, np.arange(size))), shape=(groups, size))


def _mean(values: Matrix, group_of: Index, jobs: Vector, groups: int) -> Matrix:
    """(N, M) means weighted by jobs over what is known; NaN where nothing is."""
    if not values.size:
        return values
    summing = _summing(group_of, groups)
    known = ~np.isnan(values)
    weight = summing @ (known * jobs[:, None])
    total = summing @ (np.nan_to_num(values) * jobs[:, None])
    return np.where(weight > 0, total / np.where(weight > 0, weight, 1.0), np.nan)


def _main_tier(cells: Cells, group_of: Index, jobs: Vector, groups: int) -> Index:
    """The tier with most jobs; -1 where no tier is known."""
    held = np.zeros((groups, len(cells.tiers) + 1))
    np.add.at(held, (group_of, cells.tier_of + 1), jobs)
    known = held[:, 1:]
    if not known.size:
        return np.full(groups, -1, dtype=np.intp)
    return np.where(known.sum(axis=1) > 0, known.argmax(axis=1), -1).astype(np.intp)
