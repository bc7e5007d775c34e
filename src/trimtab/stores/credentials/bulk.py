"""What the register writes: thousands of rows with a few statements, in the work's transaction.

None of it is audited row by row. A certificate's document is entered in the register of issues, a
chain of hashes for each issuer; the services tell the trail of each block by a digest of its ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from trimtab.credentials.issuing.batch_types import BatchRow
from trimtab.credentials.issuing.register import GENESIS, enter
from trimtab.credentials.issuing.storage import Issued, RowResult
from trimtab.credentials.issuing.types import (
    CertificateDocument,
    CertificateRecord,
    CertificateState,
    CertificateStep,
    ChangeReason,
    Holder,
    IssueDay,
    Move,
    StatusListEdition,
)
from trimtab.credentials.status import StatusEntry
from trimtab.kernel import StateError
from trimtab.ports import Work
from trimtab.stores.credentials import schema_issuing as schema
from trimtab.stores.credentials import twin_places
from trimtab.stores.credentials.issuing import (
    SqlCertificateReading,
    blocks,
    connection_of,
    every,
    form_of,
)


class SqlCertificates(SqlCertificateReading):
    """Implements ``credentials.issuing.storage.CertificateStore``."""

    def add_issued(self, work: Work, issued: Sequence[Issued]) -> None:
        """Keep new certificates with documents, steps and lines of the register of issues.

        Raises StateError CREDENTIALS-145.
        """
        _insert(work, (one.certificate for one in issued), taken="CREDENTIALS-145")
        self._keep_documents(work, [(one.certificate, one.document) for one in issued])
        _insert(work, (one.step for one in issued))

    def change_certificate(
        self,
        work: Work,
        certificate: CertificateRecord,
        step: CertificateStep,
        document: CertificateDocument | None = None,
    ) -> None:
        """Keep a certificate's new state; a new document is entered in the register of issues."""
        form = form_of(CertificateRecord)
        changed = update(form.table).where(form.key == certificate.certificate_id)
        connection_of(work).execute(changed.values(form.values(certificate)))
        if document is not None:
            self._keep_documents(work, [(certificate, document)])
        _insert(work, [step])

    def add_twin(
        self, work: Work, certificate_id: str, revocation: StatusEntry, suspension: StatusEntry
    ) -> None:
        """Keep the places of a new twin. Raises StateError CREDENTIALS-145."""
        twin_places.keep(connection_of(work), certificate_id, revocation, suspension)

    def revoke_next(
        self, work: Work, batch_id: str, reason: ChangeReason, note: str, actor: str, limit: int
    ) -> tuple[CertificateRecord, ...]:
        """Revoke the first certificates of a batch that are not revoked, in the order of their
        rows, each with its step; those revoked now."""
        one, revoked = schema.certificate.c, CertificateState.REVOKED
        block = every(
            work, CertificateRecord, one.batch_id == batch_id, one.state != revoked.value,
            order=one.row_number, limit=limit,
        )  # fmt: skip
        last, changed = self._last_steps(work, block), []
        for found in block:
            changed.append(replace(found, state=revoked, state_since=work.at))
        for ids in blocks(found.certificate_id for found in block):
            connection_of(work).execute(
                update(schema.certificate)
                .where(one.certificate_id.in_(ids))
                .values(state=revoked.value, state_since=work.at)
            )
        _insert(
            work,
            (
                CertificateStep(
                    f"{found.certificate_id}:{last[found.certificate_id] + 1}",
                    found.certificate_id, last[found.certificate_id] + 1, Move.REVOKE, work.at,
                    actor, reason, note,
                )
                for found in block
            ),
        )  # fmt: skip
        return tuple(changed)

    def _last_steps(self, work: Work, found: Iterable[CertificateRecord]) -> dict[str, int]:
        """The number of the last step of certificates, by their ids."""
        step = schema.certificate_step.c
        last: dict[str, int] = {}
        for ids in blocks(one.certificate_id for one in found):
            chosen = select(step.certificate_id, func.max(step.number)).group_by(
                step.certificate_id
            )
            rows = connection_of(work).execute(chosen.where(step.certificate_id.in_(ids)))
            last.update((row[0], row[1]) for row in rows)
        return last

    def _keep_documents(
        self, work: Work, kept: Sequence[tuple[CertificateRecord, CertificateDocument]]
    ) -> None:
        _insert(work, (document for _, document in kept))
        by_issuer: dict[str, list[CertificateDocument]] = {}
        for certificate, document in kept:
            by_issuer.setdefault(certificate.issuer_id, []).append(document)
        for issuer_id, documents in by_issuer.items():
            last = self.last_entry(work, issuer_id)
            sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
            _insert(work, enter(documents, issuer_id, work.at, sequence, previous))

    def add_holders(self, work: Work, holders: Sequence[Holder]) -> None:
        """Keep new holders."""
        _insert(work, holders)

    def forget_holder(self, work: Work, holder_id: str, at: datetime) -> None:
        """Destroy name, number and salt, and the words of the steps of the certificates."""
        _forget(work, [holder_id], at)
        certificate, step = schema.certificate, schema.certificate_step
        mine = select(certificate.c.certificate_id).where(certificate.c.holder_id == holder_id)
        words = update(step).where(step.c.certificate_id.in_(mine)).values(note="")
        connection_of(work).execute(words)
        hers = certificate.c.holder_id == holder_id
        connection_of(work).execute(update(certificate).where(hers).values(number=None, score=None))
        row = schema.batch_row
        connection_of(work).execute(
            update(row).where(row.c.holder_id == holder_id).values(number=None, score=None)
        )

    def forget_unused(self, work: Work, batch_id: str, at: datetime) -> int:
        """Forget holders of a batch who hold no certificate and stand in no other batch."""
        row, other = schema.batch_row, schema.batch_row.alias()
        held = exists().where(schema.certificate.c.holder_id == row.c.holder_id)
        elsewhere = exists().where(
            (other.c.holder_id == row.c.holder_id) & (other.c.batch_id != batch_id)
        )
        chosen = select(row.c.holder_id).where(
            row.c.batch_id == batch_id, row.c.holder_id.is_not(None), ~held, ~elsewhere
        )
        unused = sorted(set(connection_of(work).execute(chosen).scalars()))
        _forget(work, unused, at)
        return len(unused)

    def add_edition(self, work: Work, edition: StatusListEdition) -> None:
        """Keep a signed edition of a status list."""
        _insert(work, [edition])

    def add_day(self, work: Work, day: IssueDay) -> None:
        """Keep a signed daily list, in the place of an earlier one of the same day."""
        table = schema.issue_day
        connection_of(work).execute(delete(table).where(table.c.day_id == day.day_id))
        _insert(work, [day])

    def add_rows(self, work: Work, rows: Sequence[BatchRow]) -> None:
        """Keep the rows of a batch."""
        _insert(work, rows)

    def settle_rows(self, work: Work, results: Sequence[RowResult]) -> None:
        """Say what became of rows."""
        table = schema.batch_row
        changed = update(table).where(table.c.row_id == bindparam("the_row"))
        values = [
            {
                "the_row": one.row_id,
                "new_state": one.state.value,
                "new_certificate": one.certificate_id,
            }
            for one in results
        ]
        if values:
            connection_of(work).execute(
                changed.values(
                    state=bindparam("new_state"), certificate_id=bindparam("new_certificate")
                ),
                values,
            )


def _insert(work: Work, records: Iterable[Any], *, taken: str | None = None) -> None:
    """Insert records of one type; ``taken`` is the code for a key or place that is taken."""
    found = list(records)
    if not found:
        return
    form = form_of(type(found[0]))
    try:
        connection_of(work).execute(insert(form.table), [form.values(one) for one in found])
    except IntegrityError as failure:
        if taken is None:
            raise
        raise StateError(taken, count=len(found)) from failure


def _forget(work: Work, holders: Sequence[str], at: datetime) -> None:
    table: Table = schema.holder
    gone = update(table).where(table.c.holder_id == bindparam("the_holder"))
    if holders:
        connection_of(work).execute(
            gone.values(name=None, identity_number=None, salt=None, forgotten_at=at),
            [{"the_holder": holder} for holder in holders],
        )
