"""No later knowledge changes a past answer; answers change only where an entry begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trimtab.kernel import Region, Wording
from trimtab.rules import (
    Answer,
    DatedValue,
    Kind,
    Number,
    Parameter,
    Reason,
    Reference,
    RuleBook,
    Validity,
)
from trimtab.rules.diff import diff_known
from trimtab.rules.expiring import expiring, lapsed

NATION, PROVINCE, CITY = Region("CN"), Region("CN-440000"), Region("CN-440300")
FIRST = date(2020, 1, 1)
DAYS = st.integers(0, 60).map(lambda day: FIRST + timedelta(days=day))
KEY = "figure"


def _entry(start: date, recorded: date, number: int, validity: Validity, place: Region):
    value = Number(number) if validity.carries_value else None
    return DatedValue(KEY, place, start, recorded, Reference("text"), value, validity=validity)


def entries(place: Region = CITY, **sizes: int) -> st.SearchStrategy[list[DatedValue]]:
    """Entries in any order, no two with the same days."""
    one = st.builds(
        _entry, DAYS, DAYS, st.integers(0, 9), st.sampled_from(Validity), st.just(place)
    )
    return st.lists(one, unique_by=lambda e: (e.in_force_from, e.recorded), **sizes)


def _parameter(values: list[DatedValue], place: Region = CITY) -> Parameter:
    return Parameter(KEY, place, Wording("f", "f"), Kind.VALUE, "count", tuple(values), (0, 9))


def _what(answer: Answer) -> tuple[object, ...]:
    return (answer.value, answer.reason, answer.rule, answer.last_known, answer.next_known)


@given(entries(min_size=1), entries(min_size=1), DAYS, DAYS)
def test_what_is_recorded_later_changes_no_earlier_answer(known, added, on, known_on):
    later = [
        replace(entry, recorded=date(2030, 1, 1) + timedelta(days=at))
        for at, entry in enumerate(added)
    ]
    before = RuleBook([_parameter(known)]).at(KEY, CITY, on, known_on)
    after = RuleBook([_parameter([*known, *later])]).at(KEY, CITY, on, known_on)
    assert _what(after) == _what(before)


@given(entries(PROVINCE, min_size=1), entries(min_size=1), DAYS, DAYS)
def test_a_city_that_speaks_later_changes_no_earlier_answer(province, city, on, known_on):
    later = [
        replace(entry, recorded=date(2030, 1, 1) + timedelta(days=at))
        for at, entry in enumerate(city)
    ]
    held = _parameter(province, PROVINCE)
    before = RuleBook([held]).at(KEY, CITY, on, known_on)
    after = RuleBook([held, _parameter(later)]).at(KEY, CITY, on, known_on)
    assert _what(after) == _what(before)


@given(entries(min_size=1), DAYS, DAYS)
def test_every_order_of_writing_gives_the_same_answer(values, on, known_on):
    forward = RuleBook([_parameter(values)]).at(KEY, CITY, on, known_on)
    backward = RuleBook([_parameter(values[::-1])]).at(KEY, CITY, on, known_on)
    assert _what(forward) == _what(backward)


@given(entries(min_size=1), DAYS)
def test_answers_change_only_where_an_entry_begins_or_a_single_day_ends(values, known_on):
    book = RuleBook([_parameter(values)])
    starts = {entry.in_force_from for entry in values}
    single = {
        entry.in_force_from + timedelta(days=1)
        for entry in values
        if entry.validity is Validity.KNOWN_TO_HOLD_ON
    }
    for step in range(1, 62):
        day = FIRST + timedelta(days=step)
        now = book.at(KEY, CITY, day, known_on)
        eve = book.at(KEY, CITY, day - timedelta(days=1), known_on)
        if (now.value, now.reason, now.rule) != (eve.value, eve.reason, eve.rule):
            assert day in starts | single


@given(entries(min_size=1), DAYS, st.none() | DAYS)
def test_a_value_or_a_reason_never_both_never_neither(values, on, known_on):
    answer = RuleBook([_parameter(values)]).at(KEY, CITY, on, known_on)
    assert (answer.value is None) == (answer.reason is not Reason.NONE)
    if answer.rule is not None:
        assert answer.rule.in_force_from <= on
        assert known_on is None or answer.rule.recorded <= known_on


@given(entries(NATION), entries(PROVINCE), entries(CITY), DAYS, st.none() | DAYS)
def test_the_most_local_timeline_that_had_begun_answers(nation, province, city, on, known_on):
    parameters = [
        _parameter(values, place)
        for place, values in ((NATION, nation), (PROVINCE, province), (CITY, city))
        if values
    ]
    if not parameters:
        return
    book = RuleBook(parameters)
    answer = book.at(KEY, CITY, on, known_on)
    alone = [RuleBook([one]).at(KEY, one.region, on, known_on) for one in parameters[::-1]]
    begun = [one for one in alone if one.rule is not None]
    if begun:
        assert _what(answer) == _what(begun[0])
    else:
        assert answer.layer is None
        assert answer.value is None


@given(entries(min_size=1), entries(min_size=1), DAYS)
def test_a_changed_book_answers_as_one_made_anew_and_leaves_the_first_alone(old, new, on):
    base = RuleBook([_parameter(old)])
    before = base.at(KEY, CITY, on)
    changed = base.with_values({(KEY, CITY): new})
    assert _what(changed.at(KEY, CITY, on)) == _what(RuleBook([_parameter(new)]).at(KEY, CITY, on))
    assert _what(base.at(KEY, CITY, on)) == _what(before)


@given(entries(min_size=1), DAYS, DAYS)
def test_no_difference_means_the_same_answers_every_day(values, earlier, later):
    book = RuleBook([_parameter(values)])
    changed = {one.key for one in diff_known(book, earlier, later)}
    for step in range(62):
        day = FIRST + timedelta(days=step)
        before = book.view(KEY, CITY, earlier).standing(day)
        after = book.view(KEY, CITY, later).standing(day)
        if (before and before.entry) != (after and after.entry):
            assert changed


@given(entries(min_size=1), DAYS)
def test_what_lapses_within_a_span_has_a_value_on_the_eve_and_none_on_the_day(values, on):
    book = RuleBook([_parameter(values)])
    found = expiring(book, on, 20)
    told = {lapse.lapses_on for lapse in found}
    for step in range(1, 21):
        day = on + timedelta(days=step)
        eve = book.at(KEY, CITY, day - timedelta(days=1))
        now = book.at(KEY, CITY, day)
        assert (day in told) == (eve.value is not None and now.value is None)


@given(entries(min_size=1), DAYS)
def test_lapsed_rules_had_a_value_and_have_none(values, on):
    book = RuleBook([_parameter(values)])
    now = book.at(KEY, CITY, on)
    had = any(
        book.at(KEY, CITY, FIRST + timedelta(days=step)).value is not None
        for step in range((on - FIRST).days)
    )
    assert bool(lapsed(book, on)) == (had and now.value is None)
