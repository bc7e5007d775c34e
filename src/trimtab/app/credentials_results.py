"""Files about a batch: the empty list, what became of each row, and all its certificates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path

from trimtab.app.column_files import fetch, opened
from trimtab.app.credentials_files import LISTS, TRUST
from trimtab.app.credentials_findings import finding_place, finding_sentence
from trimtab.app.credentials_issuing import CredentialDesk
from trimtab.app.credentials_lists import FIELDS
from trimtab.app.credentials_public import trust_file_of
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.batch_revoking import shown_row_state
from trimtab.credentials.issuing.batch_types import BatchRow, CertificateBatch, RowState
from trimtab.credentials.issuing.lists import lists_of
from trimtab.credentials.issuing.making import to_json
from trimtab.credentials.issuing.registry import get_record, require_at
from trimtab.credentials.issuing.storage import CertificateReading
from trimtab.credentials.issuing.types import AchievementRecord, CertificateRecord
from trimtab.credentials.types import Issuer
from trimtab.kernel import InputRejectedError
from trimtab.kernel.files import OWNER_ONLY, written_whole
from trimtab.messages import Language, in_words, text
from trimtab.office.rights import Right
from trimtab.ports import Reading

_AT_ONCE = 1_000
_GUARDED = ("=", "+", "-", "@", "\t", "\r")


def write_template(path: Path, language: Language) -> None:
    """An empty list in Excel."""
    with written_whole(path) as draft:
        draft.write_bytes(template_of(language))


def template_of(language: Language, achievements: Iterable[AchievementRecord] = ()) -> bytes:
    """An empty list in Excel, its cells as text so that no number is cut; on a second sheet what
    can be certified, if given."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = text("web.certificates.list_sheet.list", language)
    sheet.append([column_title(name, language) for name in FIELDS])
    if known := list(achievements):
        other = book.create_sheet(text("web.certificates.list_sheet.standards", language))
        columns = ("achievement", "standard", "level")
        other.append([column_title(name, language) for name in columns])
        for one in known:
            grade = text(f"web.certificates.grade.{one.level}", language) if one.level else ""
            title = in_words(one.title, language, one.achievement_id)
            other.append([title, one.standard_id, grade])
    for page in book.worksheets:
        for cell in page[1]:
            cell.font = Font(bold=True)
            page.column_dimensions[cell.column_letter].width = 20
            page.column_dimensions[cell.column_letter].number_format = "@"
        page.freeze_panes = "A2"
    for row in sheet.iter_rows(min_row=2, max_row=500, max_col=len(FIELDS)):
        for cell in row:
            cell.number_format = "@"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def column_title(name: str, language: Language) -> str:
    """The header of a column, as lists are read by."""
    return text(f"credentials_list.header.{name}", language).split("|")[0].strip()


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
        titles = {
            one.achievement_id: with_grade(one, language) for one in work.find(AchievementRecord)
        }
        after = 0
        while rows := desk.store.rows(work, batch_id, after=after, limit=_AT_ONCE):
            holders = desk.store.holders(work, (row.holder_id for row in rows if row.holder_id))
            ids = [row.certificate_id for row in rows if row.certificate_id]
            revoked = desk.store.revoked_for(work, ids)
            for row in rows:
                holder = holders.get(row.holder_id or "")
                cells = (
                    row.row_number,
                    holder.name if holder else "",
                    titles.get(row.achievement_id or "", row.achievement_id or ""),
                    row.awarded_on,
                    row.number or "",
                    row.certificate_id or "",
                    text(
                        f"credentials_results.row_state.{shown_row_state(row, revoked)}", language
                    ),
                    _told(row, language),
                )
                sheet.append([harmless(cell) for cell in cells])
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
        column_title(field, language) for field in ("name", "achievement", "awarded_on", "number")
    )
    return [row, name, achievement, awarded, number, certificate, state, findings]


def with_grade(achievement: AchievementRecord, language: Language) -> str:
    """What is certified, as a list says it: its title and its grade, said once."""
    title = in_words(achievement.title, language, achievement.achievement_id)
    if not achievement.level:
        return title
    grade = text(f"web.certificates.grade.{achievement.level}", language)
    return title if grade.casefold() in title.casefold() else f"{title} {grade}"


