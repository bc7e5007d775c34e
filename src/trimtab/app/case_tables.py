"""Results of cases as a file for a spreadsheet: titles and words in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from trimtab.app.case_results import CaseResults
from trimtab.kernel import UsageError
from trimtab.kernel.files import write_csv, written_whole
from trimtab.messages import Language, text
from trimtab.ports.progress import Progress, no_progress

MOST_ROWS = 1_048_575
"""Rows a worksheet holds under its header."""

_CHUNK = 5_000
_STEP = "cases.step.write"

_Rows = Iterator[tuple[Any, ...]]
_Writer = Callable[[Path, Sequence[str], _Rows], None]


def write_results(
    results: CaseResults,
    names: Sequence[str],
    path: Path,
    language: Language,
    progress: Progress = no_progress,
) -> None:
    """Write the columns ``names`` of results, with the clause, as .csv or .xlsx by the suffix.

    Figures stay figures; codes and flags become words, what nobody knows an empty cell. A text that
    a spreadsheet would run as a formula stays a text. Raises UsageError APP-001 (another suffix),
    CASES-014 (more rows than a worksheet holds) and CASES-015 (cannot be written there).
    """
    writers: dict[str, _Writer] = {
        ".csv": partial(write_csv, encoding="utf-8-sig", guarded=True),  # the mark is for Excel
        ".xlsx": _write_xlsx,
    }
    suffix = path.suffix.lower()
    if suffix not in writers:
        raise UsageError("APP-001", suffix=path.suffix, allowed=", ".join(writers))
    if suffix == ".xlsx" and len(results) > MOST_ROWS:
        raise UsageError("CASES-014", file=str(path), rows=len(results), most=MOST_ROWS)
    header = [text(f"column.{name}", language) for name in (*names, "clause")]
    try:
        writers[suffix](path, header, _rows(results, names, language, progress))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("CASES-015", file=str(path), reason=reason) from error


def _rows(
    results: CaseResults, names: Sequence[str], language: Language, progress: Progress
) -> _Rows:
    worded = {name: _wording(name, results.columns[name], language) for name in names}
    for start in range(0, len(results), _CHUNK):
        progress(_STEP, start, len(results))
        here = slice(start, start + _CHUNK)
        columns = [map(worded[name], results.columns[name][here]) for name in names]
        clauses = (results.grounds[at].clause for at in results.ground[here])
        yield from zip(*columns, clauses, strict=True)
    progress(_STEP, len(results), len(results))


def _wording(name: str, column: Sequence[Any], language: Language) -> Callable[[Any], Any]:
    """From a plain value to what its cell shows."""
    if name in ("error", "verification"):
        words = {one: text(f"cases.{name}.{one}", language) if one else None for one in set(column)}
        return words.__getitem__
    truths: Mapping[Any, str] = {
        True: text("cli.cases.yes", language),
        False: text("cli.cases.no", language),
    }
    return lambda value: truths[value] if isinstance(value, bool) else value


def _write_xlsx(path: Path, header: Sequence[str], rows: _Rows) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "B2"
    for at, title in enumerate(header):
        width = 2 * len(title) if title and not title.isascii() else len(title)
        sheet.column_dimensions[chr(ord("A") + at)].width = max(12, min(40, width + 2))
    titles = []
    for title in header:
        cell = WriteOnlyCell(sheet, title)
        cell.font = Font(bold=True)
        titles.append(cell)
    sheet.append(titles)
    for row in rows:
        if isinstance(row[0], str) and row[0].startswith("="):
            cell = WriteOnlyCell(sheet, row[0])
            cell.data_type = "s"
            row = (cell, *row[1:])
        sheet.append(row)
    with written_whole(path) as draft:
        book.save(draft)
