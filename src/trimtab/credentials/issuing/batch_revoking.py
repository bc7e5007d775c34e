"""All certificates of a wrong list revoked together: asked for, approved by another, done.

::

    asked -> approved -> done
      `----> refused               (by the second person, or taken back by who asked)

Nothing is revoked before somebody else than who asked approves. The job that follows revokes block
by block: a certificate is revoked in the transaction that keeps its step, so a worker that is
killed leaves each of them revoked once or not at all, and the next goes on with the rest. What was
revoked before, by itself, keeps its own reason.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

from trimtab.credentials.issuing.batch_types import (
    BatchRevocation,
    BatchRow,
    BatchState,
    CertificateBatch,
    RevocationState,
    RowState,
)
from trimtab.credentials.issuing.changing import REASONS
from trimtab.credentials.issuing.identity import checked_words
from trimtab.credentials.issuing.registry import get_record, require_at
from trimtab.credentials.issuing.storage import (
    CertificateQuery,
    CertificateReading,
    CertificateStore,
)
from trimtab.credentials.issuing.types import (
    CertificateRecord,
    CertificateState,
    ChangeReason,
    Move,
)
from trimtab.credentials.types import Issuer
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError
from trimtab.office.jobs import enqueue
from trimtab.office.rights import Right, holders, holds
from trimtab.ports import Reading, Work

REVOKE_JOB = "credentials.revoke_batch"
ATTEMPTS = 20
"""Every attempt goes on where the last one ended, so many killed workers do no harm."""

OVER = frozenset({BatchState.ISSUED, BatchState.WITHDRAWN})
"""Batches of which nothing more is issued."""

REVOKED = "revoked"
"""What a batch, and a row, is in the end: beside ``BatchState`` and ``RowState``."""

_SHOWN = {
    RevocationState.ASKED: "revocation_asked",
    RevocationState.APPROVED: "revoking",
    RevocationState.DONE: REVOKED,
}
_OPEN = frozenset({RevocationState.ASKED, RevocationState.APPROVED})


def shown_state(batch: CertificateBatch, revocation: BatchRevocation | None) -> str:
    """Where a batch is, as everybody is told: how far its revocation is, from the moment that
    somebody asked for it until it is refused; else its own state."""
    return _SHOWN.get(revocation.state, batch.state.value) if revocation else batch.state.value


def shown_row_state(row: BatchRow, revoked: Container[str]) -> str:
    """What became of a row, as everybody is told. ``revoked``: the ids of revoked certificates."""
    return REVOKED if row.certificate_id in revoked else row.state.value


def shown_counts(counts: Mapping[RowState, int], valid: int) -> dict[str, int]:
    """How many rows are in each state, as everybody is told. ``valid``: certificates of the batch
    that are not revoked."""
    issued = counts.get(RowState.ISSUED, 0)
    made = {state.value: count for state, count in counts.items()}
    made |= {RowState.ISSUED.value: valid, REVOKED: issued - valid}
    return {state: count for state, count in made.items() if count}


def still_valid(reading: Reading, store: CertificateReading, batch_id: str) -> int:
    """How many certificates of a batch are not revoked."""
    everything = CertificateQuery(batch_id=batch_id)
    revoked = replace(everything, state=CertificateState.REVOKED)
    return store.count_certificates(reading, everything) - store.count_certificates(
        reading, revoked
    )


def last_revocation(reading: Reading, batch_id: str) -> BatchRevocation | None:
    """The revocation of a batch that was asked for last."""
    found = reading.find(BatchRevocation, batch_id=batch_id)
    return max(found, key=lambda one: one.asked_at, default=None)


def last_revocations(reading: Reading) -> Mapping[str, BatchRevocation]:
    """The revocation that was asked for last, by the id of the batch."""
    found = sorted(reading.find(BatchRevocation), key=lambda one: one.asked_at)
    return {one.batch_id: one for one in found}


def may_ask(reading: Reading, actor: str, issuer: Issuer) -> bool:
    """Whether somebody may ask for the revocation: who may issue there, or revoke."""
    return any(
        holds(reading, actor, right, issuer.region, issuer.department_id)
        for right in (Right.CREDENTIALS_ISSUE, Right.CREDENTIALS_REVOKE)
    )


def ask_revocation(
    work: Work, store: CertificateStore, batch_id: str, reason: ChangeReason, note: str
) -> BatchRevocation:
    """Ask that all certificates of a batch be revoked; nothing is revoked yet.

    Raises what ``require_askable`` raises; InputRejectedError CREDENTIALS-187 (no reason to revoke
    for), 165 (no words), 188 (the words name a holder of the batch).
    """
    count = require_askable(work, store, batch_id)
    if reason not in REASONS[Move.REVOKE]:
        able = ", ".join(one.value for one in REASONS[Move.REVOKE])
        raise InputRejectedError("CREDENTIALS-187", reason=reason.value, able=able)
    asked = BatchRevocation(
        str(uuid4()), batch_id, reason, _checked_note(work, store, batch_id, note), count,
        work.actor, work.at,
    )  # fmt: skip
    work.add(asked)
    return asked


def require_askable(work: Work, store: CertificateReading, batch_id: str) -> int:
    """How many certificates of a batch are not revoked, where their revocation can be asked for.

    Raises StateError CREDENTIALS-268 (nothing of it was issued, or it is still being issued), 269
    (asked for already); NotAllowedError OFFICE-010.
    """
    batch = get_record(work, CertificateBatch, batch_id)
    issuer = get_record(work, Issuer, batch.issuer_id)
    if not may_ask(work, work.actor, issuer):
        require_at(work, Right.CREDENTIALS_REVOKE, issuer)
    count, last = still_valid(work, store, batch_id), last_revocation(work, batch_id)
    if batch.state not in OVER or not count:
        state = shown_state(batch, last)
        raise StateError("CREDENTIALS-268", batch=batch_id, state=state, certificates=count)
    if last is not None and last.state in _OPEN:
        raise StateError("CREDENTIALS-269", batch=batch_id, actor=last.asked_by)
    return count


def _checked_note(work: Work, store: CertificateReading, batch_id: str, note: str) -> str:
    if not note.strip():
        raise InputRejectedError("CREDENTIALS-165")
    return checked_words(note, store.holder_named_in(work, batch_id, note))


def approve_revocation(work: Work, batch_id: str, note: str = "") -> BatchRevocation:
    """Approve a revocation, which queues the job that revokes. Raises what
    ``require_approvable`` raises."""
    asked = require_approvable(work, batch_id)
    params = {"revocation": asked.revocation_id}
    job = enqueue(work, REVOKE_JOB, params, attempts_max=ATTEMPTS)
    return _decided(work, asked, RevocationState.APPROVED, note, job.job_id)


def require_approvable(work: Work, batch_id: str) -> BatchRevocation:
    """The revocation of a batch that the actor could approve now.

    Raises NotAllowedError CREDENTIALS-270 (whoever asked cannot approve), OFFICE-010; StateError
    CREDENTIALS-271 (none waits for a decision).
    """
    asked, issuer = _require_asked(work, batch_id)
    require_at(work, Right.CREDENTIALS_REVOKE, issuer)
    if asked.asked_by == work.actor:
        able = holders(work, Right.CREDENTIALS_REVOKE, issuer.region, issuer.department_id)
        others = ", ".join([one for one in able if one != work.actor][:5])
        raise NotAllowedError(
            "CREDENTIALS-270", batch=batch_id, actor=work.actor, able=others or "-"
        )
    return asked


def refuse_revocation(work: Work, batch_id: str, note: str = "") -> BatchRevocation:
    """Refuse a revocation and say why; whoever asked may take it back without a word.

    Raises InputRejectedError CREDENTIALS-165 without a reason, NotAllowedError OFFICE-010,
    StateError CREDENTIALS-271.
    """
    asked, issuer = _require_asked(work, batch_id)
    if asked.asked_by != work.actor:
        require_at(work, Right.CREDENTIALS_REVOKE, issuer)
        if not note.strip():
            raise InputRejectedError("CREDENTIALS-165")
    return _decided(work, asked, RevocationState.REFUSED, note)


def _require_asked(work: Work, batch_id: str) -> tuple[BatchRevocation, Issuer]:
    batch = get_record(work, CertificateBatch, batch_id)
    asked = last_revocation(work, batch_id)
    if asked is None or asked.state is not RevocationState.ASKED:
        raise StateError("CREDENTIALS-271", batch=batch_id)
    return asked, get_record(work, Issuer, batch.issuer_id)


def _decided(
    work: Work,
    asked: BatchRevocation,
    state: RevocationState,
    note: str,
    job_id: str | None = None,
) -> BatchRevocation:
    decided = replace(
        asked,
        state=state,
        decided_by=work.actor,
        decided_at=work.at,
        decision_note=checked_words(note),
        job_id=job_id,
    )
    work.replace(decided)
    return decided


def require_approved_revocation(reading: Reading, revocation_id: str) -> BatchRevocation:
    """A revocation that was approved and is not done. Raises StateError CREDENTIALS-272."""
    found = get_record(reading, BatchRevocation, revocation_id)
    if found.state is not RevocationState.APPROVED:
        raise StateError("CREDENTIALS-272", batch=found.batch_id, state=found.state.value)
    return found


def revoke_block(
    work: Work, store: CertificateStore, revocation_id: str, limit: int
) -> tuple[CertificateRecord, ...]:
    """Revoke the next certificates of an approved revocation, in the order of their ids; none when
    all are revoked. Their status lists must be signed again in the same transaction (``lists``).

    Raises StateError CREDENTIALS-272.
    """
    approved = require_approved_revocation(work, revocation_id)
    actor = approved.decided_by or approved.asked_by
    block = store.revoke_next(work, approved.batch_id, approved.reason, approved.note, actor, limit)
    if block:
        work.replace(replace(approved, revoked=approved.revoked + len(block)))
        work.note(
            "batch_revocation",
            revocation_id,
            {"revoked": len(block), "certificates_sha256": digest_of_revoked(block)},
        )
    return block


def digest_of_revoked(block: Iterable[CertificateRecord]) -> str:
    """What the trail says of a block: sha256 of the ids, one a line, in the order of revocation."""
    return sha256("".join(f"{one.certificate_id}\n" for one in block).encode()).hexdigest()


def finish_revocation(work: Work, revocation_id: str) -> BatchRevocation:
    """Say that a revocation is done; once it is, nothing changes."""
    found = get_record(work, BatchRevocation, revocation_id)
    if found.state is not RevocationState.APPROVED:
        return found
    done = replace(found, state=RevocationState.DONE, finished_at=work.at)
    work.replace(done)
    return done
