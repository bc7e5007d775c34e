"""Jobs by state and detailed occupation, with the cells that BLS does not release modelled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from trimtab import classifications
from trimtab.simulation.economies.us_occupations import (
    CLASSIFICATION,
    UsOccupations,
    numbers_of,
    positions_of,
    us_occupations,
    wages_of,
)
from trimtab.simulation.types import Matrix, Vector

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StateJobs:
    """R states (and DC) by O occupations of ``us_occupations``.

    jobs (R, O) persons, 0 where the occupation is not listed; modelled (R, O) mask of the cells
    whose figure was not released; wage (R, O) USD per year, the nation's where none was released;
    totals (R,) published jobs of all occupations.
    """

    regions: tuple[str, ...]
    jobs: Matrix
    modelled: Flags
    wage: Matrix
    totals: Vector


@cache
def state_jobs() -> StateJobs:
    """Jobs by state and detailed occupation, May 2025.

    Model        a cell that was not released gets its part of what the published major group of
                 the state leaves over, in proportion to what the nation leaves over in the
                 occupation; see ``fill_suppressed``
    Simplifies   occupations that a state does not list at all stay out (0.1 % of jobs)
    """
    occupations = us_occupations()
    table = classifications.oews_state_occupation()
    regions = tuple(str(region) for region in classifications.regions("US", "state"))
    grid, wage = _grids(occupations, regions)
    groups = tuple(dict.fromkeys(occupations.major))
    group_names = tuple(f"{CLASSIFICATION}:{code}" for code in groups)
    row = positions_of(table["region"], regions)
    employment = numbers_of(table, "employment")
    column = positions_of(table["occupation"], group_names)
    kept = (row >= 0) & (column >= 0)
    published = np.full((len(regions), len(groups)), np.nan)
    published[row[kept], column[kept]] = employment[kept]
    total = positions_of(table["occupation"], (f"{CLASSIFICATION}:00-0000",))
    totals = np.zeros(len(regions))
    whole = (row >= 0) & (total == 0)
    totals[row[whole]] = employment[whole]
    group_of = np.array([groups.index(code) for code in occupations.major])
    filled = fill_suppressed(grid, published, occupations.jobs, group_of)
    return StateJobs(regions, filled, np.isnan(grid) & (filled > 0), wage, totals)


def fill_suppressed(
    jobs: Matrix, groups: Matrix, nation: Vector, group_of: npt.NDArray[np.intp]
) -> Matrix:
    """Put a figure into the cells that were not released.

    Model        x_ro = left_rg * w_ro / sum of w over the unreleased cells of (r, g), with
                 left_rg = published group less its released occupations, not below 0, and
                 w_ro = (nation less released states, not below 0) * left_rg / its sum over the
                 states in which the occupation is unreleased
    Inputs       jobs (R, O), NaN where not released; groups (R, G) published jobs of each group;
                 nation (O,); group_of (O,)
    Returns      (R, O) whole persons without NaN; a cell that gets less than half a person is 0
    Simplifies   one pass: group totals are met where the nation leaves anything over, national
                 totals of single occupations only nearly
    """
    unknown = np.isnan(jobs)
    member = (group_of[:, None] == np.arange(groups.shape[1])).astype(np.float64)
    left = np.maximum(np.nan_to_num(groups) - np.nan_to_num(jobs) @ member, 0.0)
    missing = np.maximum(nation - np.nansum(jobs, axis=0), 0.0)
    room = left[:, group_of] * unknown
    across = room.sum(axis=0)
    weight = missing * room / np.where(across > 0, across, 1.0)
    in_group = (weight @ member)[:, group_of]
    filled = left[:, group_of] * weight / np.where(in_group > 0, in_group, 1.0)
    return np.where(unknown, np.rint(filled), np.nan_to_num(jobs))


def _grids(occupations: UsOccupations, regions: tuple[str, ...]) -> tuple[Matrix, Matrix]:
    """Jobs (R, O), 0 not listed, NaN not released; wages (R, O)."""
    table = classifications.oews_state_occupation()
    row = positions_of(table["region"], regions)
    column = positions_of(table["occupation"], occupations.codes)
    kept = (row >= 0) & (column >= 0)
    jobs = np.zeros((len(regions), len(occupations)))
    jobs[row[kept], column[kept]] = numbers_of(table, "employment")[kept]
    wage = np.tile(occupations.wage, (len(regions), 1))
    paid = wages_of(table)
    known = kept & ~np.isnan(paid)
    wage[row[known], column[known]] = paid[known]
    return jobs, wage
