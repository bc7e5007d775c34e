"""One figure: title, finding, drawing, the same figures as a table, and as a file to download."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: its header with the unit, and whether it holds numbers (right-aligned)."""

    label: str
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class TableView:
    """The figures of a chart in words and numbers. ``printed`` rows (the first) go on paper."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    printed: int = 13


@dataclass(frozen=True, slots=True)
class Figure:
    """What the template needs to set one chart. ``finding`` is caption and alternative text."""

    name: str
    title: str
    finding: str
    drawings: tuple[Markup, ...]
    table: TableView
    download: str
    file_name: str
    note: str = ""


def csv_link(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A ``data:`` address of a CSV file, with the byte order mark spreadsheets need for Chinese."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    encoded = b64encode(written.getvalue().encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{encoded}"


def plain(value: float) -> str:
    """A figure as stored in a CSV: six significant digits; empty where not known."""
    return "" if value != value else f"{value:.6g}"
