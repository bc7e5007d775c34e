"""Backups taken while processes import, compact and work in the office: each is one moment."""

from __future__ import annotations

import subprocess
import sys

from trimtab.office.types import Task
from trimtab.ports import SeriesQuery
from trimtab.stores import ObservationStore
from trimtab.stores.backup import create_backup, restore_backup
from trimtab.stores.office.store import open_office

BACKUPS = 3

# Every revision sets all values to its number; now and then old segments are merged and swept.
IMPORT = """
import sys
from pathlib import Path
from trimtab.stores import ObservationStore
from trimtab.tables import StagedObservations
store = ObservationStore.open(Path(sys.argv[1]), sys.argv[2] or None)
print("ready", flush=True)
for number, staged in enumerate(sys.argv[3:]):
    store.publish(StagedObservations(Path(staged), 0, staged, "0" * 64, "vintage"))
    print(number, flush=True)
    if number % 3 == 2:
        store.compact()
"""
# Each work adds two tasks: a backup with one of them would have torn it.
WORK = """
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from trimtab.office.types import Task
from trimtab.stores.office.store import open_office
office = open_office(Path(sys.argv[1]), sys.argv[2] or None)
print("ready", flush=True)
number = 0
while True:
    with office.work("writer", "count") as work:
        for half in "ab":
            work.add(Task(f"{number:06d}{half}", "own", {}, "CN", datetime.now(UTC)))
    number += 1
    print(number, flush=True)
    time.sleep(0.02)  # enough to be at work all the time, and not to take the processor
"""


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    return process


def test_each_backup_is_one_moment(tmp_path, database_url, life):
    workspace, url = tmp_path / "workspace", database_url or ""
    staged = [life.revision(tmp_path, number).path for number in range(1, 9)]
    with ObservationStore.open(workspace, database_url) as store:
        store.publish(life.revision(tmp_path, 0))
    importer, worker = start(IMPORT, workspace, url, *staged), start(WORK, workspace, url)
    infos = []
    for number in range(BACKUPS):
        importer.stdout.readline()  # both have gone on since the last backup
        worker.stdout.readline()
        infos.append(create_backup(workspace, database_url, tmp_path / f"{number}.zip"))
    worker.kill()
    for process in (worker, importer):
        process.communicate(timeout=120)
    assert importer.returncode == 0

    heads = [info.audit_sequence for info in infos]
    assert heads == sorted(set(heads))
    for number, info in enumerate(infos):
        new = tmp_path / f"restored{number}"
        assert restore_backup(info.file, new).trail_intact
        assert life.verify(new, None) == info.batches
        with open_office(new) as office, office.reading() as reading:
            ids = [task.task_id for task in reading.find(Task)]
        assert len(ids) > 0
        assert ids == [f"{at:06d}{half}" for at in range(len(ids) // 2) for half in "ab"]
        with ObservationStore.open(new) as store:
            for batch in store.batches():
                assert batch.rows == 6
            panel = store.as_of(store.batches()[-1].imported_at, SeriesQuery())
            assert panel.values.shape == (3, 2)
