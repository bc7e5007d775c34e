"""A batch: drafted by one person, approved by another, never issued before.

Drafting checks every row and stores nobody's certificate. The rows, and the holders they name, are
kept so that what is approved is what is issued.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.batch_types import (
    BatchRow,
    BatchState,
    CertificateBatch,
    RowState,
)
from trimtab.credentials.issuing.checking import (
    ACHIEVEMENT,
    Finding,
    RowDraft,
    check_rows,
    finding,
    placed,
)
from trimtab.credentials.issuing.given import (
    check_given,
    document_findings,
    names_high_grade,
)
from trimtab.credentials.issuing.identity import checked_words, new_holder
from trimtab.credentials.issuing.making import content_key, correcting_key, document_key
from trimtab.credentials.issuing.registry import get_record, is_accredited, require_at
from trimtab.credentials.issuing.storage import CertificateStore
from trimtab.credentials.issuing.types import AchievementRecord, ChangeReason, Holder
from trimtab.credentials.types import Issuer
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError
from trimtab.office.jobs import end, enqueue
from trimtab.office.rights import Right, holders
from trimtab.office.types import Job, JobState
from trimtab.ports import Reading, Work

ISSUE_JOB = "credentials.issue_batch"
LARGEST_BATCH = 200_000
CORRECTED = frozenset(
    {ChangeReason.ISSUED_IN_ERROR, ChangeReason.REPLACED, ChangeReason.KEY_COMPROMISED}
)
"""Reasons of a revocation after which the same award may be certified again; after others, such as
fraud, the person has no claim to it."""

ATTEMPTS = 20
"""Every attempt goes on where the last one ended, so many killed workers do no harm."""


def draft_batch(
    work: Work,
    store: CertificateStore,
    issuer_id: str,
    title: str,
    source_digest: str,
    rows: Sequence[RowDraft],
    region: str | None = None,
) -> CertificateBatch:
    """Keep a list with its findings. ``region``: where the awards were made, by default the
    issuer's. A row that was certified before is not issued again, unless that certificate was
    revoked because it was wrong (``CORRECTED``): then the row takes its place.

    Raises InputRejectedError CREDENTIALS-160 (no row, or too many), UnknownCodeError
    CREDENTIALS-150, NotAllowedError OFFICE-010.
    """
    issuer = get_record(work, Issuer, issuer_id)
    require_at(work, Right.CREDENTIALS_ISSUE, issuer)
    if not 0 < len(rows) <= LARGEST_BATCH:
        raise InputRejectedError("CREDENTIALS-160", rows=len(rows), largest=LARGEST_BATCH)
    place = region or issuer.region
    findings = _findings(work, issuer_id, place, rows)
    batch_id = str(uuid4())
    known, new = _holders(work, store, rows, findings)
    kept = [
        _row(batch_id, issuer_id, row, found, known)
        for row, found in zip(rows, findings, strict=True)
    ]
    kept = _mark_certified(work, store, rows, kept)
    batch = CertificateBatch(
        batch_id,
        issuer_id,
        place,
        checked_words(title),
        source_digest,
        len(kept),
        sum(row.state is RowState.FAULTY for row in kept),
        work.actor,
        work.at,
    )
    work.add(batch)
    store.add_holders(work, new)
    store.add_rows(work, kept)
    return batch


def _findings(
    work: Work, issuer_id: str, region: str, rows: Sequence[RowDraft]
) -> list[tuple[Finding, ...]]:
    achievements = {one.achievement_id: one for one in work.find(AchievementRecord)}

    def accredited(achievement: AchievementRecord, on: date) -> bool:
        return is_accredited(work, issuer_id, achievement, region, on)

    whole = [row for row in rows if row.document is None]
    found = iter(check_rows(whole, achievements, accredited, work.at.date()))
    given = iter(check_given([row for row in rows if row.document is not None], work.at))
    return [
        next(found)
        if row.document is None
        else (*next(given), *document_findings(work, issuer_id, region, row.document))
        for row in rows
    ]


def _holders(
    work: Work,
    store: CertificateStore,
    rows: Sequence[RowDraft],
    findings: Sequence[tuple[Finding, ...]],
) -> tuple[dict[tuple[str, str], Holder], list[Holder]]:
    """Holders by name and number: those known, and new ones. An identity number that is known
    under another name is a finding of the row, made by the caller."""
    wanted = {
        (row.name.strip(), row.identity_number)
        for row, found in zip(rows, findings, strict=True)
        if not found and row.document is None
    }
    numbered = store.holders_numbered(work, (number for _, number in wanted if number))
    known: dict[tuple[str, str], Holder] = {}
    new: dict[str, Holder] = {}
    for name, number in sorted(wanted):
        holder = numbered.get(number) if number else None
        if holder is None:
            holder = new.get(number or f"name:{name}") or new_holder(name, number or None, work.at)
            new[number or f"name:{name}"] = holder
        known[name, number] = holder
    return known, list(new.values())


def _row(
    batch_id: str,
    issuer_id: str,
    row: RowDraft,
    found: tuple[Finding, ...],
    known: Mapping[tuple[str, str], Holder],
) -> BatchRow:
    holder, key = known.get((row.name.strip(), row.identity_number)), None
    if row.document is not None:
        holder, key = None, document_key(row.document)
    elif holder is not None and row.achievement_id and row.awarded_on:
        if holder.name != row.name.strip():
            found = (*found, placed(row, finding("CREDENTIALS-179", "name")))
        key = content_key(issuer_id, row.achievement_id, holder.holder_id, row.awarded_on)
    return BatchRow(
        row_id=f"{batch_id}:{row.row_number:07d}",
        batch_id=batch_id,
        row_number=row.row_number,
        holder_id=None if found or holder is None else holder.holder_id,
        achievement_id=row.achievement_id,
        awarded_on=row.awarded_on,
        valid_until=row.valid_until,
        number=row.number,
        score=row.score,
        content_key=key,
        state=RowState.FAULTY if found else RowState.WAITING,
        findings=found,
        document=None if row.document is None else json.dumps(row.document, ensure_ascii=False),
    )


def _mark_certified(
    work: Work, store: CertificateStore, drafts: Sequence[RowDraft], rows: Sequence[BatchRow]
) -> list[BatchRow]:
    """What became of rows whose content is certified already; asked again of those that correct a
    revoked certificate, whose correction may be certified as well."""
    settled = list(rows)
    asked = {
        row.content_key: at
        for at, row in enumerate(settled)
        if row.state is RowState.WAITING and row.content_key
    }
    while known := store.content_keys(work, asked):
        revoked = store.revoked_for(work, known.values())
        corrected = {}
        for key, certificate_id in known.items():
            at = asked[key]
            settled[at] = _certified(drafts[at], settled[at], certificate_id, revoked)
            if settled[at].state is RowState.WAITING:
                corrected[settled[at].content_key or ""] = at
        asked = corrected
    return settled


def _certified(
    draft: RowDraft,
    row: BatchRow,
    certificate_id: str,
    revoked: Mapping[str, ChangeReason | None],
) -> BatchRow:
    if certificate_id not in revoked:
        found = placed(draft, finding("CREDENTIALS-180", ACHIEVEMENT))
        return replace(
            row, state=RowState.SKIPPED, certificate_id=certificate_id, findings=(found,)
        )
    if revoked[certificate_id] in CORRECTED:
        return replace(row, content_key=correcting_key(row.content_key or "", certificate_id))
    key = address_key(certificate_id)
    found = placed(draft, finding("CREDENTIALS-273", ACHIEVEMENT, certificate=key))
    return replace(row, state=RowState.FAULTY, findings=(found,))


def approve_batch(work: Work, batch_id: str, note: str = "") -> CertificateBatch:
    """Approve a batch, which queues the job that issues it.

    Raises NotAllowedError CREDENTIALS-161 (whoever drafted it cannot approve it), OFFICE-010;
    StateError CREDENTIALS-162 (it waits for no approval), CREDENTIALS-163 (no row can be issued).
    """
    batch = _require_drafted(work, batch_id, Right.CREDENTIALS_APPROVE)
    if batch.drafted_by == work.actor:
        able = holders(work, Right.CREDENTIALS_APPROVE, batch.region)
        others = [one for one in able if one != work.actor]
        raise NotAllowedError(
            "CREDENTIALS-161", batch=batch_id, actor=work.actor, able=", ".join(others[:5]) or "-"
        )
    return _release(work, batch, note)


def release_single(work: Work, store: CertificateStore, batch_id: str) -> CertificateBatch:
    """Release one certificate below technician grade without a second person.

    Raises NotAllowedError CREDENTIALS-164 for more than one row or a grade that needs one; else as
    ``approve_batch``.
    """
    batch = _require_drafted(work, batch_id, Right.CREDENTIALS_ISSUE)
    if batch.rows != 1 or needs_second_person(work, store, batch):
        raise NotAllowedError("CREDENTIALS-164", batch=batch_id)
    return _release(work, batch, "")


def needs_second_person(work: Reading, store: CertificateStore, batch: CertificateBatch) -> bool:
    """Whether somebody else than the drafter must approve: always for a list; for one certificate
    from technician grade up, or where its grade cannot be read."""
    if batch.rows > 1:
        return True
    row = store.rows(work, batch.batch_id)[0]
    if row.achievement_id is None:
        return row.document is not None and names_high_grade(json.loads(row.document))
    achievement = work.get(AchievementRecord, row.achievement_id)
    return achievement is None or achievement.needs_second_person


def _release(work: Work, batch: CertificateBatch, note: str) -> CertificateBatch:
    if batch.faulty == batch.rows:
        raise StateError("CREDENTIALS-163", batch=batch.batch_id)
    params = {"batch": batch.batch_id}
    job = enqueue(work, ISSUE_JOB, params, once_key=f"{ISSUE_JOB}:{batch.batch_id}")
    work.replace(replace(job, attempts_max=ATTEMPTS))
    released = replace(
        batch,
        state=BatchState.APPROVED,
        decided_by=work.actor,
        decided_at=work.at,
        decision_note=checked_words(note),
        job_id=job.job_id,
    )
    work.replace(released)
    return released


def refuse_batch(work: Work, store: CertificateStore, batch_id: str, note: str) -> CertificateBatch:
    """Refuse a batch and say why; its holders are forgotten unless they hold certificates.

    Raises InputRejectedError CREDENTIALS-165 without a reason; else as ``approve_batch``.
    """
    batch = _require_drafted(work, batch_id, Right.CREDENTIALS_APPROVE)
    if not note.strip():
        raise InputRejectedError("CREDENTIALS-165")
    return _end(work, store, batch, BatchState.REFUSED, note)


def withdraw_batch(work: Work, store: CertificateStore, batch_id: str) -> CertificateBatch:
    """Take a draft back. Raises StateError CREDENTIALS-162 when it was decided."""
    batch = _require_drafted(work, batch_id, Right.CREDENTIALS_ISSUE)
    return _end(work, store, batch, BatchState.WITHDRAWN, "")


def cancel_batch(work: Work, store: CertificateStore, batch_id: str) -> CertificateBatch:
    """Give up the rest of an approved batch, whether its job waits, runs or has failed; what was
    issued stays. Whoever drafted it may, and whoever may approve.

    Raises StateError CREDENTIALS-166 for a batch that is not being issued.
    """
    batch = get_record(work, CertificateBatch, batch_id)
    own = batch.drafted_by == work.actor
    right = Right.CREDENTIALS_ISSUE if own else Right.CREDENTIALS_APPROVE
    require_at(work, right, get_record(work, Issuer, batch.issuer_id))
    if batch.state is not BatchState.APPROVED:
        raise StateError("CREDENTIALS-166", batch=batch_id, state=batch.state.value)
    job = work.get(Job, batch.job_id) if batch.job_id else None
    if job is not None and job.state is JobState.QUEUED:
        work.replace(end(job, JobState.CANCELLED, work.at))
    elif job is not None and job.state is JobState.RUNNING:
        work.replace(replace(job, cancel_asked=True))
    issued = store.count_rows(work, batch_id).get(RowState.ISSUED, 0)
    return _end(work, store, replace(batch, issued=issued), BatchState.WITHDRAWN, "")


def _end(
    work: Work, store: CertificateStore, batch: CertificateBatch, state: BatchState, note: str
) -> CertificateBatch:
    ended = replace(
        batch,
        state=state,
        decided_by=batch.decided_by or work.actor,
        decided_at=batch.decided_at or work.at,
        decision_note=checked_words(note) or batch.decision_note,
        finished_at=work.at,
    )
    work.replace(ended)
    forgotten = store.forget_unused(work, batch.batch_id, work.at)
    work.note("certificate_batch", batch.batch_id, {"holders_forgotten": forgotten})
    return ended


def _require_drafted(work: Work, batch_id: str, right: Right) -> CertificateBatch:
    batch = get_record(work, CertificateBatch, batch_id)
    require_at(work, right, get_record(work, Issuer, batch.issuer_id))
    if batch.state is not BatchState.DRAFTED:
        raise StateError("CREDENTIALS-162", batch=batch_id, state=batch.state.value)
    return batch
