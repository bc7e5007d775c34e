"""A panel: series x period matrix as it was known at an instant. The only input of detectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Frequency, Period, SeriesKey, TableContractError


class Vintage(StrEnum):
    """What the release times of a panel rest on; printed beside every replay."""

    TRUE = "vintage"
    FINAL_WITH_LAG = "lag"


@dataclass(frozen=True, slots=True)
class Panel:
    """Values known at ``known_at``, shape (series, period); NaN where nothing was known.

    ``first`` is the period of column 0; columns are consecutive periods of one frequency.
    ``released`` (same shape, datetime64[us], NaT where unknown) is when each value could be known.
    Raises TableContractError PANEL-001 when shapes or frequencies disagree.
    """

    series: tuple[SeriesKey, ...]
    first: Period
    values: npt.NDArray[np.float64]
    released: npt.NDArray[np.datetime64]
    known_at: datetime
    vintage: Vintage

    def __post_init__(self) -> None:
        expected = (len(self.series), self.values.shape[1] if self.values.ndim == 2 else -1)
        same_frequency = all(key.frequency is self.first.frequency for key in self.series)
        if (
            self.values.shape != expected
            or self.released.shape != expected
            or not same_frequency
            or self.known_at.tzinfo is None
        ):
            raise TableContractError(
                "PANEL-001", values=self.values.shape, released=self.released.shape
            )

    @property
    def frequency(self) -> Frequency:
        return self.first.frequency

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(self.first + step for step in range(self.values.shape[1]))

    @property
    def last(self) -> Period:
        """The period of the last column."""
        return self.first + (int(self.values.shape[1]) - 1)

    def column(self, period: Period) -> int:
        """Column of a period (may lie outside the matrix)."""
        return period - self.first

    def select(self, rows: npt.NDArray[np.bool_] | list[int]) -> Panel:
        """The same panel with only some series."""
        chosen = np.arange(len(self.series))[np.asarray(rows, dtype=None if len(rows) else np.intp)]
        return Panel(
            tuple(self.series[i] for i in chosen),
            self.first,
            self.values[chosen],
            self.released[chosen],
            self.known_at,
            self.vintage,
        )

    def known_by(self, instant: datetime) -> Panel:
        """What of this panel was released by an earlier instant; later values become NaN."""
        limit = np.datetime64(instant.astimezone(UTC).replace(tzinfo=None), "us")
        unknown = ~(self.released <= limit)  # NaT compares False, so it stays unknown
        values = np.where(unknown, np.nan, self.values)
        released = np.where(unknown, np.datetime64("NaT", "us"), self.released)
        return Panel(
            self.series, self.first, values, released, min(instant, self.known_at), self.vintage
        )
