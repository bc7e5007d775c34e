"""Files about a batch: the empty list, what became of each row, and all its certificates."""

from __future__ import annotations

import zipfile
from pathlib import Path

from trimtab.app.credentials_files import LISTS, TRUST
from trimtab.app.credentials_findings import finding_place, finding_sentence
from trimtab.app.credentials_issuing import CredentialDesk
from trimtab.app.credentials_lists import FIELDS
from trimtab.app.credentials_public import trust_file_of
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.batch_types import CertificateBatch
from trimtab.credentials.issuing.lists import lists_of
from trimtab.credentials.issuing.making import to_json
from trimtab.credentials.issuing.registry import get_record, require_at
from trimtab.credentials.issuing.types import AchievementRecord, CertificateRecord
from trimtab.credentials.types import Issuer
from trimtab.kernel.files import OWNER_ONLY, written_whole
from trimtab.messages import Language, text
from trimtab.office.rights import Right

_AT_ONCE = 1_000
_GUARDED = ("=", "+", "-", "@", "\t", "\r")


def write_template(path: Path, language: Language) -> None:
    """An empty list in Excel, with columns of numbers as text so that none is cut."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    titles = [text(f"credentials_list.header.{name}", language).split("|")[0] for name in FIELDS]
    sheet.append(titles)
    for column, title in enumerate(titles, start=1):
        cell = sheet.cell(1, column)
        cell.font = Font(bold=True)
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = max(14, 2 * len(title))
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"
    with written_whole(path) as draft:
        book.save(draft)


def write_result(desk: CredentialDesk, batch_id: str, path: Path, language: Language) -> int:
    """What became of each row, in Excel, readable by its owner only: it names the holders. How
    many rows were written. Raises NotAllowedError OFFICE-010, UnknownCodeError CREDENTIALS-150."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(text("credentials_results.title", language))
    sheet.append(_titles(language))
    count = 0
    with desk.work("credentials.result") as work:
        batch = get_record(work, CertificateBatch, batch_id)
        require_at(work, Right.CREDENTIALS_ISSUE, get_record(work, Issuer, batch.issuer_id))
        achievements = {one.achievement_id: one for one in work.find(AchievementRecord)}
        after = 0
        while rows := desk.store.rows(work, batch_id, after=after, limit=_AT_ONCE):
            holders = desk.store.holders(work, (row.holder_id for row in rows if row.holder_id))
            for row in rows:
                holder = holders.get(row.holder_id or "")
                known = achievements.get(row.achievement_id or "")
                title = known.title.get(language.value) if known else None
                found = " ".join(
                    f"{finding_place(one, language)}: {finding_sentence(one, language)}"
                    for one in row.findings
                )
                cells = (
                    row.row_number,
                    holder.name if holder else "",
                    title or row.achievement_id or "",
                    row.awarded_on,
                    row.number or "",
                    row.certificate_id or "",
                    text(f"credentials_results.row_state.{row.state.value}", language),
                    found,
                )
                sheet.append([_harmless(cell) for cell in cells])
            count, after = count + len(rows), rows[-1].row_number
        work.note("certificate_batch", batch_id, {"result_written": count})
    with written_whole(path, OWNER_ONLY) as draft:
        book.save(draft)
    return count


def _titles(language: Language) -> list[str]:
    columns = ("row", "state", "certificate", "findings")
    row, state, certificate, findings = (
        text(f"credentials_results.{name}", language) for name in columns
    )
    name, achievement, awarded, number = (
        text(f"credentials_list.header.{field}", language).split("|")[0]
        for field in ("name", "achievement", "awarded_on", "number")
    )
    return [row, name, achievement, awarded, number, certificate, state, findings]


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would compute gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_GUARDED) else cell


def write_documents(desk: CredentialDesk, batch_id: str, path: Path) -> int:
    """All certificates of a batch as a zip of signed documents, with the issuer's trust file and
    the status lists that whoever verifies them needs; how many there are. They name nobody."""
    count = 0
    certificates: list[CertificateRecord] = []
    with desk.office.reading() as reading, written_whole(path) as draft:
        batch = get_record(reading, CertificateBatch, batch_id)
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            packed.writestr(TRUST, to_json(trust_file_of(reading, batch.issuer_id)))
            after = 0
            while rows := desk.store.rows(reading, batch_id, after=after, limit=_AT_ONCE):
                for row in rows:
                    if row.certificate_id is None:
                        continue
                    held = desk.store.certificate(reading, row.certificate_id)
                    kept = desk.store.document(reading, held.digest) if held else None
                    if held is not None and kept is not None:
                        certificates.append(held)
                        packed.writestr(f"{address_key(row.certificate_id)}.json", kept.content)
                        count += 1
                after = rows[-1].row_number
            for record in lists_of(reading, certificates):
                edition = desk.store.edition(reading, record.list_id)
                if edition is not None:
                    name = f"{LISTS}/{address_key(record.list_id)}.json"
                    packed.writestr(name, edition.content)
    return count
