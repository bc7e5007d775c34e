"""What was known of one series, and which batches it came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import ObsStatus, Period, SeriesKey
from trimtab.ports import BatchInfo
from trimtab.tables import Vintage

NOT_FINAL = (ObsStatus.ESTIMATED, ObsStatus.FORECAST, ObsStatus.PROVISIONAL)
_UNKNOWN = np.datetime64("NaT", "us")


@dataclass(frozen=True, slots=True)
class History:
    """What was known of one series: one value a period from ``first`` on, NaN where none.

    ``status`` holds the SDMX letter of each period, empty where nothing was known; ``released``
    (datetime64[us], NaT) when the value could be known. ``parts``: the series that were added up;
    where one of them had no value, neither has the total.
    """

    key: SeriesKey
    first: Period
    values: npt.NDArray[np.float64]
    status: npt.NDArray[np.str_]
    released: npt.NDArray[np.datetime64]
    parts: tuple[SeriesKey, ...] = ()

    @property
    def last(self) -> Period:
        return self.first + (len(self.values) - 1)

    @property
    def provisional_from(self) -> Period | None:
        """First period of the end of the series that its source calls provisional, estimated or a
        forecast; None where the last value is final."""
        final = np.flatnonzero(~np.isin(self.status, NOT_FINAL))
        start = int(final[-1]) + 1 if len(final) else 0
        return self.first + start if start < len(self.values) else None

    @classmethod
    def of(
        cls,
        key: SeriesKey,
        period: npt.NDArray[np.int64],
        value: npt.NDArray[np.float64],
        status: npt.NDArray[np.str_],
        released: npt.NDArray[np.datetime64],
    ) -> History:
        """From rows in the order of their periods."""
        place = period - period[0]
        count = int(place[-1]) + 1
        values, letters = np.full(count, np.nan), np.full(count, "", "U1")
        instants = np.full(count, _UNKNOWN)
        values[place], letters[place], instants[place] = value, status, released
        return cls(key, Period(key.frequency, int(period[0])), values, letters, instants)

    @classmethod
    def added(
        cls, key: SeriesKey, parts: tuple[SeriesKey, ...], known: Sequence[History]
    ) -> History | None:
        """The sum of all parts in each period: missing where one of them is, estimated where one is
        not final; released when the last one was."""
        if not known:
            return None
        first = min(one.first for one in known)
        count = max(one.last for one in known) - first + 1
        total, complete = np.zeros(count), np.zeros(count, np.int64)
        there, unsure = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
        released = np.full(count, _UNKNOWN)
        for one in known:
            at = slice(one.first - first, one.first - first + len(one.values))
            total[at] += np.nan_to_num(one.values)
            complete[at] += np.isfinite(one.values)
            there[at] |= one.status != ""
            unsure[at] |= np.isin(one.status, NOT_FINAL)
            released[at] = np.fmax(released[at], one.released)
        whole = complete == len(parts)
        letter = np.where(unsure, ObsStatus.ESTIMATED.value, ObsStatus.NORMAL.value)
        status = np.where(whole, letter, np.where(there, ObsStatus.MISSING.value, ""))
        return cls(key, first, np.where(whole, total, np.nan), status, released, parts)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a series came from: its batches, oldest first, and what its release times rest on."""

    batches: tuple[BatchInfo, ...]

    @property
    def vintage(self) -> Vintage:
        bases = {one.release_basis for one in self.batches}
        return Vintage.TRUE if bases == {Vintage.TRUE.value} else Vintage.FINAL_WITH_LAG
