"""What lapses soon: rules whose value ends, or is no longer known, within some days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from trimtab.kernel import Region
from trimtab.rules.book import RuleBook
from trimtab.rules.timeline import reason_without_value
from trimtab.rules.types import DatedValue, Parameter, Payment, Reason, Validity


@dataclass(frozen=True)
class Lapse:
    """A rule that has a value until ``lapses_on`` and none, or none known, from that day.

    ``reason`` says what begins then; ``entry`` is the last one with a value; ``returns_on`` is the
    next day from which a value is known.
    """

    key: str
    region: Region
    lapses_on: date
    reason: Reason
    payment: Payment
    entry: DatedValue
    returns_on: date | None = None


def expiring(
    book: RuleBook, on: date, days: int, known_on: date | None = None
) -> tuple[Lapse, ...]:
    """Rules that have a value on the eve and none from a day in ``on < day <= on + days``.

    A value that another value follows at once does not lapse. The soonest comes first.
    """
    last = on + timedelta(days=days)
    found = _lapses(book, known_on)
    return _in_order(lapse for lapse in found if on < lapse.lapses_on <= last)


def lapsed(book: RuleBook, on: date, known_on: date | None = None) -> tuple[Lapse, ...]:
    """Rules that had a value and have none on day ``on``: what someone must ask about now."""
    return _in_order(
        lapse
        for lapse in _lapses(book, known_on)
        if lapse.lapses_on <= on < (lapse.returns_on or date.max)
    )


def provisional(book: RuleBook, on: date, known_on: date | None = None) -> tuple[DatedValue, ...]:
    """Entries that rule on day ``on`` without being verified, or that are only expected."""
    found = []
    for parameter in book.all_parameters():
        standing = book.view(parameter.key, parameter.region, known_on).standing(on)
        if standing is not None and standing.entry.provisional:
            found.append(standing.entry)
    return tuple(entry for entry in found if entry.validity.carries_value)


def _in_order(found: Iterable[Lapse]) -> tuple[Lapse, ...]:
    return tuple(sorted(found, key=lambda lapse: (lapse.lapses_on, lapse.key, lapse.region)))


def _lapses(book: RuleBook, known_on: date | None) -> Iterator[Lapse]:
    """Every end of a stretch with a value, whenever it is."""
    for parameter in book.all_parameters():
        entries = book.view(parameter.key, parameter.region, known_on).entries
        for at, entry in enumerate(entries):
            if found := _lapse(parameter, entry, entries[at + 1 :]):
                yield found


def _lapse(parameter: Parameter, entry: DatedValue, later: tuple[DatedValue, ...]) -> Lapse | None:
    """The end of an entry that has a value to its last day, None where a value follows at once."""
    if reason_without_value(entry, entry.in_force_from) is not Reason.NONE:
        return None
    if entry.validity is Validity.KNOWN_TO_HOLD_ON:
        start = entry.in_force_from + timedelta(days=1)
        reason = Reason.KNOWN_ONLY_ON
    elif later:
        start = later[0].in_force_from
        reason = reason_without_value(later[0], start)
    else:
        return None
    returns = next((one.in_force_from for one in later if one.value is not None), None)
    if reason is Reason.NONE or returns == start:
        return None
    region, payment = parameter.region, parameter.payment
    return Lapse(parameter.key, region, start, reason, payment, entry, returns)
