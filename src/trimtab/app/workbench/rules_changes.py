"""What lapses soon, and what changed between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trimtab.app.rule_words import entry_words, place_words
from trimtab.app.rules import find_differences
from trimtab.app.workbench.rules import Clause, clause_of_entry, today
from trimtab.messages import Language, text
from trimtab.rules import RuleBook, load_rulebook
from trimtab.rules.expiring import Lapse, expiring, lapsed


@dataclass(frozen=True)
class LapseRow:
    """A rule that has no value from a day on."""

    key: str
    title: str
    region: str
    place: str
    lapses_on: date
    returns_on: date | None
    reason: str
    payment: str
    value: str
    days: int


def lapses(
    language: Language, on: date | None = None, days: int = 180, *, past: bool = False
) -> tuple[LapseRow, ...]:
    """Rules that lapse within some days of ``on``; with ``past`` those that have no value then."""
    book, day = load_rulebook(), on or today()
    found = lapsed(book, day) if past else expiring(book, day, days)
    return tuple(_lapse(book, one, day, language) for one in found)


def _lapse(book: RuleBook, one: Lapse, on: date, language: Language) -> LapseRow:
    parameter = book.parameter(one.key, one.region)
    title = parameter.title.in_language(language) if parameter else one.key
    unit = parameter.unit if parameter else ""
    return LapseRow(
        key=one.key,
        title=title,
        region=str(one.region),
        place=place_words(one.region, language),
        lapses_on=one.lapses_on,
        returns_on=one.returns_on,
        reason=text(f"cli.rules.reason.{one.reason.value}", language),
        payment=text(f"cli.rules.payment.{one.payment.value}", language),
        value=entry_words(one.entry, unit, language)[0],
        days=(one.lapses_on - on).days,
    )


@dataclass(frozen=True)
class ChangeRow:
    """What holds or is known otherwise on the later day. ``change``: added, removed, changed."""

    key: str
    title: str
    region: str
    place: str
    change: str
    start: date
    before: str
    after: str
    clause: Clause | None


def changes(
    language: Language, earlier: date, later: date, *, known: bool = False
) -> tuple[ChangeRow, ...]:
    """Differences between two days in force; with ``known`` what was learnt between them."""
    pair = (earlier, later)
    found = find_differences((), known=pair) if known else find_differences((), in_force=pair)
    book = load_rulebook()
    rows = []
    for one in found:
        parameter = book.parameter(one.key, one.region)
        shown = one.after or one.before
        rows.append(
            ChangeRow(
                key=one.key,
                title=parameter.title.in_language(language) if parameter else one.key,
                region=str(one.region),
                place=place_words(one.region, language),
                change=one.change.value,
                start=one.start,
                before=entry_words(one.before, one.unit, language)[0] if one.before else "",
                after=entry_words(one.after, one.unit, language)[0] if one.after else "",
                clause=clause_of_entry(shown, language) if shown else None,
            )
        )
    return tuple(rows)
