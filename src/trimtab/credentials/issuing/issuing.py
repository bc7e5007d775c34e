"""Issuing what was approved, block by block: prepared, signed outside any transaction, kept whole.

A block is kept in one transaction with its rows' ends, so a worker that is killed leaves a block
issued or not begun. What a block rests on (the approval, the key, the accreditation) is asked again
in that transaction. A row has one certificate id for ever, and the database one certificate for a
row: no row is issued twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from trimtab.credentials.issuing.addresses import row_certificate_id
from trimtab.credentials.issuing.batch_types import (
    BatchRow,
    BatchState,
    CertificateBatch,
    RowState,
)
from trimtab.credentials.issuing.given import draft_given
from trimtab.credentials.issuing.keys import require_good
from trimtab.credentials.issuing.lists import publish_list
from trimtab.credentials.issuing.making import Draft, Origin, Seal, draft_badge, make
from trimtab.credentials.issuing.places import PlaceGiver
from trimtab.credentials.issuing.registry import get_record, is_accredited
from trimtab.credentials.issuing.storage import (
    CertificateReading,
    CertificateStore,
    Issued,
    RowResult,
)
from trimtab.credentials.issuing.types import AchievementRecord, Holder
from trimtab.credentials.types import Issuer
from trimtab.kernel import NotAllowedError, StateError
from trimtab.ports import Reading, Work


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that are issued together. ``skipped`` are certified since, or their holder is gone."""

    batch: CertificateBatch
    issuer: Issuer
    rows: tuple[BatchRow, ...]
    drafts: tuple[Draft, ...]  # of the rows that are not skipped, in their order
    skipped: tuple[RowResult, ...]

    @property
    def last_row(self) -> int:
        """The number of its last row."""
        return self.rows[-1].row_number


def next_block(
    reading: Reading, store: CertificateReading, batch_id: str, limit: int, at: datetime
) -> Block | None:
    """The next rows of a batch that wait; None when none is left.

    Raises StateError CREDENTIALS-167 for a batch that nobody approved.
    """
    batch = require_approved(reading, batch_id)
    rows = store.rows(reading, batch_id, state=RowState.WAITING, limit=limit)
    if not rows:
        return None
    issuer = get_record(reading, Issuer, batch.issuer_id)
    holders = store.holders(reading, (row.holder_id for row in rows if row.holder_id))
    known = store.content_keys(reading, (row.content_key for row in rows if row.content_key))
    achievements = {one.achievement_id: one for one in reading.find(AchievementRecord)}
    drafts: list[Draft] = []
    skipped: list[RowResult] = []
    for row in rows:
        draft = None
        if row.content_key not in known:
            draft = _draft(batch, issuer, row, holders, achievements, at)
        if draft is None:
            found = known.get(row.content_key or "")
            skipped.append(RowResult(row.row_id, RowState.SKIPPED, found))
        else:
            drafts.append(replace(draft, content_key=row.content_key or draft.content_key))
    return Block(batch, issuer, rows, tuple(drafts), tuple(skipped))


def _draft(
    batch: CertificateBatch,
    issuer: Issuer,
    row: BatchRow,
    holders: Mapping[str, Holder],
    achievements: Mapping[str, AchievementRecord],
    at: datetime,
) -> Draft | None:
    certificate_id = row_certificate_id(batch.batch_id, row.row_number)
    if row.document is not None:
        given = json.loads(row.document)
        return draft_given(given, issuer, batch.region, at, certificate_id=certificate_id)
    holder = holders.get(row.holder_id or "")
    if holder is None or holder.salt is None or row.awarded_on is None:
        return None
    return draft_badge(
        certificate_id,
        issuer,
        achievements[row.achievement_id or ""],
        holder,
        batch.region,
        row.awarded_on,
        row.valid_until,
        row.number,
        row.score,
    )


