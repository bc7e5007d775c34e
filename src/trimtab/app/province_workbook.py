"""A workbook with samples of the province's tables, in the words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from trimtab.app.province_titles import code_titles
from trimtab.kernel.files import written_whole
from trimtab.messages import Language, has_text, text
from trimtab.province import Province

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_SHEETS = {"persons": 500, "firms": 500, "vacancies": 300, "courses": 500, "platforms": 50,
           "panel": 600}  # fmt: skip


def write_workbook(
    province: Province, tables: Mapping[str, pa.Table], path: Path, language: Language
) -> int:
    """One sheet a table, at most so many rows of each; how many sheets.

    The first row of every sheet says that its figures are synthetic.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.title = text("province.label", language)
    titles = {
        code: title.in_language(language.value)
        for code, title in code_titles(province.figures).items()
    }
    for name, most in _SHEETS.items():
        sheet = book.create_sheet(text(f"province.table.{name}", language))
        _fill(sheet, _latest(tables[name], most, name), titles, language)
    with written_whole(path) as draft:
        book.save(draft)
    return len(_SHEETS)


def _latest(table: pa.Table, most: int, name: str) -> pa.Table:
    """Of the panel its last three months; of anything else rows evenly spread."""
    if name == "panel":
        months = table["month"].to_pylist()
        last = sorted(set(months))[-3:]
        return table.filter(pa.array([month in last for month in months])).slice(0, most)
    return evenly(table, most)


def evenly(table: pa.Table, rows: int) -> pa.Table:
    """At most so many rows, evenly spaced, so that a sample spans the whole table."""
    if table.num_rows <= rows:
        return table
    return table.take(np.linspace(0, table.num_rows - 1, rows).astype(np.int64))


def _fill(sheet: Worksheet, table: pa.Table, titles: Mapping[str, str], language: Language) -> None:
    sheet.append([text("province.label", language)])
    sheet.append([text(f"province.column.{name}", language) for name in table.schema.names])
    columns = [
        [_word(value, titles, language) for value in table[name].to_pylist()]
        for name in table.schema.names
    ]
    for row in zip(*columns, strict=True):
        sheet.append(row)


def _word(value: Any, titles: Mapping[str, str], language: Language) -> Any:
    """A code as its title, a category as its word, anything else as it is."""
    if isinstance(value, bool):
        return text(f"province.value.{'yes' if value else 'no'}", language)
    if not isinstance(value, str):
        return value
    if value in titles:
        return titles[value]
    key = f"province.value.{value}"
    return text(key, language) if has_text(key, language) else value
