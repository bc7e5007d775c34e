"""Series side by side: as they are, as an index, or as a change over a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from trimtab.app.workbench.series_history import History, Origin
from trimtab.kernel import Frequency, Period, UsageError
from trimtab.tables import Vintage

Vector = npt.NDArray[np.float64]
INDEX_UNIT, CHANGE_UNIT, POINTS_UNIT = "index", "change_share", "points"
_SHARES = frozenset({"share", "change_share"})
_IN_A_YEAR = {
    Frequency.DAILY: 364,  # 52 weeks: the same day of the week
    Frequency.WEEKLY: 52,
    Frequency.MONTHLY: 12,
    Frequency.QUARTERLY: 4,
    Frequency.ANNUAL: 1,
}


class View(StrEnum):
    """How series are shown side by side."""

    LEVEL = "level"
    INDEX = "index"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a comparison: ``values`` (P,) of the periods shown, NaN where it cannot be
    told; ``unit`` of these values."""

    history: History
    origin: Origin
    values: Vector
    unit: str

    @property
    def spoken_last(self) -> int | None:
        """Position of the last value that is known."""
        known = np.flatnonzero(np.isfinite(self.values))
        return int(known[-1]) if len(known) else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Up to six series over the same periods from ``first`` on, known at ``known_at``."""

    lines: tuple[Line, ...]
    view: View
    first: Period
    base: Period | None
    known_at: datetime

    @property
    def known_day(self) -> date:
        """The last day whose releases count."""
        return self.known_at.date()

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(self.first + step for step in range(len(self.lines[0].values)))

    @property
    def last(self) -> Period:
        return self.first + (len(self.lines[0].values) - 1)

    @property
    def vintage(self) -> Vintage:
        """True vintages only where those of all series are."""
        true = all(line.origin.vintage is Vintage.TRUE for line in self.lines)
        return Vintage.TRUE if true else Vintage.FINAL_WITH_LAG

    @property
    def units(self) -> tuple[str, ...]:
        """The units shown: each needs an axis, and no chart has two."""
        return tuple(dict.fromkeys(line.unit for line in self.lines))


def compared(
    histories: tuple[History, ...],
    origins: tuple[Origin, ...],
    view: View,
    known_at: datetime,
    first: Period | None = None,
    last: Period | None = None,
    base: Period | None = None,
) -> Comparison:
    """Histories of one frequency over the periods ``first`` to ``last``, both shown.

    Model        index: 100 at ``base``, unless given the first period shown that all series know;
                 change: against the same period a year before, relative, and for shares the
                 difference
    Returns      NaN where the period compared with is unknown, or not above zero for a relative
                 change or an index
    Raises       UsageError WEB-076 where nothing is known between the periods, WEB-079 where a
                 series has no value above zero at the base
    Simplifies   nothing is adjusted for the season: a change over a year is what compares equal
                 months
    """
    known_first = min(one.first for one in histories)
    known_last = max(one.last for one in histories)
    start, stop = max(first or known_first, known_first), min(last or known_last, known_last)
    if stop < start:
        raise UsageError(
            "WEB-076",
            first=str(first or known_first),
            last=str(last or known_last),
            known_first=str(known_first),
            known_last=str(known_last),
        )
    raw = np.array([_on(one, known_first, known_last) for one in histories])
    window = slice(start - known_first, stop - known_first + 1)
    units = [one.key.unit for one in histories]
    if view is View.LEVEL:
        shown, base = raw[:, window], None
    elif view is View.INDEX:
        at = _base(raw, known_first, window, base)
        shown, base = _indexed(raw, at, histories, known_first)[:, window], known_first + at
        units = [INDEX_UNIT] * len(histories)
    else:
        shown, base = _changed(raw, units, _IN_A_YEAR[start.frequency])[:, window], None
        units = [POINTS_UNIT if unit in _SHARES else CHANGE_UNIT for unit in units]
    lines = tuple(
        Line(history, origin, values, unit)
        for history, origin, values, unit in zip(histories, origins, shown, units, strict=True)
    )
    return Comparison(lines, view, start, base, known_at)


def _on(history: History, first: Period, last: Period) -> Vector:
    values = np.full(last - first + 1, np.nan)
    at = history.first - first
    values[at : at + len(history.values)] = history.values
    return values


def _base(raw: Vector, origin: Period, window: slice, base: Period | None) -> int:
    if base is not None:
        return base - origin
    usable = np.flatnonzero((raw[:, window] > 0).all(axis=0))
    return int(window.start) + (int(usable[0]) if len(usable) else 0)


def _indexed(raw: Vector, at: int, histories: tuple[History, ...], origin: Period) -> Vector:
    inside = 0 <= at < raw.shape[1]
    bases = raw[:, at] if inside else np.full(len(raw), np.nan)
    for history, value in zip(histories, bases, strict=True):
        if not value > 0:
            raise UsageError("WEB-079", series=str(history.key), base=str(origin + at))
    return np.asarray(100 * raw / bases[:, None])


def _changed(raw: Vector, units: list[str], step: int) -> Vector:
    changed = np.full(raw.shape, np.nan)
    before, after = raw[:, :-step], raw[:, step:]
    shares = np.array([unit in _SHARES for unit in units])[:, None]
    relative = np.divide(after, before, np.full(after.shape, np.nan), where=before > 0) - 1
    changed[:, step:] = np.where(shares, after - before, relative)
    return changed
