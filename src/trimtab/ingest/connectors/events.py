"""Dated downturns: ``region,start,end`` for regions, ``start,end`` for a nation."""

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

_PLACE = ("state", "region", "province", "area", "country", "地区", "省份")
_START = ("start", "peak", "begin", "开始", "起始", "开始月份", "起始月份")
_END = ("end", "trough", "结束", "终止", "结束月份", "终止月份")
_GOING_ON = frozenset({"", "-", "--", "—", "ongoing", "present", "至今"})


def read_downturns(
    path: str | Path, country: str = "US", last: Period | None = None
) -> tuple[Downturn, ...]:
    """Downturns sorted by region and start; both months included.

    Regions may be written as in any file (北京市, 110000, CN-110000, Alabama, AL, US-AL), of
    ``country`` or in the form used inside. A downturn with a blank end is still going on: it ends
    with ``last``, the last month of the panel it is read for, or with its own first month where
    that is later; without ``last`` an end is required.

    Raises InputRejectedError BACKTEST-004 (no such columns) and INGEST-049 with BACKTEST-005 (not
    a month), BACKTEST-006 (unknown region), INGEST-070 (ends before it starts), INGEST-071
    (overlap).
    """
    from trimtab.monitoring.compute.detection import Downturn

    path = Path(path)
    rows = _read(path)
    header = [plain(name).lower() for name in rows[0]] if rows else []
    place, start, end = (_column(header, names) for names in (_PLACE, _START, _END))
    if start is None or end is None:
        raise InputRejectedError("BACKTEST-004", file=path.name, found=", ".join(header) or "-")
    problems: list[Problem] = []
    downturns: list[tuple[Downturn, int]] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        region = country if place is None else _region(path, row, place, country, number, problems)
        begun = _month(path, row, start, number, header, problems)
        ended = last if last and _cell(row, end).lower() in _GOING_ON else None
        if ended is None:
            ended = _month(path, row, end, number, header, problems)
        elif begun is not None:
            ended = max(begun, ended)
        if region is None or begun is None or ended is None:
            continue
        if ended < begun:
            problems.append(Problem("INGEST-070", path.name, None, number, header[end],
                            {"start": str(begun), "end": str(ended)}))  # fmt: skip
            continue
        downturns.append((Downturn(Region(region), begun, ended), number))
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
    word = _cell(row, place)
    found = resolve_region(word, country)
    if found is None and ("-" in word or word == country):
        found = resolve_region(word, "code")
    if found is None:
        problems.append(
            Problem("BACKTEST-006", path.name, None, number, "region",
                    {"word": word, "country": country})
        )  # fmt: skip
    return found


def _cell(row: list[str], column: int) -> str:
    """A row may end before its last column: what is not written is blank."""
    return row[column].strip() if column < len(row) else ""


def _month(
    path: Path, row: list[str], column: int, number: int, header: list[str],
    problems: list[Problem],
) -> Period | None:  # fmt: skip
    word = _cell(row, column)
    period = read_period(word, Frequency.MONTHLY)
    if period is None:
        problems.append(
            Problem("BACKTEST-005", path.name, None, number, header[column], {"word": word})
        )
    return period


def _overlaps(path: Path, downturns: list[tuple[Downturn, int]]) -> list[Problem]:
    return [
        Problem("INGEST-071", path.name, None, number, "start",
                {"region": str(later.region), "start": str(later.start), "end": str(earlier.end)})
        for (earlier, _), (later, number) in itertools.pairwise(downturns)
        if earlier.region == later.region and later.start <= earlier.end
    ]  # fmt: skip
