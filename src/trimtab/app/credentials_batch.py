"""Issuing an approved batch: in a job or at once, block by block, each row exactly once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from trimtab.app.credentials_signing import Keyring
from trimtab.credentials.issuing.batch_types import RowState
from trimtab.credentials.issuing.batches import ISSUE_JOB
from trimtab.credentials.issuing.issuing import (
    finish_batch,
    keep_block,
    next_block,
    require_approved,
    sign_block,
)
from trimtab.credentials.issuing.keys import current_key
from trimtab.credentials.issuing.places import PlaceGiver
from trimtab.kernel import StateError
from trimtab.ports import Progress, Work, no_progress
from trimtab.ports.jobs import JobOutcome, JobRun
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.office.store import SqlOfficeStore

ROWS_AT_ONCE = 500
"""Rows of a block: some tenths of a second, lost at most when a worker is killed."""

STEP = "credentials.step.issue"
_TAKEN = "CREDENTIALS-145"
_NOT_APPROVED = "CREDENTIALS-167"
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class BatchRun:
    """Where a batch is issued: the office, its keys, and in whose name."""

    office: SqlOfficeStore
    keyring: Keyring
    actor: str
    store: SqlCertificates = field(default_factory=SqlCertificates)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def issue(self, batch_id: str, progress: Progress = no_progress) -> int:
        """Issue the rows that wait; how many were issued now.

        Every block is a transaction of its own: whatever ends this between two blocks, ``issue``
        goes on from there when it is called again. Raises what ``keep_block`` and ``Keyring``
        raise, and whatever ``progress`` raises.
        """
        with self.office.reading() as reading:
            batch = require_approved(reading, batch_id)
            key = current_key(reading, batch.issuer_id, self.now())
            counts = self.store.count_rows(reading, batch_id)
        total = batch.rows - counts.get(RowState.FAULTY, 0)
        before = total - counts.get(RowState.WAITING, 0)
        progress(STEP, before, total)
        if not counts.get(RowState.WAITING):
            return 0
        seal, giver, issued, failed = self.keyring.seal(key), None, 0, 0
        done = before
        while True:
            at = self.now()
            with self.office.reading() as reading:
                block = next_block(reading, self.store, batch_id, ROWS_AT_ONCE, at)
                if block is None:
                    return issued
                giver = giver or PlaceGiver.of(self.store, reading, batch.issuer_id, at)
            signed = sign_block(block, giver, seal, at)
            try:
                with self.office.work(self.actor, ISSUE_JOB) as work:
                    keep_block(work, self.store, block, signed, giver, seal)
            except StateError as failure:
                failed += 1
                if failure.code != _TAKEN or failed > _ATTEMPTS:
                    raise
                giver = None  # somebody else issued meanwhile: look at the lists again
                continue
            giver.kept.update(record.list_id for record in giver.opened)
            issued, failed, done = issued + len(signed), 0, done + len(block.rows)
            progress(STEP, done, total)

    def finish(self, work: Work, batch_id: str) -> None:
        """Say that the batch is issued, in the transaction that ends its job."""
        finish_batch(work, self.store, batch_id)


def issue_batch_job(run: JobRun, office: SqlOfficeStore, keyring: Keyring) -> JobOutcome:
    """The job ``credentials.issue_batch``: the rows themselves are its checkpoint."""
    batch_id = run.params["batch"]
    batch_run = BatchRun(office, keyring, run.asked_by)
    try:
        batch_run.issue(batch_id, run.progress)
    except StateError as failure:
        if failure.code != _NOT_APPROVED:  # cancelled, or issued by another worker
            raise
    with office.reading() as reading:
        counts = batch_run.store.count_rows(reading, batch_id)
    result = {"batch": batch_id, **{state.value: count for state, count in counts.items()}}
    return JobOutcome(result, lambda work: batch_run.finish(work, batch_id))
