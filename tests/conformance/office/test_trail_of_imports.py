"""What is published, merged and cleared away is in the trail, and its rows are guarded by it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from trimtab.app.audit import examine_trail, verify_trail
from trimtab.kernel import Period
from trimtab.stores import ObservationStore, database
from trimtab.stores.office.store import open_office
from trimtab.tables import OBSERVATIONS, StagedObservations

RELEASED = datetime(2008, 2, 20, tzinfo=UTC)


@pytest.fixture
def publish(tmp_path: Path):
    """Publish one observation."""

    def write(store: ObservationStore, value: float):
        row = ("jobs", "US", "", "", "M", "count", "N", Period.parse("2008-01").ordinal)
        cells = [[cell] for cell in (*row, RELEASED, value, "A")]
        table = pa.Table.from_arrays(
            [pa.array(c, f.type) for c, f in zip(cells, OBSERVATIONS.schema, strict=True)],
            schema=OBSERVATIONS.schema,
        )
        path = tmp_path / f"{value}.parquet"
        pq.write_table(table, path)
        return store.publish(StagedObservations(path, 1, path.name, "0" * 64, "vintage"))

    return write


def told(office):
    with office.trail() as trail:
        return [(e.actor, e.reason, e.action, e.entity) for e in trail.links()]


def test_imports_and_merges_are_told(workspace, database_url, publish):
    with ObservationStore.open(workspace, database_url, actor="li") as store:
        first = publish(store, 1.0)
        assert publish(store, 1.0) == first  # there already: nothing to tell
        publish(store, 2.0)
        assert store.compact() == 2
    with open_office(workspace, database_url) as office:
        verify_trail(office)
        assert told(office) == [
            ("operator", "begin of the trail", "add", "store"),
            ("li", "import 1.0.parquet", "add", "segment"),
            ("li", "import 1.0.parquet", "add", "batch"),
            ("li", "import 2.0.parquet", "add", "segment"),
            ("li", "import 2.0.parquet", "add", "batch"),
            ("li", "compaction", "add", "segment"),
            *[("li", "compaction", "replace", "batch")] * 2,
            *[("li", "compaction", "replace", "segment")] * 2,
            *[("li", "compaction", "remove", "segment")] * 2,
        ]


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE batch SET source = 'another.csv'", "batch"),
        ("UPDATE segment SET files = '[]'", "segment"),
        ("DELETE FROM batch", "batch"),
        ("UPDATE segment SET retired_at = '2026-01-01 00:00:00.000000+00:00'", "segment"),
    ],
)
def test_the_catalogue_of_batches_is_guarded(
    workspace, database_url, publish, tamper, statement, place
):
    with ObservationStore.open(workspace, database_url) as store:
        batch = publish(store, 1.0)
        (segment,) = store._catalogue.live_segments()
    key = batch.batch_id if place == "batch" else segment.segment_id
    with open_office(workspace, database_url) as office:
        tamper(office, statement)
        (problem,) = examine_trail(office).problems
    assert (problem.file, problem.column) == (place, key)


def test_the_trail_of_an_older_database_begins_with_what_it_holds(workspace, database_url, publish):
    with ObservationStore.open(workspace, database_url) as store:
        publish(store, 1.0)
    engine = database.open_engine(workspace, database_url)
    for revision in ("0002", "0001"):
        database.migrate(engine, revision)
        if revision == "0001":
            (workspace / "store.id").unlink()  # came with 0002
        with ObservationStore.open(workspace, database_url) as store:
            publish(store, 2.0 if revision == "0002" else 3.0)
        with open_office(workspace, database_url) as office:
            verify_trail(office)
            entities = [entity for *_, entity in told(office)]
            number = 1 if revision == "0002" else 2
            held = ["store", *["segment"] * number, *["batch"] * number]
            assert entities == [*held, "segment", "batch"]
    engine.dispose()


def test_opening_a_workspace_again_tells_nothing(workspace, database_url):
    for _ in range(2):
        with open_office(workspace, database_url, create=True) as office:
            assert len(told(office)) == 1
