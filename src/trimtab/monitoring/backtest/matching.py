"""Which alarm found which downturn: one to one, first alarm in the window.

Rules (warning.md of the specification, "Backtest protocol"), for each region by itself:

* **hit**: an alarm within ``[start - 6 months, end]``; each downturn takes the earliest alarm in
  its window that no earlier downturn took. The windows of a region move forward in both ends, so
  this greedy choice finds as many pairs as any one-to-one matching can, and none with less delay.
* **repeat**: another alarm in a window whose downturn was already found (a re-alarm).
* **late**: an alarm in the six months after a downturn ended, neither hit nor false.
* **false**: an alarm outside ``[start - 6, end + 6]`` of every downturn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period
from trimtab.monitoring.backtest.timeline import (
    HIT_LEAD_MONTHS,
    BoolMatrix,
    IntVector,
    Timeline,
)
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.types import Alarm


class Clock(StrEnum):
    """Which month of an alarm counts: the one its figures are about, or the one they were known."""

    REFERENCE = "reference"
    KNOWN = "known"

    def read(self, alarm: Alarm) -> Period:
        return alarm.reference if self is Clock.REFERENCE else alarm.known


class Outcome(StrEnum):
    """What an alarm turned out to be."""

    HIT = "hit"
    REPEAT = "repeat"
    LATE = "late"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class Matching:
    """Outcome of every alarm, and the alarm that found each downturn (-1: missed).

    ``alarm_of`` (E,) indexes ``alarms``; ``downturns`` are ordered by region and start.
    """

    clock: Clock
    alarms: tuple[Alarm, ...]
    outcomes: tuple[Outcome, ...]
    downturns: tuple[Downturn, ...]
    alarm_of: tuple[int, ...]

    def lag(self, event: int) -> int | None:
        """Months from the downturn's start to its alarm, by this clock; None when missed."""
        if self.alarm_of[event] < 0:
            return None
        return self.clock.read(self.alarms[self.alarm_of[event]]) - self.downturns[event].start


def first_hits(
    alarms: npt.NDArray[np.bool_],
    first: int,
    timeline: Timeline,
    lead_months: int = HIT_LEAD_MONTHS,
) -> IntVector:
    """Month ordinal of the alarm that finds each downturn, -1 where missed.

    ``alarms`` (S, R, T) holds S sets of alarms at once (thresholds of a sweep); column 0 is the
    month ``first``. Returns (S, E).
    """
    sets, _, length = alarms.shape
    found = np.full((sets, len(timeline)), -1, dtype=np.int64)
    taken_until = np.full((sets, len(timeline.regions)), -1, dtype=np.int64)
    every = np.arange(sets)
    for event, (row, start, end) in enumerate(
        zip(timeline.row, timeline.start, timeline.end, strict=True)
    ):
        low = max(int(start) - lead_months - first, 0)
        high = min(int(end) - first + 1, length)
        if low >= high:
            continue
        columns = np.arange(low, high)
        usable = alarms[:, row, low:high] & (columns > taken_until[:, row, None])
        earliest = usable.argmax(axis=1)
        hit = usable[every, earliest]
        found[hit, event] = first + columns[earliest[hit]]
        taken_until[hit, row] = columns[earliest[hit]]
    return found


def match_alarms(
    alarms: Sequence[Alarm], downturns: Sequence[Downturn], clock: Clock = Clock.REFERENCE
) -> Matching:
    """Match alarms and downturns of the same regions by the rules above.

    Two alarms of one region in the same month count separately; one can be a hit at most.
    """
    regions = sorted({a.series.region for a in alarms} | {d.region for d in downturns})
    timeline = Timeline.of(downturns, regions)
    order = sorted(range(len(alarms)), key=lambda i: (clock.read(alarms[i]), i))
    ordered = tuple(alarms[i] for i in order)
    if not ordered:
        missed = (-1,) * len(timeline)
        return Matching(clock, (), (), timeline.downturns(), missed)
    row_of = {region: row for row, region in enumerate(regions)}
    rows = np.array([row_of[a.series.region] for a in ordered])
    months = np.array([clock.read(a).ordinal for a in ordered])
    axis = np.arange(months.min(), months.max() + 1)
    matrix = np.zeros((1, len(regions), len(axis)), dtype=bool)
    matrix[0, rows, months - axis[0]] = True
    found = first_hits(matrix, int(axis[0]), timeline)[0]
    alarm_of = _alarm_indices(rows, months, timeline, found)
    outcomes = _outcomes(rows, months - axis[0], axis, timeline, alarm_of)
    return Matching(clock, ordered, outcomes, timeline.downturns(), alarm_of)


def _alarm_indices(
    rows: IntVector, months: IntVector, timeline: Timeline, found: IntVector
) -> tuple[int, ...]:
    """Index of the first alarm in each found downturn's region and month, -1 where missed."""
    first_at: dict[tuple[int, int], int] = {}
    for index, key in enumerate(zip(rows.tolist(), months.tolist(), strict=True)):
        first_at.setdefault(key, index)
    pairs = zip(timeline.row.tolist(), found.tolist(), strict=True)
    return tuple(first_at.get(pair, -1) for pair in pairs)


def _outcomes(
    rows: IntVector,
    columns: IntVector,
    axis: IntVector,
    timeline: Timeline,
    alarm_of: tuple[int, ...],
) -> tuple[Outcome, ...]:
    in_window: BoolMatrix = timeline.covered(timeline.start - HIT_LEAD_MONTHS, timeline.end, axis)
    near = timeline.near(axis)
    hits = set(alarm_of)
    result = []
    for index, (row, column) in enumerate(zip(rows, columns, strict=True)):
        if index in hits:
            result.append(Outcome.HIT)
        elif in_window[row, column]:
            result.append(Outcome.REPEAT)
        else:
            result.append(Outcome.LATE if near[row, column] else Outcome.FALSE)
    return tuple(result)
