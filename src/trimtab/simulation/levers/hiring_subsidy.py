"""Hiring subsidy: more jobs are demanded in eligible cells while it is paid.

``jobs`` subsidised at a time, of which the share that is no windfall is additional demand, spread
over the eligible cells by their demand; after the window ``kept_share`` of it stays. All subsidised
jobs cost, also those that would have been filled anyway. That subsidised hires take vacancies and
applicants from others (displacement) arises in the model through congestion. Simplifies: places are
paid as planned, whether or not they are filled at once.
"""

from __future__ import annotations

import numpy as np

from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.charging import charge
from trimtab.simulation.levers.contribution import Contribution, DemandChange, DemandPart
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.types import Matrix, Vector


def prepare(acts: Acts, ground: Ground) -> Contribution:
    """Additional demand, and the cost of every subsidised job."""
    windfall = acts.numbers("windfall_share")
    additional = acts.numbers("jobs") * (1.0 - windfall)
    paid = acts.ramp("ramp_years")
    change = spread_jobs(acts.cells(ground.economy.cells), ground.demand, additional)
    cost = paid * acts.numbers("jobs") * acts.numbers("cost_job_year") * ground.step_years
    return Contribution(
        demand=(DemandChange(acts.columns, change, _path(acts, paid)),),
        charges=(charge(acts, amount=cost, windfall=windfall),),
        parts=(DemandPart(acts.columns, acts.name, change.sum(axis=0)),),
    )


def _path(acts: Acts, paid: Matrix) -> Matrix:
    """As paid, and after the window what is kept of the last."""
    t = np.arange(acts.steps)[:, None]
    stop = acts.steps_of("until_year")
    at_the_end = paid.max(axis=0, initial=0.0) * acts.numbers("kept_share")
    path: Matrix = paid + (t >= stop) * at_the_end
    return path


def spread_jobs(cells: Matrix, demand: Vector, jobs: Vector) -> Matrix:
    """(C, n) jobs (n,) over the cells reached, (C, n) or (C, 1), in proportion to demand."""
    weight = cells * demand[:, None]
    share: Matrix = weight / np.maximum(weight.sum(axis=0), 1e-200) * jobs
    return share
