"""People, rights and tasks on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from trimtab.app.office import place_title, record_to_json, task_sentence
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.messages import Language, format_day, format_instant, opening_capital, text
from trimtab.office.accounts import ApiToken
from trimtab.office.rights import RIGHTS, Right
from trimtab.office.types import Actor, Department, Grant, Role, Task


def _word(kind: str, value: str) -> str:
    return text(f"office.{kind}.{value}", language())


def _rows(title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        print_lines(say("office.none"))
        return
    shown = table(say(f"office.title.{title}"), [say(f"office.column.{name}") for name in names])
    for row in rows:
        shown.add_row(*map(Text, row))
    console().print(shown)


def show_rights() -> None:
    """Rights down, roles across."""
    roles = [role for role in Role if RIGHTS[role]]
    without = [role for role in Role if not RIGHTS[role]]
    heads = [say("office.column.right"), *(_word("role", role) for role in roles)]
    shown = table(say("office.title.rights"), heads)
    for right in Right:
        marks = ("✓" if right in RIGHTS[role] else "" for role in roles)
        shown.add_row(Text(f"{_word('right', right)}\n{right.value}"), *marks)
    console().print(shown)
    print_lines(
        *(say("office.no_rights", role=opening_capital(_word("role", role))) for role in without),
        say("office.operator"),
    )


def show_departments(departments: Sequence[Department]) -> None:
    """One line a department."""
    rows = [
        (
            one.department_id,
            one.title,
            place_title(one.region, language()),
            one.parent or "",
            _active(one.active),
        )
        for one in departments
    ]
    _rows("departments", ("id", "title", "region", "parent", "state"), rows)


def show_actors(actors: Sequence[Actor]) -> None:
    """One line an actor."""
    rows = [
        (
            one.actor_id,
            one.title,
            _word("kind", one.kind),
            one.department_id or "",
            one.address or "",
            _active(one.active),
        )
        for one in actors
    ]
    _rows("actors", ("id", "title", "kind", "department", "address", "state"), rows)


def show_grants(grants: Sequence[Grant]) -> None:
    """One line a grant."""
    rows = [
        (
            one.grant_id,
            one.actor_id,
            _word("role", one.role),
            place_title(one.region, language()),
            one.department_id or "",
            format_day(one.until, language()) if one.until else "",
        )
        for one in grants
    ]
    _rows("grants", ("id", "actor", "role", "region", "department", "until"), rows)


def show_tokens(tokens: Sequence[ApiToken]) -> None:
    """One line a token, the newest first."""
    rows = [
        (
            one.token_id,
            one.actor_id,
            one.title,
            ", ".join(one.scopes),
            format_instant(one.until, language()),
            format_instant(one.used_at, language()) if one.used_at else "",
        )
        for one in tokens
    ]
    _rows("tokens", ("id", "actor", "title", "scopes", "ends", "used"), rows)


def task_to_json(task: Task, asked: Language) -> dict[str, Any]:
    """A task with its sentence."""
    return {**record_to_json(task), "sentence": task_sentence(task, asked)}


def show_tasks(tasks: Sequence[Task]) -> None:
    """One line a task: those due first, then the oldest."""
    rows = [
        (
            task.task_id,
            task_sentence(task, language()),
            place_title(task.region, language()),
            task.assignee or "",
            format_instant(task.opened_at, language()),
            format_day(task.due, language()) if task.due else "",
        )
        for task in tasks
    ]
    _rows("tasks", ("id", "task", "region", "assignee", "opened", "due"), rows)


def show_task(task: Task) -> None:
    """One task, and how it ended."""
    print_lines(
        task_sentence(task, language()),
        say(
            "tasks.state_of",
            state=_word("task", task.state),
            region=place_title(task.region, language()),
            opened=format_instant(task.opened_at, language()),
            assignee=task.assignee or "-",
            due=format_day(task.due, language()) if task.due else "-",
        ),
    )
    if task.closed_at:
        closed = format_instant(task.closed_at, language())
        print_lines(say("tasks.ended", closed=closed, note=task.closing_note or ""))


def _active(active: bool) -> str:
    return say("office.active") if active else say("office.inactive")
