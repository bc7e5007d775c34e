"""The day's jobs are asked for once a day, and a database that is away is asked again."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event

from trimtab.app.coordination_job import DEADLINES
from trimtab.app.credentials_handlers import UPKEEP
from trimtab.app.daily import DailyJobs
from trimtab.kernel import StateError
from trimtab.office.jobs_endings import WORKER
from trimtab.office.types import Job


def test_a_day_s_job_is_queued_once(bench_us_small):
    DailyJobs(bench_us_small.office).queue()
    DailyJobs(bench_us_small.office).queue()
    assert _asked_of(bench_us_small) == sorted([DEADLINES, UPKEEP])


def test_a_database_that_is_away_is_asked_again(bench_us_small):
    asked, there = [], Event()

    class AwayAtFirst:
        @contextmanager
        def work(self, actor: str, reason: str):
            asked.append(actor)
            if len(asked) == 1:
                raise StateError("STORE-003", database="x", reason="gone")
            with bench_us_small.office.work(actor, reason) as work:
                yield work
            there.set()

    daily = DailyJobs(AwayAtFirst(), every_seconds=0.01).start()
    assert there.wait(30)
    daily.close()
    assert _asked_of(bench_us_small) == sorted([DEADLINES, UPKEEP])


def _asked_of(bench) -> list[str]:
    """The kinds of job that the worker itself has asked for: the demonstration's own aside."""
    with bench.office.reading() as reading:
        return sorted(job.kind for job in reading.find(Job) if job.asked_by == WORKER)
