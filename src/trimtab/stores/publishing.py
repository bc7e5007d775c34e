"""One import: staged file -> sorted, checked files on the disk -> one commit."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from hashlib import blake2b

from trimtab.ports import BatchInfo, Progress
from trimtab.stores import arrival
from trimtab.stores.catalogue import Catalogue
from trimtab.stores.workspace import Workspace
from trimtab.stores.writing import WrittenSegment, write_segment
from trimtab.tables import StagedObservations


def publish_staged(
    workspace: Workspace, catalogue: Catalogue, staged: StagedObservations, progress: Progress
) -> BatchInfo:
    """Publish a staged file; the caller holds the writers' lease.

    Until the commit the folder is an orphan that nobody reads and the next sweep removes; after
    it the batch is complete. There is no state in between.
    """
    expected = arrival.count_rows(staged)
    segment_id = workspace.new_segment_id()
    folder = workspace.batches / segment_id
    try:
        with workspace.scratch() as spill, arrival.engine(spill, workspace.memory) as engine:
            series = arrival.read_series(engine, staged)
            rows = arrival.sorted_rows(engine, staged, series)
            written = write_segment(folder, rows, series, expected, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    info = _describe(staged, written)
    # If this fails the commit may yet have happened (an answer lost on the way): the folder is
    # left to the sweep, which knows.
    published = catalogue.add(info, written.files, segment_id)
    if published is not info:
        shutil.rmtree(folder, ignore_errors=True)
    return published


def _describe(staged: StagedObservations, written: WrittenSegment) -> BatchInfo:
    identity = f"{staged.release_basis}\n{written.content}".encode()
    return BatchInfo(
        batch_id=blake2b(identity, digest_size=16).hexdigest(),
        source=staged.source,
        source_sha256=staged.source_sha256,
        release_basis=staged.release_basis,
        imported_at=datetime.now(UTC),
        rows=written.rows,
        series=written.series,
        findings=staged.findings,
    )