def harmless(cell: object) -> object:
    """A text that a spreadsheet would compute gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_GUARDED) else cell


def write_annotated(
    desk: CredentialDesk, batch_id: str, source: Path, path: Path, language: Language
) -> int:
    """The list of a batch, as it was handed in, with a column of what was found in each row; how
    many rows have findings.

    The names and numbers of faulty rows are not kept, so the file is asked for again. Raises
    InputRejectedError CREDENTIALS-274 for another file, NotAllowedError OFFICE-010.
    """
    with desk.work("credentials.result") as work:
        batch = get_record(work, CertificateBatch, batch_id)
        require_at(work, Right.CREDENTIALS_ISSUE, get_record(work, Issuer, batch.issuer_id))
        if sha256(source.read_bytes()).hexdigest() != batch.source_digest:
            raise InputRejectedError("CREDENTIALS-274", file=source.name, batch=batch_id)
        found = {
            row.row_number: _told(row, language)
            for state in (RowState.FAULTY, RowState.SKIPPED)
            for row in desk.store.rows(work, batch_id, state=state)
        }
        work.note("certificate_batch", batch_id, {"findings_written": len(found)})
    _write_beside(source, path, found, text("credentials_results.findings", language))
    return len(found)


def _told(row: BatchRow, language: Language) -> str:
    """What is wrong with a row, in words."""
    return " ".join(
        f"{finding_place(one, language)}: {finding_sentence(one, language)}" for one in row.findings
    )


def _write_beside(source: Path, path: Path, found: Mapping[int, str], title: str) -> None:
    """A list with a column more, by row number; every cell as text, so that no number is cut."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    with opened(source) as table:
        positions = range(len(table.header))
        columns = fetch(table, positions)
        sheet.append([*(harmless(one) for one in table.header), title])
        words = [columns.words(at) for at in positions]
        for at, line in enumerate(columns.lines(columns.rows.tolist())):
            cells = (harmless(column.at(at)) for column in words)
            sheet.append([*cells, found.get(line, "")])
    with written_whole(path, OWNER_ONLY) as draft:
        book.save(draft)


def write_documents(desk: CredentialDesk, batch_id: str, path: Path) -> int:
    """All certificates of a batch as a zip of signed documents, with the issuer's trust file and
    the status lists that whoever verifies them needs; how many there are. They name nobody."""
    with desk.office.reading() as reading, written_whole(path) as draft:
        batch = get_record(reading, CertificateBatch, batch_id)
        held = HeldCertificates(desk.store, reading)
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            packed.writestr(TRUST, to_json(trust_file_of(reading, batch.issuer_id)))
            for certificate_id, content in held.documents(held.ids_of(batch_id)):
                packed.writestr(f"{address_key(certificate_id)}.json", content)
            for list_id, content in held.lists():
                packed.writestr(f"{LISTS}/{address_key(list_id)}.json", content)
    return held.count


@dataclass(slots=True)
class HeldCertificates:
    """Certificates of the register with their present documents, read block by block, so that a
    hundred thousand of them need not be in memory; afterwards the lists that carry their bits."""

    store: CertificateReading
    reading: Reading
    count: int = 0
    _seen: dict[tuple[str | None, str | None], CertificateRecord] = field(default_factory=dict)

    def ids_of(self, batch_id: str) -> Iterator[str]:
        """The certificates of a batch, in the order of its rows."""
        after = 0
        while rows := self.store.rows(self.reading, batch_id, after=after, limit=_AT_ONCE):
            yield from (row.certificate_id for row in rows if row.certificate_id)
            after = rows[-1].row_number

    def documents(self, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Id and present document of each certificate, in their order."""
        remaining = iter(ids)
        while block := list(islice(remaining, _AT_ONCE)):
            found = self.store.present(self.reading, block)
            for one in block:
                if one in found:
                    record, content = found[one]
                    self._seen[record.revocation_list, record.suspension_list] = record
                    self.count += 1
                    yield one, content

    def lists(self) -> Iterator[tuple[str, str]]:
        """Id and last signed edition of each status list of the certificates read so far."""
        for record in lists_of(self.reading, self._seen.values()):
            edition = self.store.edition(self.reading, record.list_id)
            if edition is not None:
                yield record.list_id, edition.content
