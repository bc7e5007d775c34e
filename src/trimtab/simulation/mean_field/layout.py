"""Axes inside this engine: cells and columns last, so that every operation runs over long rows.

Employed (K, C, b), unemployed (S, P, K, C, b), vacancies (C, b). Outside, cells come first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from trimtab.simulation.types import Conversion, Matrix, Rates, StepInputs, Tensor, Transfer, Vector

Value = TypeVar("Value")

_ROW_VALUES = 54_000
"""Cells times columns of a block, measured: with 539 cells 80 to 160 columns do alike, and with 55
a step takes a tenth longer, because every row of a sparse product has its own overhead."""

_LEAST_COLUMNS = 8
"""Fewer columns at a time make the sparse products slower than they need be."""


def split_columns(batch: int, cells: int) -> tuple[slice, ...]:
    """Slices of the batch, about equally wide so that no thread waits long for another.

    The cut depends on the shape alone, never on the number of threads, so results do neither.
    """
    most = max(_LEAST_COLUMNS, _ROW_VALUES // cells)
    width = -(-batch // -(-batch // most))
    return tuple(slice(at, min(at + width, batch)) for at in range(0, batch, width))


@dataclass(slots=True)
class Inputs:
    """``StepInputs`` with the axes of this engine; a float where one value acts everywhere.

    target (C, b); retained, exits, entrants (K, C, b); search (S, P, K, 1, b); weights
    (Q, L, 1, b); transfers' shares (S, K, C, b); conversions' (C, b). Any axis may have length 1.
    """

    target: Matrix
    retained: Tensor | float
    search: Tensor | float
    weights: Tensor | None
    transfers: tuple[Transfer, ...]
    conversions: tuple[Conversion, ...]
    entrants: Tensor | None
    exits: Tensor | None

    def of(self, columns: slice) -> Inputs:
        """The inputs of those columns."""
        return Inputs(
            target=of_columns(self.target, columns),
            retained=of_columns(self.retained, columns),
            search=of_columns(self.search, columns),
            weights=of_columns(self.weights, columns),
            transfers=tuple(
                replace(
                    one,
                    share=of_columns(one.share, columns),
                    seats=of_columns(one.seats, columns),
                )
                for one in self.transfers
            ),
            conversions=tuple(
                replace(one, share=of_columns(one.share, columns)) for one in self.conversions
            ),
            entrants=of_columns(self.entrants, columns),
            exits=of_columns(self.exits, columns),
        )


def arranged(inputs: StepInputs) -> Inputs:
    """The inputs of a step with the axes of this engine, without a copy."""
    weights = inputs.weights
    return Inputs(
        target=inputs.target,
        retained=(
            _cells_inside(inputs.retained, 3)
            if isinstance(inputs.retained, np.ndarray)
            else inputs.retained
        ),
        search=(
            _full(inputs.search, 4)[:, :, :, None]
            if isinstance(inputs.search, np.ndarray)
            else inputs.search
        ),
        weights=None if weights is None else _full(weights, 3)[:, :, None],
        transfers=tuple(
            replace(one, share=_cells_inside(np.atleast_1d(one.share), 4))
            for one in inputs.transfers
        ),
        conversions=inputs.conversions,
        entrants=None if inputs.entrants is None else _cells_inside(inputs.entrants, 3),
        exits=None if inputs.exits is None else _cells_inside(inputs.exits, 3),
    )


def of_columns(value: Value, columns: slice) -> Value:
    """Those columns of an array whose last axis is the batch; anything else as it is."""
    if isinstance(value, np.ndarray) and value.ndim and value.shape[-1] > 1:
        return value[..., columns]  # type: ignore[return-value]
    return value


def rates_of(rates: Rates, columns: slice) -> Rates:
    """The rates of those columns."""
    return Rates(
        separation=of_columns(rates.separation, columns),
        opening=of_columns(rates.opening, columns),
        adjustment=of_columns(rates.adjustment, columns),
    )


_CELLS_FIRST = {axes: (axes - 2, *range(axes - 2), axes - 1) for axes in (3, 5)}


def cells_first(stock: Tensor) -> Tensor:
    """A view with cells as the first axis, as everybody outside this engine has them."""
    return stock.transpose(_CELLS_FIRST[stock.ndim])


def cells_inside(stock: Tensor, width: int) -> Tensor:
    """A start stock (C, ...) for ``width`` columns, with the axes of this engine."""
    inside = np.moveaxis(np.asarray(stock, dtype=np.float64), 0, -1)
    return np.repeat(inside[..., None], width, axis=-1)


def _full(value: Tensor | Vector, dimensions: int) -> Tensor:
    """With axes of length 1 put before, as broadcasting would."""
    return value.reshape((1,) * (dimensions - value.ndim) + value.shape)


def _cells_inside(value: Tensor, dimensions: int) -> Tensor:
    """(C, ..., b) as (..., C, b)."""
    return _full(value, dimensions).transpose(*range(1, dimensions - 1), 0, -1)
