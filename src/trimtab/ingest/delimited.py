"""Lines of a text file: which character separates columns, what is a note, which line is a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from trimtab.ingest.mapping import ANNOUNCED_NOTES, DEFAULT_SKIP

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 200


def head_lines(text: Path, count: int = _SAMPLE_LINES) -> list[str]:
    """The first lines of a UTF-8 file, each cut to 64 KiB."""
    lines = []
    with text.open(encoding="utf-8-sig", newline="") as stream:
        for _ in range(count):
            line = stream.readline(65_536)
            if not line:
                break
            lines.append(line)
    return lines


def sniff_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that gives most lines the same, largest number of columns (else a comma).

    Examples
    --------
    >>> sniff_delimiter(["a;b;c", "1,5;2;3", "2,5;3;4"])
    ';'
    """

    def score(delimiter: str) -> tuple[float, float]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        if not widths:
            return (0.0, 0.0)
        typical = median(widths)
        if typical < 2:
            return (0.0, 0.0)
        return (sum(width == typical for width in widths) / len(widths), typical)

    return max(DELIMITERS, key=score)


def is_note_line(line: str, delimiter: str) -> bool:
    """Whether a line narrower than its table is a note or a source under it, not a broken row.

    A line of one field may say so in any way the default ``skip`` knows; one that holds delimiters
    must announce itself (``注：``, ``Source:``).

    Examples
    --------
    >>> is_note_line("注：本表不含兵团, 另行统计", ","), is_note_line("合计,5", ",")
    (True, False)
    """
    written = line.strip().strip('"').strip()
    patterns = ANNOUNCED_NOTES if delimiter in written.rstrip(delimiter) else DEFAULT_SKIP
    written = written.rstrip(delimiter).strip()
    return any(re.fullmatch(pattern, written) for pattern in patterns)


def line_numbers(
    text: Path,
    delimiter: str,
    quote: str,
    skipped: int,
    rows: Sequence[int],
    notes: frozenset[int] = frozenset(),
) -> dict[int, int]:
    """The physical line of each numbered data row: only walked when there are problems to name.

    ``notes`` are lines that are no rows.
    """
    wanted, number = set(rows), 0
    found: dict[int, int] = {}
    with text.open(encoding="utf-8-sig", newline="") as stream:
        for _ in range(skipped):
            stream.readline()
        start = 1
        reader = csv.reader(stream, delimiter=delimiter, quotechar=quote)
        for row in reader:
            if row and skipped + start not in notes:
                number += 1
                if number in wanted:
                    found[number] = skipped + start
                    if len(found) == len(wanted):
                        break
            start = reader.line_num + 1
    return found
