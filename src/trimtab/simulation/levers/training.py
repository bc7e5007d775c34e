"""Training in tiers: lock-in while it lasts, then a changed mobility row for those who complete.

A seat takes an unemployed person of an eligible cell (status ordinary) into ``training``; for so
many whole steps as the course lasts they do not search. Then

    trained with share   completion (screened + (1 - screened) unscreened_gain)

the others return to ordinary. The trained follow the row of their cell plus ``opened_weight`` times
a row towards the target occupations of their region, in which a target weighs as the network leads
workers into it: sum_i e_i A_ij. Everybody keeps this status until the next job, or loses it at a
constant rate with mean ``fade_weeks``.

Sectoral-training effects were found for screened entrants (Katz et al. 2022, in the evidence
register); they do not hold for mass training. So the screened share must be stated, those who are
not screened gain nothing unless the author says so, and a course for a large share of the eligible
unemployed carries a caution. Simplifies: eligible persons enter with equal chance; persons already
served by another programme do not enter; targets lie in the own region.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import sparse

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.charging import per_count
from trimtab.simulation.levers.contribution import (
    Caution,
    Contribution,
    LayerWeight,
    SearchChange,
    StatusMove,
)
from trimtab.simulation.levers.forms import GROWING
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.levers.policy import Policy
from trimtab.simulation.levers.selection import Mask, occupations_reached
from trimtab.simulation.types import Index, Matrix, Tensor, Vector

MASS_FROM = 0.05
"""Seats of a year above this share of the eligible unemployed are called mass training: an
assumption of ours; no study of the register says where screened programmes end."""

FADE, COMPLETE, ADVANCE, ENROL = 0, 1, 2, 3
"""Ranks of the moves of a step: what ends a status comes before what begins one."""


def prepare(acts: Acts, ground: Ground) -> Contribution:
    """Statuses, transfers, the opened rows and the cost of the seats.

    Raises SIMULATION-069 where no cell grows and no target is named, 061 and 062 (selectors).
    """
    lengths = ground.whole_steps(acts.numbers("weeks")).astype(np.intp)
    layout, name = ground.layout, acts.name
    in_course = [layout.status(f"{name}/{left + 1}") for left in range(int(lengths.max()))]
    trained = layout.status(f"{name}/trained", row_class=f"{name}/trained")
    cells, kinds = acts.cells(ground.economy.cells), acts.kinds(ground.economy.kinds)
    moves = (
        *_endings(acts, ground, trained, in_course[0]),
        *_advances(acts, in_course),
        *_enrolments(acts, ground, lengths, in_course, cells, kinds),
    )
    always = np.ones((acts.steps, len(acts.columns)))
    still = np.zeros((1, 1, len(acts.columns)))
    lift = (1.0 + acts.numbers("search_lift"))[None, None, :]
    enrolled = tuple(dict.fromkeys(one.name for one in moves if one.rank == ENROL))
    return Contribution(
        search=(
            *(SearchChange(acts.columns, still, always, status) for status in in_course),
            SearchChange(acts.columns, lift, always, trained),
        ),
        moves=moves,
        weights=_opened_rows(acts, ground, cells),
        charges=(per_count(acts, "cost_person", enrolled),),
        cautions=(*_mass_training(acts, ground, cells), *_lock_in_alone(acts)),
    )


def _constant(values: Vector) -> Tensor:
    return values[None, None, None, :]


def _endings(acts: Acts, ground: Ground, trained: int, last: int) -> tuple[StatusMove, ...]:
    """The trained fade, courses end: first those who gain, then all others."""
    columns, name = acts.columns, acts.name
    always = np.ones((acts.steps, len(columns)))
    weeks = acts.numbers("fade_weeks")
    fading = np.where(np.isnan(weeks), 0.0, 1.0 / ground.whole_steps(np.nan_to_num(weeks, nan=1.0)))
    screened = acts.numbers("screened_share")
    gaining = acts.numbers("completion_share") * (
        screened + (1.0 - screened) * acts.numbers("unscreened_gain")
    )
    everyone = np.ones(len(columns))
    return (
        StatusMove(columns, f"{name}/fade", trained, 0, _constant(fading), always, FADE),
        StatusMove(
            columns, f"{name}/complete", last, trained, _constant(gaining), always, COMPLETE
        ),
        StatusMove(columns, f"{name}/leave", last, 0, _constant(everyone), always, COMPLETE),
    )


def _advances(acts: Acts, in_course: list[int]) -> tuple[StatusMove, ...]:
    """One step less of the course, the shortest remainder first, so that nobody moves twice."""
    always = np.ones((acts.steps, len(acts.columns)))
    everyone = _constant(np.ones(len(acts.columns)))
    return tuple(
        StatusMove(acts.columns, f"{acts.name}/advance", source, target, everyone, always, ADVANCE)
        for target, source in pairwise(in_course)
    )


def _enrolments(
    acts: Acts, ground: Ground, lengths: Index, in_course: list[int], cells: Matrix, kinds: Matrix
) -> tuple[StatusMove, ...]:
    """Seats of a step, for courses of each length."""
    seats = acts.numbers("seats_year") * ground.step_years
    from_spell = np.ceil(acts.numbers("from_weeks") / ground.baseline.step_weeks)
    spells = (np.arange(ground.spells)[:, None] >= from_spell).astype(np.float64)
    share = (
        cells[:, None, None, :]
        * spells[None, :, None, :]
        * kinds[None, None, :, :]
        * acts.numbers("take_up")
    )
    on = acts.on()
    found = []
    for length in np.unique(lengths):
        these = lengths == length
        found.append(
            StatusMove(
                acts.columns[these],
                f"{acts.name}/enrol",
                0,
                in_course[length - 1],
                share[..., these],
                on[:, these],
                ENROL,
                seats[these],
            )
        )
    return tuple(found)


def _opened_rows(acts: Acts, ground: Ground, cells: Matrix) -> tuple[LayerWeight, ...]:
    """A layer for each set of targets, with its weight for the trained of the columns."""
    layout, opened = ground.layout, acts.numbers("opened_weight")
    row_class = layout.row_class(f"{acts.name}/trained")
    named: dict[tuple[str, ...], Mask] = {}
    columns: dict[bytes, list[int]] = {}
    for at, policy in enumerate(acts.policies):
        wanted = policy.codes("targets")
        if not wanted or wanted == (GROWING,):
            targets = _growing(policy, ground, int(acts.columns[at]))
        else:
            if wanted not in named:
                named[wanted] = occupations_reached(ground.economy.cells, policy, "targets")
            targets = named[wanted]
        eligible = cells[:, at if cells.shape[1] > 1 else 0] > 0
        columns.setdefault(np.concatenate([eligible, targets]).tobytes(), []).append(at)
    weights = []
    for number, (key, places) in enumerate(columns.items()):
        eligible, targets = np.split(np.frombuffer(key, dtype=bool), 2)
        name = f"{acts.name}/targets{number or ''}"
        layer = layout.layer(name, opened_rows(ground, eligible, targets))
        weights.append(LayerWeight(acts.columns[places], row_class, layer, opened[places]))
    return tuple(weights)


def _growing(policy: Policy, ground: Ground, column: int) -> Mask:
    """(C,) cells in which the demand levers of the column add jobs by the end."""
    growing = np.zeros(len(ground.demand), dtype=bool)
    if ground.growing is not None:
        growing = ground.growing[:, column] > 1e-9 * np.maximum(ground.demand, 1.0)
    if not growing.any():
        raise InputRejectedError("SIMULATION-069", lever=policy.form, line=policy.line or "-")
    return growing


def opened_rows(ground: Ground, eligible: Mask, targets: Mask) -> sparse.csr_array:
    """(C, C) rows of eligible cells over the targets of their region, summing to 1 where there are
    any; a target weighs as the economy's network leads workers into it."""
    region = ground.economy.cells.region_of
    jobs = ground.economy.employed.sum(axis=1)
    pull = sum(layer.T @ jobs for layer in ground.economy.network.layers) * targets
    total = np.bincount(region, weights=pull, minlength=len(ground.economy.cells.regions))
    rows, columns = [], []
    for at in np.flatnonzero(total > 0):
        here = region == at
        source, target = np.flatnonzero(here & eligible), np.flatnonzero(here & (pull > 0))
        rows.append(np.repeat(source, target.size))
        columns.append(np.tile(target, source.size))
    row = np.concatenate(rows) if rows else np.empty(0, dtype=np.intp)
    column = np.concatenate(columns) if columns else np.empty(0, dtype=np.intp)
    value = pull[column] / total[region[column]]
    return sparse.csr_array((value, (row, column)), shape=(region.size, region.size))


