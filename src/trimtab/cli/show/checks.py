"""Checks of the machine."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from trimtab.app.doctor import Check
from trimtab.cli.output import console, language, say, table


def show_checks(checks: Sequence[Check]) -> None:
    """One line a check: a mark, what was found, and the cure where it is needed."""
    shown = table(say("title.checks"), ["", say("column.found"), say("column.what_to_do")])
    for check in checks:
        mark = "✓" if check.fine else ("–" if check.optional else "✗")
        shown.add_row(mark, Text(check.found), Text(check.sentence(language())))
    console().print(shown)
