"""Iterative proportional fitting of a table to its margins, and rounding that keeps sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.province.types import Array, Counts, Index

_ROUNDS = 500
_CLOSE = 1e-7


@dataclass(frozen=True, slots=True)
class Margin:
    """A sum the table must have. ``axes``: axes kept, in order; ``target`` has their shape.

    With ``starts`` the last kept axis is added up in consecutive groups that begin there, and the
    target's last axis counts groups.
    """

    axes: tuple[int, ...]
    target: Array
    starts: Index | None = None

    def of(self, table: Array) -> Array:
        """The margin as the table has it now."""
        dropped = tuple(axis for axis in range(table.ndim) if axis not in self.axes)
        kept = table.sum(axis=dropped)
        return kept if self.starts is None else np.add.reduceat(kept, self.starts, axis=-1)

    def spread(self, ratio: Array, table: Array) -> Array:
        """A ratio by margin, broadcastable to the table."""
        if self.starts is not None:
            sizes = np.diff(np.append(self.starts, table.shape[self.axes[-1]]))
            ratio = np.repeat(ratio, sizes, axis=-1)
        shape = [table.shape[axis] if axis in self.axes else 1 for axis in range(table.ndim)]
        return ratio.reshape(shape)


def fit_to_margins(prior: Array, margins: Sequence[Margin]) -> Array:
    """The table closest to a prior (in relative entropy) that has all margins.

    Model        x = prior * product of one factor per entry of each margin; the factors are found
                 by adjusting one margin after the other until none is off by more than 1e-7
    Inputs       prior, non-negative; zeros stay zeros. Margins must agree on the total
    Raises       InputRejectedError PROVINCE-003 when 500 rounds do not get there: the zeros of the
                 prior leave no table with these margins
    References   Deming and Stephan (1940), Annals of Mathematical Statistics 11; Csiszar (1975)
    """
    table = prior.astype(np.float64)
    for _ in range(_ROUNDS):
        worst = 0.0
        for margin in margins:
            now = margin.of(table)
            ratio = np.divide(margin.target, now, out=np.zeros_like(now), where=now > 0)
            worst = max(worst, float(np.abs(now - margin.target).max() / margin.target.max()))
            table *= margin.spread(ratio, table)
        if worst < _CLOSE:
            return table
    raise InputRejectedError("PROVINCE-003", gap=f"{worst:.1e}", rounds=_ROUNDS)


def round_along_rows(values: Array) -> Counts:
    """Whole numbers (R, N), each within 1 of its value; running sums of a row are within a half.

    So wherever a row's running sum is whole, the rounded one equals it.
    """
    running = np.rint(np.cumsum(values, axis=1))
    return np.diff(running, axis=1, prepend=0.0).astype(np.int64)
