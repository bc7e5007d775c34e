"""Batches of certificates as pages show them: what waits for whom, and which cell is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase

from trimtab.app.credentials_lists import FIELDS
from trimtab.app.demonstration_titles import title_in
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_search import issuer_title, title_of
from trimtab.credentials.issuing.batch_types import (
    BatchRow,
    BatchState,
    CertificateBatch,
    RowState,
)
from trimtab.credentials.issuing.batches import needs_second_person
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.credentials.types import Issuer
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language, has_text, text
from trimtab.office.rights import Right, holders, holds
from trimtab.office.types import Actor, Job
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates

FINDINGS_SHOWN = 200
_NAMED = 5


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as one line and as a page.

    ``single``: one certificate that needs a second person. ``waits_for``: people who could approve
    it; ``may_approve``, ``may_withdraw``: what the viewer could do now.
    """

    batch: CertificateBatch
    issuer: str
    title: str
    drafted_by: str
    decided_by: str
    single: bool
    waits_for: tuple[str, ...]
    may_approve: bool
    may_withdraw: bool
    own: bool

    @property
    def open(self) -> bool:
        """Whether somebody must still decide."""
        return self.batch.state is BatchState.DRAFTED


@dataclass(frozen=True, slots=True)
class CellFinding:
    """What is wrong with one cell: ``D7`` of the file, its column, the value where it is kept."""

    row: int
    cell: str
    column: str
    value: str
    sentence: str
    code: str
    state: RowState


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch with its rows counted, what was found, and the job that issues it."""

    view: BatchView
    counts: Mapping[RowState, int]
    findings: tuple[CellFinding, ...]
    rows: tuple[tuple[int, str, str, str], ...]
    job: Job | None

    @property
    def running(self) -> bool:
        """Whether it is being issued."""
        return self.view.batch.state is BatchState.APPROVED and self.view.batch.finished_at is None


def list_batches(
    bench: Workbench, asking: str, language: Language, *, waiting: bool = False
) -> tuple[BatchView, ...]:
    """The batches one may see, the newest first; ``waiting``: those that nobody decided on."""
    with bench.office.reading() as reading:
        found = (
            reading.find(CertificateBatch, state=BatchState.DRAFTED)
            if waiting
            else reading.find(CertificateBatch)
        )
        views = [
            _view(reading, asking, one, language) for one in found if _may_see(reading, asking, one)
        ]
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
                one.state.value,
            )
            for one in first
        )
        return BatchPage(
            _view(reading, asking, batch, language),
            store.count_rows(reading, batch_id),
            told_findings((*faulty, *skipped), language),
            shown,
            reading.get(Job, batch.job_id) if batch.job_id else None,
        )


def require_batch(reading: Reading, asking: str, batch_id: str) -> CertificateBatch:
    """A batch that the asker may see. Raises UnknownCodeError WEB-177."""
    batch = reading.get(CertificateBatch, batch_id)
    if batch is None or not _may_see(reading, asking, batch):
        raise UnknownCodeError("WEB-177", batch=batch_id[:80])
    return batch


def _may_see(reading: Reading, asking: str, batch: CertificateBatch) -> bool:
    issuer = reading.get(Issuer, batch.issuer_id)
    department = issuer.department_id if issuer else None
    return holds(reading, asking, Right.CREDENTIALS_SEE, batch.region, department, shared=True)


def _view(reading: Reading, asking: str, batch: CertificateBatch, language: Language) -> BatchView:
    issuer = reading.get(Issuer, batch.issuer_id)
    department = issuer.department_id if issuer else None
    drafted = batch.state is BatchState.DRAFTED
    able = [
        one
        for one in holders(reading, Right.CREDENTIALS_APPROVE, batch.region, department)
        if one != batch.drafted_by
    ]
    single = batch.rows == 1
    second = drafted and needs_second_person(reading, SqlCertificates(), batch)
    return BatchView(
        batch,
        issuer_title(issuer, language, batch.issuer_id),
        batch.title,
        _person(reading, batch.drafted_by, language),
        _person(reading, batch.decided_by, language) if batch.decided_by else "",
        single,
        tuple(_person(reading, one, language) for one in able[:_NAMED]) if second else (),
        drafted and asking in able,
        drafted
        and batch.drafted_by == asking
        and holds(reading, asking, Right.CREDENTIALS_ISSUE, batch.region, department),
        batch.drafted_by == asking,
    )


def _person(reading: Reading, actor: str, language: Language) -> str:
    found = reading.get(Actor, actor)
    return title_in(found.title, language) if found else actor


def told_findings(rows: tuple[BatchRow, ...], language: Language) -> tuple[CellFinding, ...]:
    """The findings of rows in words, in the order of the rows."""
    found = []
    for row in rows:
        for one in row.findings:
            column = str(one["column"])
            key = f"finding.{one['code']}"
            sentence = text(key, language, **one["params"]) if has_text(key, language) else ""
            found.append(
                CellFinding(
                    row.row_number,
                    cell_of(column, row.row_number),
                    column,
                    _value(row, column),
                    sentence,
                    str(one["code"]),
                    row.state,
                )
            )
    return tuple(sorted(found, key=lambda one: one.row))


def cell_of(column: str, row: int) -> str:
    """The cell of the template as a spreadsheet names it; the row alone for an unknown column.

    >>> cell_of("awarded_on", 7), cell_of("other", 7)
    ('F7', '7')
    """
    return f"{ascii_uppercase[FIELDS.index(column)]}{row}" if column in FIELDS else str(row)


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
