"""Coverage of platform and flexible workers: uninsured employed persons become insured.

At the end of ``ramp_years`` a share ``coverage_share`` of the uninsured employed of eligible cells
and kinds has been converted to the insured kind that is alike in all other traits, at a constant
rate (1 - (1 - share) ** (step / ramp) of those left a step). They keep it through jobs, pay
contributions and draw benefit when unemployed. ``cost_person``: public money for each person newly
insured. Simplifies: nobody drops out; employers do not react to the cost.
"""

from __future__ import annotations

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.charging import per_count
from trimtab.simulation.levers.contribution import Contribution, KindMove
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.levers.selection import INSURED, insured_kinds
from trimtab.simulation.types import Kinds


def prepare(acts: Acts, ground: Ground) -> Contribution:
    """Conversions of every uninsured kind reached.

    Raises SIMULATION-066 where the economy does not tell insured from uninsured persons, or nobody
    reached is uninsured; 061 and 062 (selectors).
    """
    economy, columns = ground.economy, acts.columns
    pairs = _pairs(economy.kinds)
    cells, kinds = acts.cells(economy.cells), acts.kinds(economy.kinds)
    reached = [(source, target) for source, target in pairs if kinds[source].any()]
    uninsured = sum((economy.employed[:, source] @ (cells.max(axis=1))) for source, _ in reached)
    if not (reached and uninsured > 0):
        raise InputRejectedError(
            "SIMULATION-066", lever=acts.form, economy=economy.name,
            axes=", ".join(economy.kinds.axes) or "-", line=acts.policies[0].line or "-",
        )  # fmt: skip
    ramp = np.maximum(acts.steps_of("ramp_years"), 1.0)
    rate = 1.0 - (1.0 - acts.numbers("coverage_share")) ** (1.0 / ramp)
    t = np.arange(acts.steps)[:, None]
    on = acts.on() * (t < acts.steps_of("from_year") + ramp)
    name = f"{acts.name}/insured"
    return Contribution(
        conversions=tuple(
            KindMove(columns, name, source, target, cells * kinds[source] * rate, on)
            for source, target in reached
        ),
        charges=(per_count(acts, "cost_person", (name,)),),
    )


def _pairs(kinds: Kinds) -> list[tuple[int, int]]:
    """Uninsured kinds with the insured kind that is alike in all other traits."""
    insured = insured_kinds(kinds)
    if insured is None:
        return []
    at = kinds.axes.index(INSURED)
    others = [one[:at] + one[at + 1 :] for one in kinds.values]
    return [
        (source, target)
        for source, traits in enumerate(others)
        for target, like in enumerate(others)
        if not insured[source] and insured[target] and traits == like
    ]
