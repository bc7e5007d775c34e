"""The assignment as an integer program: columns, rows and what they mean.

Columns, all whole numbers of a unit, the greatest number of hundredths that divides every amount:

* ``place``: a source (an entry as it is, or an output of a rule) is put to a need: 0 or 1,
* ``apply``: a rule is applied: 0 or 1; ``consume``: an entry feeds an input of it: 0 or 1,
* ``lost``: how much of the sources placed under a cap does not count, in part if need be,
* ``short``: what a need, the total or the residency lacks; ``ask``: a part of a choice is asked.

Rows: an entry is used once; outputs need their rule, a rule its inputs and its bridge; exclusive
groups count once; caps, residency and total; needs of a choice bind only when they are asked.
A longer list of entries adds columns and takes none away, so it can never make anything worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Capped = tuple[int, tuple[int, ...], bool]
"""Places that count together: a need, the caps they are under, whether they are resident. How much
of a group is lost is one column, since it makes no difference of which of them it is."""

Row = tuple[list[int], list[float], float, float]
"""Columns, their weights, and the least and most that the weighted sum may be."""


class Stacked(NamedTuple):
    """Rows as arrays: row ``n`` is ``columns[starts[n]:starts[n + 1]]``."""

    starts: NDArray[np.int32]
    columns: NDArray[np.int32]
    weights: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(slots=True)
class Program:
    """A program being built."""

    unit: int
    bought: frozenset[int] = frozenset()
    upper: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    short: list[int] = field(default_factory=list)  # one for each need
    limits: dict[str, int] = field(default_factory=dict)  # "total", "residency": their shortfall
    places: dict[tuple[int, int], int] = field(default_factory=dict)  # (source, need) -> column
    capped: dict[tuple[int, int], Capped] = field(default_factory=dict)  # place -> its group
    lost: dict[Capped, int] = field(default_factory=dict)  # group -> column
    asks: dict[int, int] = field(default_factory=dict)  # need -> column, where it may be unasked
    applies: list[int] = field(default_factory=list)  # one for each fed rule
    consumes: dict[tuple[int, int, int], int] = field(default_factory=dict)  # rule, input, entry
    worths: list[int] = field(default_factory=list)  # of each source, in units
    uses: list[list[int]] = field(default_factory=list)  # of each entry: columns that use it up

    def column(self, upper: float) -> int:
        """A new column from 0 to ``upper``."""
        self.upper.append(upper)
        return len(self.upper) - 1

    def row(self, columns: list[int], weights: list[float], low: float, high: float) -> None:
        """A new row ``low <= weights x columns <= high``."""
        self.rows.append((columns, weights, low, high))

    def at_most_one(self, columns: list[int]) -> None:
        """At most one of the columns, where there is more than one."""
        if len(columns) > 1:
            self.row(columns, [1.0] * len(columns), 0, 1)


def aim_row(weights: NDArray[np.float64], low: float, high: float) -> Row:
    """The row that holds an aim."""
    columns = [column for column, weight in enumerate(weights) if weight]
    return columns, [float(weights[column]) for column in columns], low, high


def stacked(rows: Sequence[Row]) -> Stacked:
    """Rows one after the other: where each starts, its columns and weights, and the limits."""
    import numpy as np

    return Stacked(
        np.cumsum([0, *(len(columns) for columns, _, _, _ in rows)], dtype=np.int32),
        np.array([c for row in rows for c in row[0]], dtype=np.int32),
        np.array([w for row in rows for w in row[1]], dtype=np.float64),
        np.array([row[2] for row in rows], dtype=np.float64),
        np.array([row[3] for row in rows], dtype=np.float64),
    )
