"""The rule book as pages show it: a list, one rule with its history, what lapses, what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest

from trimtab.app.places import parse_region
from trimtab.app.rule_explaining import explanation_lines, neighbour_lines, reading_lines
from trimtab.app.rule_words import amount_words, clause_words, entry_words, place_words
from trimtab.app.rules import Explanation, explain_answer, list_keys
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import Region, UnknownCodeError
from trimtab.messages import Language, text
from trimtab.office.rights import Right
from trimtab.rules import Answer, DatedValue, Parameter, load_rulebook

NATION = "CN"
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{3}")


def today() -> date:
    """The day on the wall of the office."""
    return datetime.now(UTC).astimezone().date()


def foreign(words: str, language: Language) -> str:
    """The language a text is in where it is not the one asked for; empty where it is.

    >>> foreign("广东省失业保险条例", Language.EN), foreign("Title V, section 5", Language.ZH)
    ('zh', 'en')
    """
    if language is Language.EN:
        return "zh" if _CHINESE.search(words) else ""
    return "en" if _LATIN.search(words) and not _CHINESE.search(words) else ""


@dataclass(frozen=True)
class Clause:
    """What a rule rests on, as its source writes it. ``tongue``: its language where that is not
    the reader's."""

    words: str
    url: str
    tongue: str


@dataclass(frozen=True)
class Step:
    """One rule that an answer rests on. ``verification``: verified, unverified or disputed."""

    key: str
    title: str
    region: str
    value: str
    place: str
    since: date | None
    clause: Clause | None
    verification: str
    reason: str
    readings: tuple[str, ...] = ()
    note: str = ""


def step_of(answer: Answer, language: Language) -> Step:
    """An answer of the book as a step."""
    rule = answer.rule
    known = answer.parameter or load_rulebook().parameters(answer.key)[0]
    valued = answer.value is not None
    return Step(
        key=answer.key,
        title=known.title.in_language(language),
        region=str(answer.region),
        value=amount_words(answer.value, answer.unit, language) if valued else "",
        place="" if rule is None else place_words(rule.region, language),
        since=None if rule is None else rule.in_force_from,
        clause=None if rule is None else clause_of_entry(rule, language),
        verification="" if rule is None else rule.verification.value,
        reason="" if valued else text(f"cli.rules.reason.{answer.reason.value}", language),
        readings=tuple(reading_lines(answer, language)),
        note="" if rule is None else rule.note.in_language(language),
    )


def clause_of_entry(entry: DatedValue, language: Language) -> Clause:
    """Title and article with their address."""
    words, url = clause_words(entry), entry.reference.url.strip()
    if url and "://" not in url:  # as some sources write it
        url = f"https://{url}"
    readable = url.startswith(("https://", "http://")) and not re.search(r"\s", url)
    return Clause(words, url if readable else "", foreign(words, language))


@dataclass(frozen=True)
class ListedRule:
    """A rule in the list: what it says where and when it was asked."""

    key: str
    title: str
    kind: str
    places: int
    value: str
    reason: str
    href_region: str


def list_rules(
    language: Language,
    words: str = "",
    region: str = "",
    on: date | None = None,
    known_on: date | None = None,
) -> tuple[ListedRule, ...]:
    """Rules whose name or title holds the words in either language, with what they say.

    Without a region each rule speaks for the first place it is recorded for, the nation before
    others. Raises UnknownCodeError CLASSIFICATION-003, 005 for a place that does not exist.
    """  # fmt: skip
    book, day = load_rulebook(), on or today()
    asked = parse_region(region) if region else None
    found = []
    for one in list_keys(book, words.strip(), asked):
        first = one.parameters[0]
        place = asked or _first_place(one.parameters)
        answer = book.at(one.key, place, day, known_on)
        valued = answer.value is not None
        found.append(
            ListedRule(
                key=one.key,
                title=first.title.in_language(language),
                kind=text(f"cli.rules.kind.{first.kind.value}", language),
                places=len(one.parameters),
                value=amount_words(answer.value, answer.unit, language) if valued else "",
                reason="" if valued else text(f"cli.rules.reason.{answer.reason.value}", language),
                href_region=str(place),
            )
        )
    return tuple(found)


def _first_place(parameters: Iterable[Parameter]) -> Region:
    places = sorted({one.region for one in parameters}, key=lambda one: (len(str(one)), str(one)))
    return places[0]


@dataclass(frozen=True)
class Stretch:
    """An entry of a history as a piece of the strip, 0 to 100 of its width. ``state``: the
    validity, or ``disputed``."""

    entry_id: str
    left: float
    width: float
    state: str
    rules: bool
    label: str


@dataclass(frozen=True)
class HistoryEntry:
    """One recorded entry in words."""

    start: date
    recorded: date
    value: str
    standing: str
    clause: Clause
    rules: bool
    note: str


