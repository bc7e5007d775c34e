"""Notes below a table."""

from __future__ import annotations

from rich.text import Text

from trimtab.cli.output import console, language
from trimtab.messages import Language


def print_note(note: str) -> None:
    """One note, faint. Chinese has no spaces to break at: there the terminal breaks the line."""
    whole = language() is Language.ZH
    console().print(Text(f"- {note}", style="dim"), soft_wrap=whole)
