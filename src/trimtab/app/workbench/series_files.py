"""A comparison as rows: CSV, Excel with its notes on a second sheet, Arrow."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from trimtab.app.workbench.series_views import Comparison
from trimtab.app.workbench.series_words import (
    basis_of,
    batches_of,
    finding,
    labels,
    method_words,
    series_parts,
    source_line,
)
from trimtab.kernel.files import guard_formula
from trimtab.messages import Language

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # Excel reads the file as UTF-8


def comparison_table(comparison: Comparison, language: Language) -> pa.Table:
    """One row for each series and period that is known: the value held and the value shown.

    ``shown`` is the value of the view, in ``shown_unit``; null where it cannot be told. What must
    be known to read the figures stands in the metadata of the schema.
    """
    periods = np.array([str(period) for period in comparison.periods])
    parts = []
    for line in comparison.lines:
        history, key = line.history, line.history.key
        place = np.arange(len(periods)) - (history.first - comparison.first)
        inside = np.flatnonzero((place >= 0) & (place < len(history.values)))
        held = inside[history.status[place[inside]] != ""]
        at, count = place[held], len(held)
        title = str(guard_formula(" · ".join(filter(None, series_parts(key, language)))))
        parts.append(
            pa.table(
                {
                    "series": pa.repeat(str(key), count),
                    "title": pa.repeat(title, count),
                    "period": pa.array(periods[held], pa.string()),
                    "value": pa.array(history.values[at], from_pandas=True),
                    "unit": pa.repeat(key.unit, count),
                    "shown": pa.array(line.values[held], from_pandas=True),
                    "shown_unit": pa.repeat(line.unit, count),
                    "obs_status": pa.array(history.status[at], pa.string()),
                    "released": pa.array(history.released[at], pa.timestamp("us")).cast(
                        pa.timestamp("us", tz="UTC")
                    ),
                }
            )
        )
    table = pa.concat_tables(parts)
    batches = batches_of(comparison)
    metadata = {
        "known_at": comparison.known_at.isoformat(),
        "view": comparison.view.value,
        "base": "" if comparison.base is None else str(comparison.base),
        "vintage": comparison.vintage.value,
        "basis": basis_of(batches).value,
        "source": source_line(comparison, language),
        "batches": " ".join(one.batch_id for one in batches),
    }
    return table.replace_schema_metadata(metadata)


def csv_bytes(table: pa.Table) -> bytes:
    """Comma-separated, with a byte-order mark; instants in ISO form."""
    whole = io.BytesIO()
    whole.write(BYTE_ORDER_MARK)
    pa.csv.write_csv(_written(table), whole, pa.csv.WriteOptions(quoting_style="needed"))
    return whole.getvalue()


def arrow_bytes(table: pa.Table) -> bytes:
    """An Arrow IPC stream."""
    whole = io.BytesIO()
    with pa.ipc.new_stream(whole, table.schema) as writer:
        writer.write_table(table)
    return whole.getvalue()


def workbook_bytes(comparison: Comparison, language: Language) -> bytes:
    """Excel: the rows, and on a second sheet what must be known to read them."""
    from openpyxl import Workbook

    table = _written(comparison_table(comparison, language))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("series")
    sheet.freeze_panes = "D2"
    sheet.column_dimensions["A"].width = 48
    sheet.column_dimensions["B"].width = 40
    sheet.append(table.column_names)
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        sheet.append(row)
    beside = book.create_sheet("notes")
    beside.column_dimensions["A"].width = 120
    for note in notes(comparison, language):
        beside.append([guard_formula(note)])
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def notes(comparison: Comparison, language: Language) -> Sequence[str]:
    """The finding, the method and where the figures come from."""
    keys = [line.history.key for line in comparison.lines]
    _, names = labels(keys, language)
    return (
        finding(comparison, names, language),
        method_words(comparison, language),
        source_line(comparison, language),
    )


def _written(table: pa.Table) -> pa.Table:
    """Instants as ISO text, which spreadsheets and programs read alike."""
    at = table.column_names.index("released")
    days = pc.strftime(table["released"], format="%Y-%m-%dT%H:%M:%SZ")
    # %S of a time stamp in microseconds carries the fraction, which release times do not have.
    plain = pc.replace_substring(days, ".000000", "")
    return table.set_column(at, "released", plain)
