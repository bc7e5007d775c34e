"""A list of certificates to be issued together, its rows, and its revocation as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from trimtab.credentials.issuing.states import ChangeReason


class BatchState(StrEnum):
    """Where a batch is. Nothing is issued before somebody else than its drafter approves it."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    ISSUED = "issued"
    REFUSED = "refused"  # by the second person
    WITHDRAWN = "withdrawn"  # by its drafter, or cancelled while it ran: the rest is not issued


class RowState(StrEnum):
    """What became of a row."""

    WAITING = "waiting"
    FAULTY = "faulty"
    ISSUED = "issued"
    SKIPPED = "skipped"  # certified before: not issued again


@dataclass(frozen=True, slots=True)
class CertificateBatch:
    """Certificates drafted by one person, approved by another, issued by a job; a single
    certificate that needs a second person is a batch of one row. Holds no personal data."""

    KEY: ClassVar[str] = "batch_id"

    batch_id: str
    issuer_id: str
    region: str
    title: str
    source_digest: str  # sha256 of the file, or of the single draft
    rows: int
    faulty: int  # rows with findings, which are never issued
    drafted_by: str
    drafted_at: datetime
    state: BatchState = BatchState.DRAFTED
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_note: str = ""
    job_id: str | None = None
    issued: int = 0
    finished_at: datetime | None = None


class RevocationState(StrEnum):
    """Where the revocation of a whole batch is."""

    ASKED = "asked"
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"  # by the second person, or taken back by who asked


@dataclass(frozen=True, slots=True)
class BatchRevocation:
    """All certificates of a batch to be revoked together: asked for by one person, approved by
    another, done by a job. ``note`` says why in words, without names."""

    KEY: ClassVar[str] = "revocation_id"

    revocation_id: str
    batch_id: str
    reason: ChangeReason
    note: str
    certificates: int  # those not revoked when it was asked for
    asked_by: str
    asked_at: datetime
    state: RevocationState = RevocationState.ASKED
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_note: str = ""
    job_id: str | None = None
    revoked: int = 0  # by this revocation
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One row of a batch. ``row_number`` counts as a person sees the file, header included.

    ``findings``: ``{"code", "column", "params"}``; the sentences are ``finding.<code>``.
    """

    KEY: ClassVar[str] = "row_id"

    row_id: str  # <batch_id>:<row number>
    batch_id: str
    row_number: int
    holder_id: str | None
    achievement_id: str | None
    awarded_on: date | None
    valid_until: date | None
    number: str | None
    score: str | None
    content_key: str | None
    state: RowState
    findings: tuple[Mapping[str, Any], ...] = ()
    certificate_id: str | None = None
    document: str | None = None  # an unsigned credential that was given whole, as JSON
