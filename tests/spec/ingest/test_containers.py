"""What a file really is decides how it is opened; what is unsafe or unreadable is not opened."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from trimtab.ingest.containers import ArchiveLimits, Container, detect_container
from trimtab.ingest.workbooks import read_grid
from trimtab.kernel import InputRejectedError
from trimtab.messages import LANGUAGES, explain_error


def _workbook(rows: int = 200) -> bytes:
    book = openpyxl.Workbook()
    for row in range(rows):
        book.active.append([f"2026-{row % 12 + 1:02d}", "杭州市", row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _code(path: Path, limits: ArchiveLimits | None = None) -> str:
    with pytest.raises(InputRejectedError) as caught:
        detect_container(path, limits)
        read_grid(path)
    for language in LANGUAGES:
        assert "{" not in explain_error(caught.value, language)
    return caught.value.code


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(_workbook())
    assert detect_container(path) is Container.WORKBOOK
    named_et = tmp_path / "figures.et"
    named_et.write_bytes(_workbook(5))
    assert read_grid(named_et).rows[2] == ("2026-03", "杭州市", "2")


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95, 0.999])
def test_a_truncated_workbook_is_refused(kept: float, tmp_path: Path) -> None:
    content = _workbook()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(content[: int(len(content) * kept)])
    assert _code(path) == "INGEST-003"


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    content = bytearray(_workbook())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        offset = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    for at in range(offset + 60, offset + 90):
        content[at] ^= 0xFF
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(content)
    assert _code(path) == "INGEST-003"


def _bomb(megabytes: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (megabytes << 20))
    return target.getvalue()


def test_a_zip_bomb_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(_bomb(40))
    assert _code(path, ArchiveLimits(inflated_bytes=30 << 20)) == "INGEST-005"


def test_a_zip_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(_bomb(40))
    assert _code(path) == "INGEST-005"


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    """Both places that state the size say 1,000 bytes; the content inflates to 40 MB."""
    content = _bomb(40).replace(struct.pack("<I", 40 << 20), struct.pack("<I", 1000))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size == 1000
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(content)
    assert _code(path) == "INGEST-005"


def test_many_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "crowd.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(50):
            archive.writestr(f"xl/{number}", "")
    assert _code(path, ArchiveLimits(members=40)) == "INGEST-005"


def test_an_encrypted_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path.write_bytes(magic + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
    assert _code(path) == "INGEST-004"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "INGEST-006"),
        (b"\x1f\x8b\x08rest", "INGEST-002"),
        (b"%PDF-1.7", "INGEST-002"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "INGEST-002"),
        (b'<?xml version="1.0"?><Workbook/>', "INGEST-002"),
        (b"PK\x03\x04 no archive", "INGEST-003"),
        (b"", "INGEST-007"),
    ],
)
def test_other_kinds_are_named(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "table.xls"
    path.write_bytes(content)
    assert _code(path) == code


def test_a_word_document_is_named(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert _code(path) == "INGEST-002"


def test_formulas_that_were_never_computed_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["地区", "人数"])
    book.active.append(["杭州市", 5])
    book.active.append(["宁波市", "=B2*2"])
    path = tmp_path / "formula.xlsx"
    book.save(path)
    with pytest.raises(InputRejectedError) as caught:
        read_grid(path)
    problem = caught.value.problems[0]
    assert (caught.value.code, problem.sheet, problem.row, problem.column) == (
        "INGEST-044", "Sheet", 3, "B",
    )  # fmt: skip
