"""One step of the mean field for a block of columns: from the stocks at t to those at t+1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.simulation.mean_field.layout import Inputs, cells_first
from trimtab.simulation.mean_field.matching import TINY, Layer, Matched, match
from trimtab.simulation.recording import Flows
from trimtab.simulation.types import Matrix, Rates, Tensor, Vector


@dataclass(slots=True)
class State:
    """Stocks of a block: employed (K, C, b), unemployed (S, P, K, C, b), vacancies (C, b)."""

    employed: Tensor
    unemployed: Tensor
    vacancies: Matrix


@dataclass(frozen=True, slots=True)
class Setting:
    """What does not change over a run; ``row_class`` (P,) and which flows somebody reads."""

    layers: tuple[Layer, ...]
    row_class: tuple[int, ...]
    rates: Rates
    wants_hired: bool = False
    wants_retained: bool = False


def advance(setting: Setting, inputs: Inputs, state: State) -> tuple[Flows, Matched]:
    """Take the state from t to t+1, in place; all flows use the stocks left after exits at t.

    Flows have cells first, as the recorder reads them; ``moves`` is left to the caller.
    """
    left = _leave(inputs, state)
    closed, retained, opened = _adjust(setting, inputs, state)
    applicants = _applicants(setting, inputs, state.unemployed)
    matched = match(setting.layers, inputs.weights, applicants, state.vacancies)
    hired = _hire(setting, inputs, matched.share, state.unemployed)
    _join(state.unemployed, closed)
    entered: Vector | float = 0.0
    if inputs.entrants is not None:
        state.unemployed[0, 0] += inputs.entrants
        entered = np.broadcast_to(inputs.entrants, closed.shape).sum(axis=(0, 1))
    state.employed += matched.hires
    state.employed -= closed
    filled = matched.hires[0] if len(matched.hires) == 1 else matched.hires.sum(axis=0)
    state.vacancies += opened
    state.vacancies -= filled
    np.maximum(state.vacancies, 0.0, out=state.vacancies)  # of what rounding leaves below it
    flows = Flows(
        separations=cells_first(closed),
        openings=opened,
        hires=cells_first(matched.hires),
        entrants=entered,
        exits=left,
        hired=None if hired is None else cells_first(hired),
        retained=None if retained is None else cells_first(retained),
    )
    if inputs.transfers:
        flows.transfers = _transfer(inputs, state.unemployed)
    if inputs.conversions:
        flows.conversions = _convert(inputs, state.employed)
    return flows, matched


def _leave(inputs: Inputs, state: State) -> Vector | float:
    """Take out those who leave the labour force; how many left."""
    if inputs.exits is None:
        return 0.0
    retired = state.employed * inputs.exits
    gone = state.unemployed * inputs.exits
    state.employed -= retired
    state.unemployed -= gone
    return np.asarray(retired.sum(axis=(0, 1)) + gone.sum(axis=(0, 1, 2, 3)))


def _adjust(setting: Setting, inputs: Inputs, state: State) -> tuple[Tensor, Tensor | None, Matrix]:
    """Separations (K, C, b), separations retained or None, openings (C, b).

    Openings where nobody works: min(1, missing jobs), the mean-field form of "opens one".
    """
    rates, employed = setting.rates, state.employed
    jobs = employed[0] if len(employed) == 1 else employed.sum(axis=0)
    gap = jobs + state.vacancies
    gap -= inputs.target
    change = rates.adjustment * gap
    too_many = np.maximum(change, 0.0)
    too_few = np.subtract(too_many, change, out=change)
    np.minimum(too_few, jobs, out=too_few)
    too_few *= 1.0 - rates.opening
    np.minimum(too_many, jobs, out=too_many)
    too_many *= 1.0 - rates.separation
    opened = rates.opening * jobs
    opened += too_few
    if jobs.item(jobs.argmin()) <= 0.0:  # min() takes three times as long
        opened = np.where(jobs > 0.0, opened, np.clip(-gap, 0.0, 1.0))
    shrinking = (
        too_many[None] if len(employed) == 1 else employed * (too_many / np.maximum(jobs, TINY))
    )
    retained = shrinking * inputs.retained if setting.wants_retained else None
    closed = rates.separation * employed
    closed += shrinking if _is_zero(inputs.retained) else shrinking * (1.0 - inputs.retained)
    return closed, retained, opened


def _is_zero(value: Tensor | float) -> bool:
    return isinstance(value, float) and value == 0.0


def _applicants(setting: Setting, inputs: Inputs, unemployed: Tensor) -> Tensor:
    """Who applies, by row class: (Q, K, C, b)."""
    classes = 1 if inputs.weights is None else len(inputs.weights)
    if classes == 1 and len(setting.row_class) == 1:
        return _applying(unemployed[:, 0], _searching(inputs.search, 0))[None]
    applicants = np.zeros((classes, *unemployed.shape[2:]))
    for status, row in enumerate(setting.row_class):
        applicants[row if classes > 1 else 0] += _applying(
            unemployed[:, status], _searching(inputs.search, status)
        )
    return applicants


def _applying(unemployed: Tensor, searching: Tensor | float) -> Tensor:
    """Applicants (K, C, b) among the unemployed (S, K, C, b) of a status."""
    applying: Tensor
    if isinstance(searching, np.ndarray) and len(searching) > 1:
        applying = unemployed[0] * searching[0]
        for of_spell, share in zip(unemployed[1:], searching[1:], strict=True):
            applying += of_spell * share
        return applying
    applying = np.add.reduce(unemployed, axis=0)
    if isinstance(searching, np.ndarray):
        applying *= searching[0]
    elif searching != 1.0:
        applying *= searching
    return applying


def _searching(search: Tensor | float, status: int) -> Tensor | float:
    """Search probabilities (S, K, 1, b) of a status, axes of length 1 where they do not differ."""
    if isinstance(search, np.ndarray):
        return search[:, status if search.shape[1] > 1 else 0]
    return search


def _hire(setting: Setting, inputs: Inputs, share: Tensor, unemployed: Tensor) -> Tensor | None:
    """Take out those hired and make the others a spell older, in place; the hired if wanted.

    Status by status: what one needs stays in the cache.
    """
    hired = np.empty_like(unemployed) if setting.wants_hired else None
    for status, row in enumerate(setting.row_class):
        of_status = unemployed[:, status]
        found = share[row if len(share) > 1 else 0][None, None]  # (1, 1, C, b)
        searching = _searching(inputs.search, status)
        if isinstance(searching, np.ndarray) or searching != 1.0:
            found = found * searching
        if hired is not None:
            np.multiply(of_status, found, out=hired[:, status])
        _grow_older(of_status, 1.0 - found)
    return hired


def _grow_older(unemployed: Tensor, staying: Tensor) -> None:
    """Of the unemployed (S, K, C, b) of a status those who stay go one spell on, in place.

    The last spell is open-ended; what the first holds afterwards is for ``_join`` to replace.
    """
    spells = len(unemployed)
    of_spell = [staying[0]] * spells if len(staying) == 1 else [*staying]
    last = unemployed[-1]
    last *= of_spell[-1]
    if spells > 1:
        last += unemployed[-2] * of_spell[-2]
        for spell in range(spells - 3, -1, -1):
            np.multiply(unemployed[spell], of_spell[spell], out=unemployed[spell + 1])


def _join(unemployed: Tensor, closed: Tensor) -> None:
    """The newly separated are those without work for the shortest time, in the first status."""
    if len(unemployed) == 1:  # one open-ended spell, whose stock stays in it
        unemployed[0, 0] += closed
        return
    unemployed[0, 0] = closed
    unemployed[0, 1:] = 0.0


def _transfer(inputs: Inputs, unemployed: Tensor) -> dict[str, Vector]:
    """Move persons between statuses, in place; how many moved by name."""
    moved: dict[str, Vector] = {}
    for one in inputs.transfers:
        source, target = unemployed[:, one.source], unemployed[:, one.target]
        persons = _weighed_persons(source, one.share)
        share = one.share
        if one.seats is not None:
            admitted = np.minimum(1.0, one.seats / np.maximum(persons, TINY))
            persons = persons * admitted
            share = share * admitted
        shares = np.broadcast_to(share, (len(source), *np.shape(share)[1:]))
        for spell in range(len(source)):  # spell by spell: what moves stays in the cache
            moving = source[spell] * shares[spell]
            source[spell] -= moving
            target[spell] += moving
        moved[one.name] = moved.get(one.name, 0.0) + persons
    return moved


def _weighed_persons(stock: Tensor, share: Tensor) -> Vector:
    """Sum of a stock (S, K, C, b) weighed with shares: (b,)."""
    if share.shape[:3] == (1, 1, 1):
        return np.asarray(np.einsum("skcb->b", stock) * share[0, 0, 0])
    return np.asarray(np.einsum("skcb,skcb->b", stock, np.broadcast_to(share, stock.shape)))


def _convert(inputs: Inputs, employed: Tensor) -> dict[str, Vector]:
    """Move employed persons between kinds, in place; how many moved by name."""
    moved: dict[str, Vector] = {}
    for one in inputs.conversions:
        moving = employed[one.source] * one.share
        employed[one.source] -= moving
        employed[one.target] += moving
        moved[one.name] = moved.get(one.name, 0.0) + moving.sum(axis=0)
    return moved
