"""Batches of certificates as pages show them: what waits for whom, and which cell is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trimtab.app.credentials_findings import finding_place, finding_sentence
from trimtab.app.demonstration_titles import title_in
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_search import issuer_title, title_of
from trimtab.credentials.issuing.batch_revoking import (
    OVER,
    last_revocations,
    may_ask,
    shown_counts,
    shown_row_state,
    shown_state,
    still_valid,
)
from trimtab.credentials.issuing.batch_types import (
    BatchRevocation,
    BatchRow,
    BatchState,
    CertificateBatch,
    RevocationState,
    RowState,
)
from trimtab.credentials.issuing.batches import needs_second_person
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.credentials.types import Issuer
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language
from trimtab.office.rights import Right, holders, holds
from trimtab.office.types import Actor, Job
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates

FINDINGS_SHOWN = 200
_NAMED = 5


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as one line and as a page.

    ``single``: one certificate that needs a second person. ``revocation``: asked for last, for all
    its certificates, by ``asked_by``, decided on by ``revocation_decided_by``. ``waits_for``:
    people who could decide on what is open; ``may_approve``, ``may_withdraw``: what the viewer
    could do now.
    """

    batch: CertificateBatch
    issuer: str
    title: str
    drafted_by: str
    decided_by: str
    single: bool
    revocation: BatchRevocation | None
    asked_by: str
    revocation_decided_by: str
    waits_for: tuple[str, ...]
    may_approve: bool
    may_withdraw: bool
    own: bool

    @property
    def drafted(self) -> bool:
        """Whether somebody must still decide on the draft."""
        return self.batch.state is BatchState.DRAFTED

    @property
    def revocation_asked(self) -> bool:
        """Whether somebody must still decide on its revocation."""
        asked = self.revocation
        return asked is not None and asked.state is RevocationState.ASKED

    @property
    def state(self) -> str:
        """Where it is, in one word: a key of the catalogue's ``web.certificates.batch_state``."""
        return shown_state(self.batch, self.revocation)

    @property
    def open(self) -> bool:
        """Whether somebody must still decide."""
        return self.drafted or self.revocation_asked


