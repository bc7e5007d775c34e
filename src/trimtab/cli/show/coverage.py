"""Flexible-employment subsidies and contribution bases on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trimtab.app.coverage import PlaceBounds, SizedSubsidies
from trimtab.app.rule_records import AskedQuestions
from trimtab.cli.output import console, language, say, table
from trimtab.cli.show.case_results import (
    print_results_json,
    show_results,
    show_summary,
    summary_of,
)
from trimtab.cli.show.cases import (
    differences_to_json,
    lacking_word,
    money,
    show_closing,
    show_questions,
    verification_word,
)

_COLUMNS = ("case", "region", "subsidy", "months", "error", "verification", "clause")
_BOUND_COLUMNS = ("bound", "subsidy", "error", "verification", "clause")


def show_subsidies(
    found: SizedSubsidies, asked: AskedQuestions, kept: Sequence[str], check: bool
) -> None:
    """Print the subsidies, open questions, and what was kept or compared."""
    titles = [say(f"coverage.column.{name}") for name in _COLUMNS]
    show_results(say("coverage.title.subsidy"), titles, found.results, _figures)
    summary = _summary(found)
    show_summary(summary)
    compared = len(found.results) if check else 0
    show_closing(bool(summary["provisional"]), asked, kept, compared, found.differences)


def _figures(result: Mapping[str, Any]) -> tuple[str, str]:
    months = result["max_months"]
    subsidy = money(result["subsidy_cny_month"], result["provisional"])
    return subsidy, "-" if months is None else str(months)


def _summary(found: SizedSubsidies) -> dict[str, Any]:
    return summary_of(found.results.count("entitled", "provisional", "error"))


def print_subsidies_json(found: SizedSubsidies, asked: AskedQuestions, kept: Sequence[str]) -> None:
    """Everything about every case, the rules, the questions, and the ids of decisions kept."""
    head = {"known_on": None if found.known_on is None else str(found.known_on)}
    rest = {
        "summary": _summary(found),
        "tasks": asked.to_json(),
        "decisions": list(kept),
        "differences": differences_to_json(found.differences),
    }
    print_results_json(head, found.results, rest)


def show_bounds(found: PlaceBounds, asked: AskedQuestions) -> None:
    """Print both bounds with their clauses."""
    from trimtab.classifications import region_title

    title = region_title(found.region, language())
    shown = table(
        say("coverage.title.bounds", region=title, day=str(found.on)),
        [say(f"coverage.column.{name}") for name in _BOUND_COLUMNS],
        right=(1,),
    )
    plain = found.to_json()
    for name in ("floor", "cap"):
        bound = plain[name]
        provisional = bound["verification"] != "verified"
        shown.add_row(
            say(f"coverage.bound.{name}"),
            money(bound["amount_cny_month"], provisional),
            lacking_word(bound["error"]),
            verification_word(bound["verification"]),
            bound["clause"],
        )
    console().print(shown)
    show_questions(asked)
