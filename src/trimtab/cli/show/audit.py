"""The audit trail on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.messages import Language, explain_problem
from trimtab.office.audit import Link, changes_of, structure
from trimtab.office.audit_checking import Verdict

_MINUTES = len("2026-11-23T08:30")


def verdict_to_json(verdict: Verdict, asked: Language) -> dict[str, Any]:
    """What was checked, and every problem with its place and sentence."""
    return {
        "intact": verdict.intact,
        "entries": verdict.entries,
        "anchor": str(verdict.head) if verdict.head else None,
        "problem_count": verdict.total,
        "problems": [
            {
                "code": problem.code,
                "table": problem.file,
                "sequence": problem.row,
                "key": None if problem.file == "audit" else problem.column,
                "field": problem.column if problem.file == "audit" else None,
                "params": problem.params,
                "sentence": explain_problem(problem, asked),
            }
            for problem in verdict.problems
        ],
    }


def link_to_json(link: Link) -> dict[str, Any]:
    """An entry, its record before and after as structures."""
    kept = {"before": structure(link.before), "after": structure(link.after)}
    return {**link._asdict(), **kept}


def show_links(links: Sequence[Link]) -> None:
    """One line an entry, newest first."""
    if not links:
        print_lines(say("audit.none"))
        return
    names = ("sequence", "at", "actor", "action", "entity", "key", "reason")
    shown = table(say("audit.title"), [say(f"audit.column.{name}") for name in names], (0,))
    for link in links:
        cells = (
            str(link.sequence),
            _shown_instant(link.at),
            str(link.actor),
            _action(link),
            str(link.entity),
            str(link.entity_id),
            str(link.reason),
        )
        shown.add_row(*map(Text, cells))
    console().print(shown)


def show_link(link: Link) -> None:
    """One entry, and the fields that it changed."""
    print_lines(
        say(
            "audit.entry",
            sequence=link.sequence,
            at=_shown_instant(link.at),
            actor=link.actor,
            action=_action(link),
            entity=link.entity,
            record=link.entity_id,
        ),
        say("audit.why", reason=link.reason or "-"),
        say("audit.seal", previous=link.previous, hash=link.hash),
    )
    names = ("field", "before", "after")
    shown = table("", [say(f"audit.column.{name}") for name in names])
    for name, before, after in changes_of(link):
        shown.add_row(Text(name), Text(before), Text(after))
    console().print(shown)


def _action(link: Link) -> str:
    from trimtab.messages import has_text, text

    key = f"audit.action.{link.action}"
    return text(key, language()) if has_text(key, language()) else str(link.action)


def _shown_instant(at: str) -> str:
    return at[:_MINUTES].replace("T", " ")
