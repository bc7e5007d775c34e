"""Pieces of all levers put together: the inputs of each step, the same objects while nothing
changes, so that engines need not look at them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import TypeVar

import numpy as np

from trimtab.simulation.levers.contribution import Contribution, SearchChange, StatusMove
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.types import (
    Conversion,
    Index,
    Matrix,
    StepInputs,
    Tensor,
    Transfer,
)

Part = TypeVar("Part")


def gather(contributions: Iterable[Contribution]) -> Contribution:
    """All pieces of several contributions, in order."""
    held = list(contributions)
    return Contribution(
        **{
            one.name: sum((getattr(of, one.name) for of in held), ())
            for one in fields(Contribution)
        }
    )


def _places(columns: Index, batch: int) -> Index | slice:
    """Columns as an index; a slice where they are all, which needs no copy."""
    whole = columns.size == batch and np.array_equal(columns, np.arange(batch))
    return slice(None) if whole else columns


def over_batch(values: Tensor, columns: Index, batch: int) -> Tensor:
    """Values (..., n) placed in their columns (..., B), 0 elsewhere."""
    if values.shape[-1] == batch and isinstance(_places(columns, batch), slice):
        return values
    placed = np.zeros((*values.shape[:-1], batch))
    placed[..., columns] = values
    return placed


class _Kept:
    """The last value of a part, returned again while what it depends on stays the same."""

    def __init__(self) -> None:
        self._key: bytes | None = None
        self._value: object = None

    def of(self, rows: Sequence[Matrix], t: int, make: Callable[[], Part]) -> Part:
        """``make()`` unless row t of all ``rows`` equals that of the last call."""
        key = b"".join(np.ascontiguousarray(one[t]).tobytes() for one in rows)
        if key != self._key:
            self._key, self._value = key, make()
        return self._value  # type: ignore[return-value]


class Composer:
    """``inputs(t)`` of a model; t beyond the steps compiled repeats the last one."""

    def __init__(self, ground: Ground, pieces: Contribution) -> None:
        # A factor of one would only change the order of sums: without it, a lever of size zero is
        # no lever, bit for bit.
        pieces = replace(pieces, search=tuple(x for x in pieces.search if (x.factor != 1.0).any()))
        self._ground, self._pieces = ground, pieces
        self._scale = ground.solution.demand_scale(ground.search)
        self._statuses = len(ground.layout.statuses)
        self._kept = {name: _Kept() for name in _PARTS}
        self._weights = self._all_weights()
        self._moves = sorted(pieces.moves, key=lambda move: move.rank)
        self._shares = [over_batch(move.share, move.columns, ground.batch) for move in self._moves]

    def inputs(self, t: int) -> StepInputs:
        """What acts in the step from t to t+1; the same t gives the same values."""
        t, pieces, kept = min(t, self._ground.steps - 1), self._pieces, self._kept
        return StepInputs(
            target=kept["target"].of(
                [one.path for one in pieces.demand], t, lambda: self._target(t)
            ),
            retained=kept["retained"].of(
                [one.on for one in pieces.retained], t, lambda: self._retained(t)
            ),
            search=kept["search"].of([one.on for one in pieces.search], t, lambda: self._search(t)),
            weights=self._weights,
            transfers=kept["transfers"].of(
                [one.on for one in self._moves], t, lambda: self._transfers(t)
            ),
            conversions=kept["conversions"].of(
                [one.on for one in pieces.conversions], t, lambda: self._conversions(t)
            ),
            entrants=kept["entrants"].of(
                [one.on for one in pieces.entries], t, lambda: self._entrants(t)
            ),
            exits=kept["exits"].of([one.on for one in pieces.exits], t, lambda: self._exits(t)),
        )

    def _target(self, t: int) -> Matrix:
        ground = self._ground
        target: Matrix = ground.demand[:, None] * self._scale
        for one in self._pieces.demand:
            if one.path[t].any():
                target[:, _places(one.columns, ground.batch)] += one.change * one.path[t]
        return np.maximum(target, 0.0, out=target)

    def _retained(self, t: int) -> Tensor | float:
        ground = self._ground
        if not any(one.on[t].any() for one in self._pieces.retained):
            return 0.0
        kinds = len(ground.economy.kinds)
        retained = np.zeros((len(ground.demand), kinds, ground.batch))
        for one in self._pieces.retained:
            retained[..., one.columns] += one.share * one.on[t]
        return np.minimum(retained, 1.0)

    def _search(self, t: int) -> Tensor:
        """(S or 1, P, K or 1, B); one intensity for all where no lever acts on it."""
        ground, changes = self._ground, self._pieces.search
        spells = max((one.factor.shape[0] for one in changes), default=1)
        kinds = max((one.factor.shape[1] for one in changes), default=1)
        statuses = self._statuses if changes else 1
        search = np.empty((spells, statuses, kinds, ground.batch))
        search[:] = ground.search
        for one in changes:
            _scale(search, one, t)
        return np.minimum(search, 1.0)

    def _transfers(self, t: int) -> tuple[Transfer, ...]:
        return tuple(
            self._transfer(move, share, t)
            for move, share in zip(self._moves, self._shares, strict=True)
            if move.on[t].any()
        )

    def _transfer(self, move: StatusMove, share: Tensor, t: int) -> Transfer:
        batch = self._ground.batch
        if not move.on[t].all():
            share = share * over_batch(move.on[t], move.columns, batch)
        seats = None if move.seats is None else over_batch(move.seats, move.columns, batch)
        return Transfer(move.name, move.source, move.target, share, seats)

    def _conversions(self, t: int) -> tuple[Conversion, ...]:
        return tuple(
            Conversion(
                one.name, one.source, one.target,
                over_batch(one.share * one.on[t], one.columns, self._ground.batch),
            )
            for one in self._pieces.conversions
            if one.on[t].any()
        )  # fmt: skip

    def _entrants(self, t: int) -> Tensor | None:
        ground, entries = self._ground, self._pieces.entries
        if not any(one.on[t].any() for one in entries):
            return None
        entrants = np.zeros((len(ground.demand), len(ground.economy.kinds), ground.batch))
        for one in entries:
            entrants[..., one.columns] += one.persons * one.on[t]
        return entrants

    def _exits(self, t: int) -> Tensor | None:
        ground, exits = self._ground, self._pieces.exits
        if not any(one.on[t].any() for one in exits):
            return None
        staying = np.ones((len(ground.demand), len(ground.economy.kinds), ground.batch))
        for one in exits:
            staying[..., one.columns] *= 1.0 - one.share * one.on[t]
        return 1.0 - staying

    def _all_weights(self) -> Tensor | None:
        """(Q, L, B): the economy's own layers count 1 for everybody, others as levers say."""
        ground, layout = self._ground, self._ground.layout
        layers = len(layout.network.names)
        if layers == 1 and layout.row_classes == 1:
            return None
        weights = np.zeros((layout.row_classes, layers, ground.batch))
        weights[:, : layout.own_layers] = 1.0
        for one in self._pieces.weights:
            weights[one.row_class, one.layer, one.columns] = one.weight
        return weights


_PARTS = ("target", "retained", "search", "transfers", "conversions", "entrants", "exits")


def _scale(search: Tensor, change: SearchChange, t: int) -> None:
    """Multiply the intensity of a status, or of all, by a factor where it acts."""
    part = search if change.status is None else search[:, change.status : change.status + 1]
    factor = 1.0 + change.on[t] * (change.factor - 1.0)
    part[..., change.columns] *= factor[:, None]
