"""Revoking an approved batch: in a job or at once, block by block, each certificate once."""

from __future__ import annotations

from trimtab.app.credentials_issuing import CredentialDesk
from trimtab.app.credentials_signing import Keyring
from trimtab.credentials.issuing.batch_revoking import (
    REVOKE_JOB,
    finish_revocation,
    require_approved_revocation,
    revoke_block,
    still_valid,
)
from trimtab.credentials.issuing.batch_types import BatchRevocation
from trimtab.credentials.issuing.registry import get_record
from trimtab.kernel import StateError
from trimtab.office.jobs import end
from trimtab.office.types import Job, JobState
from trimtab.ports import Progress, Work, no_progress
from trimtab.ports.jobs import JobOutcome, JobRun
from trimtab.stores.office.store import SqlOfficeStore

CERTIFICATES_AT_ONCE = 2_000
"""Certificates of a block: about a second, with the lists that carry their bits signed again."""

STEP = "credentials.step.revoke"
_NOT_APPROVED = "CREDENTIALS-272"


def revoke_approved(
    desk: CredentialDesk, revocation_id: str, progress: Progress = no_progress
) -> int:
    """Revoke what is left of an approved revocation; how many were revoked now.

    Each block is a transaction that also signs the status lists anew, so the register and the
    lists never disagree; where this process cannot open the key, a worker is asked to sign them.
    Raises StateError CREDENTIALS-272, and whatever ``progress`` raises.
    """
    with desk.office.reading() as reading:
        batch_id = require_approved_revocation(reading, revocation_id).batch_id
        total = still_valid(reading, desk.store, batch_id)
    revoked = 0
    while True:
        progress(STEP, revoked, total)
        with desk.work(REVOKE_JOB) as work:
            block = revoke_block(work, desk.store, revocation_id, CERTIFICATES_AT_ONCE)
            if not block:
                return revoked
            desk.publish_lists(work, block)
        revoked += len(block)


def revoke_here(
    desk: CredentialDesk, revocation: BatchRevocation, progress: Progress = no_progress
) -> BatchRevocation:
    """Revoke an approved batch here and now, instead of by a worker."""
    revoke_approved(desk, revocation.revocation_id, progress)
    with desk.work(REVOKE_JOB) as work:
        job = work.get(Job, revocation.job_id or "")
        if job is not None and job.state is JobState.QUEUED:
            work.replace(end(job, JobState.DONE, work.at))
        return finish_revocation(work, revocation.revocation_id)


def revoke_batch_job(run: JobRun, office: SqlOfficeStore, keyring: Keyring) -> JobOutcome:
    """The job ``credentials.revoke_batch``: the states of the certificates are its checkpoint."""
    revocation_id = run.params["revocation"]
    desk = CredentialDesk(office, keyring, run.asked_by, REVOKE_JOB)
    try:
        revoke_approved(desk, revocation_id, run.progress)
    except StateError as failure:
        if failure.code != _NOT_APPROVED:  # done by another worker
            raise
    with office.reading() as reading:
        found = get_record(reading, BatchRevocation, revocation_id)
    result = {"batch": found.batch_id, "revoked": found.revoked}

    def finish(work: Work) -> None:
        finish_revocation(work, revocation_id)

    return JobOutcome(result, finish)
