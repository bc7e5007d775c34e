"""Compaction, verification and sweeping: answers stay, nobody is disturbed, damage is named."""

from __future__ import annotations

import os
import shutil
import time
from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.kernel import StateError
from trimtab.messages import LANGUAGES, explain_error
from trimtab.ports import SeriesQuery
from trimtab.stores import ObservationStore

ALABAMA = "jobs|US-AL|||M|count|N"
ALASKA = "jobs|US-AK|||M|count|N"
INSTANTS = [datetime(2008, month, 21, tzinfo=UTC) for month in range(1, 13)]
ALL = SeriesQuery()


def batch_rows(number: int) -> list[tuple[str, str, str, float | None, str]]:
    """Revisions of one month, with a tie against the batch before, and one new month."""
    return [
        (ALABAMA, "2008-01", f"2008-{number + 1:02d}-20", float(number), "A"),
        (ALABAMA, "2008-02", "2008-03-20", 100.0 + number, "A"),
        (ALASKA, f"2008-{number:02d}", f"2008-{number + 1:02d}-20", None, "Q"),
    ]


def answers(store: ObservationStore) -> list[object]:
    panels = [store.as_of(instant, ALL) for instant in INSTANTS]
    return [(p.series, p.first, p.values.tobytes(), p.released.tobytes()) for p in panels]


def folders(workspace):
    return {place.name for place in (workspace / "batches").iterdir()}


def test_compaction_changes_no_answer_and_forgets_no_batch(store, stage, workspace):
    staged = [stage(batch_rows(number)) for number in range(1, 6)]
    for one in staged:
        store.publish(one)
    before, batches = answers(store), store.batches()
    assert store.compact() == 5
    assert len(folders(workspace)) == 1
    assert answers(store) == before and store.batches() == batches
    assert store.verify() == 5
    assert store.compact() == 0
    assert store.publish(staged[2]) == batches[2]  # still known by its content
    store.publish(stage([(ALABAMA, "2008-02", "2008-03-20", 7.0, "A")]))  # ties with all of them
    assert store.as_of(INSTANTS[-1], ALL).values[1, 1] == 7.0


def test_only_small_neighbours_of_one_release_basis_are_merged(store, stage, workspace):
    tied = [(ALABAMA, "2008-01", "2008-02-20", float(value), "A") for value in range(5)]
    store.publish(stage([tied[0]], "lag"))
    store.publish(stage([tied[1]], "vintage"))
    store.publish(stage([tied[2]], "lag"))
    store.publish(stage([tied[3], *batch_rows(4)], "lag"))
    store.publish(stage([tied[4]], "lag"))
    before = answers(store)
    assert store.compact(small=4) == 0
    assert store.compact(small=5) == 3
    assert len(folders(workspace)) == 3 and answers(store) == before


def test_merged_files_stay_until_the_last_reader_of_them_is_done(store, stage, workspace):
    for number in range(1, 4):
        store.publish(stage(batch_rows(number)))
    expected = store.as_of_table(INSTANTS[-1], ALL).read_all()
    old = folders(workspace)
    reader = store.as_of_table(INSTANTS[-1], ALL)
    with store._reading():  # what a reader holds between its first and its last row
        assert store.compact() == 3
        assert old < folders(workspace)
    assert reader.read_all() == expected
    store.sweep()
    assert len(folders(workspace)) == 1 and not old & folders(workspace)
    assert store.as_of_table(INSTANTS[-1], ALL).read_all() == expected


def test_a_changed_byte_and_a_lost_file_are_named(store, stage, workspace):
    for number in range(1, 3):
        store.publish(stage(batch_rows(number)))
    assert store.verify() == 2
    first, second = sorted((workspace / "batches").iterdir())
    changed = first / "observations.parquet"
    content = bytearray(changed.read_bytes())
    content[40] ^= 1
    changed.write_bytes(content)
    (second / "series.parquet").unlink()
    with pytest.raises(StateError, match="STORE-023") as failure:
        store.verify()
    found = {(problem.code, problem.place) for problem in failure.value.problems}
    assert found == {
        ("STORE-019", f"{first.name}/observations.parquet"),
        ("STORE-018", f"{second.name}/series.parquet"),
    }
    for language in LANGUAGES:
        assert "{" not in explain_error(failure.value, language)


def test_reading_a_lost_file_is_an_error_that_names_it(workspace, database_url, stage):
    with ObservationStore.open(workspace, database_url) as store:
        store.publish(stage(batch_rows(1)))
    (segment,) = (workspace / "batches").iterdir()
    (segment / "observations.parquet").unlink()
    with ObservationStore.open(workspace, database_url) as store:
        with pytest.raises(StateError, match="STORE-013") as failure:
            store.as_of(INSTANTS[-1], ALL)
        assert failure.value.params["file"] == "observations.parquet"


def test_opening_sweeps_what_a_dead_import_left_and_nothing_else(workspace, database_url, stage):
    with ObservationStore.open(workspace, database_url) as store:
        store.publish(stage(batch_rows(1)))
        (live,) = folders(workspace)
        before = answers(store)
    shutil.copytree(workspace / "batches" / live, workspace / "batches" / "orphan")
    (workspace / "spill" / "left").mkdir()
    fresh, abandoned = workspace / "staging" / "fresh", workspace / "staging" / "abandoned"
    for place in (fresh, abandoned):
        place.write_bytes(b"")
    two_days_ago = time.time() - 2 * 86_400
    os.utime(abandoned, (two_days_ago, two_days_ago))
    with ObservationStore.open(workspace, database_url) as store:
        assert answers(store) == before
    assert folders(workspace) == {live}
    assert list((workspace / "spill").iterdir()) == []
    assert list((workspace / "staging").iterdir()) == [fresh]


def test_opening_leaves_a_running_import_alone(store, workspace, database_url):
    underway = workspace / "batches" / "underway"
    with store._workspace.writers.shared():  # what an import holds
        underway.mkdir()
        ObservationStore.open(workspace, database_url).close()
        assert underway.exists()
    ObservationStore.open(workspace, database_url).close()
    assert not underway.exists()


def test_totals_and_rows_agree_with_the_panel_after_compaction(store, stage):
    for number in range(1, 6):
        store.publish(stage(batch_rows(number)))
    store.compact()
    for instant in INSTANTS:
        panel = store.as_of(instant, ALL)
        table = store.as_of_table(instant, ALL)
        rows = table.read_all()
        assert rows.num_rows == (~np.isnat(panel.released)).sum()
        sums = store.totals_as_of(instant, ALL)
        assert np.nansum(sums.values) == np.nansum(panel.values)
        assert sums.without_value.sum() == rows["value"].null_count
