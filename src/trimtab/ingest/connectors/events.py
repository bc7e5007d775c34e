"""Dated downturns: ``state,start,end`` for regions, ``start,end`` for a nation."""

from __future__ import annotations

import csv
import itertools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from trimtab.ingest.codes import resolve_region
from trimtab.ingest.delimited import head_lines, sniff_delimiter
from trimtab.ingest.encodings import as_utf8, detect_encoding
from trimtab.ingest.periods import read_period
from trimtab.ingest.source import plain, rejected
from trimtab.ingest.staging import workspace
from trimtab.kernel import Frequency, InputRejectedError, Period, Problem, Region

if TYPE_CHECKING:
    from trimtab.monitoring.compute.detection import Downturn

_PLACE = ("state", "region", "area", "country")
_START = ("start", "peak", "begin")
_END = ("end", "trough")


def read_downturns(path: str | Path, country: str = "US") -> tuple[Downturn, ...]:
    """Downturns sorted by region and start; both months included.

    Raises InputRejectedError INGEST-060 (no such columns) and INGEST-049 with INGEST-034 (not a
    month), INGEST-035 (unknown region), INGEST-070 (ends before it starts), INGEST-071 (overlap).
    """
    from trimtab.monitoring.compute.detection import Downturn

    path = Path(path)
    rows = _read(path)
    header = [plain(name).lower() for name in rows[0]] if rows else []
    place, start, end = (_column(header, names) for names in (_PLACE, _START, _END))
    if start is None or end is None:
        raise InputRejectedError("INGEST-060", file=path.name, known="state,start,end | start,end")
    problems: list[Problem] = []
    downturns: list[tuple[Downturn, int]] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        region = country if place is None else _region(path, row, place, country, number, problems)
        months = [_month(path, row, column, number, header, problems) for column in (start, end)]
        if region is None or months[0] is None or months[1] is None:
            continue
        if months[1] < months[0]:
            problems.append(Problem("INGEST-070", path.name, None, number, header[end],
                            {"start": str(months[0]), "end": str(months[1])}))  # fmt: skip
            continue
        downturns.append((Downturn(Region(region), months[0], months[1]), number))
    downturns.sort()
    problems += _overlaps(path, downturns)
    if problems:
        raise rejected(path.name, problems, len(problems))
    return tuple(downturn for downturn, _ in downturns)


def _read(path: Path) -> list[list[str]]:
    if not path.is_file():
        raise InputRejectedError("INGEST-001", file=str(path), reason="-")
    with tempfile.TemporaryDirectory(prefix="trimtab-") as folder, workspace(Path(folder)) as work:
        lines = head_lines(as_utf8(path, detect_encoding(path), work), 100_000)
    return list(csv.reader(lines, delimiter=sniff_delimiter(lines)))


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _region(
    path: Path, row: list[str], place: int, country: str, number: int, problems: list[Problem]
) -> str | None:
    word = row[place] if place < len(row) else ""
    found = resolve_region(word, country)
    if found is None:
        problems.append(Problem("INGEST-035", path.name, None, number, "region", {"word": word}))
    return found


def _month(
    path: Path, row: list[str], column: int, number: int, header: list[str],
    problems: list[Problem],
) -> Period | None:  # fmt: skip
    word = row[column] if column < len(row) else ""
    period = read_period(word, Frequency.MONTHLY)
    if period is None:
        problems.append(
            Problem("INGEST-034", path.name, None, number, header[column], {"word": word})
        )
    return period


def _overlaps(path: Path, downturns: list[tuple[Downturn, int]]) -> list[Problem]:
    return [
        Problem("INGEST-071", path.name, None, number, "start",
                {"region": str(later.region), "start": str(later.start), "end": str(earlier.end)})
        for (earlier, _), (later, number) in itertools.pairwise(downturns)
        if earlier.region == later.region and later.start <= earlier.end
    ]  # fmt: skip
