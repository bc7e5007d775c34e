"""Every table of figures as a sheet of one Excel workbook, with a first sheet that lists them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trimtab.kernel import StateError
from trimtab.kernel.files import written_whole
from trimtab.messages import Language
from trimtab.reports.simulation.charts.chart import Cell, Dataset
from trimtab.reports.simulation.comma_separated import about_header
from trimtab.reports.simulation.edition import SimulationEdition, build_edition
from trimtab.reports.simulation.types import SimulationReport

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_NAME = 31  # of a sheet, in Excel
_WIDEST = 60
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write_excel(report: SimulationReport, path: Path, language: Language) -> None:
    """Write the workbook: sheets with title, label, notes, headers with units, filter and panes.

    Figures are numbers, unrounded, in base units. Raises StateError SIMULATION-147 when ``path``
    cannot be written to.
    """
    from openpyxl import Workbook

    edition = build_edition(report, language)
    book = Workbook()
    moment = report.generated_at.replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    book.properties.title, book.properties.creator = edition.title, "Trimtab"
    first = book.active
    assert first is not None
    names = _sheet_names(edition)
    _contents(first, edition, names)
    for data, name in zip(edition.datasets, names, strict=True):
        _sheet(book.create_sheet(name), data, edition)
    try:
        with written_whole(path) as draft:
            book.save(draft)
    except OSError as reason:
        raise StateError("SIMULATION-147", path=str(path), reason=reason.strerror) from reason


def _sheet_names(edition: SimulationEdition) -> list[str]:
    """Titles cut to what Excel allows, told apart by a number where they would be equal."""
    taken = {edition.wording.tell("workbook.contents")}
    names = []
    for data in edition.datasets:
        base = _FORBIDDEN.sub(" ", data.title).strip("' ")
        name, number = base[:_LONGEST_NAME], 1
        while name.lower() in {one.lower() for one in taken}:
            number += 1
            tail = f" {number}"
            name = base[: _LONGEST_NAME - len(tail)] + tail
        taken.add(name)
        names.append(name)
    return names


def _contents(sheet: Worksheet, edition: SimulationEdition, names: Sequence[str]) -> None:
    """Title, label, facts, main sentences, the list of sheets, what is refused, method."""
    from openpyxl.styles import Font

    tell = edition.wording.tell
    sheet.title = tell("workbook.contents")
    rows: list[tuple[str, ...]] = [(edition.title,), (edition.label,), (), about_header(edition)]
    rows += [
        *edition.facts,
        (),
        *((one,) for one in edition.headlines),
        (edition.wording.intervals,),
        (),
    ]
    rows.append((tell("workbook.sheet"), tell("workbook.title")))
    links = {}
    for name, data in zip(names, edition.datasets, strict=True):
        rows.append((name, data.title))
        links[len(rows)] = name
    rows += [(), (tell("section.refused.title"),), *((one,) for one in edition.refused)]
    rows += [(), (tell("section.method.title"),), *((one,) for one in edition.method)]
    for row in rows:
        _append(sheet, row)
    for place, name in links.items():
        cell = sheet.cell(place, 1)
        cell.hyperlink = f"#'{name}'!A1"
        cell.style = "Hyperlink"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"].font = Font(bold=True)
    sheet.column_dimensions["A"].width = 32
    sheet.column_dimensions["B"].width = 56


def _sheet(sheet: Worksheet, data: Dataset, edition: SimulationEdition) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    _append(sheet, (data.title,))
    _append(sheet, (edition.label,))
    for note in data.notes:
        _append(sheet, (note,))
    _append(sheet, ())
    top = sheet.max_row + 1
    _append(sheet, data.header, top)
    for offset, row in enumerate(data.rows, 1):
        _append(sheet, row, top + offset)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"].font = Font(bold=True)
    for cell in sheet[top]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E3EEF0")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for at, label in enumerate(data.header):
        longest = max([_length(label) / 2, *(_length(row[at]) for row in data.rows)])
        width = min(_WIDEST, max(10, longest + 2))
        sheet.column_dimensions[get_column_letter(at + 1)].width = width
    last = get_column_letter(len(data.header))
    sheet.auto_filter.ref = f"A{top}:{last}{top + len(data.rows)}"
    sheet.freeze_panes = f"A{top + 1}"


def _append(sheet: Worksheet, row: Sequence[Cell], at: int | None = None) -> None:
    """One row; words stay words even where they look like a formula."""
    place = at or (1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1)
    for column, value in enumerate(row or (" ",), 1):
        cell = sheet.cell(place, column, value)
        if isinstance(value, str):
            cell.data_type = "s"
        elif isinstance(value, float):
            cell.number_format = _number_format(value)


def _number_format(value: float) -> str:
    size = abs(value)
    if size >= 1000:
        return "#,##0"
    return "0.0000" if size < 1 else "0.00"


def _length(value: Cell) -> float:
    """Width of a cell's words: full-width characters count twice."""
    if isinstance(value, float):
        return 12
    return sum(2 if ord(char) > 0x2E80 else 1 for char in str(value or ""))
