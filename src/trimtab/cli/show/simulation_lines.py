"""Sentences wrapped to the width of the terminal, in Chinese by the rules of its punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trimtab.cli.output import console

_WIDE = r"\u3001-\u3007\u3010-\u9fff\uff00-\uff60"
_OPENING = "（《「“‘〈【［"
_CLOSING = "，。；：、！？）》」”’〉】］"
# What is never divided: one Chinese character or one word, with the brackets and quotes before it
# and the punctuation after it.
_PIECE = re.compile(
    rf"[{_OPENING}]*(?:[^\s{_WIDE}{_OPENING}{_CLOSING}]+|[^\s{_OPENING}{_CLOSING}])?"
    rf"[{_CLOSING}]* *"
)
_ITEM = "- "


def show_lines(*lines: str, style: str = "") -> None:
    """Print lines, each wrapped at the width of the console; items of a list hang."""
    from rich.text import Text

    out = console()
    for line in lines:
        for one in wrapped(line, out.width):
            out.print(Text(one, style=style), no_wrap=True, overflow="ignore", crop=False)


def wrapped(line: str, width: int) -> Iterator[str]:
    """A line in pieces of at most ``width`` terminal cells; a longer word stays whole.

    Examples
    --------
    >>> list(wrapped("  - one two three", 11))
    ['  - one two', '    three']
    >>> list(wrapped("各组合之差。", 11))
    ['各组合之', '差。']
    """
    from rich.cells import cell_len

    body = line.lstrip(" ")
    indent = line[: len(line) - len(body)]
    hanging = indent + " " * len(_ITEM) if body.startswith(_ITEM) else indent
    held = indent
    for piece in filter(None, _PIECE.findall(body)):
        if held.strip() and cell_len((held + piece).rstrip()) > width:
            yield held.rstrip()
            held = hanging
        held += piece
    yield held.rstrip()
