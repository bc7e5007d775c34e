"""Worksheets as grids of text: merged cells spread, formulas without values refused.

Read by calamine (.xlsx, .xlsm, .xlsb, .xls, .ods; WPS .et files that hold .xls or .xlsx content).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from trimtab.kernel import InputRejectedError, Problem

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_UNCACHED = re.compile(
    rb'<c\b(?=[^>]*?\br="([A-Z]+)(\d+)")[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
Merge = tuple[tuple[int, int], tuple[int, int]]


def column_letter(index: int) -> str:
    """Letters of a column counted from 0.

    Examples
    --------
    >>> column_letter(0), column_letter(5), column_letter(26), column_letter(701)
    ('A', 'F', 'AA', 'ZZ')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Grid:
    """A rectangular sheet of texts (None is empty). Vertically merged cells repeat their value."""

    name: str
    rows: tuple[tuple[str | None, ...], ...]
    merges: tuple[Merge, ...]

    def header(self, first: int, last: int) -> list[str]:
        """One name per column from header rows ``first`` to ``last`` (counted from 1).

        A merged title over several columns is joined in front of each: ``2026年 失业率``.
        """
        rows = [list(row) for row in self.rows[first - 1 : last]]
        for (top, left), (bottom, right) in self.merges:
            if top <= last - 1 and bottom >= first - 1 and top >= first - 1:
                value = self.rows[top][left]
                for r in range(top, min(bottom, last - 1) + 1):
                    for c in range(left, min(right, len(rows[0]) - 1) + 1):
                        rows[r - first + 1][c] = value if r == top else None
        width = max((len(row) for row in rows), default=0)
        names = []
        for c in range(width):
            parts = [row[c] for row in rows if c < len(row) and row[c]]
            unique = [p for i, p in enumerate(parts) if i == 0 or p != parts[i - 1]]
            names.append(" ".join(str(part) for part in unique))
        return names


def sheet_names(path: Path) -> tuple[str, ...]:
    """Visible worksheets in order."""
    with _open(path) as book:
        visible = {m.name for m in book.sheets_metadata if m.visible is SheetVisibleEnum.Visible}
        return tuple(name for name in book.sheet_names if name in visible)


def read_grid(path: Path, sheet: str | None = None) -> Grid:
    """A worksheet (default: the first visible one) as a grid.

    Raises InputRejectedError INGEST-003 (damaged), 004 (encrypted), 008 (no such sheet), 044
    (a formula whose value was never computed, naming the cells).
    """
    grid = look_at_grid(path, sheet)
    refuse_uncomputed(path, grid.name)
    return grid


def look_at_grid(path: Path, sheet: str | None = None) -> Grid:
    """As ``read_grid``, but formulas that were never computed are empty cells: to choose a sheet by
    what it looks like. The one that is chosen must pass ``refuse_uncomputed``."""
    names = sheet_names(path)
    chosen = sheet if sheet is not None else (names[0] if names else "")
    with _open(path) as book:
        if chosen not in book.sheet_names:
            raise InputRejectedError(
                "INGEST-008", file=path.name, sheet=chosen, found=", ".join(names)
            )
        try:
            worksheet = book.get_sheet_by_name(chosen)
            cells = worksheet.to_python(skip_empty_area=False)
            merges = tuple(worksheet.merged_cell_ranges or ())
        except CalamineError:
            raise InputRejectedError("INGEST-003", file=path.name) from None
    texts = [[_text(cell) for cell in row] for row in cells]
    _spread_down(texts, merges)
    return Grid(chosen, tuple(tuple(row) for row in texts), merges)


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise InputRejectedError("INGEST-004", file=path.name) from None
    except (CalamineError, OSError):
        raise InputRejectedError("INGEST-003", file=path.name) from None


def _text(cell: object) -> str | None:
    """A cell as text: numbers at full precision, days as ISO dates."""
    match cell:
        case str():
            return cell.strip() or None
        case bool():
            return "TRUE" if cell else "FALSE"
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            midnight = cell.time() == time()
            return cell.date().isoformat() if midnight else cell.isoformat()
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell.total_seconds() / 86_400)
    return None


def _spread_down(texts: list[list[str | None]], merges: tuple[Merge, ...]) -> None:
    """Repeat a vertically merged value (a province over its rows) in each of its rows."""
    for (top, left), (bottom, right) in merges:
        if left == right and top < len(texts) and left < len(texts[top]):
            for row in range(top + 1, min(bottom, len(texts) - 1) + 1):
                texts[row][left] = texts[top][left]


def refuse_uncomputed(path: Path, sheet: str) -> None:
    """Raise INGEST-044 when formulas of a sheet were never computed, naming the cells."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        member = _sheet_member(archive, sheet)
        if member is None:
            return
        content = archive.read(member)
    cells = [(m[1].decode(), int(m[2])) for m in _UNCACHED.finditer(content)]
    if cells:
        raise InputRejectedError(
            "INGEST-044",
            problems=[
                Problem("INGEST-044", path.name, sheet, row, letters,
                        {"cell": f"{sheet}!{letters}{row}", "total": len(cells)})
                for letters, row in cells[:50]
            ],
            cell=f"{sheet}!{cells[0][0]}{cells[0][1]}",
            total=len(cells),
        )  # fmt: skip


def _sheet_member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The archive member that holds a sheet of an .xlsx file; None for other kinds."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in book.iter(f"{_MAIN}sheet"):
        if element.get("name") == sheet:
            target = targets.get(element.get(_RELATION), "").lstrip("/")
            member = target if target.startswith("xl/") else f"xl/{target}"
            return member if member in archive.namelist() else None
    return None
