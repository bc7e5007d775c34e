"""Write the monitoring-panel workbook: instructions, the empty form, an example, code lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trimtab.classifications import code_list, region, regions, subregions
from trimtab.ingest.monitoring_panel.example import example_rows
from trimtab.ingest.monitoring_panel.fields import FIELDS, GROUPS, Field, Kind
from trimtab.ingest.workbooks import column_letter
from trimtab.messages import Language, text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

GROUP_ROW, HEADER_ROW = 3, 4
_ROWS_FOR_ENTRY = 500
_NOTES = 9


def write_panel_template(path: str | Path, language: Language = Language.ZH) -> None:
    """Write the template, an .xlsx workbook with drop-down lists, to ``path``."""
    from openpyxl import Workbook

    book = Workbook()
    instructions = book.active
    assert instructions is not None
    _write_instructions(instructions, language)
    form = book.create_sheet(text("ingest.panel.sheet.form", language))
    _write_form(form, language, text("ingest.panel.title", language))
    example = book.create_sheet(text("ingest.panel.sheet.example", language))
    _write_form(example, language, text("ingest.panel.example_title", language))
    for number, row in enumerate(example_rows(language), start=HEADER_ROW + 1):
        for column, field in enumerate(FIELDS, start=1):
            example.cell(number, column, row.get(field.name))
    lists = book.create_sheet(text("ingest.panel.sheet.lists", language))
    ranges = _write_lists(lists, language)
    _add_validation(form, lists.title, ranges, language)
    book.active = 1
    _save(book, Path(path))


def _save(book: Workbook, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _write_instructions(sheet: Worksheet, language: Language) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.title = text("ingest.panel.sheet.instructions", language)
    sheet.append([text("ingest.panel.title", language)])
    sheet["A1"].font = Font(bold=True, size=14)
    for number in range(1, _NOTES + 1):
        sheet.append([f"{number}. " + text(f"ingest.panel.note.{number}", language)])
    sheet.column_dimensions["A"].width = 110
    for (cell,) in sheet.iter_rows(min_row=2, max_col=1):
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_form(sheet: Worksheet, language: Language, title: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet["A1"] = title
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = text("ingest.panel.unit_line", language)
    shade = PatternFill("solid", fgColor="DDE6EE")
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for group in GROUPS:
        columns = [i for i, field in enumerate(FIELDS, start=1) if field.group == group]
        cell = sheet.cell(GROUP_ROW, columns[0], text(f"ingest.panel.group.{group}", language))
        cell.fill, cell.font, cell.alignment = shade, Font(bold=True), centred
        if len(columns) > 1:
            sheet.merge_cells(
                start_row=GROUP_ROW, end_row=GROUP_ROW,
                start_column=columns[0], end_column=columns[-1],
            )  # fmt: skip
    for i, field in enumerate(FIELDS, start=1):
        cell = sheet.cell(HEADER_ROW, i, field.header(language))
        cell.fill, cell.alignment = shade, centred
        cell.font = Font(bold=field.required)
        sheet.column_dimensions[column_letter(i - 1)].width = 16
        if field.kind in (Kind.TEXT, Kind.MONTH):  # codes keep all their digits, months as typed
            for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + _ROWS_FOR_ENTRY):
                sheet.cell(row, i).number_format = "@"
    sheet.row_dimensions[HEADER_ROW].height = 48
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 3)


def _write_lists(sheet: Worksheet, language: Language) -> dict[str, tuple[str, int]]:
    """Code lists, one column each; returns column letter and length by list."""
    places = [
        f"{str(code).removeprefix('CN-')} {region(code).title(language)}"
        for province in regions("CN", "province")
        for code in (province, *subregions(province))
    ]
    industries = [
        f"{entry.code} {entry.title(language)}"
        for entry in code_list("GBT4754@2017")
        if entry.level == "section"
    ]
    columns = {"region": places, "industry": industries}
    for field in FIELDS:
        if field.choices:
            columns[field.name] = [
                text(f"ingest.panel.choice.{field.name}.{choice}", language)
                for choice in field.choices
            ]
    ranges = {}
    for i, (name, words) in enumerate(columns.items(), start=1):
        heading = text(f"ingest.panel.field.{name}", language)
        for row, word in enumerate((heading, *words), start=1):
            sheet.cell(row, i, word)
        sheet.column_dimensions[column_letter(i - 1)].width = 36
        ranges[name] = (column_letter(i - 1), len(words))
    return ranges


def _add_validation(
    sheet: Worksheet, lists: str, ranges: dict[str, tuple[str, int]], language: Language
) -> None:
    """Drop-down lists for places, industries and choices; whole numbers for counts."""
    for i, field in enumerate(FIELDS):
        rule = _validation(field, lists, ranges)
        if rule is None:
            continue
        rule.error = text(f"ingest.panel.only.{field.kind.value}", language)
        letter = column_letter(i)
        rule.add(f"{letter}{HEADER_ROW + 1}:{letter}{HEADER_ROW + _ROWS_FOR_ENTRY}")
        sheet.add_data_validation(rule)


def _validation(field: Field, lists: str, ranges: dict[str, tuple[str, int]]):  # type: ignore[no-untyped-def]
    from openpyxl.worksheet.datavalidation import DataValidation

    if field.name in ranges:
        letter, length = ranges[field.name]
        source = f"='{lists}'!${letter}$2:${letter}${length + 1}"
        return DataValidation(type="list", formula1=source, allow_blank=not field.required)
    if field.kind is Kind.COUNT:
        return DataValidation(
            type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True
        )
    return None
