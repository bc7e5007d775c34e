"""Entries: a head that is never broken, and what is said of it, indented below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.text import Text

from trimtab.cli.output import console

_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Entry:
    """A name, which is copied into the next command, and its facts, a line each. ``faint`` for
    what is shown but not used.
    """

    head: str
    facts: tuple[str, ...]
    faint: bool = False


def print_entries(title: str, entries: Iterable[Entry]) -> None:
    """The title where there is one, then each entry, broken over lines at the terminal's width."""
    out = console()
    if title:
        out.print(Text(title, style="bold"))
    for entry in entries:
        style = "dim" if entry.faint else ""
        out.print(Text(entry.head, style=style), no_wrap=True, overflow="ignore", crop=False)
        for fact in entry.facts:
            lines = Text(fact, style=style).wrap(out, max(out.width - len(_INDENT), 1))
            for line in lines:
                line.rstrip()
                out.print(Text(_INDENT).append_text(line), no_wrap=True)
