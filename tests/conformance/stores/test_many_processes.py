"""Two processes read while a third imports; nobody waits for anybody, nobody sees half a batch."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np

from trimtab.ports import SeriesQuery
from trimtab.stores import ObservationStore

NOW = datetime(2200, 1, 1, tzinfo=UTC)

# Every batch sets all values to its number, so a panel with two numbers in it was torn.
READ = """
import sys, json
import numpy as np
from datetime import datetime, UTC
from pathlib import Path
from trimtab.ports import SeriesQuery
from trimtab.stores import ObservationStore
store = ObservationStore.open(Path(sys.argv[1]), sys.argv[2] or None)
print("ready", flush=True)
seen = []
while not seen or seen[-1] < int(sys.argv[3]):
    panel = store.as_of(datetime(2200, 1, 1, tzinfo=UTC), SeriesQuery())
    found = np.unique(panel.values).tolist()
    assert len(found) == 1, found
    assert not seen or found[0] >= seen[-1], (seen, found)
    seen.append(found[0])
print(json.dumps(seen))
"""
IMPORT = """
import sys
from pathlib import Path
from trimtab.stores import ObservationStore
from trimtab.tables import StagedObservations
store = ObservationStore.open(Path(sys.argv[1]), sys.argv[2] or None)
print("ready", flush=True)
sys.stdin.readline()
for number, staged in enumerate(sys.argv[3:]):
    store.publish(StagedObservations(Path(staged), 0, staged, "0" * 64, "vintage"))
    if number % 4 == 3:
        store.compact()
"""
BATCHES = 12


def revision(number: int) -> list[tuple[str, str, str, float, str]]:
    day = f"2001-{number:02d}-20"
    return [
        (f"jobs|CN-{310000 + series}|||M|count|N", f"2000-{month:02d}", day, float(number), "A")
        for series in range(30)
        for month in range(1, 13)
    ]


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_processes_read_while_a_third_imports_and_compacts(workspace, database_url, stage):
    staged = [stage(revision(number)).path for number in range(1, BATCHES + 1)]
    with ObservationStore.open(workspace, database_url) as store:
        store.publish(stage(revision(1)))
    url = database_url or ""
    readers = [start(READ, workspace, url, BATCHES) for _ in range(2)]
    importer = start(IMPORT, workspace, url, *staged[1:])
    for process in (*readers, importer):
        assert process.stdout.readline().strip() == "ready", process.communicate()[1]
    out, error = importer.communicate("go\n", timeout=60)
    assert importer.returncode == 0, error
    for reader in readers:
        out, error = reader.communicate(timeout=60)
        assert reader.returncode == 0, error
        # It read during the import and not only after it.
        assert len(set(out.strip("[]\n").split(", "))) >= 3, out
    with ObservationStore.open(workspace, database_url) as store:
        assert len(store.batches()) == store.verify() == BATCHES
    assert len(list((workspace / "batches").iterdir())) < BATCHES  # merged files are gone


def test_two_processes_importing_the_same_make_one_batch(workspace, database_url, stage):
    staged = stage(revision(1)).path
    importers = [start(IMPORT, workspace, database_url or "", staged) for _ in range(3)]
    for importer in importers:
        assert importer.stdout.readline().strip() == "ready", importer.communicate()[1]
    for importer in importers:
        importer.stdin.write("go\n")
        importer.stdin.flush()
    for importer in importers:
        _, error = importer.communicate(timeout=60)
        assert importer.returncode == 0, error
    with ObservationStore.open(workspace, database_url) as store:
        assert len(store.batches()) == 1
    assert len(list((workspace / "batches").iterdir())) == 1


def test_one_store_serves_many_threads(store, stage):
    for number in range(1, 4):
        store.publish(stage(revision(number)))

    def read(month: int) -> list[float]:
        panel = store.as_of(datetime(2001, month, 21, tzinfo=UTC), SeriesQuery())
        return np.unique(panel.values).tolist()

    with ThreadPoolExecutor(8) as pool:
        publishing = pool.submit(store.publish, stage(revision(4)))
        found = list(pool.map(read, [1, 2, 3] * 8))
        publishing.result()
    assert found == [[1.0], [2.0], [3.0]] * 8
    assert read(4) == [4.0]
