"""Files of scores and of jobs by occupation, CSV or Excel, recognised by their header."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from trimtab.exposure import Modes, Scores
from trimtab.exposure.reading import (
    Content,
    Sheet,
    TaskModes,
    TaskStatements,
    TaskUse,
    form_of,
    modes_of_occupations,
    read_sheet,
)
from trimtab.ingest.containers import Container, detect_container
from trimtab.ingest.encodings import detect_encoding
from trimtab.ingest.workbooks import look_at_grid, refuse_uncomputed, sheet_names
from trimtab.kernel import InputRejectedError

_HEADER_WITHIN = 12  # rows from the top; titles and notes may stand above
Row = tuple[str, ...]


def read_score_files(files: Sequence[Path]) -> tuple[tuple[Scores, ...], Modes | None]:
    """Scores of all files, and the automation share where task files are among them.

    Raises InputRejectedError EXPOSURE-001 (no known form), 002 (faults, with their places), 006 (a
    task file without the statements that name the occupations), 007 (a measure given twice), 008
    (not one row), or INGEST-001 to -012 for what is no readable file.
    """
    contents = [one for path in files for one in _contents(path)]
    scores = _once([one for one in contents if isinstance(one, Scores)])
    modes = [one for one in contents if isinstance(one, TaskModes)]
    statements = [one for one in contents if isinstance(one, TaskStatements)]
    use = [one for one in contents if isinstance(one, TaskUse)]
    if not modes:
        return scores, None
    if not statements:
        raise InputRejectedError("EXPOSURE-006", file=modes[0].source)
    return scores, modes_of_occupations(modes, statements[0], use[0] if use else None)


def _once(scores: list[Scores]) -> tuple[Scores, ...]:
    held: dict[str, Scores] = {}
    for one in scores:
        name = one.measure.name
        if name in held:
            raise InputRejectedError(
                "EXPOSURE-007", measure=name, file=one.source, other=held[name].source
            )
        held[name] = one
    return tuple(held.values())


def _contents(path: Path) -> tuple[Content, ...]:
    sheet = find_sheet(path, lambda header: form_of(header) is not None)
    if sheet is None:
        raise InputRejectedError("EXPOSURE-001", file=path.name)
    if not sheet.rows:
        raise InputRejectedError("EXPOSURE-008", file=path.name)
    return read_sheet(sheet)


def find_sheet(path: Path, wanted: Callable[[Row], bool]) -> Sheet | None:
    """The first sheet with a header that is wanted within its first rows; None where there is none.

    Raises InputRejectedError INGEST-001 to -012, -044 for a file that cannot be read.
    """
    container = detect_container(path)
    if container is Container.CSV:
        return _below_header(path.name, "", _text_rows(path), wanted)
    if container is not Container.WORKBOOK:
        return None
    for name in sheet_names(path):
        grid = look_at_grid(path, name)
        rows = (tuple(cell or "" for cell in row) for row in grid.rows)
        found = _below_header(path.name, name, rows, wanted)
        if found is not None:
            refuse_uncomputed(path, name)
            return found
    return None


def _text_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding=detect_encoding(path), newline="") as stream:
        yield from map(tuple, csv.reader(stream))


def _below_header(
    file: str, name: str, rows: Iterator[Row], wanted: Callable[[Row], bool]
) -> Sheet | None:
    """Rows under the header, without blank ones at the end; a blank row inside keeps its line."""
    for line, header in enumerate(rows, start=1):
        if wanted(header):
            body = list(rows)
            while body and not any(cell.strip() for cell in body[-1]):
                body.pop()
            return Sheet(file, header, tuple(body), line + 1, name)
        if line == _HEADER_WITHIN:
            break
    return None
