"""A critical reading of a rule book: what is refused, and what a careful editor would ask about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trimtab.kernel import Problem, Wording
from trimtab.rules.book import RuleBook, embedded_folder
from trimtab.rules.ceilings import ceiling_problems
from trimtab.rules.reading import inspect_folders
from trimtab.rules.types import (
    DatedValue,
    Parameter,
    Validity,
    Verification,
)
from trimtab.rules.units import CURRENCIES, NO_UNIT, units


@dataclass(frozen=True)
class LintReport:
    """``problems`` must be corrected; ``warnings`` are questions. Codes RULES-0xx and LINT-0xx."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def clean(self) -> bool:
        """Nothing must be corrected; there may still be questions."""
        return not self.problems


def lint_folders(*folders: Path, today: date) -> LintReport:
    """Read the embedded book with the folders laid over it, and question what the folders hold.

    Without folders the embedded book itself is questioned.
    """
    parameters, problems = inspect_folders(embedded_folder(), *folders)
    if problems:
        return LintReport(tuple(problems), ())
    names = {f"{folder.name}/" for folder in folders}
    report = lint_book(RuleBook(parameters), today)
    if not names:
        return report

    def of_folders(found: tuple[Problem, ...]) -> tuple[Problem, ...]:
        return tuple(p for p in found if p.file and any(map(p.file.startswith, names)))

    return LintReport(of_folders(report.problems), of_folders(report.warnings))


def lint_book(book: RuleBook, today: date) -> LintReport:
    """Everything questionable in a book that could be read; ``today`` bounds days of recording."""
    problems = [
        found for parameter in book.all_parameters() for found in _to_come(parameter, today)
    ]
    warnings = [
        found for parameter in book.all_parameters() for found in _warnings(parameter, book)
    ]
    return LintReport((*problems, *ceiling_problems(book)), tuple(warnings))


def _to_come(parameter: Parameter, today: date) -> Iterator[Problem]:
    """Entries that claim to have been recorded after today: answers for a past day would change."""
    for entry in parameter.values:
        if entry.recorded > today:
            yield _found("LINT-005", parameter, entry, recorded=str(entry.recorded))


def _warnings(parameter: Parameter, book: RuleBook) -> Iterator[Problem]:
    yield from _name_warnings(parameter)
    yield from _wording_warnings(parameter, parameter.title, "title", parameter)
    standing = book.view(parameter.key, parameter.region).entries
    for entry in standing:
        yield from _entry_warnings(parameter, entry)
    if standing and standing[-1].validity is Validity.KNOWN_TO_HOLD_ON:
        start = str(standing[-1].in_force_from)
        yield _found("LINT-007", parameter, standing[-1], start=start)


def _entry_warnings(parameter: Parameter, entry: DatedValue) -> Iterator[Problem]:
    if entry.validity.carries_value:
        if entry.verification is Verification.UNVERIFIED:
            yield _found("LINT-001", parameter, entry, text=entry.reference.title)
        if entry.verification is Verification.DISPUTED:
            yield _found("LINT-002", parameter, entry, count=len(entry.alternatives))
    if entry.validity is Validity.UNKNOWN_AFTER:
        yield _found("LINT-006", parameter, entry, start=str(entry.in_force_from))
    if not entry.reference.article and not entry.reference.url:
        yield _found("LINT-008", parameter, entry)
    if any(entry.note):
        yield from _wording_warnings(parameter, entry.note, "note", entry)


def _name_warnings(parameter: Parameter) -> Iterator[Problem]:
    """A name that ends like another unit than the parameter has."""
    if parameter.unit == NO_UNIT:
        return
    suffixes = [unit for unit in units() if unit != NO_UNIT and unit not in CURRENCIES]
    ends = [unit for unit in suffixes if parameter.key.endswith(f"_{unit}")]
    if ends and parameter.unit not in ends:
        longest = max(ends, key=len)
        yield _found("LINT-003", parameter, parameter, suffix=longest, unit=parameter.unit)


def _wording_warnings(
    parameter: Parameter, words: Wording, field: str, source: Parameter | DatedValue
) -> Iterator[Problem]:
    for language in ("en", "zh"):
        if not getattr(words, language):
            yield _found("LINT-004", parameter, source, field=field, language=language)


def _found(
    code: str, parameter: Parameter, source: Parameter | DatedValue, **params: object
) -> Problem:
    return Problem(
        code,
        file=source.file or None,
        row=source.line or None,
        column=parameter.key,
        params=params,
    )
