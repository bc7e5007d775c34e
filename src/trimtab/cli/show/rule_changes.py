"""What changed in the rule book, what lapses, and what an editor would ask about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.cli.show.rule_words import place_words
from trimtab.kernel import Problem
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
    names = ("key", "place", "from", "change", "before", "after")
    shown = table(say("rules.title.diff"), [say(f"rules.column.{name}") for name in names])
    for one in found:
        starts = [entry.in_force_from for entry in (one.after, one.before) if entry is not None]
        shown.add_row(
            one.key,
            place_words(one.region, language()),
            str(starts[0]),
            say(f"rules.change.{one.change.value}"),
            Text(_entry_words(one.before)),
            Text(_entry_words(one.after)),
        )
    console().print(shown)


def _entry_words(entry: DatedValue | None) -> str:
    """The value as a rule file writes it, and what else says whether it holds."""
    if entry is None:
        return "–"
    validity = say(f"rules.validity.{entry.validity.value}")
    if entry.value is None:
        return validity
    verified = say(f"rules.verified.{entry.verification.value}")
    return f"{entry.value.to_plain()} ({validity}, {verified}, {entry.recorded})"


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
    names = ("lapses_on", "key", "place", "then", "payment")
    heads = [say(f"rules.column.{name}") for name in names]
    shown = table(say("rules.title.expiring"), heads, whole=(0,))
    for lapse in found:
        shown.add_row(
            str(lapse.lapses_on),
            lapse.key,
            place_words(lapse.region, language()),
            say(f"rules.reason.{lapse.reason.value}"),
            say(f"rules.payment.{lapse.payment.value}"),
        )
    console().print(shown)


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
