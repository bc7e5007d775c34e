"""The search of a step: from the unemployed and the vacancies to the hired with their traits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.simulation.counts.matching import Each, hired_types, hires_by_kind, match
from trimtab.simulation.counts.routes import Routes, routes_of
from trimtab.simulation.counts.splitting import SplitTree
from trimtab.simulation.counts.step import Setting, State, applicants, column_of
from trimtab.simulation.types import Counts, Index, Matrix, Model, StepInputs, Tensor


@dataclass(frozen=True, slots=True)
class Found:
    """Hires of a step: by origin (C, S, P, K), by destination and kind (C, K), on the leaves of
    the routes (E,)."""

    by_origin: Counts
    by_destination: Counts
    leaves: Counts


class Search:
    """The network and the types of persons laid out for drawing, for a number of row classes."""

    def __init__(self, model: Model, row_class: tuple[int, ...]) -> None:
        self._row_class = row_class
        self._classes = max(row_class) + 1
        self.routes = routes_of(model.network, self._classes)
        cells, spells, _, kinds = model.start.unemployed.shape
        self._trees = tuple(
            SplitTree.over(np.full(cells, spells * kinds * row_class.count(number)))
            for number in range(self._classes)
        )

    def draw(self, setting: Setting, inputs: StepInputs, state: State, each: Each) -> Found:
        """Who applies, which vacancies are filled and by whom."""
        searching = applicants(setting, inputs, state.unemployed)
        cells, _, _, kinds = searching.shape
        by_class = self._by_class(searching)
        hires, by_origin = match(
            self.routes, by_class, state.vacancies, self._weights(setting, inputs),
            setting.stream, setting.step, each,
        )  # fmt: skip
        hired = hired_types(
            searching, by_origin, self._row_class, self._trees, setting.stream, setting.step
        )
        if kinds == 1:
            jobs = np.bincount(self.routes.destination, hires, cells).astype(np.int64)[:, None]
        else:
            of_kind = self._by_class(hired, keep_kinds=True).reshape(-1, kinds)
            jobs = hires_by_kind(
                self.routes, hires, of_kind, cells, setting.stream, setting.step, each
            )
        return Found(hired, jobs, hires)

    def _by_class(self, persons: Counts, keep_kinds: bool = False) -> Counts:
        """Sums (C, Q) or (C, Q, K) of persons (C, S, P, K) over spells and statuses of a class."""
        by_status = persons.sum(axis=1) if keep_kinds else persons.sum(axis=(1, 3))
        sums = np.zeros((len(persons), self._classes, *by_status.shape[2:]), dtype=np.int64)
        for status, number in enumerate(self._row_class):
            sums[:, number] += by_status[:, status]
        return sums

    def _weights(self, setting: Setting, inputs: StepInputs) -> Matrix:
        """Weights (Q, L) of the layers; rows of classes that no status has are left out."""
        layers = len(self.routes.layers)
        if inputs.weights is None:
            return np.eye(1, layers)
        given = column_of(inputs.weights, setting.column, 2)[: self._classes]
        return np.broadcast_to(given, (self._classes, layers))


class Moves:
    """Hires from group to group of cells; -1 is left out."""

    def __init__(self, routes: Routes, groups: Index) -> None:
        self._size = int(groups.max(initial=-1)) + 1
        origin, destination = groups[routes.origin // routes.classes], groups[routes.destination]
        self._inside = np.flatnonzero((origin >= 0) & (destination >= 0))
        self._pair = (origin * self._size + destination)[self._inside]

    def count(self, leaves: Counts) -> Tensor:
        """Hires (N, N, 1)."""
        size = self._size
        sums = np.bincount(self._pair, leaves[self._inside], minlength=size * size)
        return sums.reshape(size, size, 1).astype(np.float64)
