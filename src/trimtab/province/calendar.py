"""What moves the province month by month beside the shock: festival, season, cycle, downturn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from trimtab.kernel import InputRejectedError, Period
from trimtab.province.types import Vector

LAST_MONTH = Period.month(2026, 10)
"""The panel ends here, whatever day it is generated on: the same seed gives the same figures."""

_AWAY_DAYS = 20  # before the festival people leave, after it they return
_CYCLE_MONTHS = 54.0
_DOWNTURN_AT = 0.42  # of the panel's length
_FALL, _TROUGH, _RECOVERY = 4, 3, 9  # months


@dataclass(frozen=True, slots=True)
class Calendar:
    """Paths over T + 1 months, the first one before the panel begins.

    ``before`` and ``after``: share of the 20 days before and from the Spring Festival in the month;
    ``season`` -1 to 1 over the calendar year; ``cycle`` -1 to 1; ``downturn`` 0 to 1, the
    ordinary downturn that has nothing to do with AI, from month ``downturn_first`` of the panel to
    before ``downturn_until``.
    """

    first: Period
    before: Vector
    after: Vector
    season: Vector
    cycle: Vector
    downturn: Vector
    downturn_first: int
    downturn_until: int

    @property
    def months(self) -> int:
        """Months of the panel."""
        return len(self.season) - 1


def make_calendar(months: int, festivals: Mapping[int, date]) -> Calendar:
    """The paths of a panel of so many months that ends with ``LAST_MONTH``.

    ``festivals``: first day of the Chinese year by Gregorian year. Raises InputRejectedError
    PROVINCE-004 when a year of the panel is not among them.
    """
    first = LAST_MONTH + (1 - months)
    periods = [first + step for step in range(-1, months)]
    lacking = sorted({one.start.year for one in periods} - festivals.keys())
    if lacking:
        raise InputRejectedError("PROVINCE-004", years=", ".join(map(str, lacking)))
    before, after = (np.array([_days(one, festivals, side) for one in periods]) for side in (0, 1))
    time = np.arange(-1, months)
    month = np.array([one.start.month for one in periods])
    start = round(_DOWNTURN_AT * months)
    return Calendar(
        first,
        before,
        after,
        np.sin(2 * np.pi * (month - 4) / 12),  # most work in summer
        np.sin(2 * np.pi * (time - months) / _CYCLE_MONTHS),
        np.interp(time, start + np.cumsum([-1, _FALL, _TROUGH, _RECOVERY]), [0.0, 1.0, 1.0, 0.0]),
        start,
        start + _FALL + _TROUGH + _RECOVERY - 1,
    )


def _days(period: Period, festivals: Mapping[int, date], side: int) -> float:
    festival = festivals[period.start.year]
    offset = -_AWAY_DAYS if side == 0 else 0
    days = (festival + timedelta(days=offset + step) for step in range(_AWAY_DAYS))
    return sum(period.start <= day < period.end for day in days) / _AWAY_DAYS
