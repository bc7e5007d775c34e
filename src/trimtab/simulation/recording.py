"""The recorder both engines fill: stocks at each step, flows and tallies of each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from trimtab.simulation.types import (
    LONG_TERM_FROM,
    Index,
    Matrix,
    Model,
    Recording,
    Stock,
    Stocks,
    Tally,
    Tensor,
    Trajectory,
    Vector,
)

EVERY = slice(None)
"""All columns of the batch."""

_HELD_VALUES = 500_000
"""Sums of unemployed by spell, status and kind that wait to be summed together: 4 MB."""

CELLS = "cells"
"""Name under which ``Trajectory.by`` keeps the cells themselves."""


@dataclass(slots=True)
class Flows:
    """What happened in a step to the columns of a block of b columns.

    separations, hires (by destination) (C, K, b); openings (C, b); entrants, exits (b,).
    ``hired`` (by origin) (C, S, P, K, b), ``retained`` (C, K, b) and ``moves`` (N, N, b) are needed
    only where the recorder says so. transfers, conversions: name -> persons (b,).
    """

    separations: Tensor
    openings: Matrix
    hires: Tensor
    entrants: Vector | float = 0.0
    exits: Vector | float = 0.0
    hired: Tensor | None = None
    retained: Tensor | None = None
    moves: Tensor | None = None
    transfers: Mapping[str, Vector] | None = None
    conversions: Mapping[str, Vector] | None = None


class Recorder:
    """Fills a ``Trajectory`` of ``steps`` steps; an engine gives it blocks of columns.

    Call ``stocks(t, ...)`` for t = 0..steps and ``flows(t, ...)`` for t = 0..steps-1, then
    ``finish()``. Different columns may be given from different threads. ``wants`` says which
    optional flows are read. With ``batch`` 1 the record is that of the model's column ``column``.
    """

    def __init__(
        self, model: Model, steps: int, recording: Recording, batch: int, column: int = 0
    ) -> None:
        cells, spells, statuses, kinds = model.start.unemployed.shape
        self._steps, self._batch = steps, batch
        of_batch = slice(column, column + 1) if batch == 1 else EVERY
        self._tallies = [(one.stock, _weight(one, of_batch)) for one in model.tallies]
        self._tallied_stocks = {tally.stock for tally in model.tallies}
        self._groups = _group_sums(recording, cells)
        self._sizes = {name: rows.stop - rows.start for name, rows in self._groups[1].items()}
        self._cells = recording.cells
        self.moves = _moves(recording, self._sizes, batch)
        moments, rows = steps + 1, self._groups[0].shape[0]
        held = max(1, min(moments, _HELD_VALUES // max(1, spells * statuses * kinds * batch)))
        self._persons = np.zeros((held, spells, statuses, kinds, batch))
        self._employed = np.zeros((moments, kinds, batch))
        self._unemployed = np.zeros((moments, kinds, batch))
        self._long_term = np.zeros((moments, kinds, batch))
        self._statuses = np.zeros((moments, statuses, batch))
        self._vacancies = np.zeros((moments, batch))
        self._by_group = np.zeros((moments, rows, 4, batch))
        self._by_cell = np.zeros((moments if recording.cells else 0, cells, 4, batch))
        self._separations, self._hires = (np.zeros((steps, kinds, batch)) for _ in range(2))
        self._openings, self._entrants, self._exits = (np.zeros((steps, batch)) for _ in range(3))
        self._tallied = np.zeros((steps, len(model.tallies), batch))
        self._transfers: dict[str, Matrix] = {}
        self._conversions: dict[str, Matrix] = {}

    def wants(self, stock: Stock) -> bool:
        """Whether a tally reads these flows."""
        return stock in self._tallied_stocks

    def stocks(
        self,
        t: int,
        employed: Tensor,
        unemployed: Tensor,
        vacancies: Matrix,
        columns: slice = EVERY,
    ) -> None:
        """Stocks at t: employed (C, K, b), unemployed (C, S, P, K, b), vacancies (C, b)."""
        held, at = len(self._persons), t % len(self._persons)
        persons = over_cells(unemployed)  # (S, P, K, b)
        jobs = over_cells(employed)  # (K, b)
        self._persons[at, ..., columns] = persons
        self._employed[t, :, columns] = jobs
        self._vacancies[t, columns] = over_cells(vacancies)
        if at == held - 1 or t == self._steps:
            self._sum_persons(t - at, t + 1, columns)
        if self._sizes or self._cells:
            self._local_stocks(t, employed, unemployed, vacancies, columns)
        if t < self._steps and self._tallied_stocks:
            self._tally(t, Stock.EMPLOYED, employed, jobs, columns)
            self._tally(t, Stock.UNEMPLOYED, unemployed, persons, columns)

    def _sum_persons(self, begin: int, end: int, columns: slice) -> None:
        """Sums of the unemployed held for the moments begin..end-1: small sums are dear singly."""
        persons = self._persons[: end - begin, ..., columns]
        self._unemployed[begin:end, :, columns] = persons.sum(axis=(1, 2))
        self._long_term[begin:end, :, columns] = persons[:, LONG_TERM_FROM:].sum(axis=(1, 2))
        self._statuses[begin:end, :, columns] = persons.sum(axis=(1, 3))

    def _local_stocks(
        self, t: int, employed: Tensor, unemployed: Tensor, vacancies: Matrix, columns: slice
    ) -> None:
        by_cell = np.stack(
            (
                employed.sum(axis=1),
                unemployed.sum(axis=(1, 2, 3)),
                unemployed[:, LONG_TERM_FROM:].sum(axis=(1, 2, 3)),
                vacancies,
            ),
            axis=1,
        ).astype(np.float64, copy=False)  # (C, 4, b)
        if self._cells:
            self._by_cell[t, :, :, columns] = by_cell
        if self._sizes:
            sums = self._groups[0] @ by_cell.reshape(len(by_cell), -1)
            self._by_group[t, :, :, columns] = sums.reshape(-1, *by_cell.shape[1:])

    def flows(self, t: int, flows: Flows, columns: slice = EVERY) -> None:
        """Flows of the step from t to t+1."""
        self._separations[t, :, columns] = over_cells(flows.separations)
        self._hires[t, :, columns] = over_cells(flows.hires)
        self._openings[t, columns] = over_cells(flows.openings)
        self._entrants[t, columns] = flows.entrants
        self._exits[t, columns] = flows.exits
        if flows.transfers:
            self._moved(self._transfers, t, flows.transfers, columns)
        if flows.conversions:
            self._moved(self._conversions, t, flows.conversions, columns)
        if self.moves is not None and flows.moves is not None:
            self.moves[:, :, columns] += flows.moves
        if not self._tallied_stocks:
            return
        self._tally(t, Stock.SEPARATIONS, flows.separations, None, columns)
        self._tally(t, Stock.RETAINED, flows.retained, None, columns)
        self._tally(t, Stock.HIRED, flows.hired, None, columns)

    def _moved(
        self,
        kept: dict[str, Matrix],
        t: int,
        moved: Mapping[str, Vector],
        columns: slice,
    ) -> None:
        for name, persons in moved.items():
            if name not in kept:  # several threads may come here at once
                kept.setdefault(name, np.zeros((self._steps, self._batch)))
            kept[name][t, columns] += persons

    def _tally(
        self, t: int, stock: Stock, persons: Tensor | None, whole: Tensor | None, columns: slice
    ) -> None:
        """Weigh a stock for its tallies; ``whole`` is its sum over cells where it is known."""
        if stock not in self._tallied_stocks:
            return
        sums: dict[tuple[int, ...], Tensor] = {}
        for position, (weighed, weight) in enumerate(self._tallies):
            if weighed is not stock:
                continue
            assert persons is not None, stock
            over = tuple(range(persons.ndim - 1))
            if weight.shape[-1] > 1:
                weight = weight[..., columns]
            alike = tuple(axis for axis in over if weight.shape[axis] == 1)
            if alike not in sums:  # axes along which the weight is constant are summed once
                sums[alike] = (
                    whole[None].sum(axis=alike, keepdims=True)
                    if whole is not None and 0 in alike
                    else persons.sum(axis=alike, keepdims=True, dtype=np.float64)
                )
            self._tallied[t, position, columns] = (sums[alike] * weight).sum(axis=over)

    def finish(self) -> Trajectory:
        """The record of the whole run."""
        by = {name: _stocks(self._by_group[:, rows]) for name, rows in self._groups[1].items()}
        if self._cells:
            by[CELLS] = _stocks(self._by_cell)
        return Trajectory(
            whole=Stocks(
                employed=self._employed.sum(axis=1, keepdims=True),
                unemployed=self._unemployed.sum(axis=1, keepdims=True),
                long_term=self._long_term.sum(axis=1, keepdims=True),
                vacancies=self._vacancies[:, None],
            ),
            by=by,
            kinds=Stocks(
                employed=self._employed,
                unemployed=self._unemployed,
                long_term=self._long_term,
                vacancies=np.full_like(self._employed, np.nan),
            ),
            statuses=self._statuses,
            separations=self._separations.sum(axis=1),
            openings=self._openings,
            hires=self._hires.sum(axis=1),
            entrants=self._entrants,
            exits=self._exits,
            tallies=self._tallied,
            transfers=self._transfers,
            conversions=self._conversions,
            moves=self.moves,
        )


def over_cells(stock: Tensor) -> Tensor:
    """Sum over the first axis; einsum, because a reduction over strided cells costs four times."""
    summed: Tensor = (
        np.einsum("c...->...", stock) if stock.shape[-1] > 1 else np.add.reduce(stock, axis=0)
    )
    return summed


def _stocks(table: Tensor) -> Stocks:
    """Stocks of a table (T+1, N, 4, B)."""
    return Stocks(*(table[:, :, column] for column in range(4)))


_BY_CELL_AND_KIND = (Stock.EMPLOYED, Stock.SEPARATIONS, Stock.RETAINED)


def _weight(tally: Tally, columns: slice) -> Tensor:
    """The weight with every axis of its stock, batch included, and of those columns."""
    dimensions = 3 if tally.stock in _BY_CELL_AND_KIND else 5
    weight = np.asarray(tally.weight, dtype=np.float64)
    weight = weight.reshape((1,) * (dimensions - weight.ndim) + weight.shape)
    return weight if weight.shape[-1] == 1 else weight[..., columns]


def _group_sums(recording: Recording, cells: int) -> tuple[sparse.csr_array, dict[str, slice]]:
    """One matrix (all groups, C) that sums cells, and the rows of each grouping."""
    rows: dict[str, slice] = {}
    at: list[Index] = []
    of: list[Index] = []
    begin = 0
    for name, groups in recording.groupings.items():
        inside = np.flatnonzero(groups >= 0)
        size = int(groups.max(initial=-1)) + 1
        rows[name] = slice(begin, begin + size)
        at.append(groups[inside] + begin)
        of.append(inside)
        begin += size
    row, column = (np.concatenate([*part, np.empty(0, np.intp)]) for part in (at, of))
    made = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(max(begin, 1), cells))
    return made, rows


def _moves(recording: Recording, sizes: Mapping[str, int], batch: int) -> Tensor | None:
    if not recording.moves:
        return None
    size = sizes[recording.moves]
    return np.zeros((size, size, batch))
