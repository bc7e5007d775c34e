"""A file as a table of texts inside the engine: columns ``c0, c1, ...`` and the row number ``r``.

Delimited files are read by DuckDB once, streaming, into a temporary Parquet file; workbooks and
Parquet files arrive in the same form, so everything after this module is one code path.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import duckdb
import pyarrow as pa

from trimtab.ingest.delimited import is_note_line, line_numbers
from trimtab.ingest.encodings import as_utf8, detect_encoding
from trimtab.ingest.engine import quoted
from trimtab.ingest.mapping import Layout
from trimtab.ingest.workbooks import Grid, column_letter, read_grid
from trimtab.kernel import InputRejectedError, Problem

PROBLEMS_SHOWN = 50
ALSO_IN_ROWS = "INGEST-056"  # goes with the problem before it, and is not counted
_REJECTS_KEPT = 10_000


def plain(text: object) -> str:
    """A header as compared: full-width forms narrowed, spaces and line breaks collapsed.

    Examples
    --------
    >>> plain(" 失业率(%)\\n２０２６ ")
    '失业率(%) 2026'
    """
    return " ".join(unicodedata.normalize("NFKC", str(text)).split())


@dataclass(frozen=True)
class Source:
    """The table ``relation`` of the engine and how to name its places to a person."""

    connection: duckdb.DuckDBPyConnection
    relation: str
    file: str
    header: tuple[str, ...]
    sheet: str | None = None
    locate: Callable[[Sequence[int]], dict[int, int]] = field(
        default=lambda rows: {row: row for row in rows}
    )
    notes: tuple[int, ...] = ()  # lines of a text file that are a note, not a row

    def position(self, name: str) -> int:
        """Column number of a header. Raises INGEST-021 (absent) or INGEST-023 (twice)."""
        wanted = plain(name)
        found = [i for i, text in enumerate(self.header) if text == wanted]
        if len(found) == 1:
            return found[0]
        code = "INGEST-023" if found else "INGEST-021"
        shown = ", ".join(text for text in self.header if text) or "-"
        if len(shown) > 300:
            shown = shown[:300] + "…"
        params: dict[str, object] = {"name": wanted, "found": shown, "file": self.file}
        raise InputRejectedError(
            code,
            problems=[Problem(code, file=self.file, sheet=self.sheet, row=1, column=wanted,
                              params=params)],
            **params,
        )  # fmt: skip

    def problem(self, code: str, row: int, column: int | None, **params: object) -> Problem:
        """A problem at a cell: by header in text files, by letter (F12) in workbooks."""
        name = None if column is None else self.header[column]
        if self.sheet is not None and column is not None:
            params["header"] = name
            params["cell"] = f"{self.sheet}!{column_letter(column)}{row}"
            name = column_letter(column)
        return Problem(code, self.file, self.sheet, row, name, params)


def open_source(
    connection: duckdb.DuckDBPyConnection, path: Path, layout: Layout, work: Path
) -> Source:
    """Load the table a layout describes. Raises InputRejectedError with every malformed row."""
    if layout.format == "csv":
        return _open_delimited(connection, path, layout, work)
    if layout.format == "parquet":
        return _open_parquet(connection, path)
    return open_grid(connection, read_grid(path, layout.sheet), path.name, layout.header_rows)


def open_grid(
    connection: duckdb.DuckDBPyConnection, grid: Grid, file: str, header_rows: tuple[int, int]
) -> Source:
    """A worksheet as a source; merged headers are joined top to bottom."""
    header = tuple(plain(text) for text in grid.header(*header_rows))
    body = grid.rows[header_rows[1] :]
    columns = {f"c{i}": pa.array([row[i] for row in body], pa.string()) for i in range(len(header))}
    numbers = pa.array(range(header_rows[1] + 1, header_rows[1] + 1 + len(body)), pa.int64())
    _keep(connection, pa.table({"r": numbers, **columns}))
    return Source(connection, "source", file, header, sheet=grid.name)


def source_of_table(connection: duckdb.DuckDBPyConnection, table: pa.Table, file: str) -> Source:
    """Columns of text, already in memory, as a source; rows are numbered from 1."""
    header = tuple(plain(name) for name in table.column_names)
    columns = {f"c{i}": column for i, column in enumerate(table.columns)}
    numbers = pa.array(range(1, table.num_rows + 1), pa.int64())
    _keep(connection, pa.table({"r": numbers, **columns}))
    return Source(connection, "source", file, header)


def _keep(connection: duckdb.DuckDBPyConnection, table: pa.Table) -> None:
    connection.register("arriving", table)
    connection.execute("CREATE OR REPLACE TEMP TABLE source AS SELECT * FROM arriving")
    connection.unregister("arriving")


def _open_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Source:
    scan = f"read_parquet({quoted(str(path))}, file_row_number=true)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
        names = [str(row[0]) for row in described if row[0] != "file_row_number"]
        columns = ", ".join(
            f'CAST("{name.replace(chr(34), chr(34) * 2)}" AS VARCHAR) AS c{i}'
            for i, name in enumerate(names)
        )
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW source AS "
            f"SELECT file_row_number + 1 AS r, {columns} FROM {scan}"
        )
    except duckdb.Error:
        raise InputRejectedError("INGEST-003", file=path.name) from None
    return Source(connection, "source", path.name, tuple(plain(name) for name in names))


def _open_delimited(
    connection: duckdb.DuckDBPyConnection, path: Path, layout: Layout, work: Path
) -> Source:
    delimiter = layout.delimiter or ","
    text = as_utf8(path, detect_encoding(path), work)
    header, lines = read_header(text, delimiter, layout)
    raw = work / "source.parquet"
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(header)))
    copy = (
        "COPY (SELECT * FROM read_csv({file}, auto_detect=false, "
        f"header=false, skip={lines}, delim={quoted(delimiter)}, quote={quoted(layout.quote)}, "
        f"escape={quoted(layout.quote)}, columns={{{{{columns}}}}}, max_line_size=1048576, "
        f"store_rejects=true, rejects_limit={_REJECTS_KEPT})) TO {quoted(str(raw))} "
        "(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 61440)"
    )
    try:
        connection.execute(copy.format(file=quoted(str(text))))
    except duckdb.Error:
        text = _with_one_newline(text, work)
        try:
            connection.execute(copy.format(file=quoted(str(text))))
        except duckdb.Error as error:
            raise _unreadable(path, error) from None
    notes = _refuse_malformed(connection, path.name, len(header), delimiter)
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW source AS SELECT file_row_number + 1 AS r, * "
        f"EXCLUDE (file_row_number) FROM read_parquet({quoted(str(raw))}, file_row_number=true)"
    )

    def locate(rows: Sequence[int]) -> dict[int, int]:
        return line_numbers(text, delimiter, layout.quote, lines, rows, frozenset(notes))

    return Source(connection, "source", path.name, header, locate=locate, notes=notes)


def read_header(text: Path, delimiter: str, layout: Layout) -> tuple[tuple[str, ...], int]:
    """The header of a UTF-8 delimited file, and the number of lines up to its end.

    Raises InputRejectedError INGEST-007 (no header) or INGEST-022 (wrong delimiter).
    """
    with text.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, quotechar=layout.quote)
        try:
            rows = [next(reader) for _ in range(layout.header_rows[1])]
        except (StopIteration, csv.Error):
            raise InputRejectedError("INGEST-007", file=text.name) from None
        lines = reader.line_num
    top = rows[layout.header_rows[0] - 1 :]
    grid = Grid("", tuple(tuple(row) for row in top), ())
    header = tuple(plain(name) for name in grid.header(1, len(top)))
    if len(header) == 1:
        for other in (",", ";", "\t", "|"):
            if other != delimiter and other in rows[-1][0]:
                params: dict[str, object] = {
                    "got": delimiter,
                    "suggestion": other,
                    "file": text.name,
                }
                raise InputRejectedError(
                    "INGEST-022",
                    problems=[Problem("INGEST-022", file=text.name,
                                      row=layout.header_rows[1], params=params)],
                    **params,
                )  # fmt: skip
    return header, lines


def _refuse_malformed(
    connection: duckdb.DuckDBPyConnection, file: str, expected: int, delimiter: str
) -> tuple[int, ...]:
    """Refuse rows that are not as wide as the header, save notes: the lines of those."""
    rows = connection.execute(
        "SELECT line, min(error_type), any_value(error_message), any_value(csv_line) "
        "FROM reject_errors GROUP BY line ORDER BY line"
    ).fetchall()
    notes = tuple(
        int(line)
        for line, kind, _, written in rows
        if "MISSING" in kind and is_note_line(str(written), delimiter)
    )
    rows = [row for row in rows if int(row[0]) not in notes]
    if not rows:
        return notes
    problems = []
    for line, kind, message, _ in rows[:PROBLEMS_SHOWN]:
        found = str(message).rpartition("Found:")[2].strip() if "Found:" in message else "?"
        code = "INGEST-020" if "COLUMNS" in kind else "INGEST-024"
        problems.append(
            Problem(code, file=file, row=int(line), params={"expected": expected, "found": found})
        )
    raise rejected(file, problems, len(rows))


def _with_one_newline(text: Path, work: Path) -> Path:
    """A copy whose lines all end alike: files edited on several systems mix the two endings."""
    target = work / "one-newline.csv"
    with text.open("rb") as stream, target.open("wb") as copy:
        for line in stream:
            copy.write(line[:-2] + b"\n" if line.endswith(b"\r\n") else line)
    return target


def _unreadable(path: Path, error: duckdb.Error) -> InputRejectedError:
    message = str(error)
    code = "INGEST-025" if "line" in message.lower() and "size" in message.lower() else "INGEST-024"
    return InputRejectedError(
        code, problems=[Problem(code, file=path.name)], file=path.name, expected="-", found="-"
    )


def rejected(file: str, problems: Sequence[Problem], total: int) -> InputRejectedError:
    """The whole file refused: the first problems shown, and how many there are."""
    counted = list(accumulate(int(problem.code != ALSO_IN_ROWS) for problem in problems))
    kept = [p for p, n in zip(problems, counted, strict=True) if n <= PROBLEMS_SHOWN]
    shown = min(PROBLEMS_SHOWN, counted[-1] if counted else 0)
    return InputRejectedError(
        "INGEST-049", problems=kept, file=file, n=total, total=total, shown=shown
    )
