"""The top of a file as a grid, whatever its container, and where its header and body lie."""

from __future__ import annotations

import csv
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb

from trimtab.ingest.containers import Container, detect_container
from trimtab.ingest.delimited import head_lines, sniff_delimiter
from trimtab.ingest.encodings import as_utf8, detect_encoding
from trimtab.ingest.engine import quoted
from trimtab.ingest.mapping import Layout
from trimtab.ingest.periods import read_period
from trimtab.ingest.workbooks import Grid, look_at_grid, refuse_uncomputed, sheet_names
from trimtab.kernel import InputRejectedError

SAMPLE_ROWS = 400
_MOST_HEADER_ROWS = 5
_MOST_TITLE_ROWS = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """First rows of a table, its layout, and the sheets there are to choose from."""

    grid: Grid
    layout: Layout
    sheets: tuple[str, ...] = ()

    @property
    def header(self) -> list[str]:
        return self.grid.header(*self.layout.header_rows)

    @property
    def body(self) -> tuple[tuple[str | None, ...], ...]:
        return self.grid.rows[self.layout.header_rows[1] :]


def sample_file(path: Path, sheet: str | None = None) -> Sample:
    """Read the top of a file and find its header.

    Raises what ``detect_container``, ``detect_encoding`` and ``read_grid`` raise, and INGEST-007
    when there is no table in it.
    """
    container = detect_container(path)
    if container is Container.WORKBOOK:
        return _sample_workbook(path, sheet)
    if container is Container.PARQUET:
        return _sample_parquet(path)
    if container is Container.JSON:
        raise InputRejectedError("INGEST-002", file=path.name, kind="JSON")
    return _sample_delimited(path)


def _sample_delimited(path: Path) -> Sample:
    encoding = detect_encoding(path)
    with tempfile.TemporaryDirectory(prefix="trimtab-") as folder:
        lines = head_lines(as_utf8(path, encoding, Path(folder)), SAMPLE_ROWS)
    delimiter = sniff_delimiter(lines)
    rows = [tuple(cell.strip() or None for cell in row)
            for row in csv.reader(lines, delimiter=delimiter)]  # fmt: skip
    grid = Grid("", _rectangular(rows), ())
    return Sample(
        grid,
        Layout("csv", encoding, delimiter, header_rows=find_header(grid, path.name)),
    )


def _sample_workbook(path: Path, sheet: str | None) -> Sample:
    """The asked sheet, else the one with most filled cells (instruction sheets come first)."""
    names = sheet_names(path)
    grids = [look_at_grid(path, name) for name in ((sheet,) if sheet is not None else names)]
    if not grids:
        raise InputRejectedError("INGEST-007", file=path.name)
    grid = max(grids, key=_numbers)
    refuse_uncomputed(path, grid.name)
    return Sample(
        grid, Layout("excel", sheet=grid.name, header_rows=find_header(grid, path.name)), names
    )


def _sample_parquet(path: Path) -> Sample:
    try:
        result = duckdb.connect().execute(
            f"SELECT COLUMNS(*)::VARCHAR FROM read_parquet({quoted(str(path))}) LIMIT {SAMPLE_ROWS}"
        )
        names = tuple(column[0] for column in result.description)
        rows = tuple(tuple(row) for row in result.fetchall())
    except duckdb.Error:
        raise InputRejectedError("INGEST-003", file=path.name) from None
    return Sample(Grid("", (names, *rows), ()), Layout("parquet"))


def _rectangular(rows: list[tuple[str | None, ...]]) -> tuple[tuple[str | None, ...], ...]:
    width = max(map(len, rows), default=0)
    return tuple(row + (None,) * (width - len(row)) for row in rows)


def _numbers(grid: Grid) -> int:
    return sum(is_number(cell) for row in grid.rows[:SAMPLE_ROWS] for cell in row)


def is_number(cell: str | None) -> bool:
    """Whether a cell reads as a number (thousands separators and percent signs allowed)."""
    return number_in(cell) is not None


def number_in(cell: str | None) -> float | None:
    """The number a cell shows, notation aside; None when it is none."""
    if cell is None:
        return None
    try:
        return float(unicodedata.normalize("NFKC", cell).replace(",", "").removesuffix("%"))
    except ValueError:
        return None


def find_header(grid: Grid, file: str) -> tuple[int, int]:
    """First and last header row, counted from 1.

    Titles above the table fill few cells. The header is the first row filled about as much as the
    table is wide; it goes on while rows hold no figures, or belong to a cell merged from above.
    Raises InputRejectedError INGEST-007 when no row qualifies.
    """
    filled = [sum(cell is not None for cell in row) for row in grid.rows[:SAMPLE_ROWS]]
    wide = [count for count in filled if count >= 2]
    if not wide:
        raise InputRejectedError("INGEST-007", file=file)
    typical = median(wide)
    spanned = _merged_width(grid)
    for top, row in enumerate(grid.rows[:_MOST_TITLE_ROWS]):
        reach = filled[top] + spanned.get(top, 0)
        if filled[top] >= 2 and reach >= 0.6 * typical and not _has_figures(row):
            return (top + 1, _last_header_row(grid, top) + 1)
    return (1, 1)


def _merged_width(grid: Grid) -> dict[int, int]:
    widths: dict[int, int] = {}
    for (top, left), (_, right) in grid.merges:
        widths[top] = widths.get(top, 0) + right - left
    return widths


def _last_header_row(grid: Grid, top: int) -> int:
    last = max(
        (bottom for (first, _), (bottom, _) in grid.merges
         if first == top and bottom < top + _MOST_HEADER_ROWS),
        default=top,
    )  # fmt: skip
    spans = any(first == top and right > left for (first, left), (_, right) in grid.merges)
    ragged = any(cell is None for cell in grid.rows[top][1:])
    if last == top and (spans or ragged):
        while last + 1 < min(len(grid.rows) - 1, top + _MOST_HEADER_ROWS):
            row = grid.rows[last + 1]
            if _has_figures(row) or sum(cell is not None for cell in row) < 2 or row[0] is not None:
                break
            last += 1
    return last


def _has_figures(row: tuple[str | None, ...]) -> bool:
    """A figure is a number that is not itself a period such as 2025 or 202501."""
    return any(is_number(cell) and read_period(str(cell)) is None for cell in row)