def _mass_training(acts: Acts, ground: Ground, cells: Matrix) -> tuple[Caution, ...]:
    """A caution for courses that are large, where their gain was found for screened entrants."""
    eligible = ground.unemployed @ np.broadcast_to(
        cells, (len(ground.unemployed), len(acts.columns))
    )
    seats = acts.numbers("seats_year")
    large = np.flatnonzero(seats > MASS_FROM * eligible)
    if not large.size:
        return ()
    at = int(large[np.argmax(seats[large])])
    params: dict[str, object] = {
        "lever": acts.name, "seats": f"{seats[at]:,.0f}", "unemployed": f"{eligible[at]:,.0f}",
        "limit": f"{MASS_FROM:.0%}",
    }  # fmt: skip
    return (Caution("SIMULATION-081", row=acts.policies[at].line, params=params),)


def _lock_in_alone(acts: Acts) -> tuple[Caution, ...]:
    """A caution where those who complete do not search more: applying elsewhere too is all they
    gain, which is small beside the weeks in which nobody searches."""
    rows = {
        policy.line: None
        for policy, lift in zip(acts.policies, acts.numbers("search_lift"), strict=True)
        if lift == 0
    }
    return tuple(Caution("SIMULATION-078", row=row, params={"lever": acts.name}) for row in rows)
