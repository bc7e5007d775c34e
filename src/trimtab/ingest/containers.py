"""What a file really is, told from its content and never from its name; and is it safe to open.

Workbooks are zip archives or OLE2 compound files. Before a parser sees an archive, its declared
sizes are added up and every member is inflated once with a ceiling, so a zip bomb is refused
whether or not its directory tells the truth.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from trimtab.kernel import InputRejectedError

OLE2_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1 << 20


class Container(StrEnum):
    """Kinds of file that can be read."""

    CSV = "csv"
    WORKBOOK = "excel"
    PARQUET = "parquet"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Ceilings for one workbook: members, bytes when inflated, and how many times it may grow."""

    members: int = 5_000
    inflated_bytes: int = 384 << 20
    ratio: int = 200
    ratio_from_bytes: int = 16 << 20  # small members may be very repetitive


_FOREIGN = (
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "PDF"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"{\\rtf", "RTF"),
)


def detect_container(path: Path, limits: ArchiveLimits | None = None) -> Container:
    """Tell the container of a file, and refuse what cannot or must not be opened.

    Raises InputRejectedError INGEST-001 (absent), 002 (another kind of file), 003 (truncated),
    004 (encrypted), 005 (zip bomb), 006 (a web page named .xls), 007 (empty).
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
            size = stream.seek(0, 2)
    except OSError as error:
        raise InputRejectedError(
            "INGEST-001", file=str(path), reason=error.strerror or "-"
        ) from None
    if size == 0:
        raise InputRejectedError("INGEST-007", file=path.name)
    if head.startswith(b"PK"):
        _check_archive(path, limits or ArchiveLimits())
        return Container.WORKBOOK
    if head.startswith(OLE2_MAGIC):
        _check_compound_file(path)
        return Container.WORKBOOK
    if head.startswith(b"PAR1"):
        return Container.PARQUET
    for magic, kind in _FOREIGN:
        if head.startswith(magic):
            raise InputRejectedError("INGEST-002", file=path.name, kind=kind)
    return _textual(head, path)


def _textual(head: bytes, path: Path) -> Container:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in (b"{", b"["):
        return Container.JSON
    if text[:1] == b"<":
        lowered = text.lower()
        if b"<html" in lowered or b"<table" in lowered:
            raise InputRejectedError("INGEST-006", file=path.name)
        raise InputRejectedError("INGEST-002", file=path.name, kind="XML")
    return Container.CSV


def _check_archive(path: Path, limits: ArchiveLimits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            _check_declared(path, members, limits)
            if any(member.flag_bits & 1 for member in members):
                raise InputRejectedError("INGEST-004", file=path.name)
            _check_kind(path, archive, names)
    except zipfile.BadZipFile:
        raise InputRejectedError("INGEST-003", file=path.name) from None
    with path.open("rb") as stream:
        remaining = limits.inflated_bytes
        for member in members:
            remaining -= _inflate(path, stream, member, remaining, limits)


def _check_declared(path: Path, members: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    inflated = sum(member.file_size for member in members)
    if len(members) > limits.members or inflated > limits.inflated_bytes:
        raise _bomb(path, inflated, limits)


def _check_kind(path: Path, archive: zipfile.ZipFile, names: set[str]) -> None:
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return
    kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in names else "zip"
    if kind == "application/vnd.oasis.opendocument.spreadsheet":
        return
    raise InputRejectedError(
        "INGEST-002", file=path.name, kind="Word" if "word/document.xml" in names else kind
    )


def _inflate(
    path: Path, stream: BinaryIO, member: zipfile.ZipInfo, remaining: int, limits: ArchiveLimits
) -> int:
    """Bytes a member really inflates to; the directory's own figure is not believed."""
    stream.seek(member.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise InputRejectedError("INGEST-003", file=path.name)
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    stream.seek(name_length + extra_length, 1)
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise InputRejectedError("INGEST-002", file=path.name, kind="zip")
    allowed = min(
        remaining, max(limits.ratio_from_bytes, limits.ratio * max(member.compress_size, 1))
    )
    inflater, total, unread = zlib.decompressobj(-15), 0, member.compress_size
    while unread > 0 and not inflater.eof:
        data = stream.read(min(_CHUNK, unread))
        if not data:
            raise InputRejectedError("INGEST-003", file=path.name)
        unread -= len(data)
        while data and not inflater.eof:
            try:
                total += len(inflater.decompress(data, _CHUNK))
            except zlib.error:
                raise InputRejectedError("INGEST-003", file=path.name) from None
            data = inflater.unconsumed_tail
            if total > allowed:
                raise _bomb(path, total, limits)
    return total


def _bomb(path: Path, inflated: int, limits: ArchiveLimits) -> InputRejectedError:
    return InputRejectedError(
        "INGEST-005",
        file=path.name,
        megabytes=inflated >> 20,
        limit=limits.inflated_bytes >> 20,
        ratio=limits.ratio,
    )


def _check_compound_file(path: Path) -> None:
    """OLE2 holds old workbooks, but also encrypted new ones and Word documents."""
    with path.open("rb") as stream:
        content = stream.read(64 << 20)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise InputRejectedError("INGEST-004", file=path.name)
    streams = ("Workbook", "Book")
    if not any(name.encode("utf-16-le") + b"\0\0" in content for name in streams):
        is_word = "WordDocument".encode("utf-16-le") in content
        raise InputRejectedError("INGEST-002", file=path.name, kind="Word" if is_word else "OLE2")
