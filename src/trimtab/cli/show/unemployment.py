"""Entitlements on the terminal: the first claims, how many of each kind, open questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trimtab.app.rule_records import AskedQuestions
from trimtab.app.unemployment import EntitledClaims, MonthsOfSpell, schedule_to_json
from trimtab.cli.output import console, say, table
from trimtab.cli.show.case_results import (
    print_results_json,
    show_results,
    show_summary,
    summary_of,
)
from trimtab.cli.show.cases import differences_to_json, marked, money, show_closing

_COLUMNS = ("case", "region", "months", "amount", "error", "verification", "clause")


def show_answer(
    found: EntitledClaims, asked: AskedQuestions, kept: Sequence[str], check: bool
) -> None:
    """Print the entitlements, open questions, and what was kept or compared."""
    titles = [say(f"unemployment.column.{name}") for name in _COLUMNS]
    show_results(say("unemployment.title.entitlement"), titles, found.results, _figures)
    if found.schedule:
        _show_schedule(found.schedule)
    summary = _summary(found)
    show_summary(summary)
    compared = len(found.results) if check else 0
    show_closing(bool(summary["provisional"]), asked, kept, compared, found.differences)


def _figures(result: Mapping[str, Any]) -> tuple[str, str]:
    provisional = result["provisional"]
    return _months(result), money(result["amount_cny_month"], provisional)


def _months(result: Mapping[str, Any]) -> str:
    least, most = result["months_undisputed"], result["months_most"]
    if result["extended"]:
        return say("unemployment.until_retirement")
    if result["months"] is not None:
        return marked(str(result["months"]), result["provisional"])
    if least is not None and most is not None and least != most:
        return say("unemployment.undisputed", least=least, most=most)
    return "-"


def _show_schedule(schedule: Sequence[MonthsOfSpell]) -> None:
    names = ("spell", "amount")
    titles = [say(f"unemployment.column.{name}") for name in names]
    shown = table(say("unemployment.title.schedule"), titles, right=(0, 1))
    for one in schedule:
        spell = say("unemployment.undisputed", least=one.first, most=one.last)
        shown.add_row(
            str(one.first) if one.first == one.last else spell,
            money(one.amount_cny_month, one.provisional),
        )
    console().print(shown)


def _summary(found: EntitledClaims) -> dict[str, Any]:
    return summary_of(found.results.count("entitled", "provisional", "error"))


def print_answer_json(found: EntitledClaims, asked: AskedQuestions, kept: Sequence[str]) -> None:
    """Everything about every case, the rules, the questions, and the ids of decisions kept."""
    head = {"known_on": None if found.known_on is None else str(found.known_on)}
    schedule = {"schedule": schedule_to_json(found.schedule)} if found.schedule else {}
    rest = {
        **schedule,
        "summary": _summary(found),
        "tasks": asked.to_json(),
        "decisions": list(kept),
        "differences": differences_to_json(found.differences),
    }
    print_results_json(head, found.results, rest)