@dataclass(frozen=True, slots=True)
class CellFinding:
    """What is wrong with one cell: ``D7`` of the list and its header there (the row alone and the
    title of the column where the list lacks it), the value where it is kept."""

    row: int
    cell: str
    column: str
    header: str
    value: str
    sentence: str
    code: str
    state: RowState


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch with its rows counted, what was found, and the job that issues or revokes it.

    ``rows``: number, name, what is certified and the state of the first ones. ``valid``:
    certificates that are not revoked; ``may_ask``: whether the viewer could ask that all of them
    be.
    """

    view: BatchView
    counts: Mapping[RowState, int]
    findings: tuple[CellFinding, ...]
    rows: tuple[tuple[int, str, str, str], ...]
    job: Job | None
    valid: int
    may_ask: bool

    @property
    def shown_counts(self) -> Mapping[str, int]:
        """How many rows are in each state, those whose certificate was revoked apart."""
        return shown_counts(self.counts, self.valid)

    @property
    def running(self) -> bool:
        """Whether it is being issued."""
        return self.view.batch.state is BatchState.APPROVED and self.view.batch.finished_at is None

    @property
    def revoking(self) -> bool:
        """Whether it is being revoked."""
        asked = self.view.revocation
        return asked is not None and asked.state is RevocationState.APPROVED


def list_batches(
    bench: Workbench, asking: str, language: Language, *, waiting: bool = False
) -> tuple[BatchView, ...]:
    """The batches one may see, the newest first; ``waiting``: those that nobody decided on."""
    with bench.office.reading() as reading:
        seeing = _Seeing.of(reading, asking, language)
        found = [one for one in reading.find(CertificateBatch) if seeing.may_see(one)]
        views = [seeing.view(one) for one in found if not waiting or seeing.is_open(one)]
    return tuple(sorted(views, key=lambda view: view.batch.drafted_at, reverse=True))


def see_batch(
    bench: Workbench, asking: str, batch_id: str, language: Language, *, named: bool
) -> BatchPage:
    """One batch. ``named``: with the names of its first rows. Raises UnknownCodeError WEB-177."""
    store = SqlCertificates()
    with bench.office.reading() as reading:
        batch = require_batch(reading, asking, batch_id)
        faulty = store.rows(reading, batch_id, state=RowState.FAULTY, limit=FINDINGS_SHOWN)
        skipped = store.rows(reading, batch_id, state=RowState.SKIPPED, limit=FINDINGS_SHOWN)
        first = store.rows(reading, batch_id, limit=10)
        revoked = store.revoked_for(reading, certified(first))
        names = (
            store.holders(reading, (one.holder_id for one in first if one.holder_id))
            if named
            else {}
        )
        achievements = {one.achievement_id: one for one in reading.find(AchievementRecord)}
        shown = tuple(
            (
                one.row_number,
                (names[one.holder_id].name or "") if one.holder_id in names else "",
                title_of(
                    achievements.get(one.achievement_id or ""), language, one.achievement_id or ""
                ),
                shown_row_state(one, revoked),
            )
            for one in first
        )
        seeing = _Seeing.of(reading, asking, language)
        view = seeing.view(batch)
        asked = view.revocation
        job_id = asked.job_id if asked is not None and asked.job_id else batch.job_id
        valid = still_valid(reading, store, batch_id)
        return BatchPage(
            view,
            store.count_rows(reading, batch_id),
            told_findings((*faulty, *skipped), language),
            shown,
            reading.get(Job, job_id) if job_id else None,
            valid,
            may_ask=valid > 0
            and batch.state in OVER
            and (asked is None or asked.state in (RevocationState.DONE, RevocationState.REFUSED))
            and may_ask(reading, asking, seeing.issuers[batch.issuer_id]),
        )


def views_of(
    reading: Reading, asking: str, batches: Iterable[CertificateBatch], language: Language
) -> tuple[BatchView, ...]:
    """Batches in words, in their order."""
    seeing = _Seeing.of(reading, asking, language)
    return tuple(seeing.view(one) for one in batches)


def certified(rows: Iterable[BatchRow]) -> tuple[str, ...]:
    """The certificates of rows that have one."""
    return tuple(row.certificate_id for row in rows if row.certificate_id)


def require_batch(reading: Reading, asking: str, batch_id: str) -> CertificateBatch:
    """A batch that the asker may see. Raises UnknownCodeError WEB-177."""
    batch = reading.get(CertificateBatch, batch_id)
    if batch is None or not _Seeing.of(reading, asking, Language.ZH).may_see(batch):
        raise UnknownCodeError("WEB-177", batch=batch_id[:80])
    return batch


@dataclass(frozen=True, slots=True)
class _Seeing:
    """Who looks at batches, with what all of them need, read once."""

    reading: Reading
    asking: str
    language: Language
    issuers: Mapping[str, Issuer]
    revocations: Mapping[str, BatchRevocation]  # the last one of each batch

    @classmethod
    def of(cls, reading: Reading, asking: str, language: Language) -> _Seeing:
        issuers = {one.issuer_id: one for one in reading.find(Issuer)}
        return cls(reading, asking, language, issuers, last_revocations(reading))

    def may_see(self, batch: CertificateBatch) -> bool:
        place = (batch.region, self._department(batch))
        return holds(self.reading, self.asking, Right.CREDENTIALS_SEE, *place, shared=True)

    def is_open(self, batch: CertificateBatch) -> bool:
        asked = self.revocations.get(batch.batch_id)
        drafted = batch.state is BatchState.DRAFTED
        return drafted or (asked is not None and asked.state is RevocationState.ASKED)

    def _department(self, batch: CertificateBatch) -> str | None:
        issuer = self.issuers.get(batch.issuer_id)
        return issuer.department_id if issuer else None

    def view(self, batch: CertificateBatch) -> BatchView:
        drafted, asking = batch.state is BatchState.DRAFTED, self.asking
        place = (batch.region, self._department(batch))
        able = self._able(batch) if self.is_open(batch) else []
        second = not drafted or needs_second_person(self.reading, SqlCertificates(), batch)
        own, asked = batch.drafted_by == asking, self.revocations.get(batch.batch_id)
        return BatchView(
            batch,
            issuer_title(self.issuers.get(batch.issuer_id), self.language, batch.issuer_id),
            batch.title,
            self.person(batch.drafted_by),
            self.person(batch.decided_by),
            batch.rows == 1,
            asked,
            self.person(asked.asked_by if asked else None),
            self.person(asked.decided_by if asked else None),
            tuple(self.person(one) for one in able[:_NAMED]) if second else (),
            asking in able,
            drafted and own and holds(self.reading, asking, Right.CREDENTIALS_ISSUE, *place),
            own,
        )

    def _able(self, batch: CertificateBatch) -> list[str]:
        """Who could decide on what is open: never who drafted, or asked for the revocation."""
        right, first = Right.CREDENTIALS_APPROVE, batch.drafted_by
        if batch.state is not BatchState.DRAFTED:
            right, first = Right.CREDENTIALS_REVOKE, self.revocations[batch.batch_id].asked_by
        found = holders(self.reading, right, batch.region, self._department(batch))
        return [one for one in found if one != first]

    def person(self, actor: str | None) -> str:
        found = self.reading.get(Actor, actor) if actor else None
        return title_in(found.title, self.language) if found else (actor or "")


def told_findings(rows: tuple[BatchRow, ...], language: Language) -> tuple[CellFinding, ...]:
    """The findings of rows in words, in the order of the rows."""
    found = [
        CellFinding(
            row.row_number,
            str(one.get("cell", row.row_number)),
            str(one["column"]),
            str(one.get("header") or finding_place(one, language)),
            _value(row, str(one["column"])),
            finding_sentence(one, language),
            str(one["code"]),
            row.state,
        )
        for row in rows
        for one in row.findings
    ]
    return tuple(sorted(found, key=lambda one: one.row))


def _value(row: BatchRow, column: str) -> str:
    """What stood in a cell, as far as it is kept: never a name or an identity number."""
    value = {
        "achievement": row.achievement_id,
        "awarded_on": row.awarded_on,
        "valid_until": row.valid_until,
        "number": row.number,
        "score": row.score,
    }.get(column)
    return "" if value is None else str(value)
