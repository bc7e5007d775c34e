"""as_of over any history of publishing equals the definition; it never looks ahead."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trimtab.kernel import Period
from trimtab.ports import SeriesQuery
from trimtab.stores import ObservationStore, vintage, writing
from trimtab.tables import OBSERVATIONS, Panel, StagedObservations

EPOCH = datetime(2008, 1, 1, tzinfo=UTC)
FIRST = Period.parse("2007-01").ordinal
SERIES = [f"jobs|CN-{310000 + n}|||M|count|N" for n in range(6)]
Row = tuple[int, int, int, float | None]  # series, period, day of release, value
Batch = list[Row]

values = st.one_of(st.none(), st.integers(-3, 3).map(float))
rows = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 6), values)
batches = st.lists(
    st.lists(rows, min_size=1, max_size=20, unique_by=lambda row: row[:3]), min_size=1, max_size=4
)
history = settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many row groups and slices from few rows: their seams are where this could go wrong."""
    monkeypatch.setattr(writing, "ROW_GROUP", 4)
    monkeypatch.setattr(vintage, "_SLICE", 6)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace to copy: making its tables takes longer than an example."""
    folder = tmp_path_factory.mktemp("empty") / "workspace"
    ObservationStore.open(folder).close()
    return folder


def published(empty: Path, folder: Path, history: list[Batch]) -> ObservationStore:
    shutil.copytree(empty, folder / "workspace")
    store = ObservationStore.open(folder / "workspace")
    for number, batch in enumerate(history):
        path = folder / f"{number}.parquet"
        columns: list[list[object]] = [[] for _ in OBSERVATIONS.columns]
        for series, period, day, value in batch:
            released = EPOCH + timedelta(days=day)
            cells = [*SERIES[series].split("|"), FIRST + period, released, value]
            for column, cell in zip(columns, [*cells, "Q" if value is None else "A"], strict=True):
                column.append(cell)
        arrays = [pa.array(c, f.type) for c, f in zip(columns, OBSERVATIONS.schema, strict=True)]
        pq.write_table(pa.Table.from_arrays(arrays, schema=OBSERVATIONS.schema), path)
        store.publish(StagedObservations(path, len(batch), path.name, "0" * 64, "vintage"))
    return store


def effective(history: list[Batch]) -> list[Batch]:
    """Publishing the same content again changes nothing."""
    kept: list[Batch] = []
    for batch in history:
        if not any(set(batch) == set(other) for other in kept):
            kept.append(batch)
    return kept


def by_definition(
    history: list[Batch], day: int
) -> dict[tuple[int, int], tuple[int, float | None]]:
    """The last released by ``day``; of equals, the last published."""
    known: dict[tuple[int, int], tuple[int, float | None]] = {}
    for batch in effective(history):
        for series, period, released, value in sorted(batch, key=lambda row: row[:3]):
            if released <= day and released >= known.get((series, period), (-1, None))[0]:
                known[series, period] = (released, value)
    return known


def cells(panel: Panel) -> dict[tuple[int, int], tuple[int, float | None]]:
    found = {}
    for row, column in zip(*np.nonzero(~np.isnat(panel.released)), strict=True):
        value = panel.values[row, column]
        released = (panel.released[row, column] - np.datetime64("2008-01-01")) // np.timedelta64(
            1, "D"
        )
        key = SERIES.index(str(panel.series[row])), panel.first.ordinal + column - FIRST
        found[key] = int(released), None if np.isnan(value) else float(value)
    return found


@history
@given(past=batches, compacted=st.booleans())
def test_as_of_equals_its_definition_on_every_day(empty, past, compacted):
    with tempfile.TemporaryDirectory() as folder:
        store = published(empty, Path(folder), past)
        if compacted:
            store.compact()
        for day in range(-1, 8):
            panel = store.as_of(EPOCH + timedelta(days=day), SeriesQuery())
            assert cells(panel) == by_definition(past, day)
            assert [str(key) for key in panel.series] == sorted(map(str, panel.series))
            assert np.isnan(panel.values[np.isnat(panel.released)]).all()
        store.close()


@history
@given(
    past=batches,
    asked=st.sets(st.integers(0, 5), min_size=1),
    since=st.integers(0, 4),
    day=st.integers(0, 7),
)
def test_a_query_is_a_part_of_the_whole(empty, past, asked, since, day):
    with tempfile.TemporaryDirectory() as folder:
        store = published(empty, Path(folder), past)
        held = {row[0] for batch in past for row in batch}
        asked = {series for series in asked if series in held} or held
        instant = EPOCH + timedelta(days=day)
        query = SeriesQuery(
            regions=tuple(f"CN-{310000 + series}" for series in asked),
            since=Period.parse("2007-01") + since,
            until=Period.parse("2007-01") + 5,
        )
        whole = by_definition(past, day)
        part = {k: v for k, v in whole.items() if k[0] in asked and since <= k[1] < 5}
        panel = store.as_of(instant, query)
        assert cells(panel) == part
        assert panel.first.ordinal == FIRST + since and panel.values.shape[1] == 5 - since
        table = store.as_of_table(instant, query).read_all()
        assert table["value"].to_pylist() == [part[key][1] for key in sorted(part)]
        sums = store.totals_as_of(instant, query)
        assert np.nansum(sums.values) == sum(value or 0 for _, value in part.values())
        store.close()


@history
@given(past=batches, one=st.integers(0, 6), other=st.integers(0, 6))
def test_as_of_never_looks_ahead_and_only_ever_learns(empty, past, one, other):
    early, late = sorted((one, other))
    with tempfile.TemporaryDirectory() as folder:
        store = published(empty, Path(folder), past)
        before = store.as_of(EPOCH + timedelta(days=early), SeriesQuery())
        after = store.as_of(EPOCH + timedelta(days=late), SeriesQuery())
        limit = np.datetime64("2008-01-01") + np.timedelta64(early, "D")
        assert not (before.released > limit).any()
        # What was released by the early day is what one would have read on that day.
        kept = {key: cell for key, cell in cells(after).items() if cell[0] <= early}
        assert kept.items() <= cells(before).items()
        assert cells(before).keys() <= cells(after).keys()
        store.close()


@history
@given(past=batches, day=st.integers(0, 5))
def test_later_releases_do_not_change_an_earlier_answer(empty, past, day):
    """Removing everything released later leaves the answer as it was."""
    truncated = [[row for row in batch if row[2] <= day] for batch in effective(past)]
    truncated = [batch for batch in truncated if batch]
    if not truncated or truncated != effective(truncated):
        return
    with tempfile.TemporaryDirectory() as full, tempfile.TemporaryDirectory() as cut:
        instant = EPOCH + timedelta(days=day)
        whole, past_only = (
            published(empty, Path(full), past),
            published(empty, Path(cut), truncated),
        )
        expected = whole.as_of(instant, SeriesQuery())
        found = past_only.as_of(instant, SeriesQuery())
        assert found.series == expected.series and found.first == expected.first
        np.testing.assert_array_equal(found.values, expected.values)
        np.testing.assert_array_equal(found.released, expected.released)
        whole.close()
        past_only.close()
