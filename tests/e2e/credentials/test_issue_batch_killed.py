"""A worker that is killed with -9 again and again still issues every row of a batch once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trimtab.credentials.issuing.batch_types import BatchState, CertificateBatch, RowState
from trimtab.credentials.issuing.storage import CertificateQuery
from trimtab.credentials.types import Algorithm
from trimtab.office.types import Job, JobState
from trimtab.stores.office.audit import examine

ROWS = 160
KILLS = 3
PASSPHRASE = "not a secret at all"
WORKER = """
import sys
from pathlib import Path
from trimtab.app import credentials_batch
from trimtab.app.jobs import JobsAtWork, open_jobs
from trimtab.office.jobs_worker import WorkerSettings
credentials_batch.ROWS_AT_ONCE = 20
settings = WorkerSettings(lease_seconds=1.0, beat_seconds=0.2, poll_seconds=0.1)
with open_jobs(Path(sys.argv[1]), None, "operator", "jobs.work") as jobs:
    jobs.work(JobsAtWork(settings=settings))
"""


@pytest.fixture(scope="session")
def builder(load_builder):
    return load_builder("unit/credentials/issuing_office.py")


@pytest.fixture
def bureau(builder, tmp_path, monkeypatch):
    monkeypatch.setenv("TRIMTAB_KEY_PASSPHRASE", PASSPHRASE)
    made = builder.open_bureau(tmp_path / "workspace")
    made.desk().make_key(builder.ISSUER, Algorithm.ED25519, rotate=True)  # in a file
    yield made
    made.office.close()


def _worker(folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TRIMTAB_KEY_PASSPHRASE": PASSPHRASE}
    return subprocess.Popen([sys.executable, "-c", WORKER, str(folder)], env=environment)


def _issued(bureau) -> int:
    with bureau.office.reading() as reading:
        return bureau.store.count_certificates(reading, CertificateQuery())


def _wait(process: subprocess.Popen[bytes], reached) -> None:
    for _ in range(1_200):
        if reached():
            return
        assert process.poll() is None, "the worker ended by itself"
        time.sleep(0.05)
    pytest.fail("nothing happened for a minute")


def test_every_row_once_whatever_is_killed(bureau, builder, tmp_path):
    batch = bureau.approve(bureau.draft(builder.rows(ROWS)))
    folder = tmp_path / "workspace"
    for kill in range(KILLS):
        process, before = _worker(folder), _issued(bureau)
        try:
            _wait(process, lambda before=before: _issued(bureau) > before)
        finally:
            process.kill()
            process.wait()
        assert _issued(bureau) < ROWS, f"killed too late: {kill}"
    process = _worker(folder)

    def over() -> bool:
        with bureau.office.reading() as reading:
            return reading.get(Job, batch.job_id).state is JobState.DONE

    try:
        _wait(process, over)
    finally:
        process.kill()
        process.wait()
    found = bureau.certificates()
    assert sorted(one.row_number for one in found) == list(range(2, ROWS + 2))
    assert len({one.holder_id for one in found}) == ROWS
    with bureau.office.reading() as reading:
        done = reading.get(CertificateBatch, batch.batch_id)
        assert (done.state, done.issued) == (BatchState.ISSUED, ROWS)
        assert bureau.store.count_rows(reading, batch.batch_id) == {RowState.ISSUED: ROWS}
        lines = bureau.store.entries(reading, builder.ISSUER)
    assert [line.sequence for line in lines] == list(range(1, ROWS + 1))
    with bureau.office.trail() as trail:
        assert examine(trail).intact
