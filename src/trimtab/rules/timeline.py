"""One parameter's entries in order of force, as known on any day.

As known on day K, the entries recorded by K count; of those with the same first day of force the
one recorded last stands; a withdrawn one leaves nothing. An entry holds until the next begins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from trimtab.rules.types import DatedValue, Parameter, Reason, SameAs, Validity, Verification


class Standing(NamedTuple):
    """What an entry means while it stands: the nearest undisputed values before and after.

    ``last_known`` may be the entry itself. ``refers`` says that a value is another key's.
    """

    entry: DatedValue
    last_known: DatedValue | None
    next_known: DatedValue | None
    refers: bool


class View:
    """The entries that stood on one day of knowledge, ordered by first day of force."""

    __slots__ = ("_standing", "_starts", "entries")

    def __init__(self, known: Iterable[DatedValue]) -> None:
        latest: dict[date, DatedValue] = {}
        for entry in sorted(known, key=lambda entry: entry.recorded):
            latest[entry.in_force_from] = entry
        self.entries = tuple(
            latest[start]
            for start in sorted(latest)
            if latest[start].validity is not Validity.WITHDRAWN
        )
        self._starts = [entry.in_force_from for entry in self.entries]
        before = _latest_value(self.entries)
        after = [*_latest_value(self.entries[::-1])[::-1], None]
        self._standing = [
            Standing(entry, before[at], after[at + 1], _refers(entry))
            for at, entry in enumerate(self.entries)
        ]

    def standing(self, on: date) -> Standing | None:
        """The entry that had begun by ``on`` and not given way, None when none had begun."""
        position = bisect_right(self._starts, on) - 1
        return self._standing[position] if position >= 0 else None

    @property
    def first_value(self) -> DatedValue | None:
        """The earliest entry with an undisputed value."""
        return next((entry for entry in self.entries if entry.value is not None), None)


def _latest_value(entries: Sequence[DatedValue]) -> list[DatedValue | None]:
    """At each place the latest entry with an undisputed value so far."""
    found: list[DatedValue | None] = []
    for entry in entries:
        held = found[-1] if found else None
        found.append(held if entry.value is None else entry)
    return found


def _refers(entry: DatedValue) -> bool:
    """Whether a value of the entry is that of another key."""
    return any(isinstance(amount, SameAs) for amount in entry.amounts)


class Timeline:
    """Everything recorded about one parameter, cut to what was known; cuts are kept."""

    __slots__ = ("__dict__", "_views", "parameter")

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter
        self._views: dict[int, View] = {}

    @cached_property
    def recorded_days(self) -> list[date]:
        """The days on which knowledge grew, in order."""
        return sorted({entry.recorded for entry in self.parameter.values})

    def view(self, known_on: date | None) -> View:
        """What stood on ``known_on``; None means all that is recorded."""
        days = self.recorded_days
        count = len(days) if known_on is None else bisect_right(days, known_on)
        view = self._views.get(count)
        if view is None:
            seen = set(days[:count])
            view = View(entry for entry in self.parameter.values if entry.recorded in seen)
            self._views[count] = view
        return view


def reason_without_value(entry: DatedValue, on: date) -> Reason:
    """Why the entry that had begun by ``on`` gives no value that day; NONE when it gives one."""
    match entry.validity:
        case Validity.EXPIRED:
            return Reason.EXPIRED
        case Validity.UNKNOWN_AFTER:
            return Reason.UNKNOWN_AFTER
        case Validity.KNOWN_TO_HOLD_ON if entry.in_force_from != on:
            return Reason.KNOWN_ONLY_ON
    if entry.verification is Verification.DISPUTED:
        return Reason.DISPUTED
    return Reason.NONE
