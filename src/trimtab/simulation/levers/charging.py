"""What a lever costs, as charges of a step."""

from __future__ import annotations

import numpy as np

from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.contribution import Charge
from trimtab.simulation.types import Matrix, Vector


def per_count(
    acts: Acts, cost_field: str, counted: tuple[str, ...], windfall: Vector | None = None
) -> Charge:
    """So much for each person counted, in whatever step."""
    unit = np.broadcast_to(acts.numbers(cost_field), (acts.steps, len(acts.columns)))
    return charge(acts, unit=unit, counted=counted, windfall=windfall)


def charge(
    acts: Acts,
    *,
    amount: Matrix | None = None,
    unit: Matrix | None = None,
    counted: tuple[str, ...] = (),
    windfall: Vector | None = None,
) -> Charge:
    """A charge of a lever, paid by the budget or the fund as its policies say."""
    nothing = np.zeros(len(acts.columns))
    return Charge(
        acts.columns,
        acts.name,
        nothing if windfall is None else windfall,
        acts.chosen("paid_by", "fund"),
        amount,
        unit,
        counted,
    )
