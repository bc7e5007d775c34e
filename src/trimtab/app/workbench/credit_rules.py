"""Equivalence rules as pages show them: a list on a day as known on a day, one in all versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal, NamedTuple

from trimtab.app.credits import book_of
from trimtab.app.credits_words import level_words
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_search import standard_titles
from trimtab.credentials.bank import (
    Book,
    EquivalenceRule,
    RuleInput,
    RuleOutput,
    RuleVersion,
    credit_sources,
    load_book,
    rules_in_force,
    to_credits,
)
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language, has_text, in_words, text
from trimtab.ports import Reading

Standing = Literal["in_force", "ahead", "ended"]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as one line. ``state``: in_force, ahead or ended on the day that was asked."""

    rule: EquivalenceRule
    title: str
    kind: str
    gives: str
    framework: str
    state: Standing
    own: bool

    @property
    def source(self) -> SourceWords:
        """Where it was published; empty where it names none."""
        return source_words(self.rule.source)


@dataclass(frozen=True, slots=True)
class RuleList:
    """Rules on a day; ``known_on`` is None for all that is recorded."""

    rows: tuple[RuleRow, ...]
    on: date
    known_on: date | None


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule in its latest version, and every version, the latest first."""

    row: RuleRow
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    qualifications: tuple[str, ...]
    versions: tuple[tuple[RuleRow, RuleVersion | None], ...]


def list_rules(
    bench: Workbench,
    language: Language,
    on: date | None = None,
    known_on: date | None = None,
    words: str = "",
    *,
    ended: bool = False,
) -> RuleList:
    """The rules in force on a day as far as was known on a day; ``ended``: also those that ended
    or are ahead."""
    day = on or datetime.now(UTC).date()
    known = _end_of(known_on)
    with bench.office.reading() as reading:
        book = book_of(reading)
        own = {one.rule_key for one in reading.find(RuleVersion)}
    chosen = _latest(book.rules, known) if ended else rules_in_force(book.rules, day, known)
    told = words.casefold().split()
    rows = [_row(one, book, own, day, language) for one in chosen]
    return RuleList(
        tuple(
            sorted((one for one in rows if _matches(one, told)), key=lambda one: one.rule.rule_id)
        ),
        day,
        known_on,
    )


def see_rule(bench: Workbench, rule_id: str, language: Language) -> RulePage:
    """One rule. Raises UnknownCodeError WEB-173."""
    today = datetime.now(UTC).date()
    with bench.office.reading() as reading:
        book = book_of(reading)
        records = {one.rule_key: one for one in reading.find(RuleVersion)}
        standards = standard_titles(reading, language)
    versions = sorted(
        (one for one in book.rules if one.rule_id == rule_id),
        key=lambda one: (one.recorded, one.version),
        reverse=True,
    )
    if not versions:
        raise UnknownCodeError("WEB-173", rule=rule_id[:80])
    rows = [_row(one, book, set(records), today, language) for one in versions]
    latest = versions[0]
    titles = {one.qualification_id: in_words(one.title, language) for one in book.qualifications}
    return RulePage(
        rows[0],
        tuple(input_words(one, latest.framework_id, standards, language) for one in latest.inputs),
        tuple(output_words(one, language) for one in latest.outputs),
        tuple(titles.get(one, one) for one in latest.qualifications),
        tuple((row, records.get(row.rule.key)) for row in rows),
    )


def version_of(bench: Workbench, key: str) -> EquivalenceRule:
    """A version by ``id@version``, or the latest by the id. Raises UnknownCodeError WEB-173."""
    with bench.office.reading() as reading:
        rules = book_of(reading).rules
        found = next((one for one in rules if one.key == key), None) or latest_version(reading, key)
    if found is None:
        raise UnknownCodeError("WEB-173", rule=key[:80])
    return found


def latest_version(reading: Reading, rule_id: str) -> EquivalenceRule | None:
    """The version of a rule that was recorded last."""
    found = _latest(
        (one for one in book_of(reading).rules if one.rule_id == rule_id), _end_of(None)
    )
    return found[0] if found else None


def input_words(
    one: RuleInput, framework_id: str, standards: Mapping[str, str], language: Language
) -> str:
    """What must be shown, in words: a standard by its title, one of the eight grades by its own."""
    titled = standards.get(one.code)
    parts = [f"{titled} ({one.code})" if titled else one.code]
    if one.level:
        level = level_words(load_book().frameworks.get(framework_id), one.level, language)
        parts.append(text("web.credits.rule.from_grade", language, grade=level))
    if one.hundredths:
        parts.append(credits_words(one.hundredths, language))
    if one.hours:
        parts.append(text("web.credits.rule.at_hours", language, hours=one.hours))
    if one.grade is not None:
        parts.append(text("web.credits.rule.at_grade", language, grade=one.grade))
    return text("web.credits.comma", language).join(parts)


def output_words(one: RuleOutput, language: Language) -> str:
    """What it stands for, in words."""
    what = text("web.credits.or", language).join(one.modules) or nature_words(one.nature, language)
    worth = credits_words(one.hundredths, language)
    return text("web.credits.rule.gives", language, what=what, credits=worth)


def nature_words(nature: str, language: Language) -> str:
    """What sort of course, in words; one that only a school knows as the school calls it.

    >>> nature_words("general", Language.ZH), nature_words("实践课", Language.EN)
    ('公共课', '实践课')
    """
    key = f"web.credits.nature.{nature}"
    return text(key, language) if has_text(key, language) else nature


def credits_words(hundredths: int, language: Language) -> str:
    """A number of credits with its word.

    >>> credits_words(250, Language.EN), credits_words(800, Language.ZH)
    ('2.5 credits', '8学分')
    """
    return text("web.credits.number", language, credits=str(to_credits(hundredths)))


class SourceWords(NamedTuple):
    """A source in words, its address, and where it was read (``credits.read.<read>``); the last
    two are empty for a source that the embedded data do not list."""

    words: str
    address: str = ""
    read: str = ""


def source_words(source: str) -> SourceWords:
    """A source in words; one that the embedded data do not list stays as it is."""
    found = credit_sources().get(source)
    if found is None:
        return SourceWords(source)
    return SourceWords(f"{found.title} · {found.publisher}", found.address, found.read)


def framework_title(book: Book, framework_id: str, language: Language) -> str:
    """A framework by its title."""
    found = book.frameworks.get(framework_id)
    return in_words(found.title, language, framework_id) if found else framework_id


def standing_on(since: date, until: date | None, on: date) -> Standing:
    """Whether something between two days, the last not included, is in force on a day.

    >>> standing_on(date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 1))
    'ended'
    """
    if on < since:
        return "ahead"
    return "ended" if until is not None and until <= on else "in_force"


def _row(rule: EquivalenceRule, book: Book, own: set[str], on: date, language: Language) -> RuleRow:
    return RuleRow(
        rule,
        in_words(rule.title, language, rule.rule_id),
        text(f"credits.rule_kind.{rule.kind.value}", language),
        text("web.credits.semicolon", language).join(
            output_words(one, language) for one in rule.outputs
        ),
        framework_title(book, rule.framework_id, language),
        standing_on(rule.since, rule.until, on),
        rule.key in own,
    )


def _latest(rules: Iterable[EquivalenceRule], known: datetime) -> tuple[EquivalenceRule, ...]:
    found: dict[str, EquivalenceRule] = {}
    for one in rules:
        held = found.get(one.rule_id)
        if one.recorded <= known and (
            held is None or (held.recorded, held.version) < (one.recorded, one.version)
        ):
            found[one.rule_id] = one
    return tuple(found.values())


def _end_of(day: date | None) -> datetime:
    """The last instant of a day; of none, of the calendar."""
    return datetime.combine(day or date.max, time.max, UTC)


def _matches(row: RuleRow, words: list[str]) -> bool:
    said = f"{row.title} {row.rule.rule_id} {row.gives} {row.rule.authority}".casefold()
    return all(word in said for word in words)


def framework_choices(bench: Workbench, language: Language) -> list[tuple[str, str]]:
    """The frameworks, for a field of a form: id and title."""
    with bench.office.reading() as reading:
        known = book_of(reading).frameworks.frameworks
    found = ((one.framework_id, in_words(one.title, language)) for one in known)
    return sorted(found, key=lambda one: one[1])
