"""What became of worked cases."""

from __future__ import annotations

from typing import Any

from trimtab.app.rules import CaseReport
from trimtab.cli.output import language, print_lines, say
from trimtab.messages import Language, explain_error, explain_problem
from trimtab.rules.cases import CaseResult, Failure


def report_to_json(report: CaseReport, asked: Language) -> dict[str, Any]:
    """Every case with what was expected and got where it failed."""
    return {
        "passed": report.passed,
        "files": report.files,
        "cases": len(report.results),
        "failed": report.failed,
        "results": [_result_to_json(result, asked) for result in report.results],
        "refused": [
            {
                "file": refused.file,
                "problems": [explain_problem(problem, asked) for problem in refused.problems],
            }
            for refused in report.refused
        ],
    }


def _result_to_json(result: CaseResult, asked: Language) -> dict[str, Any]:
    case = result.case
    return {
        "case": case.name,
        "file": case.file,
        "line": case.line,
        "clause": case.clause,
        "computations": result.computations,
        "passed": result.passed,
        "failures": [
            {
                "line": failure.line,
                "output": failure.variable,
                "person": failure.person,
                "date": failure.day,
                "expected": failure.expected,
                "got": failure.got,
            }
            for failure in result.failures
        ],
        "error": None if result.error is None else explain_error(result.error, asked),
    }


def show_report(report: CaseReport) -> None:
    """A line for each thing that is not right, then the count."""
    for refused in report.refused:
        print_lines(*(explain_problem(problem, language()) for problem in refused.problems))
    for result in report.results:
        print_lines_of(result)
    print_lines(
        say("rules.cases", n=len(report.results), failed=report.failed, refused=len(report.refused))
    )


def print_lines_of(result: CaseResult) -> None:
    """What is wrong with one case: file and line first, as editors understand it."""
    case = result.case
    name = case.name or "–"
    if result.error is not None:
        sentence = explain_error(result.error, language())
        print_lines(
            say("rules.case_error", file=case.file, line=case.line, case=name, error=sentence)
        )
    for failure in result.failures:
        print_lines(_failure_line(case.file, name, case.clause, failure))


def _failure_line(file: str, name: str, clause: str, failure: Failure) -> str:
    whose = "" if failure.person is None else f" [{failure.person}]"
    when = "" if failure.day is None else f" [{failure.day}]"
    return say(
        "rules.case_failure",
        file=file,
        line=failure.line,
        case=name,
        output=f"{failure.variable}{whose}{when}",
        expected=_shown(failure.expected),
        got=_shown(failure.got),
        clause=clause or "–",
    )


def _shown(value: object) -> str:
    """A value as a case writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)
