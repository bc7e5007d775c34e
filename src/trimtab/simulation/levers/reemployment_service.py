"""Re-employment service: part of the newly unemployed are seen early and search more.

Of those newly unemployed (spell 0) in eligible cells, ``share`` get the status ``served`` at the
end of the step in which they lost their job; their search intensity is ``1 + search_lift`` times
the ordinary one, never above 1, until the next job, or until it fades at a constant rate with mean
``fade_weeks``. Where ``search_lift`` is left out it is the one at which the model reproduces the
service's own trial (``simulation.trials``), with the transfer discount of the evidence register.
What the served gain, others who want the same vacancies lose: that arises in the model.
"""

from __future__ import annotations

import numpy as np

from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.charging import per_count
from trimtab.simulation.levers.contribution import Caution, Contribution, SearchChange, StatusMove
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.levers.selection import insured_kinds
from trimtab.simulation.types import Matrix, Vector

FADE, SERVE = 0, 4


def prepare(acts: Acts, ground: Ground) -> Contribution:
    """The served, their search, and the cost of each.

    Raises SIMULATION-061 and 062 (selectors).
    """
    served = ground.layout.status(acts.name)
    columns, lift = acts.columns, acts.numbers("search_lift")
    always = np.ones((acts.steps, len(columns)))
    weeks = acts.numbers("fade_weeks")
    fading = np.where(np.isnan(weeks), 0.0, 1.0 / ground.whole_steps(np.nan_to_num(weeks, nan=1.0)))
    newly = np.zeros((1, ground.spells, 1, 1))
    newly[:, 0] = 1.0
    cells = acts.cells(ground.economy.cells)
    share = cells[:, None, None, :] * newly * _claimants(acts, ground) * acts.numbers("share")
    return Contribution(
        search=(SearchChange(columns, (1.0 + lift)[None, None, :], always, served),),
        moves=(
            StatusMove(
                columns, f"{acts.name}/fade", served, 0, fading[None, None, None, :], always, FADE
            ),
            StatusMove(columns, f"{acts.name}/serve", 0, served, share, acts.on(), SERVE),
        ),
        charges=(per_count(acts, "cost_person", (f"{acts.name}/serve",)),),
        cautions=_clipped(acts, ground, lift),
    )


def _claimants(acts: Acts, ground: Ground) -> Matrix:
    """(K, n) kinds served: those asked for; the insured where the economy knows them."""
    kinds = acts.kinds(ground.economy.kinds)
    insured = insured_kinds(ground.economy.kinds)
    if insured is None:
        return kinds
    unasked = np.array([not policy.traits() for policy in acts.policies])
    return np.where(unasked, kinds * insured[:, None], kinds)


def _clipped(acts: Acts, ground: Ground, lift: Vector) -> tuple[Caution, ...]:
    """A caution where the lifted intensity would be above 1."""
    wanted = ground.search[acts.columns] * (1.0 + lift)
    if not (wanted > 1.0).any():
        return ()
    at = int(np.argmax(wanted))
    params: dict[str, object] = {
        "lever": acts.name, "intensity": f"{ground.search[acts.columns[at]]:.3g}",
        "lift": f"{lift[at]:.3g}",
    }  # fmt: skip
    return (Caution("SIMULATION-082", row=acts.policies[at].line, params=params),)
