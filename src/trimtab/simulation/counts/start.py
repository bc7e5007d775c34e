"""From stocks in reals to whole persons."""

from __future__ import annotations

import numpy as np

from trimtab.simulation.counts.step import State
from trimtab.simulation.types import Counts, Start, Tensor


def whole_persons(stock: Tensor) -> Counts:
    """Counts whose running totals are the rounded running totals of the stock.

    Every count differs from its stock by less than one person, and so does every sum of cells that
    lie one after another: nobody is lost where a cell holds a tenth of a person. Whole numbers stay
    as they are.
    """
    running = np.rint(np.cumsum(stock.reshape(-1), dtype=np.float64)).astype(np.int64)
    return np.diff(running, prepend=0).reshape(stock.shape)


def start_of(start: Start) -> State:
    """The stocks at t = 0 in whole persons: employed, unemployed and vacancies each on its own."""
    return State(
        whole_persons(start.employed),
        whole_persons(start.unemployed),
        whole_persons(start.vacancies),
    )
