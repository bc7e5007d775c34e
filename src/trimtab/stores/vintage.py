"""``as_of``: the last value released by an instant, of each series and period.

Every segment is sorted by (series, period, release_time). The answer is therefore scattered
straight into the matrix (series, period), segment by segment in publication order, a row taking
its cell when it was released no earlier than what is there: no sort, no hash table, and no more
memory than the answer and a few row groups. Threads share the work by slices of series, so no
two of them touch one cell.

Ties: of two rows of one cell released at the same instant, the later published counts. A row
without a value (suppressed, missing) supersedes an earlier value like any other.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from trimtab.kernel import UsageError
from trimtab.stores.holdings import Holdings
from trimtab.stores.segment import Columns, Segment
from trimtab.stores.writing import IntArray

NEVER = np.iinfo(np.int64).min  # also what NaT is made of
_SLICE = 2_000_000  # stored rows or cells
_NOWHERE = np.iinfo(np.int64).min
_LARGEST_MATRIX = 1 << 31  # cells
_MOST_PERIODS = 1 << 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Matrices:
    """Shape (series, period): values (NaN), microseconds of release (NEVER), status (0)."""

    values: npt.NDArray[np.float64]
    released: IntArray
    status: npt.NDArray[np.uint8] | None

    @classmethod
    def empty(cls, series: int, periods: int, with_status: bool) -> Matrices:
        shape = (series, periods)
        return cls(
            np.full(shape, np.nan),
            np.full(shape, NEVER),
            np.zeros(shape, np.uint8) if with_status else None,
        )

    def rows(self, start: int, stop: int) -> Matrices:
        """A view of some series."""
        status = None if self.status is None else self.status[start:stop]
        return Matrices(self.values[start:stop], self.released[start:stop], status)


@dataclass(frozen=True, slots=True)
class Reading:
    """What to read: ``chosen`` rows of ``holdings.series``, periods first .. stop - 1, by when."""

    holdings: Holdings
    chosen: IntArray
    first: int
    stop: int
    instant: int

    @classmethod
    def plan(
        cls,
        holdings: Holdings,
        chosen: IntArray,
        first: int | None,
        stop: int | None,
        instant: int,
    ) -> Reading:
        """Bounds that are None become the first and last period the chosen series ever had.

        Raises UsageError STORE-016 for more periods than any history has.
        """
        target = np.zeros(holdings.series.num_rows, bool)
        target[chosen] = True
        lows, highs = [], []
        for segment, places in zip(holdings.segments, holdings.places, strict=True):
            if (rows := target[places]).any():
                lows.append(int(segment.statistic("first_period")[rows].min()))
                highs.append(int(segment.statistic("last_period")[rows].max()) + 1)
        if first is None:
            first = min(lows, default=stop or 0)
        if stop is None:
            stop = max(highs, default=first)
        if stop - first > _MOST_PERIODS:
            raise UsageError("STORE-016", series=len(chosen), periods=stop - first)
        return cls(holdings, chosen, first, max(first, stop), instant)

    def bases(self) -> set[str]:
        """What the release times of the segments that may matter rest on."""
        target = np.zeros(self.holdings.series.num_rows, bool)
        target[self.chosen] = True
        return {
            segment.row.release_basis
            for segment, places in zip(self.holdings.segments, self.holdings.places, strict=True)
            if (segment.statistic("first_release")[target[places]] <= self.instant).any()
        }

    @property
    def periods(self) -> int:
        return self.stop - self.first

    def known_columns(self, known: npt.NDArray[np.bool_], first: bool, stop: bool) -> slice:
        """The columns to show: up to a bound that was asked for, else to where something is known.

        ``known`` (series, period) says where. A column that exists only because something was
        released later would tell the future.
        """
        there = np.flatnonzero(known.any(axis=0))
        begin = 0 if first or not len(there) else int(there[0])
        end = self.periods if stop else int(there[-1]) + 1 if len(there) else 0
        return slice(begin, max(begin, end))

    def slices(self) -> Iterator[tuple[int, int]]:
        """Cut ``chosen`` where about ``_SLICE`` stored rows or cells have come together."""
        rows = np.zeros(self.holdings.series.num_rows, np.int64)
        for segment, places in zip(self.holdings.segments, self.holdings.places, strict=True):
            rows[places] += segment.statistic("rows")
        part = np.cumsum(np.maximum(rows[self.chosen], self.periods)) // _SLICE
        cuts = np.flatnonzero(np.diff(part, prepend=-1, append=-1))
        return zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)

    def fill(self, start: int, stop: int, into: Matrices) -> None:
        """Read the chosen series start .. stop - 1 into matrices of as many rows."""
        target = np.full(self.holdings.series.num_rows, -1)
        target[self.chosen[start:stop]] = np.arange(stop - start)
        for segment, places in zip(self.holdings.segments, self.holdings.places, strict=True):
            rows = target[places]
            rows[segment.statistic("first_release") > self.instant] = -1
            rows[segment.statistic("first_period") >= self.stop] = -1
            rows[segment.statistic("last_period") < self.first] = -1
            if (rows >= 0).any():
                self._scatter(segment, rows, into)

    def _scatter(self, segment: Segment, rows: IntArray, into: Matrices) -> None:
        """Scatter a segment's rows; ``rows[s]`` is the matrix row of its series s, or -1."""
        wanted = np.flatnonzero(rows >= 0)
        group_of = segment.group_offsets
        first = np.searchsorted(group_of, segment.offsets[wanted], side="right") - 1
        last = np.searchsorted(group_of, segment.offsets[wanted + 1] - 1, side="right") - 1
        touched = np.zeros(len(group_of), np.int64)
        np.add.at(touched, first, 1)
        np.add.at(touched, last + 1, -1)
        groups = np.flatnonzero(np.cumsum(touched)[:-1] > 0)
        columns = ["period", "release_time", "value"]
        if into.status is not None:
            columns.append("obs_status")
        base = np.where(rows >= 0, rows * self.periods - self.first, _NOWHERE)
        with segment.open_rows() as file:
            for group in groups.tolist():
                block = segment.read_groups(file, [group], columns)
                bases = _repeat(base, segment.offsets, group_of[group], group_of[group + 1])
                self._take(bases, block, into)

    def _take(self, bases: IntArray, block: Columns, into: Matrices) -> None:
        """Let the rows of a sorted block take their cells; ``bases`` + period is the cell."""
        period, release = block["period"], block["release_time"]
        known = (release <= self.instant) & (bases != _NOWHERE)
        known &= (period >= self.first) & (period < self.stop)
        cell = bases + period
        kept = np.arange(len(cell))
        if not known.all():
            kept = np.flatnonzero(known)
            cell = cell[kept]
        last = np.flatnonzero(np.diff(cell, append=-1))  # of its cell in this block
        kept, cell = kept[last], cell[last]
        release = release[kept]
        newer = release >= into.released.ravel()[cell]
        if not newer.all():
            kept, cell, release = kept[newer], cell[newer], release[newer]
        into.released.ravel()[cell] = release
        into.values.ravel()[cell] = block["value"][kept]
        if into.status is not None:
            into.status.ravel()[cell] = block["obs_status"][kept]


