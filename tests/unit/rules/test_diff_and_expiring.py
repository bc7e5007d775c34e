"""What changed, and what lapses soon."""

from __future__ import annotations

from datetime import date

from trimtab.kernel import Region, Wording
from trimtab.rules import (
    DatedValue,
    Kind,
    Number,
    Parameter,
    Payment,
    Reason,
    Reference,
    RuleBook,
    Validity,
    Verification,
)
from trimtab.rules.diff import Change, diff_books, diff_in_force, diff_known
from trimtab.rules.expiring import expiring, lapsed, provisional

PLACE = Region("CN-310000")


def _entry(start: str, number: float | None, recorded: str = "2024-01-01", **more) -> DatedValue:
    value = None if number is None else Number(number)
    days = (date.fromisoformat(start), date.fromisoformat(recorded))
    return DatedValue("a", PLACE, *days, Reference("text"), value, **more)


def _book(*values: DatedValue) -> RuleBook:
    title = Wording("a", "甲")
    held = Parameter(
        "a", PLACE, title, Kind.VALUE, "months", values, (0, 99), None, "", Payment.STATUTORY
    )
    return RuleBook([held])


OLD = _entry("2024-01-01", 1)
NEW = _entry("2025-01-01", 2)
CORRECTED = _entry("2025-01-01", 3, "2025-02-01")
UNKNOWN = _entry("2026-01-01", None, validity=Validity.UNKNOWN_AFTER)


def _told(found):
    return [(one.change, one.before, one.after) for one in found]


def test_between_books():
    assert diff_books(_book(OLD), _book(OLD)) == ()
    assert _told(diff_books(_book(OLD), _book(OLD, NEW))) == [(Change.ADDED, None, NEW)]
    assert _told(diff_books(_book(OLD, NEW), _book(OLD))) == [(Change.REMOVED, NEW, None)]
    changed = diff_books(_book(OLD, NEW), _book(OLD, NEW, CORRECTED))
    assert _told(changed) == [(Change.CHANGED, NEW, CORRECTED)]
    assert diff_books(RuleBook([]), _book(OLD))[0].change is Change.ADDED


def test_between_days_of_knowledge():
    book = _book(OLD, NEW, CORRECTED)
    assert _told(diff_known(book, date(2025, 1, 31), date(2025, 2, 1))) == [
        (Change.CHANGED, NEW, CORRECTED)
    ]
    assert diff_known(book, date(2025, 2, 1), None) == ()
    assert len(diff_known(book, date(2023, 1, 1), None)) == 2


def test_between_days_in_force():
    book = _book(OLD, NEW, CORRECTED, UNKNOWN)
    assert _told(diff_in_force(book, date(2024, 6, 1), date(2025, 6, 1))) == [
        (Change.CHANGED, OLD, CORRECTED)
    ]
    known = diff_in_force(book, date(2024, 6, 1), date(2025, 6, 1), date(2025, 1, 1))
    assert _told(known) == [(Change.CHANGED, OLD, NEW)]
    assert _told(diff_in_force(book, date(2020, 1, 1), date(2024, 1, 1))) == [
        (Change.ADDED, None, OLD)
    ]
    assert diff_in_force(book, date(2026, 1, 1), date(2027, 1, 1)) == ()


def test_what_becomes_unknown_is_told_in_time():
    book = _book(OLD, NEW, UNKNOWN)
    (lapse,) = expiring(book, date(2025, 12, 1), 31)
    assert (lapse.lapses_on, lapse.reason, lapse.entry, lapse.payment) == (
        date(2026, 1, 1),
        Reason.UNKNOWN_AFTER,
        NEW,
        Payment.STATUTORY,
    )
    assert expiring(book, date(2025, 12, 1), 30) == ()
    assert expiring(book, date(2026, 1, 1), 365) == ()
    assert expiring(book, date(2024, 12, 1), 60) == ()  # another value follows at once


def test_what_has_lapsed_stays_told_until_a_value_returns():
    back = _entry("2026-06-01", 4)
    book = _book(OLD, UNKNOWN, back)
    assert lapsed(book, date(2025, 12, 31)) == ()
    assert [one.returns_on for one in lapsed(book, date(2026, 1, 1))] == [date(2026, 6, 1)]
    assert lapsed(book, date(2026, 6, 1)) == ()


def test_seen_on_one_day_lapses_the_day_after():
    seen = _entry("2026-01-01", 5, validity=Validity.KNOWN_TO_HOLD_ON)
    (lapse,) = expiring(_book(seen), date(2025, 12, 31), 10)
    assert (lapse.lapses_on, lapse.reason) == (date(2026, 1, 2), Reason.KNOWN_ONLY_ON)


def test_what_rules_provisionally():
    unsure = _entry("2025-01-01", 2, verification=Verification.UNVERIFIED)
    expected = _entry("2026-01-01", 2, validity=Validity.EXPECTED)
    book = _book(OLD, unsure, expected)
    assert provisional(book, date(2024, 6, 1)) == ()
    assert provisional(book, date(2025, 6, 1)) == (unsure,)
    assert provisional(book, date(2026, 6, 1)) == (expected,)
    assert provisional(_book(OLD, UNKNOWN), date(2026, 6, 1)) == ()
