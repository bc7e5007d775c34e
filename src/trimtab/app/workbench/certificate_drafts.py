"""Certificates before they are issued: one from a form, many from a list, decided by others."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from trimtab.app.credentials_achievements import AchievementFinder
from trimtab.app.credentials_lists import (
    identity_fault,
    read_day,
    read_list,
)
from trimtab.app.credentials_results import harmless, template_of, write_annotated
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificate_batches import (
    CellFinding,
    certified,
    require_batch,
    told_findings,
)
from trimtab.app.workbench.certificates_acts import desk_of
from trimtab.app.workbench.import_drafts import clean_name
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.batch_revoking import shown_row_state
from trimtab.credentials.issuing.batch_types import BatchRow, CertificateBatch
from trimtab.credentials.issuing.batches import (
    approve_batch,
    cancel_batch,
    draft_batch,
    needs_second_person,
    refuse_batch,
    release_single,
    withdraw_batch,
)
from trimtab.credentials.issuing.checking import AWARDED, IDENTITY, UNTIL, RowDraft, finding
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.kernel import InputRejectedError
from trimtab.messages import Language, text
from trimtab.stores.credentials.bulk import SqlCertificates

_REASON = "certificates"
_MARK = "﻿"  # so that spreadsheets read the letters right


class _FaultyError(Exception):
    """Ends the transaction of a draft that is not kept."""

    def __init__(self, rows: tuple[BatchRow, ...]) -> None:
        self.rows = rows


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of a form: findings, and nothing was kept; or a batch of one. ``waits``: somebody
    else must approve it."""

    batch_id: str
    waits: bool
    findings: tuple[CellFinding, ...] = ()


def draft_one(
    bench: Workbench, asking: str, fields: Mapping[str, str], language: Language
) -> Drafted:
    """Draft one certificate and, below technician grade, release it at once.

    Raises what ``draft_batch`` raises.
    """
    row = _row_of({name: value.strip() for name, value in fields.items()})
    digest = sha256(repr(sorted(fields.items())).encode()).hexdigest()
    store = SqlCertificates()
    try:
        with bench.office.work(asking, _REASON) as work:
            batch = draft_batch(work, store, fields.get("issuer", ""), "", digest, [row])
            rows = store.rows(work, batch.batch_id)
            if any(one.findings for one in rows):
                raise _FaultyError(rows)
            waits = needs_second_person(work, store, batch)
            if not waits:
                release_single(work, store, batch.batch_id)
    except _FaultyError as faulty:
        return Drafted("", False, told_findings(faulty.rows, language))
    return Drafted(batch.batch_id, waits)


def _row_of(fields: Mapping[str, str]) -> RowDraft:
    findings = []
    number = fields.get("identity_number", "").upper().replace(" ", "")
    if number and (fault := identity_fault(number)):
        findings.append(finding(fault, IDENTITY))
    days = {name: read_day(fields.get(name, "")) for name in (AWARDED, UNTIL)}
    for name, day in days.items():
        if fields.get(name) and day is None:
            findings.append(finding("CREDENTIALS-195", name, written=fields[name][:40]))
    return RowDraft(
        1, fields.get("name", ""), number, fields.get("achievement") or None, days[AWARDED],
        days[UNTIL], fields.get("number") or None, fields.get("score") or None, tuple(findings),
    )  # fmt: skip


def draft_list(
    bench: Workbench, asking: str, issuer_id: str, title: str, name: str, stream: BinaryIO
) -> CertificateBatch:
    """Draft a list from a file: every row is checked, nothing is issued.

    The file is read from a private folder that is deleted at once: it names persons. Raises what
    ``read_list`` and ``draft_batch`` raise, InputRejectedError WEB-179 without a title.
    """
    if not title.strip():
        raise InputRejectedError("WEB-179")
    with bench.office.reading() as reading:
        finder = AchievementFinder(reading.find(AchievementRecord))
    with _filed(name, stream) as path:
        found = read_list(path, finder)
    with bench.office.work(asking, _REASON) as work:
        return draft_batch(work, SqlCertificates(), issuer_id, title, found.digest, found.rows)


@contextmanager
def _filed(name: str, stream: BinaryIO) -> Iterator[Path]:
    """A file handed in, in a private folder that is deleted at once."""
    with tempfile.TemporaryDirectory(prefix="trimtab-") as folder:
        path = Path(folder) / clean_name(name)
        with path.open("wb") as out:
            shutil.copyfileobj(stream, out)
        yield path


def list_with_findings(
    bench: Workbench, asking: str, batch_id: str, name: str, stream: BinaryIO, language: Language
) -> bytes:
    """The list of a batch, handed in again, with a column of what was found in each row.

    Raises UnknownCodeError WEB-177 and what ``write_annotated`` raises.
    """
    with bench.office.reading() as reading:
        require_batch(reading, asking, batch_id)
    with _filed(name, stream) as path:
        annotated = path.with_name("annotated.xlsx")
        write_annotated(desk_of(bench, asking), batch_id, path, annotated, language)
        return annotated.read_bytes()


def list_template(bench: Workbench, language: Language) -> bytes:
    """The workbook of a list: its columns, and on a second sheet what can be certified."""
    with bench.office.reading() as reading:
        known = [one for one in reading.find(AchievementRecord) if one.active]
    return template_of(language, known)


def result_file(bench: Workbench, asking: str, batch_id: str, language: Language) -> str:
    """What became of each row, as CSV without names: row, state, certificate, what was wrong."""
    store = SqlCertificates()
    with bench.office.reading() as reading:
        require_batch(reading, asking, batch_id)
        rows = store.rows(reading, batch_id)
        revoked = store.revoked_for(reading, certified(rows))
    written = io.StringIO()
    writer = csv.writer(written)
    names = ("row", "state", "certificate", "number", "wrong")
    writer.writerow([text(f"web.certificates.result.{name}", language) for name in names])
    for row in rows:
        told = "; ".join(
            f"{one.cell} {one.header}: {one.sentence}" for one in told_findings((row,), language)
        )
        state = text(f"web.certificates.row_state.{shown_row_state(row, revoked)}", language)
        key = address_key(row.certificate_id) if row.certificate_id else ""
        cells = (row.row_number, state, key, row.number or "", told)
        writer.writerow([harmless(one) for one in cells])
    return _MARK + written.getvalue()


def approve(bench: Workbench, asking: str, batch_id: str, note: str) -> CertificateBatch:
    """Approve a batch; a job issues it. Raises what ``approve_batch`` raises."""
    with bench.office.work(asking, _REASON) as work:
        return approve_batch(work, batch_id, note)


def refuse(bench: Workbench, asking: str, batch_id: str, note: str) -> CertificateBatch:
    """Refuse a batch. Raises what ``refuse_batch`` raises."""
    with bench.office.work(asking, _REASON) as work:
        return refuse_batch(work, SqlCertificates(), batch_id, note)


def cancel(bench: Workbench, asking: str, batch_id: str) -> CertificateBatch:
    """Issue nothing more of a batch that is being issued. Raises what ``cancel_batch`` raises."""
    with bench.office.work(asking, _REASON) as work:
        return cancel_batch(work, SqlCertificates(), batch_id)


def withdraw(bench: Workbench, asking: str, batch_id: str) -> CertificateBatch:
    """Take a draft back. Raises what ``withdraw_batch`` raises."""
    with bench.office.work(asking, _REASON) as work:
        return withdraw_batch(work, SqlCertificates(), batch_id)
