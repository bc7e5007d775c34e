"""Writes a segment: sorted rows in, two Parquet files out, each on the disk and hashed.

``observations.parquet`` holds ``series`` (int32, the row of its series in ``series.parquet``),
``period``, ``release_time``, ``value``, ``obs_status`` (the SDMX letter as its ASCII number),
sorted by (series, period, release_time). ``series.parquet`` is sorted by canonical key, so rows of
one indicator, then region, lie together in every segment and in the same order: a reader takes
only the row groups it needs and can merge segments slice by slice.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from trimtab.kernel.files import sync_to_disk
from trimtab.ports import Progress, no_progress
from trimtab.stores.catalogue import SegmentFile
from trimtab.stores.durable import HashingFile
from trimtab.tables import OBSERVATIONS

DIMENSIONS = OBSERVATIONS.key[:7]
"""Columns that identify a series, in the order of ``str(SeriesKey)``."""

OBSERVATIONS_FILE = "observations.parquet"
SERIES_FILE = "series.parquet"
ROW_GROUP = 60 * 2048  # what DuckDB hands over at a time; small enough to read one series cheaply

ROWS_SCHEMA = pa.schema(
    [
        pa.field("series", pa.int32(), nullable=False),
        pa.field("period", pa.int32(), nullable=False),
        pa.field("release_time", pa.int64(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("obs_status", pa.uint8(), nullable=False),
    ]
)
"""``release_time`` counts microseconds since 1970 UTC, so that readers compare plain integers."""

IntArray = npt.NDArray[np.int64]


@dataclass(slots=True)
class SeriesStatistics:
    """What readers prune by: rows, periods and first release of each series."""

    rows: IntArray
    first_period: IntArray
    last_period: IntArray
    first_release: IntArray

    @classmethod
    def empty(cls, count: int) -> SeriesStatistics:
        low, high = np.iinfo(np.int64).min, np.iinfo(np.int64).max
        return cls(
            np.zeros(count, np.int64),
            np.full(count, high),
            np.full(count, low),
            np.full(count, high),
        )

    def add(self, series: npt.NDArray[np.int32], period: IntArray, release: IntArray) -> None:
        """Count a sorted chunk in."""
        starts = np.flatnonzero(np.diff(series, prepend=-1))
        runs = series[starts]
        ends = np.append(starts[1:], len(series))
        self.rows[runs] += ends - starts
        self.first_period[runs] = np.minimum(self.first_period[runs], period[starts])
        self.last_period[runs] = np.maximum(self.last_period[runs], period[ends - 1])
        earliest = np.minimum.reduceat(release, starts)
        self.first_release[runs] = np.minimum(self.first_release[runs], earliest)

    def table(self, series: pa.Table) -> pa.Table:
        """The table of series with these columns beside it."""
        for name in ("rows", "first_period", "last_period", "first_release"):
            series = series.append_column(name, pa.array(getattr(self, name)))
        return series


@dataclass(frozen=True, slots=True)
class WrittenSegment:
    """What was written. ``content`` is the same for the same rows on every machine."""

    rows: int
    series: int
    files: tuple[SegmentFile, ...]
    content: str


@dataclass(slots=True)
class ContentHash:
    """BLAKE2b over series keys, then the rows' columns chunk by chunk of fixed size."""

    _columns: list[blake2b] = field(
        default_factory=lambda: [blake2b(digest_size=32) for _ in ROWS_SCHEMA]
    )

    def add(self, chunk: pa.RecordBatch) -> None:
        # A hash per column: the result does not depend on how rows were cut into chunks.
        for digest, column in zip(self._columns, chunk.columns, strict=True):
            if column.null_count:
                column = pc.fill_null(column, float("nan"))
            digest.update(np.ascontiguousarray(column.to_numpy(zero_copy_only=False)).data)

    def hexdigest(self, keys: Iterable[str]) -> str:
        total = blake2b("\n".join(keys).encode(), digest_size=32)
        for digest in self._columns:
            total.update(digest.digest())
        return total.hexdigest()


def write_segment(
    folder: Path,
    chunks: Iterable[pa.RecordBatch],
    series: pa.Table,
    expected_rows: int,
    progress: Progress = no_progress,
) -> WrittenSegment:
    """Write sorted ``chunks`` (ROWS_SCHEMA) and their ``series`` into the new ``folder``.

    The files and the folder are on the disk when this returns; the caller's commit makes them
    count. Chunks are checked by whoever made them.
    """
    folder.mkdir(parents=True)
    statistics = SeriesStatistics.empty(series.num_rows)
    content = ContentHash()
    rows = 0
    progress("stores.step.sort", 0, expected_rows)
    with closing(HashingFile(folder / OBSERVATIONS_FILE)) as sink:
        with pq.ParquetWriter(sink, ROWS_SCHEMA, **_ENCODING) as writer:
            for chunk in chunks:
                writer.write_batch(chunk, row_group_size=ROW_GROUP)
                rows += chunk.num_rows
                progress("stores.step.write", rows, expected_rows)
                content.add(chunk)
                statistics.add(*(chunk[name].to_numpy() for name in _SORT_KEY))
        written = sink.seal()
    files = [written, _write_series(folder, statistics.table(series))]
    sync_to_disk(folder)
    sync_to_disk(folder.parent)
    keys = series["key"].to_pylist()
    return WrittenSegment(rows, series.num_rows, tuple(files), content.hexdigest(keys))


def _write_series(folder: Path, table: pa.Table) -> SegmentFile:
    with closing(HashingFile(folder / SERIES_FILE)) as sink:
        with pq.ParquetWriter(sink, table.schema, compression="zstd") as writer:
            writer.write_table(table)
        return sink.seal()


_SORT_KEY = ("series", "period", "release_time")
_ENCODING = {
    "compression": "zstd",
    "compression_level": 1,
    "use_dictionary": ["series", "period", "release_time", "obs_status"],
    # Bytes of equal weight together: smaller, and read back more than twice as fast as plain.
    "column_encoding": {"value": "BYTE_STREAM_SPLIT"},
    "write_statistics": ["series"],
    "store_schema": False,
}
