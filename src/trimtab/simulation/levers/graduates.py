"""Graduates enter, older workers leave.

``persons_year`` enter the labour force unemployed, in the occupations of their field of study (or
those named), spread over the cells by demand and over the kinds asked for by their number;
``exit_share_year`` of the employed and unemployed of ``exit_kinds`` (all without it) leave a year.
Simplifies: no seasons within a year; graduates look for work in their own field first, as the
network's rows say.
"""

from __future__ import annotations

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.contribution import Contribution, Entry, Exit
from trimtab.simulation.levers.forms import GRADUATE_FIELDS
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.levers.hiring_subsidy import spread_jobs
from trimtab.simulation.levers.policy import Policy
from trimtab.simulation.levers.selection import occupation_matches
from trimtab.simulation.types import Cells


def prepare(acts: Acts, ground: Ground) -> Contribution:
    """Entrants of each cell and kind, and the share who leave.

    Raises SIMULATION-079 for a field of study where codes are not SOC; 061 and 062 (selectors).
    """
    economy = ground.economy
    occupations = [_occupations(policy, economy.cells) for policy in acts.policies]
    cells = acts.cells(economy.cells, occupations)
    entering = spread_jobs(cells, ground.demand, acts.numbers("persons_year") * ground.step_years)
    kinds = acts.kinds(economy.kinds) * economy.employed.sum(axis=0)[:, None]
    by_kind = kinds / np.maximum(kinds.sum(axis=0), 1e-200)
    leaving = 1.0 - (1.0 - acts.numbers("exit_share_year")) ** ground.step_years
    exits = acts.kinds(economy.kinds, "exit_kinds")[None] * leaving
    on = acts.on()
    return Contribution(
        entries=(Entry(acts.columns, entering[:, None, :] * by_kind[None], on),),
        exits=(Exit(acts.columns, exits, on),) if leaving.any() else (),
    )


def _occupations(policy: Policy, cells: Cells) -> tuple[str, ...]:
    """Occupations of the field of study; empty where occupations are named or nothing is."""
    if policy.codes("occupations") or policy.values["field"] is None:
        return ()
    groups = GRADUATE_FIELDS[policy.chosen("field")]
    soc = [one.startswith("SOC") or _looks_like_soc(one) for one in cells.occupations]
    found = tuple(
        one for one in groups if any(occupation_matches(code, one) for code in cells.occupations)
    )
    if not (all(soc) and found):
        raise InputRejectedError(
            "SIMULATION-079", lever=policy.form, value=policy.chosen("field"),
            held=", ".join(cells.occupations[:5]), line=policy.line or "-",
        )  # fmt: skip
    return found


def _looks_like_soc(code: str) -> bool:
    """Two digits, a hyphen, four digits."""
    head, _, tail = code.partition("-")
    return len(head) == 2 and len(tail) == 4 and (head + tail).isdigit()