def sign_block(block: Block, giver: PlaceGiver, seal: Seal, at: datetime) -> list[Issued]:
    """The signed certificates of a block."""
    batch = block.batch
    skipped = {result.row_id for result in block.skipped}
    rows = [row for row in block.rows if row.row_id not in skipped]
    approved_by = batch.decided_by if batch.decided_by != batch.drafted_by else None
    return [
        make(
            draft,
            seal,
            places,
            Origin(batch.drafted_by, approved_by, batch.batch_id, row.row_number),
            at,
        )
        for draft, row, places in zip(block.drafts, rows, giver.draw(len(rows)), strict=True)
    ]


def keep_block(
    work: Work,
    store: CertificateStore,
    block: Block,
    issued: Sequence[Issued],
    giver: PlaceGiver,
    seal: Seal,
) -> None:
    """Keep a signed block and settle its rows.

    Raises StateError CREDENTIALS-145 (something was issued meanwhile: prepare it again), 159 (the
    key was revoked), 167 (no longer approved); NotAllowedError CREDENTIALS-168 (no longer
    accredited).
    """
    batch = require_approved(work, block.batch.batch_id)
    require_good(work, seal.key_id, work.at)
    _require_accredited(work, block)
    open_lists(work, store, giver, block.issuer, seal)
    store.add_issued(work, issued)
    done = [
        RowResult(f"{batch.batch_id}:{one.certificate.row_number:07d}", RowState.ISSUED,
                  one.certificate.certificate_id)
        for one in issued
    ]  # fmt: skip
    store.settle_rows(work, [*done, *block.skipped])
    work.note(
        "certificate_batch",
        batch.batch_id,
        {
            "issued": len(issued),
            "skipped": len(block.skipped),
            "last_row": block.last_row,
            "key": seal.key_id,
            "certificates_sha256": digest_of_ids(issued),
        },
    )


def open_lists(
    work: Work, store: CertificateStore, giver: PlaceGiver, issuer: Issuer, seal: Seal
) -> None:
    """Keep and sign the lists that a giver had to open."""
    for record in giver.opened:
        if record.list_id not in giver.kept:
            work.add(record)
            publish_list(work, store, record, issuer, seal)


def digest_of_ids(issued: Sequence[Issued]) -> str:
    """What the trail says of a block: sha256 of ``id digest`` lines in the order of issue."""
    lines = (f"{one.certificate.certificate_id} {one.document.digest}\n" for one in issued)
    return sha256("".join(lines).encode()).hexdigest()


def finish_batch(work: Work, store: CertificateReading, batch_id: str) -> CertificateBatch:
    """Say that a batch is issued; once it is, nothing changes."""
    batch = get_record(work, CertificateBatch, batch_id)
    if batch.state is not BatchState.APPROVED:
        return batch
    issued = store.count_rows(work, batch_id).get(RowState.ISSUED, 0)
    done = replace(batch, state=BatchState.ISSUED, issued=issued, finished_at=work.at)
    work.replace(done)
    return done


def require_approved(reading: Reading, batch_id: str) -> CertificateBatch:
    """A batch that was approved and is not issued yet. Raises StateError CREDENTIALS-167."""
    batch = get_record(reading, CertificateBatch, batch_id)
    if batch.state is not BatchState.APPROVED:
        raise StateError("CREDENTIALS-167", batch=batch_id, state=batch.state.value)
    return batch


def _require_accredited(work: Work, block: Block) -> None:
    today = work.at.date()
    for achievement_id in {row.achievement_id for row in block.rows if row.achievement_id}:
        achievement = get_record(work, AchievementRecord, achievement_id)
        place = (block.issuer.issuer_id, achievement, block.batch.region, today)
        if not is_accredited(work, *place):
            raise NotAllowedError(
                "CREDENTIALS-168",
                issuer=block.issuer.issuer_id,
                standard=achievement.standard_id,
                level=achievement.level or "-",
                region=block.batch.region,
            )