@dataclass(frozen=True)
class RulePage:
    """A rule asked about at a place on a day, as known on a day."""

    key: str
    title: str
    region: str
    place: str
    on: date
    known_on: date | None
    value: str
    reason: str
    provisional: bool
    step: Step
    lines: tuple[str, ...]
    neighbours: tuple[str, ...]
    strip: tuple[Stretch, ...]
    asked_at: float
    ends: tuple[date, date]
    history: tuple[HistoryEntry, ...]
    places: tuple[tuple[str, str], ...]


def rule_page(
    key: str,
    language: Language,
    region: str = "",
    on: date | None = None,
    known_on: date | None = None,
) -> RulePage:
    """Everything about a rule. Raises UnknownCodeError RULES-001 for a rule that does not exist,
    CLASSIFICATION-003, 005 for a place."""  # fmt: skip
    book, day = load_rulebook(), on or today()
    parameters = book.parameters(key)
    place = parse_region(region) if region else _first_place(parameters)
    found = explain_answer(book, key, place, day, known_on)
    answer, history = found.answer, found.history
    ends = _ends(history, day)
    valued = answer.value is not None
    return RulePage(
        key=key,
        title=parameters[0].title.in_language(language),
        region=str(place),
        place=place_words(place, language),
        on=day,
        known_on=known_on,
        value=amount_words(answer.value, answer.unit, language) if valued else "",
        reason="" if valued else text(f"cli.rules.reason.{answer.reason.value}", language),
        provisional=answer.provisional,
        step=step_of(answer, language),
        lines=tuple(explanation_lines(found, language)[1 : 1 + len(found.layers)]),
        neighbours=() if valued else tuple(neighbour_lines(answer, language)),
        strip=tuple(_stretches(found, ends, language)),
        asked_at=_at(day, ends),
        ends=ends,
        history=tuple(_entry(one, answer, language) for one in reversed(history)),
        places=tuple((str(one.region), place_words(one.region, language)) for one in parameters),
    )


def _ends(history: tuple[DatedValue, ...], on: date) -> tuple[date, date]:
    """First and last day of the strip, with room around what is known and asked."""
    days = [on, *(one.in_force_from for one in history)]
    room = timedelta(days=max((max(days) - min(days)).days // 12, 90))
    return min(days) - room, max(days) + room


def _at(day: date, ends: tuple[date, date]) -> float:
    return round(100 * (day - ends[0]).days / (ends[1] - ends[0]).days, 2)


def _stretches(
    found: Explanation, ends: tuple[date, date], language: Language
) -> Iterable[Stretch]:
    """What stands, without what a later recording of the same day replaced."""
    latest = {one.in_force_from: one for one in found.history}
    entries = [latest[start] for start in sorted(latest)]
    rule = found.answer.rule
    for one, later in zip_longest(entries, entries[1:]):
        stop = later.in_force_from if later else ends[1]
        if one.in_force_until is not None:
            stop = min(stop, one.in_force_until)
        left, right = _at(one.in_force_from, ends), _at(min(stop, ends[1]), ends)
        disputed = bool(one.alternatives)
        yield Stretch(
            one.id,
            left,
            max(right - left, 0.4),
            "disputed" if disputed else one.validity.value,
            rule is not None and one.id == rule.id,
            entry_words(one, found.answer.unit, language)[0],
        )


def _entry(one: DatedValue, answer: Answer, language: Language) -> HistoryEntry:
    words = entry_words(one, answer.unit, language)
    return HistoryEntry(
        start=one.in_force_from,
        recorded=one.recorded,
        value=words[0] if len(words) > 1 else "",
        standing=words[-1],
        clause=clause_of_entry(one, language),
        rules=answer.rule is not None and one.id == answer.rule.id,
        note=one.note.in_language(language),
    )


def find_rules(words: str, language: Language, most: int = 5) -> list[tuple[str, str, str]]:
    """Title, address and place of rules for the quick search of every page."""
    found = list_keys(load_rulebook(), words)[:most]
    return [
        (
            one.parameters[0].title.in_language(language),
            f"/rules/{one.key}",
            place_words(_first_place(one.parameters), language),
        )
        for one in found
    ]


def places_with(key: str, language: Language) -> tuple[str, ...]:
    """Names of the places that have a rule of their own for a key; none for an unknown key."""
    try:
        return tuple(place_words(one.region, language) for one in load_rulebook().parameters(key))
    except UnknownCodeError:
        return ()


def rule_finder(viewer: Viewer, words: str, language: Language) -> list[tuple[str, str, str]]:
    """``find_rules`` for those who may see the office: a service of the quick search."""
    return find_rules(words, language) if viewer.may(Right.OFFICE_SEE) else []
