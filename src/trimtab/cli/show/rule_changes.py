"""What changed in the rule book, what lapses, and what an editor would ask about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from trimtab.app.rule_words import entry_words, place_words
from trimtab.cli.output import language, print_lines, say
from trimtab.cli.show.entries import Entry, print_entries
from trimtab.kernel import Problem, Region
from trimtab.messages import Language, explain_problem
from trimtab.rules import DatedValue
from trimtab.rules.diff import Difference
from trimtab.rules.expiring import Lapse
from trimtab.rules.lint import LintReport
from trimtab.rules.openfisca import Imported
from trimtab.rules.plain import entry_to_plain, parameter_to_plain


def difference_to_json(one: Difference) -> dict[str, Any]:
    """One change with what stood before and after."""
    return {
        "key": one.key,
        "region": str(one.region),
        "change": one.change.value,
        "before": entry_to_plain(one.before),
        "after": entry_to_plain(one.after),
    }


def show_differences(found: Sequence[Difference]) -> None:
    """One line a change, or that there is none."""
    if not found:
        print_lines(say("rules.no_differences"))
        return
    print_entries(say("rules.title.diff"), map(_difference, found))


def _difference(one: Difference) -> Entry:
    """What was added or removed, or what stood before and after."""
    told = {"before": one.before, "after": one.after}
    if one.before is None or one.after is None:
        told = {one.change.value: one.before or one.after}
    facts = [
        fact
        for name, entry in told.items()
        if entry is not None
        for fact in _change_facts(name, entry, one.unit)
    ]
    return Entry(_head(one.start, one.key, one.region), tuple(facts))


def _change_facts(name: str, entry: DatedValue, unit: str) -> list[str]:
    first, *more = entry_words(entry, unit, language())
    return [say("rules.named", name=say(f"rules.change.{name}"), words=first), *more]


def _head(day: date, key: str, region: Region) -> str:
    return f"{day}  {key}  {place_words(region, language())}"


def lapse_to_json(lapse: Lapse) -> dict[str, Any]:
    """One rule that is about to have no value."""
    return {
        "key": lapse.key,
        "region": str(lapse.region),
        "lapses_on": lapse.lapses_on,
        "reason": lapse.reason.value,
        "payment": lapse.payment.value,
        "returns_on": lapse.returns_on,
        "rule": entry_to_plain(lapse.entry),
    }


def show_lapses(found: Sequence[Lapse]) -> None:
    """One line a rule, the soonest first, or that none lapses."""
    if not found:
        print_lines(say("rules.no_lapses"))
        return
    print_entries(say("rules.title.expiring"), map(_lapse, found))


def _lapse(lapse: Lapse) -> Entry:
    facts = say(f"rules.reason.{lapse.reason.value}"), say(f"rules.payment.{lapse.payment.value}")
    return Entry(_head(lapse.lapses_on, lapse.key, lapse.region), facts)


def import_to_json(read: Imported, out: Path | None, asked: Language) -> dict[str, Any]:
    """The parameters, what a person should know of them, and the file they were written to."""
    return {
        "parameters": [parameter_to_plain(parameter) for parameter in read.parameters],
        "findings": [_problem_to_json(finding, asked) for finding in read.findings],
        "file": None if out is None else str(out),
    }


def show_import(read: Imported, out: Path | None) -> None:
    """The findings, then how much was read and where it went."""
    print_lines(*(explain_problem(finding, language()) for finding in read.findings))
    key = "rules.imported" if out is None else "rules.imported_to"
    print_lines(say(key, n=len(read.parameters), file=out))


def lint_to_json(report: LintReport, asked: Language) -> dict[str, Any]:
    """What must be corrected and what is asked."""
    return {
        "clean": report.clean,
        "problems": [_problem_to_json(problem, asked) for problem in report.problems],
        "warnings": [_problem_to_json(problem, asked) for problem in report.warnings],
    }


def _problem_to_json(problem: Problem, asked: Language) -> dict[str, Any]:
    return {
        "code": problem.code,
        "file": problem.file,
        "line": problem.row,
        "key": problem.column,
        "sentence": explain_problem(problem, asked),
    }


def show_lint(report: LintReport) -> None:
    """A line each, file and line first; problems before questions; then the count."""
    print_lines(
        *(explain_problem(one, language()) for one in (*report.problems, *report.warnings)),
        say("rules.lint", n=len(report.problems), warnings=len(report.warnings)),
    )
