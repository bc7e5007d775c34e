"""The register in the database: questions, and the few changes of single certificates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    func,
    literal,
    or_,
    select,
)

from trimtab.credentials.issuing.batch_types import BatchRow, RowState
from trimtab.credentials.issuing.storage import Affected, CertificateQuery, Indices
from trimtab.credentials.issuing.types import (
    CertificateDocument,
    CertificateRecord,
    CertificateState,
    CertificateStep,
    ChangeReason,
    Holder,
    IssueDay,
    IssueEntry,
    Move,
    StatusListEdition,
)
from trimtab.credentials.status import Purpose
from trimtab.ports import Reading
from trimtab.stores.credentials import schema_issuing as schema
from trimtab.stores.credentials import twin_places
from trimtab.stores.office.mapper import Form, make_form
from trimtab.stores.office.work import SqlReading

R = TypeVar("R")

TABLES = {
    Holder: schema.holder,
    CertificateRecord: schema.certificate,
    CertificateDocument: schema.certificate_document,
    CertificateStep: schema.certificate_step,
    StatusListEdition: schema.status_list_edition,
    IssueEntry: schema.issue_entry,
    IssueDay: schema.issue_day,
    BatchRow: schema.batch_row,
}
"""Record types that are not audited row by row, so not known to ``stores.office.mapper``."""

_AT_ONCE = 500  # values in one IN (...)


_FORMS: dict[type, Form[Any]] = {kind: make_form(kind, table) for kind, table in TABLES.items()}


def form_of(kind: type) -> Form[Any]:
    """How records of a type of the register are kept."""
    return _FORMS[kind]


def connection_of(reading: Reading) -> Connection:
    """The transaction of a reading or a work."""
    if not isinstance(reading, SqlReading):
        raise TypeError(type(reading).__name__)
    return reading.connection


class SqlCertificateReading:
    """Implements ``credentials.issuing.storage.CertificateReading``."""

    def certificate(self, reading: Reading, certificate_id: str) -> CertificateRecord | None:
        """One certificate."""
        return _first(reading, CertificateRecord, _certificate.certificate_id == certificate_id)

    def certificates(
        self,
        reading: Reading,
        query: CertificateQuery,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> tuple[CertificateRecord, ...]:
        """Certificates in the order of their ids, those behind ``after``."""
        key = _bytewise(reading, _certificate.certificate_id)
        conditions = [*_asked(query), *([key > after] if after is not None else [])]
        return every(reading, CertificateRecord, *conditions, order=key, limit=limit)

    def count_certificates(self, reading: Reading, query: CertificateQuery) -> int:
        """How many there are."""
        chosen = select(func.count()).select_from(schema.certificate).where(*_asked(query))
        return connection_of(reading).execute(chosen).scalar_one()

    def count_signed(self, reading: Reading, key_id: str, before: datetime) -> Affected:
        """The certificates of a key, counted; ``before``: since when it may be in other hands."""
        signed, line = _certificate.key_id == key_id, schema.issue_entry
        entered = schema.certificate.join(line, line.c.digest == _certificate.digest)
        asked = (
            (schema.certificate, signed),
            (entered, signed & (line.c.entered_at < before)),
            (schema.certificate, signed & (_certificate.state == CertificateState.REVOKED.value)),
        )
        counts = [
            connection_of(reading)
            .execute(select(func.count()).select_from(table).where(condition))
            .scalar_one()
            for table, condition in asked
        ]
        return Affected(key_id, *counts)

    def content_keys(self, reading: Reading, keys: Iterable[str]) -> dict[str, str]:
        """Which of these contents are certified: the certificate's id by content key."""
        found: dict[str, str] = {}
        for block in blocks(keys):
            chosen = select(_certificate.content_key, _certificate.certificate_id)
            rows = connection_of(reading).execute(chosen.where(_certificate.content_key.in_(block)))
            found.update((row[0], row[1]) for row in rows)
        return found

    def revoked_for(
        self, reading: Reading, certificate_ids: Iterable[str]
    ) -> dict[str, ChangeReason | None]:
        """Why certificates were revoked, by their ids; those that are not revoked are left out."""
        step = schema.certificate_step.c
        found: dict[str, ChangeReason | None] = {}
        for block in blocks(certificate_ids):
            chosen = select(step.certificate_id, step.reason).where(
                step.certificate_id.in_(block), step.move == Move.REVOKE.value
            )
            for certificate_id, reason in connection_of(reading).execute(chosen):
                found[certificate_id] = ChangeReason(reason) if reason else None
        return found

    def document(self, reading: Reading, digest: str) -> CertificateDocument | None:
        """A signed document."""
        return _first(reading, CertificateDocument, _document.digest == digest)

    def present(
        self, reading: Reading, certificate_ids: Iterable[str]
    ) -> dict[str, tuple[CertificateRecord, str]]:
        """Certificates with their present documents, by their ids."""
        form = form_of(CertificateRecord)
        joined = form.table.join(_document.digest.table, _document.digest == _certificate.digest)
        chosen = select(form.table, _document.content).select_from(joined)
        found = {}
        for block in blocks(certificate_ids):
            rows = connection_of(reading).execute(
                chosen.where(_certificate.certificate_id.in_(block))
            )
            for row in rows.mappings():
                values = dict(row)
                content = values.pop("content")
                record = form.record_of(values)
                found[record.certificate_id] = (record, content)
        return found

    def documents(self, reading: Reading, certificate_id: str) -> tuple[CertificateDocument, ...]:
        """All documents of a certificate, oldest first."""
        mine = _document.certificate_id == certificate_id
        return every(reading, CertificateDocument, mine, order=_document.edition)

    def steps(self, reading: Reading, certificate_id: str) -> tuple[CertificateStep, ...]:
        """What happened to a certificate, oldest first."""
        step = schema.certificate_step.c
        mine = step.certificate_id == certificate_id
        return every(reading, CertificateStep, mine, order=step.number)

    def holder(self, reading: Reading, holder_id: str) -> Holder | None:
        """One holder."""
        return _first(reading, Holder, schema.holder.c.holder_id == holder_id)

    def holders(self, reading: Reading, ids: Iterable[str]) -> dict[str, Holder]:
        """Holders by id."""
        return {one.holder_id: one for one in _in(reading, schema.holder.c.holder_id, ids)}

    def holders_numbered(self, reading: Reading, numbers: Iterable[str]) -> dict[str, Holder]:
        """Holders by identity number."""
        found = _in(reading, schema.holder.c.identity_number, numbers)
        return {str(one.identity_number): one for one in found}

    def holders_named(self, reading: Reading, name: str) -> tuple[Holder, ...]:
        """Holders of exactly this name."""
        one = schema.holder.c
        return every(reading, Holder, one.name == name, order=_bytewise(reading, one.holder_id))

    def holder_named_in(self, reading: Reading, batch_id: str, words: str) -> str | None:
        """A name of a holder of a batch that stands in these words."""
        one = schema.holder.c
        stands = literal(words).like(literal("%").concat(one.name).concat("%"))
        chosen = select(one.name).join_from(
            schema.holder, schema.certificate, _certificate.holder_id == one.holder_id
        )
        chosen = chosen.where(_certificate.batch_id == batch_id, func.length(one.name) > 1, stands)
        return connection_of(reading).execute(chosen.limit(1)).scalar()

    def taken(self, reading: Reading, list_id: str, purpose: Purpose) -> Indices:
        """The entries of a status list that were given out."""
        return self._places(reading, list_id, purpose)

    def raised(self, reading: Reading, list_id: str, purpose: Purpose) -> Indices:
        """The entries whose certificates are revoked, or suspended."""
        state = CertificateState.REVOKED
        if purpose is Purpose.SUSPENSION:
            state = CertificateState.SUSPENDED
        of_badges = self._places(reading, list_id, purpose, _certificate.state == state.value)
        of_twins = twin_places.entries(connection_of(reading), list_id, purpose, state)
        return np.concatenate([of_badges, of_twins])

    def taken_by_twins(self, reading: Reading, list_id: str, purpose: Purpose) -> Indices:
        """The entries that twins have of a list that serves them; none of any other list."""
        return twin_places.entries(connection_of(reading), list_id, purpose)

    def state_of_twin(self, reading: Reading, list_id: str, index: int) -> CertificateState | None:
        """How the certificate stands whose twin has an entry of a list; None for no twin's."""
        return twin_places.state_at(connection_of(reading), list_id, index)

    def lists_of_twins(self, reading: Reading, certificates: Iterable[str]) -> frozenset[str]:
        """The lists on which twins of these certificates have places."""
        found = (twin_places.lists_of(connection_of(reading), ids) for ids in blocks(certificates))
        return frozenset(one for lists in found for one in lists)

    def _places(
        self, reading: Reading, list_id: str, purpose: Purpose, *conditions: ColumnElement[bool]
    ) -> Indices:
        place = _certificate[f"{purpose.value}_index"]
        mine = _certificate[f"{purpose.value}_list"] == list_id
        rows = connection_of(reading).execute(select(place).where(mine, *conditions)).scalars()
        return np.fromiter(rows, dtype=np.int64)

    def edition(
        self, reading: Reading, list_id: str, number: int | None = None
    ) -> StatusListEdition | None:
        """The last signed edition of a status list, or the one of a number."""
        one = schema.status_list_edition.c
        conditions = [one.list_id == list_id]
        if number is not None:
            conditions.append(one.edition == number)
        return _first(reading, StatusListEdition, *conditions, order=one.edition.desc())

    def entry(self, reading: Reading, digest: str) -> IssueEntry | None:
        """The line of the register of issues about a document."""
        return _first(reading, IssueEntry, schema.issue_entry.c.digest == digest)

    def entries(self, reading: Reading, issuer_id: str, after: int = 0) -> tuple[IssueEntry, ...]:
        """An issuer's lines with a higher sequence, in order."""
        line = schema.issue_entry.c
        mine = (line.issuer_id == issuer_id) & (line.sequence > after)
        return every(reading, IssueEntry, mine, order=line.sequence)

    def last_entry(self, reading: Reading, issuer_id: str) -> IssueEntry | None:
        """An issuer's last line."""
        line = schema.issue_entry.c
        return _first(reading, IssueEntry, line.issuer_id == issuer_id, order=line.sequence.desc())

    def days(self, reading: Reading, issuer_id: str) -> tuple[IssueDay, ...]:
        """The signed daily lists of an issuer, oldest first."""
        one = schema.issue_day.c
        return every(reading, IssueDay, one.issuer_id == issuer_id, order=one.day)

    def rows(
        self,
        reading: Reading,
        batch_id: str,
        *,
        state: RowState | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> tuple[BatchRow, ...]:
        """Rows of a batch behind row number ``after``, in order."""
        row = schema.batch_row.c
        conditions = [row.batch_id == batch_id, row.row_number > after]
        if state is not None:
            conditions.append(row.state == state.value)
        return every(reading, BatchRow, *conditions, order=row.row_number, limit=limit)

    def count_rows(self, reading: Reading, batch_id: str) -> dict[RowState, int]:
        """How many rows are in each state."""
        row = schema.batch_row.c
        chosen = select(row.state, func.count()).where(row.batch_id == batch_id)
        found = connection_of(reading).execute(chosen.group_by(row.state))
        return {RowState(state): count for state, count in found}


_certificate = schema.certificate.c
_document = schema.certificate_document.c


def _asked(query: CertificateQuery) -> Iterator[ColumnElement[bool]]:
    for name in ("issuer_id", "achievement_id", "holder_id", "key_id", "batch_id", "state"):
        value = getattr(query, name)
        if value is not None:
            yield _certificate[name] == (value.value if name == "state" else value)
    if query.search:
        yield or_(
            _certificate.number.startswith(query.search, autoescape=True),
            _certificate.certificate_id.startswith(query.search, autoescape=True),
            _certificate.certificate_id.startswith(f"urn:uuid:{query.search}", autoescape=True),
        )


def _bytewise(reading: Reading, column: Column[Any]) -> ColumnElement[Any]:
    """SQLite orders text by its bytes; PostgreSQL would by the language of the server."""
    postgresql = connection_of(reading).dialect.name == "postgresql"
    return column.collate("C") if postgresql else column


def _first(
    reading: Reading,
    kind: type[R],
    *conditions: ColumnElement[bool],
    order: ColumnElement[Any] | None = None,
) -> R | None:
    found: Sequence[R] = every(reading, kind, *conditions, order=order, limit=1)
    return found[0] if found else None


def every(
    reading: Reading,
    kind: type[R],
    *conditions: ColumnElement[bool],
    order: ColumnElement[Any] | Sequence[ColumnElement[Any]] | None = None,
    limit: int | None = None,
) -> tuple[R, ...]:
    """Records of the register that meet conditions."""
    form = form_of(kind)
    keys = () if order is None else order if isinstance(order, Sequence) else (order,)
    chosen: Select[Any] = select(form.table).where(*conditions).order_by(*keys).limit(limit)
    return tuple(form.record(row) for row in connection_of(reading).execute(chosen))


def _in(reading: Reading, column: Column[Any], values: Iterable[str]) -> Iterator[Holder]:
    for block in blocks(values):
        yield from every(reading, Holder, column.in_(block))


def blocks(values: Iterable[str]) -> Iterator[list[str]]:
    """Different values, in blocks that one statement can name."""
    remaining = iter(sorted(set(values)))
    while block := list(islice(remaining, _AT_ONCE)):
        yield block
