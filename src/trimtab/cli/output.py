"""How results reach the terminal: JSON for programs, tables for people, errors on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from trimtab.kernel import TrimtabError
from trimtab.messages import Language, explain_error, preferred_language, text
from trimtab.ports.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from trimtab.app.workspace import Workspace


_WHOLE_WIDTH = 10


def language() -> Language:
    """The language this process speaks."""
    return preferred_language()


def say(key: str, **params: object) -> str:
    """The sentence ``cli.<key>`` in this process's language."""
    return text(f"cli.{key}", language(), **params)


def console(stderr: bool = False) -> Console:
    """A console; piped output keeps a width at which tables stay whole."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else 120
    return Console(stderr=stderr, width=width, highlight=False)


def print_json(result: Any) -> None:
    """One JSON document on stdout: UTF-8, no NaN (null instead)."""
    sys.stdout.write(json.dumps(_plain(result), ensure_ascii=False, indent=2) + "\n")


def _plain(value: Any) -> Any:
    """Numbers that are not finite become null; codes, periods and enums their text."""
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case bool() | None:
            return value
        case float():
            return value if value == value and abs(value) != float("inf") else None
        case int() | str():
            return value
        case _ if hasattr(value, "isoformat"):
            return value.isoformat()
        case _ if hasattr(value, "item"):
            return _plain(value.item())
        case _:
            return str(value)


def print_error(error: TrimtabError) -> None:
    """The error in words on stderr: what was got, what is allowed, what to do."""
    sys.stderr.write(explain_error(error, language()) + "\n")


def print_lines(*lines: str) -> None:
    """Plain lines on stdout, for text that a table would only decorate."""
    sys.stdout.write("\n".join(lines) + "\n")


def table(
    title: str, columns: Sequence[str], right: Sequence[int] = (), whole: Sequence[int] = ()
) -> Table:
    """An empty table; ``right`` are the positions of right-aligned (numeric) columns, ``whole``
    of those that are never broken over lines."""
    from rich import box
    from rich.table import Table

    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for position, name in enumerate(columns):
        made.add_column(
            name,
            justify="right" if position in right else "left",
            overflow="fold",
            min_width=_WHOLE_WIDTH if position in whole else None,
        )
    return made


def print_basis(workspace: Workspace) -> None:
    """One line before figures of a workspace that holds synthetic ones."""
    from trimtab.kernel import Basis

    if workspace.basis is Basis.SYNTHETIC:
        print_lines(text("province.label", language()), "")


@contextmanager
def progress_shown(quiet: bool = False) -> Iterator[Progress]:
    """Progress bars on stderr while work runs; silent when piped or ``quiet``."""
    from trimtab.ports.progress import no_progress

    if quiet or not sys.stderr.isatty():
        yield no_progress
        return
    with _bars() as advance:
        yield advance


@contextmanager
def _bars() -> Iterator[Progress]:
    from rich import progress as rich

    columns = (
        rich.SpinnerColumn(),
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.TimeElapsedColumn(),
    )
    with rich.Progress(*columns, console=console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def advance(step: str, done: int, total: int | None = None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(text(step, language()), total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield advance
