"""Real worker processes, killed with -9 in the middle of a job."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from trimtab.office import Actor, JobState
from trimtab.office.jobs import cancel, enqueue, find_job
from trimtab.stores.office.jobs import SqlJobQueue

ROWS = 12
WORKER = """
import sys, time
from pathlib import Path
from trimtab.office import Actor
from trimtab.office.jobs_worker import Worker, WorkerSettings, run_worker
from trimtab.ports.jobs import JobOutcome
from trimtab.stores.office.jobs import SqlJobQueue
from trimtab.stores.office.store import open_office

folder, database_url, log, rows, pause = sys.argv[1:]

def copy_rows(run):
    row = (run.checkpoint or {"row": 0})["row"]
    while row < int(rows):
        with Path(log).open("a") as file:
            file.write(f"{row}\\n")
        row += 1
        run.save({"row": row})
        run.progress("app.step.read", row, int(rows))
        time.sleep(float(pause))
    return JobOutcome({"rows": row}, lambda work: work.add(Actor("ended", "Ended")))

with open_office(Path(folder), database_url or None) as office:
    settings = WorkerSettings(lease_seconds=0.6, beat_seconds=0.1, poll_seconds=0.05)
    run_worker(Worker(office, SqlJobQueue(office.engine), {"copy": copy_rows}, settings))
"""


@pytest.fixture
def start_worker(tmp_path: Path, database_url: str | None):
    """Starts a worker process; whatever still lives at the end of the test is killed."""
    started = []

    def start(pause: float = 0.05) -> subprocess.Popen[bytes]:
        arguments = [str(tmp_path), database_url or "", str(tmp_path / "log"), str(ROWS)]
        process = subprocess.Popen([sys.executable, "-c", WORKER, *arguments, str(pause)])
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def rows_done(tmp_path: Path):
    def read() -> list[int]:
        log = tmp_path / "log"
        return [int(line) for line in log.read_text().split()] if log.exists() else []

    return read


def wait_for(condition, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if condition():
            return
        assert process.poll() is None, "the worker ended by itself"
        time.sleep(0.05)
    raise AssertionError("nothing happened")


def test_a_job_goes_on_from_its_checkpoint_and_is_done_once(office, start_worker, rows_done):
    with office.work("operator", "test") as work:
        job = enqueue(work, "copy", attempts_max=2)
    kills = 3
    for _ in range(kills):  # more than attempts_max: an attempt that gets on does not count
        seen = len(rows_done())
        process = start_worker()
        wait_for(lambda seen=seen: len(rows_done()) >= seen + 3, process)
        process.kill()
        process.wait()
    process = start_worker(pause=0.0)

    def state():
        with office.reading() as reading:
            return find_job(reading, job.job_id)

    wait_for(lambda: state().state is JobState.DONE, process)
    assert state().result == {"rows": ROWS}
    assert state().attempt == 1
    done = rows_done()
    assert sorted(set(done)) == list(range(ROWS))
    assert done == sorted(done)  # never back before a checkpoint
    assert len(done) <= ROWS + kills  # a row is done twice only if the kill came before its save
    with office.reading() as reading:
        assert reading.get(Actor, "ended") is not None
    with office.trail() as trail:
        reasons = [one.reason for one in trail.links() if one.entity_id == job.job_id]
    assert reasons.count("job.lease_ended") == kills
    assert reasons.count("job.finish") == 1


def test_a_job_cancelled_while_its_worker_was_dead_is_not_begun_again(
    office, start_worker, rows_done
):
    with office.work("operator", "test") as work:
        job = enqueue(work, "copy")
    process = start_worker(pause=0.2)
    wait_for(lambda: len(rows_done()) >= 2, process)
    process.kill()
    process.wait()
    with office.work("operator", "test") as work:
        assert cancel(work, job.job_id).cancel_asked
    seen = len(rows_done())
    process = start_worker()

    def state():
        with office.reading() as reading:
            return find_job(reading, job.job_id).state

    wait_for(lambda: state() is JobState.CANCELLED, process)
    assert len(rows_done()) == seen


def test_progress_can_be_seen_from_another_process(office, start_worker, rows_done):
    with office.work("operator", "test") as work:
        job = enqueue(work, "copy")
    process = start_worker(pause=0.3)
    queue = SqlJobQueue(office.engine)

    def progress():
        return queue.progress([job.job_id]).get(job.job_id)

    wait_for(lambda: (found := progress()) is not None and found.done >= 2, process)
    found = progress()
    assert (found.step, found.total) == ("app.step.read", ROWS)
    assert found.worker
