"""What changed: between two books, two days of knowledge, or two days in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trimtab.kernel import Region
from trimtab.rules.book import RuleBook
from trimtab.rules.types import DatedValue, Parameter


class Change(StrEnum):
    """What happened to an entry or to what holds."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One change at one place. ``before`` and ``after`` are None where nothing stood."""

    key: str
    region: Region
    unit: str
    before: DatedValue | None
    after: DatedValue | None

    @property
    def start(self) -> date:
        """The day from which it is in force, of what stands now where there is something."""
        entry = self.after or self.before
        return date.max if entry is None else entry.in_force_from

    @property
    def change(self) -> Change:
        """Added, removed, or changed."""
        if self.before is None:
            return Change.ADDED
        return Change.REMOVED if self.after is None else Change.CHANGED


def _parameters(book: RuleBook) -> dict[tuple[str, Region], Parameter]:
    return {(one.key, one.region): one for one in book.all_parameters()}


def _paired(
    parameter: Parameter,
    before: tuple[DatedValue, ...],
    after: tuple[DatedValue, ...],
) -> list[Difference]:
    """Entries paired by first day of force; those that stayed the same are left out."""
    old = {entry.in_force_from: entry for entry in before}
    new = {entry.in_force_from: entry for entry in after}
    return [
        Difference(parameter.key, parameter.region, parameter.unit, old.get(start), new.get(start))
        for start in sorted(old.keys() | new.keys())
        if old.get(start) != new.get(start)
    ]


def diff_books(
    before: RuleBook, after: RuleBook, known_on: date | None = None
) -> tuple[Difference, ...]:
    """Entries standing in one book and not, or otherwise, in the other; by key, place and day."""
    return diff_known(before, known_on, known_on, after)


def diff_known(
    book: RuleBook, earlier: date | None, later: date | None, after: RuleBook | None = None
) -> tuple[Difference, ...]:
    """What was learnt between two days: entries that stand on ``later`` and not on ``earlier``,
    or otherwise. ``after`` takes the later view from another book.
    """
    other = book if after is None else after
    old, new = _parameters(book), _parameters(other)
    found: list[Difference] = []
    for key, region in sorted(old.keys() | new.keys()):
        place = (key, region)
        stood = book.view(key, region, earlier).entries if place in old else ()
        stands = other.view(key, region, later).entries if place in new else ()
        found += _paired(new.get(place) or old[place], stood, stands)
    return tuple(found)


def diff_in_force(
    book: RuleBook, earlier: date, later: date, known_on: date | None = None
) -> tuple[Difference, ...]:
    """Rules that another entry rules on ``later`` than on ``earlier``, as known on ``known_on``."""
    found: list[Difference] = []
    for (key, region), parameter in sorted(_parameters(book).items(), key=lambda one: one[0]):
        view = book.view(key, region, known_on)
        before, after = view.standing(earlier), view.standing(later)
        old = None if before is None else before.entry
        new = None if after is None else after.entry
        if old is not new:
            found.append(Difference(key, region, parameter.unit, old, new))
    return tuple(found)
