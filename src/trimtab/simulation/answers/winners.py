"""Who gains and who loses: job-years by group against the first mix, in pairs of runs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trimtab.simulation.answers.axes import require_axis
from trimtab.simulation.answers.outcomes import Direction
from trimtab.simulation.answers.pairing import paired_gap
from trimtab.simulation.answers.spreads import spreads, standing
from trimtab.simulation.answers.types import COVERAGE, GroupChange, Runs, Standing, WinnersLosers

PER = 1_000.0


def winners_and_losers(
    runs: Runs, axis: str, coverage: float = COVERAGE
) -> tuple[WinnersLosers, ...]:
    """Change in job-years over the horizon per 1,000 of each group's labour force.

    Estimator    mean of paired differences over the mean labour force of the group in the first
                 mix; intervals of ``spreads``, each group for itself (not simultaneous)
    Returns      one for each mix but the first, groups from most gaining to most losing
    Raises       SIMULATION-138 when the economy has no such axis
    """
    require_axis(axis, {name: runs.labels[name] for name in runs.by})
    jobs, force = runs.by[axis]["employment_years"], runs.by[axis]["labour_force"]
    people = force[0].mean((0, 1))
    there = people > 0
    names = [name for name, one in zip(runs.labels[axis], there, strict=True) if one]
    return tuple(
        _of_mix(
            mix, axis, names, people[there], paired_gap(jobs[place], jobs[0])[..., there], coverage
        )
        for place, mix in enumerate(runs.mixes)
        if place > 0
    )


def _of_mix(
    mix: str,
    axis: str,
    names: Sequence[str],
    people: np.ndarray,
    gaps: np.ndarray,
    coverage: float,
) -> WinnersLosers:
    """``gaps`` (D, R, N) in job-years, ``people`` (N,)."""
    found = spreads(PER * gaps / people, coverage)
    changes = []
    for place, (name, count) in enumerate(zip(names, people, strict=True)):
        shown = found.at(place)
        changes.append(GroupChange(name, float(count), shown, standing(shown, Direction.HIGHER)))
    total = float(people.sum())

    def share(*standings: Standing) -> float:
        return sum(one.labour_force for one in changes if one.standing in standings) / total

    return WinnersLosers(
        mix=mix,
        axis=axis,
        groups=tuple(sorted(changes, key=lambda one: -one.spread.value)),
        share_gaining=share(Standing.BETTER),
        share_losing=share(Standing.WORSE),
        share_cannot_tell=share(Standing.CANNOT_TELL, Standing.SAME, Standing.NOT_JUDGED),
    )
