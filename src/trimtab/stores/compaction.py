"""Merges small segments into one: the same answers from fewer files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from trimtab.ports import Progress
from trimtab.stores import arrival
from trimtab.stores.catalogue import Catalogue, SegmentRow
from trimtab.stores.holdings import Holdings
from trimtab.stores.segment import Segment
from trimtab.stores.workspace import Workspace
from trimtab.stores.writing import OBSERVATIONS_FILE, ROW_GROUP, ROWS_SCHEMA, write_segment

_KEY = ("series", "period", "release_time")


def mergeable_runs(segments: Sequence[Segment], small: int) -> Iterator[tuple[Segment, ...]]:
    """Runs of neighbours in publication order, each under ``small`` rows, of one release basis.

    Only neighbours: a segment between two others could tie with both.
    """
    run: list[Segment] = []
    for segment in segments:
        fits = run and segment.row.release_basis == run[-1].row.release_basis
        if segment.row.rows >= small or not fits:
            if len(run) > 1:
                yield tuple(run)
            run = []
        if segment.row.rows < small:
            run.append(segment)
    if len(run) > 1:
        yield tuple(run)


def merge(
    workspace: Workspace, catalogue: Catalogue, run: Sequence[Segment], progress: Progress
) -> bool:
    """Write one segment that holds a run and let it count instead; the caller holds ``writers``.

    Of tied rows only the one that counts is kept. False if somebody else merged the run first.
    """
    segment_id = workspace.new_segment_id()
    folder = workspace.batches / segment_id
    holdings = Holdings.of(run)
    expected = sum(segment.row.rows for segment in run)
    try:
        arrival.refuse_collisions(holdings.series)
        with workspace.scratch() as spill, arrival.engine(spill, workspace.memory) as engine:
            rows = keep_last(_merged_rows(engine, holdings))
            written = write_segment(folder, rows, holdings.series, expected, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    last = run[-1].row
    new = SegmentRow(segment_id, last.position, last.release_basis, written.rows, written.files)
    replaced = catalogue.replace([segment.row for segment in run], new, datetime.now(UTC))
    if not replaced:
        shutil.rmtree(folder, ignore_errors=True)
    return replaced


def _merged_rows(engine: arrival.Engine, holdings: Holdings) -> Iterator[pa.RecordBatch]:
    """Rows of all segments under the merged numbering, sorted; tied rows in publication order."""
    parts = []
    for part, (segment, places) in enumerate(zip(holdings.segments, holdings.places, strict=True)):
        engine.read_parquet(str(segment.folder / OBSERVATIONS_FILE)).create_view(f"rows{part}")
        own = np.arange(len(places), dtype=np.int32)
        engine.register(
            f"places{part}", pa.table({"series": own, "merged": places.astype(np.int32)})
        )
        parts.append(
            f"SELECT merged AS series, period, release_time, value, obs_status, {part} AS part "
            f"FROM rows{part} JOIN places{part} USING (series)"
        )
    query = " UNION ALL ".join(parts) + " ORDER BY series, period, release_time, part"
    for chunk in engine.sql(query).to_arrow_reader(ROW_GROUP):
        yield chunk.select(ROWS_SCHEMA.names).cast(ROWS_SCHEMA)


def keep_last(chunks: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Of neighbouring rows with one key, the last; a key may run on into the next chunk."""
    held: pa.RecordBatch | None = None
    for chunk in chunks:
        rows = chunk if held is None else pa.concat_batches([held, chunk])
        differs = np.zeros(rows.num_rows - 1, bool)
        for name in _KEY:
            column = rows[name].to_numpy()
            differs |= column[1:] != column[:-1]
        held = rows.slice(rows.num_rows - 1)
        kept = rows.slice(0, rows.num_rows - 1)
        if differs.any():
            yield kept if differs.all() else kept.filter(pa.array(differs))
    if held is not None:
        yield held
