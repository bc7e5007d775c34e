"""Which batches the rows of a series came in, as far as the segments tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Engine, select

from trimtab.kernel import SeriesKey
from trimtab.stores import database
from trimtab.stores.schema import batch
from trimtab.stores.workspace import Workspace
from trimtab.stores.writing import SERIES_FILE


def batches_of_series(
    engine: Engine, folder: Path, series: Sequence[SeriesKey]
) -> tuple[frozenset[str], ...]:
    """Ids of the batches that may hold rows of each series.

    Simplifies   where small batches were merged, all batches of the merged file are named for each
                 of its series: the file no longer tells them apart
    """
    with database.reading(engine) as connection:
        rows = connection.execute(select(batch.c.batch_id, batch.c.segment_id)).all()
    batches: dict[str, list[str]] = {}
    for row in rows:
        batches.setdefault(row.segment_id, []).append(row.batch_id)
    names = [str(key) for key in series]
    wanted = pa.array(names, pa.string())
    found: dict[str, set[str]] = {name: set() for name in names}
    place = Workspace(folder)
    with place.readers.shared():
        for segment, ids in batches.items():
            held = _keys(place.batches / segment)
            if held is None:  # merged and swept meanwhile
                continue
            for name, is_held in zip(names, pc.is_in(wanted, held).to_pylist(), strict=True):
                if is_held:
                    found[name].update(ids)
    return tuple(frozenset(found[name]) for name in names)


@lru_cache(maxsize=64)
def _keys(folder: Path) -> pa.Array | None:
    """Keys of the series of a segment; segments never change."""
    try:
        return pq.read_table(folder / SERIES_FILE, columns=["key"])["key"].combine_chunks()
    except FileNotFoundError:
        return None