def _repeat(base: IntArray, offsets: IntArray, start: int, stop: int) -> IntArray:
    """The base of the series of each stored row start .. stop - 1."""
    first = int(np.searchsorted(offsets, start, side="right")) - 1
    last = int(np.searchsorted(offsets, stop, side="left"))
    edges = np.clip(offsets[first : last + 1], start, stop)
    return np.repeat(base[first:last], edges[1:] - edges[:-1])


def microseconds(instant: datetime) -> int:
    """An aware instant as microseconds since 1970 UTC, exactly. Raises UsageError STORE-015."""
    if instant.tzinfo is None:
        raise UsageError("STORE-015", instant=instant.isoformat())
    return (instant - _EPOCH) // timedelta(microseconds=1)


def read_matrices(reading: Reading) -> Matrices:
    """The whole answer. Raises UsageError STORE-016 when it would not fit into memory."""
    size = len(reading.chosen)
    if size * reading.periods > _LARGEST_MATRIX:
        raise UsageError("STORE-016", series=size, periods=reading.periods)
    whole = Matrices.empty(size, reading.periods, with_status=False)
    for _ in in_order(lambda cut: reading.fill(*cut, whole.rows(*cut)), list(reading.slices())):
        pass
    return whole


Cut = tuple[int, int]
Result = TypeVar("Result")


def in_order(work: Callable[[Cut], Result], cuts: Sequence[Cut]) -> Iterator[tuple[Cut, Result]]:
    """Results of ``work`` in the order of ``cuts``, on as many threads as there are processors.

    No more than two results a thread wait to be taken, however slow the taker.
    """
    threads = os.cpu_count() or 1
    if len(cuts) <= 1 or threads == 1:
        yield from ((cut, work(cut)) for cut in cuts)
        return
    with ThreadPoolExecutor(threads) as pool:
        running: deque[tuple[Cut, Future[Result]]] = deque()
        for cut in cuts:
            running.append((cut, pool.submit(work, cut)))
            if len(running) > 2 * threads:
                done, result = running.popleft()
                yield done, result.result()
        for done, result in running:
            yield done, result.result()
