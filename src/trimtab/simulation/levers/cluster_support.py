"""Support of an industry cluster: jobs demanded in chosen regions and occupations.

``jobs`` arise over ``ramp_years`` and stay (they are in place, whatever is paid later); a share
``displaced_share`` of them is taken from the same occupations in the other regions, by their
demand. No study of the register gives a figure for either, so both are the author's. The cost is
that of the programme a year while its window lasts.
"""

from __future__ import annotations

import numpy as np

from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.charging import charge
from trimtab.simulation.levers.contribution import Contribution, DemandChange, DemandPart
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.levers.hiring_subsidy import spread_jobs
from trimtab.simulation.types import Matrix


def prepare(acts: Acts, ground: Ground) -> Contribution:
    """Demand here and, as far as it is displaced, there."""
    cells, jobs = acts.cells(ground.economy.cells), acts.numbers("jobs")
    gained = spread_jobs(cells, ground.demand, jobs)
    lost = _displaced(acts, ground, gained)
    since = np.arange(acts.steps)[:, None] + 1 - acts.steps_of("from_year")
    path = np.clip(since / np.maximum(acts.steps_of("ramp_years"), 1.0), 0.0, 1.0)
    cost = acts.on() * acts.numbers("cost_year") * ground.step_years
    return Contribution(
        demand=(DemandChange(acts.columns, gained - lost, path),),
        charges=(charge(acts, amount=cost),),
        parts=(
            DemandPart(acts.columns, acts.name, gained.sum(axis=0)),
            DemandPart(acts.columns, f"{acts.name}/displaced", -lost.sum(axis=0)),
        ),
    )


def _displaced(acts: Acts, ground: Ground, gained: Matrix) -> Matrix:
    """(C, n) jobs lost in other regions, occupation by occupation; nothing where there are none."""
    cells = ground.economy.cells
    count = len(cells.occupations)
    wanted = np.zeros((count, gained.shape[1]))
    np.add.at(wanted, cells.occupation_of, gained * acts.numbers("displaced_share"))
    gaining = np.zeros((len(cells.regions), gained.shape[1]), dtype=bool)
    np.logical_or.at(gaining, cells.region_of, gained > 0)
    elsewhere = ground.demand[:, None] * ~gaining[cells.region_of]
    held = np.zeros_like(wanted)
    np.add.at(held, cells.occupation_of, elsewhere)
    share = wanted / np.where(held > 0, held, np.inf)
    lost: Matrix = elsewhere * np.minimum(share, 1.0)[cells.occupation_of]
    return lost
