"""Sums over series as known at an instant, without holding the whole matrix."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from trimtab.kernel import Period, UsageError
from trimtab.stores.vintage import NEVER, Matrices, Reading, in_order
from trimtab.stores.writing import IntArray
from trimtab.tables import Vintage

ALLOWED = ("region", "industry", "occupation")
_ALWAYS = ("indicator", "unit", "seasonal_adjustment")  # never summed over
_NOT_ADDITIVE = frozenset({"share", "percent", "index"})


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of groups of series; arrays of shape (group, period).

    ``groups`` names each row: indicator, unit, seasonal adjustment, then ``by``. ``values`` are
    in that unit and NaN where nothing was known. ``observed`` counts the series in each sum and
    ``without_value`` those known to be suppressed or missing: a sum with some is a lower bound
    for counts. Series at several levels of one classification are added up as they come; name
    one level in the query.
    """

    by: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    first: Period
    values: npt.NDArray[np.float64]
    observed: IntArray
    without_value: IntArray
    known_at: datetime
    vintage: Vintage


def group_series(
    series: pa.Table, by: tuple[str, ...]
) -> tuple[tuple[tuple[str, ...], ...], IntArray]:
    """Names of the groups, sorted, and the group of each series.

    Raises UsageError STORE-021 for something that cannot be totalled by, STORE-020 for a unit
    that cannot be added.
    """
    for name in by:
        if name not in ALLOWED:
            raise UsageError("STORE-021", name=name, allowed=", ".join(ALLOWED))
    rates = series.filter(pc.is_in(series["unit"], value_set=pa.array(sorted(_NOT_ADDITIVE))))
    if rates.num_rows:
        raise UsageError(
            "STORE-020", unit=rates["unit"][0].as_py(), indicator=rates["indicator"][0].as_py()
        )
    columns = [series[name] for name in (*_ALWAYS, *by)]
    labels = pc.binary_join_element_wise(*columns, "|").combine_chunks().dictionary_encode()
    words = labels.dictionary.to_pylist()
    order = sorted(range(len(words)), key=words.__getitem__)
    rank = np.empty(len(words), np.int64)
    rank[order] = np.arange(len(words))
    return tuple(tuple(words[i].split("|")) for i in order), rank[labels.indices.to_numpy()]


@dataclass(frozen=True, slots=True)
class Sums:
    """Running sums, shape (group, period)."""

    values: npt.NDArray[np.float64]
    observed: IntArray
    without_value: IntArray

    @classmethod
    def empty(cls, groups: int, periods: int) -> Sums:
        shape = (groups, periods)
        return cls(np.zeros(shape), np.zeros(shape, np.int64), np.zeros(shape, np.int64))

    def part(self, rows: IntArray, columns: slice) -> Sums:
        """Some groups and periods."""
        return Sums(
            self.values[rows, columns],
            self.observed[rows, columns],
            self.without_value[rows, columns],
        )

    def add(self, group: IntArray, found: Matrices) -> None:
        """Add series to their groups."""
        order = np.argsort(group, kind="stable")
        starts = np.flatnonzero(np.diff(group[order], prepend=-1))
        into = group[order][starts]
        there = np.isfinite(found.values[order])
        empty = (found.released[order] != NEVER) & ~there
        filled = np.where(there, found.values[order], 0.0)
        self.values[into] += np.add.reduceat(filled, starts, axis=0)
        self.observed[into] += np.add.reduceat(there, starts, axis=0, dtype=np.int64)
        self.without_value[into] += np.add.reduceat(empty, starts, axis=0, dtype=np.int64)


def sum_groups(reading: Reading, group: IntArray, groups: int) -> Sums:
    """Sum slice by slice, always in the same order: the same figures to the last bit."""
    sums = Sums.empty(groups, reading.periods)

    def read(cut: tuple[int, int]) -> Matrices:
        part = Matrices.empty(cut[1] - cut[0], reading.periods, with_status=False)
        reading.fill(*cut, part)
        return part

    for cut, part in in_order(read, list(reading.slices())):
        sums.add(group[cut[0] : cut[1]], part)
    return sums
