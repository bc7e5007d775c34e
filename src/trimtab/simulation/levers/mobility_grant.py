"""Mobility grant: unemployed persons search in other regions and are paid if they find a job.

A place takes an unemployed person of an eligible cell into the programme (status ``mover``); there
they follow the layer "between" of the network alone, for ``weeks`` on average, then return to
ordinary search. Every hire of a mover is a move, and costs the grant; ``windfall_share`` of those
would have moved anyway. Simplifies: nobody moves back; housing and family do not enter; a constant
rate of return instead of a fixed term.
"""

from __future__ import annotations

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.charging import per_count
from trimtab.simulation.levers.contribution import Contribution, LayerWeight, StatusMove
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.types import Stock, Tally

BETWEEN = "between"
RETURN, JOIN = 0, 3


def prepare(acts: Acts, ground: Ground) -> Contribution:
    """The movers, their rows, and the cost of each move.

    Raises SIMULATION-067 where the economy has no moves between regions, 061 and 062 (selectors).
    """
    layout, columns = ground.layout, acts.columns
    between = layout.layer(BETWEEN)
    if between < 0:
        raise InputRejectedError(
            "SIMULATION-067", lever=acts.form, economy=ground.economy.name,
            line=acts.policies[0].line or "-",
        )  # fmt: skip
    mover = layout.status(f"{acts.name}/mover", row_class=f"{acts.name}/mover")
    row_class = layout.row_class(f"{acts.name}/mover")
    cells, kinds = acts.cells(ground.economy.cells), acts.kinds(ground.economy.kinds)
    share = cells[:, None, None, :] * kinds[None, None] * acts.numbers("take_up")
    returning = 1.0 / ground.whole_steps(acts.numbers("weeks"))
    always = np.ones((acts.steps, len(columns)))
    nothing = np.zeros(len(columns))
    hired = f"{acts.name}/moved"
    weight = np.zeros((1, 1, mover + 1, 1, 1))
    weight[:, :, mover] = 1.0
    return Contribution(
        moves=(
            StatusMove(
                columns, f"{acts.name}/return", mover, 0, returning[None, None, None, :], always,
                RETURN,
            ),
            StatusMove(
                columns, f"{acts.name}/join", 0, mover, share, acts.on(), JOIN,
                acts.numbers("persons_year") * ground.step_years,
            ),
        ),
        weights=tuple(
            LayerWeight(columns, row_class, layer, nothing)
            for layer in range(layout.own_layers)
            if layer != between
        ),
        tallies=(Tally(hired, Stock.HIRED, weight),),
        charges=(per_count(acts, "cost_person", (hired,), acts.numbers("windfall_share")),),
    )  # fmt: skip
