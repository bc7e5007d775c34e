"""Flexible-employment subsidies and contribution bases on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trimtab.app.coverage import PlaceBounds, SizedSubsidies
from trimtab.app.rule_records import AskedQuestion
from trimtab.cli.output import console, language, say, table
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
    found: SizedSubsidies, asked: Sequence[AskedQuestion], kept: Sequence[str], check: bool
) -> None:
    """Print the subsidies, open questions, and what was kept or compared."""
    shown = table(
        say("coverage.title.subsidy"),
        [say(f"coverage.column.{name}") for name in _COLUMNS],
        right=(2, 3),
        whole=(0, 1),
    )
    for result in found.results:
        months = result["max_months"]
        shown.add_row(
            result["case"],
            result["region"],
            money(result["subsidy_cny_month"], result["provisional"]),
            "-" if months is None else str(months),
            lacking_word(result["error"]),
            verification_word(result["verification"]),
            result["clause"],
        )
    console().print(shown)
    show_closing(found.results, asked, kept, len(found.results) if check else 0, found.differences)


def subsidies_to_json(
    found: SizedSubsidies, asked: Sequence[AskedQuestion], kept: Sequence[str]
) -> dict[str, Any]:
    """Everything about every case, the questions, and the ids of decisions kept."""
    return {
        "known_on": None if found.known_on is None else str(found.known_on),
        "cases": list(found.results),
        "tasks": [one.to_json() for one in asked],
        "decisions": list(kept),
        "differences": differences_to_json(found.differences),
    }


def show_bounds(found: PlaceBounds, asked: Sequence[AskedQuestion]) -> None:
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
