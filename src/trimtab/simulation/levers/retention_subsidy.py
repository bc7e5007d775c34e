"""Wage subsidy for jobs at risk, short-time work: part of the state-dependent separations does not
happen.

The subsidy acts on separations that follow from demand below jobs, not on ordinary turnover: that
is where the register's finding places the effect (Cahuc, Kramarz and Nevoux: jobs are saved only in
firms with a large fall of revenue, with large windfall elsewhere). A saved job costs
``weeks`` of subsidy, charged when it is saved, and the programme pays for
1 / (1 - windfall) jobs for each one saved. A job saved in one step may be at risk again in the next
and is then paid again. Simplifies: no hours; the windfall share does not depend on the shock.
"""

from __future__ import annotations

import numpy as np

from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.charging import charge
from trimtab.simulation.levers.contribution import Contribution, RetainedShare
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.types import WEEKS_A_YEAR, Stock, Tally, Tensor


def prepare(acts: Acts, ground: Ground) -> Contribution:
    """Shares retained, and what each retained job costs."""
    cells, kinds = acts.cells(ground.economy.cells), acts.kinds(ground.economy.kinds)
    share = cells[:, None, :] * kinds[None] * acts.numbers("retained_share")
    on, windfall = acts.on(), acts.numbers("windfall_share")
    saved_job = acts.numbers("cost_job_year") * acts.numbers("weeks") / WEEKS_A_YEAR
    return Contribution(
        retained=(RetainedShare(acts.columns, share, on),),
        tallies=(Tally(f"{acts.name}/saved", Stock.RETAINED, _reached(acts, ground, share)),),
        charges=(
            charge(
                acts,
                unit=on * saved_job / (1.0 - windfall),
                counted=(f"{acts.name}/saved",),
                windfall=windfall,
            ),
        ),
    )


def _reached(acts: Acts, ground: Ground, share: Tensor) -> Tensor:
    """(C, K, B) 1 where this lever retains; two of them never reach the same cell at once."""
    whole = np.zeros((*share.shape[:2], ground.batch))
    whole[..., acts.columns] = share > 0
    return whole
