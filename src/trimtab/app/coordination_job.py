"""The job ``coordination.deadlines``: what is past its deadline goes to the department above."""

from __future__ import annotations

from datetime import UTC, datetime

from trimtab.coordination import escalate_overdue, overdue
from trimtab.office.jobs import enqueue
from trimtab.office.types import Job
from trimtab.ports import OfficeStore, Work
from trimtab.ports.jobs import JobOutcome, JobRun

DEADLINES = "coordination.deadlines"


def check_deadlines_job(run: JobRun, office: OfficeStore) -> JobOutcome:
    """Escalate, once in each stage, in the transaction that ends the job: done twice, it finds
    nothing left to do."""
    run.progress("coordination.step.deadlines", 0, None)
    today = datetime.now(UTC).date()
    with office.reading() as reading:
        late = overdue(reading, today)

    def finish(work: Work) -> None:
        escalate_overdue(work, today)

    return JobOutcome({"cases": [one.case_id for one in late]}, finish)


def queue_deadlines(work: Work) -> Job:
    """Queue the job of a day, however often this is called."""
    return enqueue(work, DEADLINES, {}, once_key=f"{DEADLINES}:{work.at:%Y-%m-%d}")
