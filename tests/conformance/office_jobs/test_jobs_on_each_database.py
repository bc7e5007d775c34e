"""What becomes of a job, whatever becomes of its handler."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from threading import Event, Thread

import pytest

from trimtab.kernel import InputRejectedError, StateError, UnknownCodeError, UsageError
from trimtab.office import Actor, Job, JobState
from trimtab.office.jobs import cancel, enqueue, find_job, retry
from trimtab.office.jobs_endings import Delays
from trimtab.office.jobs_worker import (
    StopRequest,
    Worker,
    WorkerSettings,
    claim,
    run_next,
    run_worker,
)
from trimtab.ports.jobs import JobLeaseLost, JobOutcome
from trimtab.stores.office.jobs import SqlJobQueue


def queue_one(office, kind="count", **given) -> Job:
    with office.work("operator", "because") as work:
        return enqueue(work, kind, **given)


def state_of(office, job: Job) -> Job:
    with office.reading() as reading:
        return find_job(reading, job.job_id)


def fail(run):
    raise StateError("STORE-003", database="d", reason="r")


def test_a_job_is_kept_with_the_work_it_belongs_to_or_not_at_all(office):
    with pytest.raises(ZeroDivisionError), office.work("operator", "because") as work:
        work.add(Actor("anna", "Anna"))
        enqueue(work, "count", {"n": 1})
        _ = 1 / 0
    with office.reading() as reading:
        assert reading.find(Job) == () == reading.find(Actor)
    with office.work("operator", "because") as work:
        work.add(Actor("anna", "Anna"))
        enqueue(work, "count", {"n": 1})
    with office.reading() as reading:
        assert [job.params for job in reading.find(Job)] == [{"n": 1}]


def test_one_key_queues_one_job(office):
    first = queue_one(office, once_key="2026-11")
    second = queue_one(office, once_key="2026-11")
    assert first == second
    with office.reading() as reading:
        assert len(reading.find(Job)) == 1


@pytest.mark.parametrize("params", [{"n": float("nan")}, {"n": object()}, {"n": {1, 2}}])
def test_params_are_plain_json(office, params):
    with pytest.raises(UsageError, match="JOB-001"):
        queue_one(office, params=params)


def test_a_finished_job_carries_its_result_and_what_it_wrote(office, worker_of):
    job = queue_one(office, params={"name": "Anna"})

    def handler(run):
        run.progress("app.step.read", 1, 2)
        return JobOutcome(
            {"greeted": run.params["name"]},
            lambda work: work.add(Actor("anna", run.params["name"])),
        )

    assert run_worker(worker_of({"count": handler}), until_idle=True) == 1
    done = state_of(office, job)
    assert done.state is JobState.DONE
    assert done.result == {"greeted": "Anna"}
    assert done.attempt == 1
    assert done.started_at <= done.finished_at
    with office.reading() as reading:
        assert reading.get(Actor, "anna").title == "Anna"
    assert SqlJobQueue(office.engine).progress([job.job_id]) == {}


def test_what_the_handler_writes_goes_with_the_end_of_the_job(office, worker_of):
    job = queue_one(office, attempts_max=1)

    def finish(work):
        work.add(Actor("anna", "Anna"))
        raise InputRejectedError("OFFICE-003", entity="e", field="f", value="v")

    run_worker(worker_of({"count": lambda run: JobOutcome(finish=finish)}), until_idle=True)
    assert state_of(office, job).state is JobState.FAILED
    with office.reading() as reading:
        assert reading.get(Actor, "anna") is None


def test_an_error_is_tried_again_until_the_attempts_are_used_up(office, worker_of):
    job = queue_one(office, attempts_max=3)
    assert run_worker(worker_of({"count": fail}), until_idle=True) == 3
    failed = state_of(office, job)
    assert (failed.state, failed.attempt) == (JobState.FAILED, 3)
    assert failed.error["code"] == "STORE-003"
    assert failed.error["params"] == {"database": "d", "reason": "r"}


def test_a_failed_attempt_waits_longer_each_time(office, worker_of):
    job = queue_one(office)
    slow = WorkerSettings(delays=Delays(timedelta(hours=1), timedelta(hours=3)))
    worker = worker_of({"count": fail}, settings=slow)
    assert run_worker(worker, until_idle=True) == 1  # the second attempt is not due
    waiting = state_of(office, job)
    assert waiting.state is JobState.QUEUED
    assert waiting.error["code"] == "STORE-003"
    assert timedelta(minutes=59) < waiting.not_before - waiting.queued_at < timedelta(minutes=61)


def test_an_error_that_will_not_go_away_is_not_tried_again(office, worker_of):
    def refuse(run):
        raise InputRejectedError("APP-005", source="panel.csv")

    job = queue_one(office)
    assert run_worker(worker_of({"count": refuse}), until_idle=True) == 1
    assert state_of(office, job).state is JobState.FAILED


def test_of_an_error_nobody_foresaw_the_kind_and_place_are_kept_and_not_its_words(
    office, worker_of
):
    def stumble(run):
        raise ValueError("Zhang San, 13800138000")

    job = queue_one(office, attempts_max=1)
    run_worker(worker_of({"count": stumble}), until_idle=True)
    error = state_of(office, job).error
    assert error["code"] == "JOB-007"
    assert error["params"]["kind"] == "ValueError"
    assert error["params"]["place"].startswith("test_jobs_on_each_database.py:")
    assert "Zhang" not in str(error)


def test_a_failed_job_can_be_tried_again_from_its_checkpoint(office, worker_of):
    seen = []

    def handler(run):
        seen.append(run.checkpoint)
        if run.checkpoint is None:
            run.save({"row": 7})
            raise InputRejectedError("APP-005", source="panel.csv")
        return JobOutcome({"from": run.checkpoint["row"]})

    job = queue_one(office)
    worker = worker_of({"count": handler})
    run_worker(worker, until_idle=True)
    with office.work("operator", "corrected") as work:
        assert retry(work, job.job_id).attempt == 0
    run_worker(worker, until_idle=True)
    assert state_of(office, job).result == {"from": 7}
    assert seen == [None, {"row": 7}]
    with pytest.raises(StateError, match="JOB-004"), office.work("operator", "again") as work:
        retry(work, job.job_id)


def test_a_queued_job_is_cancelled_at_once(office, worker_of):
    job = queue_one(office)
    with office.work("operator", "wrong file") as work:
        cancel(work, job.job_id)
    assert run_worker(worker_of({"count": fail}), until_idle=True) == 0
    assert state_of(office, job).state is JobState.CANCELLED
    with pytest.raises(StateError, match="JOB-003"), office.work("operator", "again") as work:
        cancel(work, job.job_id)


def test_a_running_job_is_cancelled_at_its_next_sign_of_progress(office, worker_of):
    job = queue_one(office)

    def endless(run):
        with office.work("operator", "wrong file") as work:
            assert cancel(work, job.job_id).state is JobState.RUNNING
        for step in range(10_000):
            run.progress("app.step.read", step)
            time.sleep(0.005)
        raise AssertionError("was not cancelled")

    run_worker(worker_of({"count": endless}), until_idle=True)
    assert state_of(office, job).state is JobState.CANCELLED


def test_unknown_jobs_are_refused(office):
    with pytest.raises(UnknownCodeError, match="JOB-002"), office.work("operator", "x") as work:
        cancel(work, "nowhere")


def test_a_worker_leaves_alone_what_it_cannot_do(office, worker_of):
    job = queue_one(office, kind="other")
    assert run_worker(worker_of({"count": fail}), until_idle=True) == 0
    assert state_of(office, job).state is JobState.QUEUED


def test_jobs_are_done_in_the_order_they_were_asked_for(office, worker_of):
    order = []
    for n in range(5):
        queue_one(office, params={"n": n})
    worker = worker_of({"count": lambda run: order.append(run.params["n"]) or JobOutcome()})
    run_worker(worker, jobs_max=3)
    assert order == [0, 1, 2]


def test_a_worker_that_is_stopped_hands_its_job_back_at_a_checkpoint(office, worker_of):
    job, stop, rows = queue_one(office), StopRequest(), []

    def handler(run):
        for row in range((run.checkpoint or {"row": 0})["row"], 6):
            rows.append(row)
            if row == 2:
                stop.ask()
            run.progress("app.step.read", row, 6)  # asked once: goes on to a checkpoint
            run.save({"row": row + 1})
        return JobOutcome({"rows": len(rows)})

    run_worker(worker_of({"count": handler}, stop=stop))
    waiting = state_of(office, job)
    assert (waiting.state, waiting.attempt) == (JobState.QUEUED, 0)
    run_worker(worker_of({"count": handler}), until_idle=True)
    assert rows == [0, 1, 2, 3, 4, 5]
    assert state_of(office, job).attempt == 1


def test_asked_twice_a_worker_stops_at_the_next_sign_of_progress(office, worker_of):
    job, stop = queue_one(office), StopRequest()

    def handler(run):
        stop.ask()
        run.progress("app.step.read", 1)
        stop.ask()
        run.progress("app.step.read", 2)
        raise AssertionError("went on")

    run_worker(worker_of({"count": handler}, stop=stop))
    assert state_of(office, job).state is JobState.QUEUED


class Dead(SqlJobQueue):
    """The queue of a worker whose machine stands still: no heartbeat comes out of it."""

    def beat(self, *_given):
        raise StateError("STORE-003", database="d", reason="r")


def test_a_worker_that_lost_its_lease_writes_nothing_more(office, worker_of):
    job, entered, resume = queue_one(office), Event(), Event()

    def slow(run):
        entered.set()
        assert resume.wait(20)
        return JobOutcome({"by": "slow"}, lambda work: work.add(Actor("slow", "Slow")))

    standing = worker_of({"count": slow})
    standing = Worker(office, Dead(office.engine), standing.handlers, standing.settings)
    thread = Thread(target=run_next, args=[standing])
    thread.start()
    assert entered.wait(20)
    other = worker_of({"count": lambda run: JobOutcome({"by": "other"})})
    while run_next(other) is None:  # until the lease has ended
        time.sleep(0.02)
    resume.set()
    thread.join()
    done = state_of(office, job)
    assert (done.state, done.result) == (JobState.DONE, {"by": "other"})
    with office.reading() as reading:
        assert reading.get(Actor, "slow") is None


def test_a_handler_hears_that_its_lease_was_lost(office, worker_of):
    job, heard = queue_one(office), []

    def handler(run):
        with office.work("system:worker", "as another worker would") as work:
            SqlJobQueue(office.engine).lease(work, job.job_id, "another", 60)
        try:
            for step in range(10_000):
                run.progress("app.step.read", step)
                time.sleep(0.005)
        except JobLeaseLost as lost:
            heard.append(lost)
            raise

    run_worker(worker_of({"count": handler}), jobs_max=1)
    assert len(heard) == 1
    assert state_of(office, job).state is JobState.RUNNING  # the other worker's to end


def test_a_job_that_kills_every_worker_fails_in_the_end(office, worker_of):
    job = queue_one(office, attempts_max=3)
    queue = SqlJobQueue(office.engine)
    worker = worker_of({"count": fail})
    for _ in range(3):  # claimed, then silence
        claimed = None
        while claimed is None:
            claimed = claim(worker)
        with office.work("system:worker", "time passes") as work:
            queue.release(work, job.job_id)
    assert run_worker(worker, until_idle=True) == 0
    failed = state_of(office, job)
    assert (failed.state, failed.error) == (
        JobState.FAILED,
        {"code": "JOB-006", "params": {"attempts": 3}},
    )


def test_two_workers_do_two_hundred_jobs_each_once(office, worker_of):
    done: Counter[str] = Counter()
    with office.work("operator", "because") as work:
        jobs = [enqueue(work, "count") for _ in range(200)]

    def handler(run):
        done[run.job_id] += 1
        return JobOutcome()

    patient = WorkerSettings()
    threads = [
        Thread(target=run_worker, args=[worker_of({"count": handler}, settings=patient)],
               kwargs={"until_idle": True})
        for _ in range(2)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == Counter({job.job_id: 1 for job in jobs})
    with office.reading() as reading:
        assert {job.state for job in reading.find(Job)} == {JobState.DONE}


def test_every_change_of_state_is_on_the_trail_and_progress_is_not(office, worker_of):
    job = queue_one(office)

    def handler(run):
        for step in range(20):
            run.progress("app.step.read", step)
            time.sleep(0.01)
        run.save({"row": 1})
        return JobOutcome()

    run_worker(worker_of({"count": handler}), until_idle=True)
    with office.trail() as trail:
        told = [(one.actor, one.reason) for one in trail.links() if one.entity_id == job.job_id]
    assert told == [
        ("operator", "because"),
        ("system:worker", "job.start"),
        ("system:worker", "job.finish"),
    ]
