"""A batch is published whole, once, or refused with what is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from trimtab.kernel import InputRejectedError, SeriesKey, StateError, TableContractError
from trimtab.messages import LANGUAGES, explain_error
from trimtab.ports import SeriesQuery
from trimtab.stores import ObservationStore, arrival
from trimtab.tables import OBSERVATIONS, Finding, Severity, StagedObservations

ALABAMA = "unemployment|US-AL|||M|count|N"
ALASKA = "unemployment|US-AK|||M|count|N"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
ROWS = [
    (ALABAMA, "2008-01", "2008-02-20", 1.0, "A"),
    (ALABAMA, "2008-02", "2008-03-20", 2.0, "A"),
    (ALASKA, "2008-01", "2008-02-20", None, "Q"),
]


def assert_nothing_stored(store: ObservationStore, workspace: Path) -> None:
    assert store.batches() == ()
    for folder in ("batches", "spill"):
        assert list((workspace / folder).iterdir()) == []


def test_a_batch_says_where_it_came_from(store, stage):
    staged = stage(ROWS)
    finding = Finding(
        "STORE-022", Severity.NOTE, SeriesKey.parse(ALABAMA), {"rows": 3, "day": NOW.date()}
    )
    staged = StagedObservations(staged.path, 3, "panel.csv", "ab" * 32, "lag", (finding,))
    started = datetime.now(UTC)
    batch = store.publish(staged)
    assert (batch.source, batch.source_sha256, batch.release_basis) == (
        "panel.csv",
        "ab" * 32,
        "lag",
    )
    assert (batch.rows, batch.series) == (3, 2)
    assert started <= batch.imported_at <= datetime.now(UTC)
    (listed,) = store.batches()
    assert listed.findings == (
        Finding("STORE-022", Severity.NOTE, finding.series, {"rows": 3, "day": "2030-01-01"}),
    )
    assert listed.imported_at == batch.imported_at and listed.batch_id == batch.batch_id


def test_the_same_content_is_published_once(store, stage, workspace):
    first = store.publish(stage(ROWS))
    again = store.publish(stage(list(reversed(ROWS))))  # other file, other order, other name
    assert again == first and store.batches() == (first,)
    assert len(list((workspace / "batches").iterdir())) == 1


def test_content_that_differs_in_anything_is_another_batch(store, stage):
    changed_value = [*ROWS[:2], (ALASKA, "2008-01", "2008-02-20", 0.0, "A")]
    changed_status = [*ROWS[:2], (ALASKA, "2008-01", "2008-02-20", None, "M")]
    changed_series = [*ROWS[:2], (ALASKA.replace("AK", "AZ"), *ROWS[2][1:])]
    variants = [stage(ROWS), stage(ROWS, "lag")]
    variants += map(stage, (changed_value, changed_status, changed_series))
    ids = [store.publish(staged).batch_id for staged in variants]
    assert len(set(ids)) == len(ids)
    assert [batch.batch_id for batch in store.batches()] == ids


def test_republishing_does_not_change_who_wins_a_tie(store, stage):
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 1.0, "A")]))
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 2.0, "A")]))
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 1.0, "A")]))
    assert store.as_of(NOW, SeriesQuery()).values.tolist() == [[2.0]]


def test_a_key_that_occurs_twice_is_refused_with_its_rows(store, stage, workspace):
    rows = [*ROWS, ROWS[1], (ALABAMA, "2008-02", "2008-03-20", 9.0, "P")]
    with pytest.raises(TableContractError, match="STORE-022") as failure:
        store.publish(stage(rows))
    (problem,) = failure.value.problems
    assert problem.code == "STORE-011"
    assert problem.params["series"] == ALABAMA and problem.params["rows"] == "2, 4, 5"
    assert_nothing_stored(store, workspace)


def test_a_key_that_occurs_twice_is_found_across_chunks(store, workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(arrival, "ROW_GROUP", 2048)
    periods = np.arange(4096, dtype=np.int32)
    periods[2048] = 2047  # sorted, the pair lies on both sides of the first chunk's end
    count = len(periods)
    dimensions = ["jobs", "US-AL", "", "", "M", "count", "N"]
    columns = [pa.array([text] * count) for text in dimensions]
    released = pa.array([NOW] * count, OBSERVATIONS.schema.field("release_time").type)
    columns += [pa.array(periods), released, pa.array(np.ones(count)), pa.array(["A"] * count)]
    table = pa.Table.from_arrays(columns, schema=OBSERVATIONS.schema)
    pq.write_table(table, tmp_path / "staged.parquet")
    staged = StagedObservations(tmp_path / "staged.parquet", count, "x", "0" * 64, "lag")
    with pytest.raises(TableContractError) as failure:
        store.publish(staged)
    assert failure.value.problems[0].params["rows"] == "2048, 2049"
    assert_nothing_stored(store, workspace)


@pytest.mark.parametrize(
    ("value", "status"),
    [(None, "A"), (5.0, "Q"), (5.0, "M"), (5.0, "X"), (float("nan"), "A"), (float("inf"), "E")],
)
def test_a_value_that_does_not_go_with_its_status_is_refused(
    store, stage, workspace, value, status
):
    with pytest.raises(TableContractError, match="STORE-022") as failure:
        store.publish(stage([*ROWS, (ALASKA, "2008-02", "2008-03-20", value, status)]))
    (problem,) = failure.value.problems
    assert problem.code == "STORE-012"
    assert problem.params["row"] == 4 and problem.params["status"] == status
    assert_nothing_stored(store, workspace)


@pytest.mark.parametrize(
    "key",
    [
        "jobs|31|||M|count|N",
        "jobs|US|bank||M|count|N",
        "jobs|US|||X|count|N",
        "jobs|US|||M|count|Z",
    ],
)
def test_a_malformed_series_is_refused(store, stage, workspace, key):
    with pytest.raises(TableContractError, match="STORE-022") as failure:
        store.publish(stage([*ROWS, (key, "2008-01", "2008-02-20", 1.0, "A")]))
    (problem,) = failure.value.problems
    assert problem.code == "STORE-009" and problem.params["series"] == key
    assert_nothing_stored(store, workspace)


def test_what_is_not_a_staged_file_is_refused(store, stage, workspace, tmp_path):
    def staged(path: Path) -> StagedObservations:
        return StagedObservations(path, 1, path.name, "0" * 64, "lag")

    with pytest.raises(InputRejectedError, match="STORE-006"):
        store.publish(staged(tmp_path / "absent.parquet"))
    (tmp_path / "text.parquet").write_text("not Parquet")
    with pytest.raises(InputRejectedError, match="STORE-006"):
        store.publish(staged(tmp_path / "text.parquet"))
    whole = stage(ROWS).path
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole.read_bytes()[:-20])
    with pytest.raises(InputRejectedError, match="STORE-006"):
        store.publish(staged(cut))
    pq.write_table(pq.read_table(whole).drop_columns("unit"), tmp_path / "columns.parquet")
    with pytest.raises(TableContractError, match="TABLE-001"):
        store.publish(staged(tmp_path / "columns.parquet"))
    pq.write_table(OBSERVATIONS.schema.empty_table(), tmp_path / "empty.parquet")
    with pytest.raises(InputRejectedError, match="STORE-007"):
        store.publish(staged(tmp_path / "empty.parquet"))
    assert_nothing_stored(store, workspace)


def test_two_series_with_one_number_are_refused(store, stage, workspace, monkeypatch):
    monkeypatch.setattr(SeriesKey, "series_id", property(lambda _key: 7))
    with pytest.raises(StateError, match="STORE-010") as failure:
        store.publish(stage(ROWS))
    assert {failure.value.params["first"], failure.value.params["second"]} == {ALABAMA, ALASKA}
    assert_nothing_stored(store, workspace)


def test_a_sort_larger_than_memory_goes_through_the_disk_and_leaves_nothing(workspace, tmp_path):
    count = 600_000
    generator = np.random.default_rng(1)
    dimensions = ["jobs", "US-AL", "", "", "M", "count", "N"]
    columns = [pa.array([text] * count) for text in dimensions]
    released = pa.array([NOW] * count, OBSERVATIONS.schema.field("release_time").type)
    values = generator.random(count)
    periods = pa.array(generator.permutation(count).astype(np.int32))
    columns += [periods, released, pa.array(values), pa.array(["A"] * count)]
    path = tmp_path / "large.parquet"
    pq.write_table(pa.Table.from_arrays(columns, schema=OBSERVATIONS.schema), path)
    with ObservationStore.open(workspace, memory="24MB") as store:
        store.publish(StagedObservations(path, count, "large", "0" * 64, "lag"))
        panel = store.as_of(NOW, SeriesQuery())
        np.testing.assert_array_equal(panel.values[0], values[np.argsort(periods.to_numpy())])
    assert list((workspace / "spill").iterdir()) == []


def test_every_refusal_reads_well_in_every_language(store, stage):
    bad = (ALASKA, "2008-02", "2008-03-20", None, "A")
    for rows in ([*ROWS, ROWS[0]], [*ROWS, bad], [("jobs|31|||M|count|N", *ROWS[0][1:])]):
        with pytest.raises(TableContractError) as failure:
            store.publish(stage(rows))
        for language in LANGUAGES:
            told = explain_error(failure.value, language)
            assert "staged" in told and "{" not in told and len(told.splitlines()) == 2
