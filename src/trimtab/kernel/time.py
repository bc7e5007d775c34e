"""Time: reference periods (what a figure is about) and instants (when it could be known).

Intervals are half-open: a period holds ``start <= day < end``. Instants are aware UTC datetimes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from trimtab.kernel.errors import InputRejectedError

_EPOCH_MONDAY = date(1970, 1, 5)
_PATTERNS = (
    ("D", re.compile(r"(\d{4})-(\d{2})-(\d{2})$")),
    ("W", re.compile(r"(\d{4})-W(\d{2})$")),
    ("M", re.compile(r"(\d{4})-(\d{2})$")),
    ("Q", re.compile(r"(\d{4})-?Q([1-4])$")),
    ("A", re.compile(r"(\d{4})$")),
)


class Frequency(StrEnum):
    """How often a series is observed (SDMX codes)."""

    DAILY = "D"
    WEEKLY = "W"
    MONTHLY = "M"
    QUARTERLY = "Q"
    ANNUAL = "A"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A reference period: a day, ISO week, month, quarter or year.

    ``ordinal`` counts periods of the frequency: days and weeks since 1970 (weeks start on Monday),
    months and quarters since year 0, years as they are. Arithmetic is therefore integer arithmetic.

    Examples
    --------
    >>> Period.parse("2008-03") + 11
    Period('2009-02')
    >>> Period.parse("2008-W01").start
    datetime.date(2007, 12, 31)
    >>> Period.parse("2008Q1").end
    datetime.date(2008, 4, 1)
    >>> Period.parse("2008-13")
    Traceback (most recent call last):
        ...
    trimtab.kernel.errors.InputRejectedError: TIME-001: text='2008-13'
    """

    frequency: Frequency
    ordinal: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2008-03-01``, ``2008-W12``, ``2008-03``, ``2008Q1`` or ``2008``.

        Raises InputRejectedError TIME-001 for anything else, or for a date that does not exist.
        """
        for letter, pattern in _PATTERNS:
            if match := pattern.match(text.strip()):
                try:
                    return cls._from_parts(letter, [int(part) for part in match.groups()])
                except ValueError:
                    break
        raise InputRejectedError("TIME-001", text=text)

    @classmethod
    def _from_parts(cls, letter: str, parts: list[int]) -> Period:
        year = parts[0]
        if letter == "A":
            return cls(Frequency.ANNUAL, year)
        if letter == "Q":
            return cls(Frequency.QUARTERLY, year * 4 + parts[1] - 1)
        if letter == "W":
            monday = date.fromisocalendar(year, parts[1], 1)
            return cls(Frequency.WEEKLY, (monday - _EPOCH_MONDAY).days // 7)
        day = date(year, parts[1], parts[2] if letter == "D" else 1)
        return cls.containing(day, Frequency(letter))

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """The calendar month."""
        return cls.containing(date(year, month, 1), Frequency.MONTHLY)

    @classmethod
    def containing(cls, day: date, frequency: Frequency) -> Period:
        """The period of this frequency that holds ``day``."""
        match frequency:
            case Frequency.DAILY:
                return cls(frequency, (day - date(1970, 1, 1)).days)
            case Frequency.WEEKLY:
                return cls(frequency, (day - _EPOCH_MONDAY).days // 7)
            case Frequency.MONTHLY:
                return cls(frequency, day.year * 12 + day.month - 1)
            case Frequency.QUARTERLY:
                return cls(frequency, day.year * 4 + (day.month - 1) // 3)
            case Frequency.ANNUAL:
                return cls(frequency, day.year)

    @property
    def start(self) -> date:
        """First day."""
        match self.frequency:
            case Frequency.DAILY:
                return date(1970, 1, 1) + timedelta(days=self.ordinal)
            case Frequency.WEEKLY:
                return _EPOCH_MONDAY + timedelta(weeks=self.ordinal)
            case Frequency.MONTHLY:
                return date(self.ordinal // 12, self.ordinal % 12 + 1, 1)
            case Frequency.QUARTERLY:
                return date(self.ordinal // 4, self.ordinal % 4 * 3 + 1, 1)
            case Frequency.ANNUAL:
                return date(self.ordinal, 1, 1)

    @property
    def end(self) -> date:
        """First day after the period."""
        return (self + 1).start

    def to(self, frequency: Frequency) -> Period:
        """The period of another frequency that holds this one's first day."""
        return Period.containing(self.start, frequency)

    def __add__(self, periods: int) -> Period:
        return Period(self.frequency, self.ordinal + periods)

    def __sub__(self, other: Period) -> int:
        if self.frequency is not other.frequency:
            raise InputRejectedError("TIME-002", left=str(self), right=str(other))
        return self.ordinal - other.ordinal

    def range_until(self, stop: Period) -> Iterator[Period]:
        """Periods from this one up to, not including, ``stop``."""
        return (self + step for step in range(stop - self))

    def __str__(self) -> str:
        start = self.start
        match self.frequency:
            case Frequency.DAILY:
                return start.isoformat()
            case Frequency.WEEKLY:
                year, week, _ = start.isocalendar()
                return f"{year:04d}-W{week:02d}"
            case Frequency.MONTHLY:
                return f"{start.year:04d}-{start.month:02d}"
            case Frequency.QUARTERLY:
                return f"{start.year:04d}Q{(start.month + 2) // 3}"
            case Frequency.ANNUAL:
                return f"{start.year:04d}"

    def __repr__(self) -> str:
        return f"Period('{self}')"


def utc(day: date) -> datetime:
    """Midnight UTC at the start of a day."""
    return datetime.combine(day, time(), UTC)


def end_instant(period: Period) -> datetime:
    """The first instant after the period: what ``--as-of 2008-03`` means.

    Examples
    --------
    >>> end_instant(Period.parse("2008-03")).isoformat()
    '2008-04-01T00:00:00+00:00'
    """
    return utc(period.end)


def parse_instant(text: str) -> datetime:
    """Read an ISO instant, or a period (then its end: all that was known when it closed).

    A time without an offset is UTC. Raises InputRejectedError TIME-001.

    Examples
    --------
    >>> parse_instant("2008-03").isoformat()
    '2008-04-01T00:00:00+00:00'
    >>> parse_instant("2008-03-07T08:30:00-05:00").isoformat()
    '2008-03-07T13:30:00+00:00'
    """
    if "T" in text:
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            raise InputRejectedError("TIME-001", text=text) from None
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    return end_instant(Period.parse(text))
