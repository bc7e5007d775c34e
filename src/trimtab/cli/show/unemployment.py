"""Entitlements on the terminal: one line a claim, then what has to be found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trimtab.app.rule_records import AskedQuestion
from trimtab.app.unemployment import EntitledClaims
from trimtab.cli.output import console, say, table
from trimtab.cli.show.cases import (
    differences_to_json,
    lacking_word,
    marked,
    money,
    show_closing,
    verification_word,
)

_COLUMNS = ("case", "region", "months", "amount", "error", "verification", "clause")


def show_answer(
    found: EntitledClaims, asked: Sequence[AskedQuestion], kept: Sequence[str], check: bool
) -> None:
    """Print the entitlements, open questions, and what was kept or compared."""
    shown = table(
        say("unemployment.title.entitlement"),
        [say(f"unemployment.column.{name}") for name in _COLUMNS],
        right=(2, 3),
        whole=(0, 1),
    )
    for result in found.results:
        shown.add_row(
            result["case"],
            result["region"],
            _months(result),
            money(result["amount_cny_month"], result["provisional"]),
            lacking_word(result["error"]),
            verification_word(result["verification"]),
            result["clause"],
        )
    console().print(shown)
    show_closing(found.results, asked, kept, len(found.results) if check else 0, found.differences)


def _months(result: Mapping[str, Any]) -> str:
    least, most = result["months_undisputed"], result["months_most"]
    if result["extended"]:
        return say("unemployment.until_retirement")
    if result["months"] is not None:
        return marked(str(result["months"]), result["provisional"])
    if least is not None and most is not None and least != most:
        return say("unemployment.undisputed", least=least, most=most)
    return "-"


def answer_to_json(
    found: EntitledClaims, asked: Sequence[AskedQuestion], kept: Sequence[str]
) -> dict[str, Any]:
    """Everything about every case, the questions, and the ids of decisions kept."""
    return {
        "known_on": None if found.known_on is None else str(found.known_on),
        "cases": list(found.results),
        "tasks": [one.to_json() for one in asked],
        "decisions": list(kept),
        "differences": differences_to_json(found.differences),
    }
