"""The schema goes up, down and up again, and what remains keeps its data."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import inspect

from trimtab.app.audit import verify_trail
from trimtab.kernel import Period
from trimtab.office.types import Actor, Task
from trimtab.ports import SeriesQuery
from trimtab.stores import ObservationStore, database
from trimtab.stores.migrations import REVISIONS
from trimtab.stores.office.store import open_office
from trimtab.tables import OBSERVATIONS, StagedObservations

NOW = datetime(2200, 1, 1, tzinfo=UTC)


def publish(workspace: Path, url: str | None, folder: Path) -> tuple[object, ...]:
    """One batch; what the store then says."""
    cells = ["jobs", "US-AL", "", "", "M", "count", "N", Period.parse("2008-01").ordinal,
             datetime(2008, 2, 20, tzinfo=UTC), 1.5, "A"]  # fmt: skip
    path = folder / "staged.parquet"
    columns = {name: [cell] for name, cell in zip(OBSERVATIONS.schema.names, cells, strict=True)}
    pq.write_table(pa.table(columns, schema=OBSERVATIONS.schema), path)
    with ObservationStore.open(workspace, url) as store:
        store.publish(StagedObservations(path, 1, path.name, "0" * 64, "vintage"))
    return said(workspace, url)


def said(workspace: Path, url: str | None) -> tuple[object, ...]:
    with ObservationStore.open(workspace, url) as store:
        panel = store.as_of(NOW, SeriesQuery())
        return store.batches(), panel.series, panel.values.tobytes(), panel.released.tobytes()


def migrate(workspace: Path, url: str | None, revision: str) -> set[str]:
    engine = database.open_engine(workspace, url)
    database.migrate(engine, revision)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_older_workspace_is_brought_up_to_date_by_opening_it(
    workspace, database_url, tmp_path, revision
):
    before = publish(workspace, database_url, tmp_path)
    migrate(workspace, database_url, revision)
    if revision == "0001":
        (workspace / "store.id").unlink()  # it came with 0002
    assert said(workspace, database_url) == before
    with open_office(workspace, database_url) as office:
        verdict = verify_trail(office)
        with office.trail() as trail:
            first = [(link.action, link.entity) for link in trail.links()]
        with office.work("operator", "x") as work:
            work.add(Actor("a", "a"))
        assert verify_trail(office).entries == verdict.entries + 1
    # The trail of a workspace that had none begins with what it holds.
    assert first == [("add", "store"), ("add", "segment"), ("add", "batch")]


def test_down_and_up_again_keeps_the_batches_and_loses_the_office(
    workspace, database_url, tmp_path
):
    before = publish(workspace, database_url, tmp_path)
    with open_office(workspace, database_url) as office, office.work("operator", "x") as work:
        work.add(Task("t", "k", {}, "CN", NOW))
    there = migrate(workspace, database_url, REVISIONS[-1])
    assert migrate(workspace, database_url, "0002") == {
        "alembic_version", "batch", "segment", "store"
    }  # fmt: skip
    assert migrate(workspace, database_url, REVISIONS[-1]) == there
    assert said(workspace, database_url) == before
    with open_office(workspace, database_url) as office:
        verify_trail(office)
        with office.reading() as reading:
            assert reading.find(Task) == ()
        with office.work("operator", "y") as work:
            work.add(Task("t", "k", {}, "CN", NOW))  # the tables work, and are guarded again
        verify_trail(office)
