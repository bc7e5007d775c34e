"""Panels for programs: many series as known at an instant, as matrix or as a stream of rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from trimtab.app.workbench.series import (
    Filters,
    Seen,
    asked_instant,
    refuse_unknown,
    refuse_unseen,
    visible,
)
from trimtab.app.workbench.series_edition import Edition
from trimtab.app.workbench.series_files import BYTE_ORDER_MARK
from trimtab.app.workbench.series_index import DIMENSIONS
from trimtab.kernel import Frequency, Period, UnknownCodeError, UsageError
from trimtab.ports import SeriesQuery
from trimtab.tables import Panel

MOST_CELLS = 500_000
"""Cells of a panel as JSON; a stream of CSV or Arrow has no such bound."""
MOST_SERIES_READ = 50_000


@dataclass(frozen=True, slots=True)
class PanelAsked:
    """Which panel: the filters of series, first and last period (both included), the day."""

    filters: Filters
    first: str = ""
    last: str = ""
    as_of: str = ""


def panel_query(
    edition: Edition, actor: str, seen: Seen, asked: PanelAsked
) -> tuple[datetime, SeriesQuery]:
    """The instant and the series that are asked for, of the regions the actor may see.

    Raises UnknownCodeError WEB-070 for a code that no series has, WEB-071 where no series has all
    of them; NotAllowedError OFFICE-010 for a region; UsageError WEB-082 for too many series;
    InputRejectedError TIME-001.
    """
    filters, index = asked.filters, edition.index
    wanted = (filters.indicators, filters.regions, filters.industries, filters.occupations)
    frequency = Frequency(filters.frequency or Frequency.MONTHLY)
    chosen = index.held & np.array([key.frequency is frequency for key in index.keys], np.bool_)
    for dimension, codes in zip(DIMENSIONS, wanted, strict=True):
        if codes:
            refuse_unknown(index, dimension, codes)
            chosen &= index.having(dimension, codes)
    refuse_unseen(edition, actor, seen, filters.regions)
    chosen &= visible(index, seen)
    if not chosen.any():
        raise UnknownCodeError("WEB-071", frequency=frequency.value)
    if chosen.sum() > MOST_SERIES_READ:
        raise UsageError("WEB-082", n=int(chosen.sum()), most=MOST_SERIES_READ)
    regions = {str(index.keys[at].region) for at in np.flatnonzero(chosen)}
    last = _period(asked.last, frequency)
    query = SeriesQuery(
        filters.indicators,
        tuple(sorted(regions)),
        filters.industries,
        filters.occupations,
        frequency,
        _period(asked.first, frequency),
        None if last is None else last + 1,
    )
    return asked_instant(edition, asked.as_of), query


def read_panel(edition: Edition, instant: datetime, query: SeriesQuery) -> Panel:
    """The panel as a matrix. Raises UsageError WEB-077 above ``MOST_CELLS``, UnknownCodeError
    WEB-078 where nothing is known of these series and periods."""
    found = edition.bench.store.as_of(instant, query)
    if not found.series or not found.values.shape[1]:
        raise UnknownCodeError("WEB-078", day=f"{instant:%Y-%m-%d %H:%M}")
    if found.values.size > MOST_CELLS:
        raise UsageError("WEB-077", n=found.values.size, most=MOST_CELLS)
    return found


def panel_rows(edition: Edition, instant: datetime, query: SeriesQuery) -> pa.RecordBatchReader:
    """The panel as rows, with periods in words (``2008-03``) and the status of each value.

    Memory stays bounded whatever the size. Raises UnknownCodeError WEB-078 where it has no row.
    """
    rows = edition.bench.store.as_of_table(instant, query)
    batches = (one for one in rows if one.num_rows)
    head = next(batches, None)
    if head is None:
        raise UnknownCodeError("WEB-078", day=f"{instant:%Y-%m-%d %H:%M}")

    def written() -> Iterator[pa.RecordBatch]:
        yield _with_periods(head, query.frequency)
        for one in batches:
            yield _with_periods(one, query.frequency)

    first = _with_periods(head, query.frequency)
    return pa.RecordBatchReader.from_batches(first.schema, written())


def arrow_stream(rows: pa.RecordBatchReader) -> Iterator[bytes]:
    """Arrow IPC, batch by batch."""
    part = _Part()
    with pa.ipc.new_stream(part, rows.schema) as writer:
        for one in rows:
            writer.write_batch(one)
            yield part.take()
    yield part.take()


def csv_stream(rows: pa.RecordBatchReader) -> Iterator[bytes]:
    """CSV with a byte-order mark, batch by batch."""
    part = _Part()
    part.write(BYTE_ORDER_MARK)
    options = pa.csv.WriteOptions(quoting_style="needed")
    with pa.csv.CSVWriter(part, rows.schema, write_options=options) as writer:
        for one in rows:
            writer.write_batch(one)
            yield part.take()
    yield part.take()


class _Part(io.BytesIO):
    """What was written since the last look."""

    def take(self) -> bytes:
        made = self.getvalue()
        self.seek(0)
        self.truncate()
        return made

    def close(self) -> None:
        """Stays open: the writer's end is read after it closed."""


def _with_periods(rows: pa.RecordBatch, frequency: Frequency) -> pa.RecordBatch:
    ordinals, place = np.unique(rows["period"].to_numpy(), return_inverse=True)
    names = pa.array([str(Period(frequency, int(one))) for one in ordinals])
    at = rows.schema.get_field_index("period")
    written = rows.set_column(at, "period", names.take(pa.array(place)))
    release = rows.schema.get_field_index("release_time")
    instants = pc.strftime(rows["release_time"], format="%Y-%m-%dT%H:%M:%SZ")
    return written.set_column(
        release, "release_time", pc.replace_substring(instants, ".000000", "")
    )


def _period(text: str, frequency: Frequency) -> Period | None:
    return Period.parse(text).to(frequency) if text else None
