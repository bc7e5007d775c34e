"""Keeping the last of tied rows when a tie runs on from one chunk into the next."""

from __future__ import annotations

import pyarrow as pa
import pytest

from trimtab.stores.compaction import keep_last
from trimtab.stores.writing import ROWS_SCHEMA

# (series, period, release_time, value); the last of equal keys counts.
ROWS = [(0, 1, 1, 0.0), (0, 1, 2, 1.0), (0, 1, 2, 2.0), (0, 1, 2, None), (1, 1, 2, 4.0),
        (1, 2, 2, 5.0), (1, 2, 2, 6.0), (1, 2, 3, 7.0)]  # fmt: skip
KEPT = [0.0, None, 4.0, 6.0, 7.0]


def chunk(rows: list[tuple[int, int, int, float | None]]) -> pa.RecordBatch:
    columns = [*zip(*rows, strict=True), [65] * len(rows)]
    arrays = [pa.array(c, f.type) for c, f in zip(columns, ROWS_SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=ROWS_SCHEMA)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 8])
def test_the_last_of_tied_rows_is_kept_wherever_chunks_end(size):
    chunks = [chunk(ROWS[start : start + size]) for start in range(0, len(ROWS), size)]
    kept = pa.Table.from_batches(list(keep_last(iter(chunks))), ROWS_SCHEMA)
    assert kept["value"].to_pylist() == KEPT


def test_nothing_stays_nothing():
    assert list(keep_last(iter([]))) == []
