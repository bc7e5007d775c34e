"""A panel out of the store: rows for a program, a file for a person."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from trimtab.kernel import UsageError
from trimtab.kernel.files import written_whole
from trimtab.tables import Panel

_COLUMNS = ("indicator", "region", "industry", "occupation", "unit", "seasonal_adjustment",
            "period", "value", "released")  # fmt: skip


def _rows(panel: Panel) -> Iterator[tuple[object, ...]]:
    periods = [str(period) for period in panel.periods]
    for key, values, released in zip(panel.series, panel.values, panel.released, strict=True):
        head = (
            key.indicator,
            str(key.region),
            str(key.industry or ""),
            str(key.occupation or ""),
            key.unit,
            key.seasonal_adjustment.value,
        )
        for period, value, instant in zip(periods, values, released, strict=True):
            if instant == instant:  # NaT: nothing was known
                known = None if value != value else float(value)
                yield (*head, period, known, f"{instant.astype('datetime64[s]')}Z")


def panel_rows(panel: Panel) -> list[dict[str, object]]:
    """One record per known observation; value None where suppressed or missing."""
    return [dict(zip(_COLUMNS, row, strict=True)) for row in _rows(panel)]


def write_panel(panel: Panel, path: Path) -> None:
    """Write known observations as .csv, .xlsx or .parquet, by the suffix; atomic.

    Raises UsageError APP-001 for any other suffix.
    """
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx, ".parquet": _write_parquet}
    if path.suffix.lower() not in writers:
        raise UsageError("APP-001", suffix=path.suffix, allowed=", ".join(writers))
    with written_whole(path) as draft:
        writers[path.suffix.lower()](panel, draft)


def _write_csv(panel: Panel, path: Path) -> None:
    # The byte-order mark makes Excel read the file as UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(_rows(panel))


def _write_xlsx(panel: Panel, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("observations")
    sheet.append(_COLUMNS)
    for row in _rows(panel):
        sheet.append(row)
    book.save(path)


def _write_parquet(panel: Panel, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*_rows(panel), strict=True)) or [()] * len(_COLUMNS)
    pq.write_table(pa.table([pa.array(column) for column in columns], names=list(_COLUMNS)), path)
