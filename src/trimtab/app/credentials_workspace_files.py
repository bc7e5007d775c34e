"""``trimtab credentials issue`` with a workspace: drafted, approved by a second person where one
is needed, issued, entered in the register, and written into a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trimtab.app.credentials_achievements import CertificateList
from trimtab.app.credentials_files import (
    Written,
    folder_of,
    issued_before,
    write_certificates,
)
from trimtab.app.credentials_findings import none_can_be_issued
from trimtab.app.credentials_issuing import CredentialDesk, with_actor
from trimtab.app.credentials_public import trust_file_of
from trimtab.app.credentials_results import HeldCertificates
from trimtab.credentials.issuing.batch_types import BatchRow, CertificateBatch, RowState
from trimtab.credentials.issuing.batches import approve_batch, draft_batch
from trimtab.credentials.issuing.registry import get_record
from trimtab.credentials.types import Issuer, KeyRecord, KeyStanding
from trimtab.kernel import NotAllowedError, StateError
from trimtab.messages import Language
from trimtab.ports import Progress, no_progress

_TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class RegisterIssue:
    """What became of an input. ``batch`` waits for a second person where ``written`` is None;
    ``certified_before`` rows were not issued again; ``unread``: columns that mean nothing here."""

    batch: CertificateBatch | None
    written: Written | None
    issued: int
    certified_before: int
    rows: tuple[BatchRow, ...]
    unread: tuple[str, ...] = ()


class _NothingNewError(Exception):
    """Every row is certified, or faulty: the draft is not kept."""

    def __init__(self, rows: tuple[BatchRow, ...]) -> None:
        super().__init__()
        self.rows = rows


def able_issuer(desk: CredentialDesk, named: str | None = None) -> Issuer | None:
    """The issuer that signs here: the one named, or the only one whose key is kept here; None if
    there is none. Raises StateError CREDENTIALS-149 when there are several, UnknownCodeError 150.
    """
    with desk.office.reading() as reading:
        if named is not None:
            return get_record(reading, Issuer, named)
        at = desk.now()
        able = sorted(
            {
                key.issuer_id
                for key in reading.find(KeyRecord)
                if key.held_in is not None and key.standing(at) is KeyStanding.GOOD
            }
        )
        if len(able) > 1:
            raise StateError("CREDENTIALS-149", count=len(able), issuers=", ".join(able))
        return get_record(reading, Issuer, able[0]) if able else None


def issue_into_register(
    desk: CredentialDesk,
    source: Path,
    out: Path,
    issuer: Issuer,
    *,
    language: Language,
    title: str = "",
    approver: str | None = None,
    region: str | None = None,
    progress: Progress = no_progress,
) -> RegisterIssue:
    """Issue a file of credentials or a list, kept under ``title``, else under the file's name.

    What was certified before is not issued again, and its documents are written all the same.
    Without ``approver``, what needs a second person stays a draft. Raises what ``draft_batch``,
    ``approve_batch`` and ``BatchRun.issue`` raise; NotAllowedError CREDENTIALS-266 for an
    ``approver`` who is the drafter; InputRejectedError CREDENTIALS-184 when no row can be issued;
    StateError CREDENTIALS-148 for a folder that holds something else, 264 for one that cannot be
    written.
    """
    if approver is not None and approver == desk.actor:
        raise NotAllowedError("CREDENTIALS-266", actor=approver)
    found = desk.read_list(source)
    issued_before(out, found.digest)
    with folder_of(out):
        pass  # nothing is issued that could not be written afterwards
    try:
        batch = _drafted(
            desk, (title.strip() or source.name)[:_TITLE_LENGTH], found, issuer, region
        )
    except _NothingNewError as nothing:
        return _nothing_new(desk, out, issuer, found, nothing.rows, language)
    listed = any(row.document is None for row in found.rows)  # a list waits, also one of one row
    done = None if listed else desk.release(batch.batch_id, progress)
    if done is None:
        if approver is None:
            rows = _rows(desk, batch.batch_id)
            skipped = _count(rows, RowState.SKIPPED)
            return RegisterIssue(batch, None, 0, skipped, rows, found.unread)
        second = with_actor(desk, approver)
        with second.work() as work:
            approve_batch(work, batch.batch_id)
        second.issue(batch.batch_id, progress)
    rows = _rows(desk, batch.batch_id)
    return _outcome(desk, out, issuer, found, batch, rows)


def _drafted(
    desk: CredentialDesk, title: str, found: CertificateList, issuer: Issuer, region: str | None
) -> CertificateBatch:
    with desk.work() as work:
        batch = draft_batch(
            work, desk.store, issuer.issuer_id, title, found.digest, found.rows, region
        )
        if not desk.store.count_rows(work, batch.batch_id).get(RowState.WAITING):
            raise _NothingNewError(desk.store.rows(work, batch.batch_id))
    return batch


def _nothing_new(
    desk: CredentialDesk,
    out: Path,
    issuer: Issuer,
    found: CertificateList,
    rows: tuple[BatchRow, ...],
    language: Language,
) -> RegisterIssue:
    if not _count(rows, RowState.SKIPPED):
        raise none_can_be_issued([(row.row_number, row.findings) for row in rows], language)
    return _outcome(desk, out, issuer, found, None, rows)


def _outcome(
    desk: CredentialDesk,
    out: Path,
    issuer: Issuer,
    found: CertificateList,
    batch: CertificateBatch | None,
    rows: tuple[BatchRow, ...],
) -> RegisterIssue:
    faulty = [(row.row_number, row.findings) for row in rows if row.state is RowState.FAULTY]
    with desk.office.reading() as reading:
        held = HeldCertificates(desk.store, reading)
        kept = get_record(reading, CertificateBatch, batch.batch_id) if batch else None
        written = issued_before(out, found.digest) or write_certificates(
            out,
            issuer.issuer_id,
            found.digest,
            held.documents(row.certificate_id for row in rows if row.certificate_id),
            held.lists(),
            trust_file_of(reading, issuer.issuer_id),
            faulty,
            found.unread,
        )
    issued = _count(rows, RowState.ISSUED)
    skipped = _count(rows, RowState.SKIPPED)
    return RegisterIssue(kept, written, issued, skipped, rows, found.unread)


def _rows(desk: CredentialDesk, batch_id: str) -> tuple[BatchRow, ...]:
    with desk.office.reading() as reading:
        return desk.store.rows(reading, batch_id)


def _count(rows: Sequence[BatchRow], state: RowState) -> int:
    return sum(row.state is state for row in rows)
