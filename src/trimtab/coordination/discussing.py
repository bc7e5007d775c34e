"""What people say about a case, and the files they put beside it: kept as they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Protocol

from trimtab.coordination.moving import get_case, get_record, next_number, require_part
from trimtab.coordination.types import Attachment, CaseComment
from trimtab.coordination.values import NOTE_LONGEST, checked_text
from trimtab.kernel import InputRejectedError, StateError
from trimtab.office.rights import Right
from trimtab.ports import Reading, Work

COMMENT_LONGEST = 4_000
BYTES_MOST = 20 * 1024 * 1024
ATTACHMENTS_MOST = 200
_NAME_LONGEST = 120

_ZIP = (b"PK\x03\x04",)
_TYPES: Mapping[str, tuple[str, tuple[bytes, ...]]] = MappingProxyType(
    {
        ".pdf": ("application/pdf", (b"%PDF-",)),
        ".docx": (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            _ZIP,
        ),
        ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _ZIP),
        ".odt": ("application/vnd.oasis.opendocument.text", _ZIP),
        ".ods": ("application/vnd.oasis.opendocument.spreadsheet", _ZIP),
        ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
        ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
        ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
        ".csv": ("text/csv", ()),
        ".txt": ("text/plain", ()),
    }
)
"""Suffix -> type, and how such a file begins; without a beginning it must be text. Nothing that a
browser would run (HTML, SVG) is among them."""
SUFFIXES = tuple(_TYPES)


class AttachmentStore(Protocol):
    """Where the bytes of attachments lie: in the transaction of their record."""

    def keep(self, work: Work, attachment_id: str, content: bytes) -> None:
        """Keep bytes for good."""
        ...

    def read(self, reading: Reading, attachment_id: str) -> bytes:
        """The bytes that were kept; empty without any."""
        ...


def comment(work: Work, case_id: str, text: str) -> CaseComment:
    """Say something about a case; whoever takes part in it may. It cannot be changed afterwards.

    Raises InputRejectedError COORDINATION-010 or -011, NotAllowedError OFFICE-010,
    UnknownCodeError COORDINATION-001.
    """
    case = get_case(work, case_id)
    require_part(work, work.actor, Right.CASES_COMMENT, case)
    number = next_number(one.number for one in work.find(CaseComment, case_id=case_id))
    said = CaseComment(
        comment_id=f"{case_id}:c{number}",
        case_id=case_id,
        number=number,
        stage=case.stage,
        actor=work.actor,
        at=work.at,
        text=checked_text("comment", text, COMMENT_LONGEST, wanted=True),
    )
    work.add(said)
    return said


def attach(
    work: Work, files: AttachmentStore, case_id: str, name: str, content: bytes, note: str = ""
) -> Attachment:
    """Put a file beside a case, under a cleaned name. It cannot be changed or taken away.

    Raises InputRejectedError COORDINATION-070 (size), -071 (type, or not what the name says), -072
    (the case has too many), -010 (note); NotAllowedError OFFICE-010, UnknownCodeError
    COORDINATION-001.
    """
    case = get_case(work, case_id)
    require_part(work, work.actor, Right.CASES_COMMENT, case)
    if not 0 < len(content) <= BYTES_MOST:
        raise InputRejectedError("COORDINATION-070", bytes=len(content), most=BYTES_MOST)
    kept = clean_name(name)
    media_type = _checked_type(kept, content)
    known = work.find(Attachment, case_id=case_id)
    if len(known) >= ATTACHMENTS_MOST:
        raise InputRejectedError("COORDINATION-072", most=ATTACHMENTS_MOST)
    number = next_number(one.number for one in known)
    added = Attachment(
        attachment_id=f"{case_id}:f{number}",
        case_id=case_id,
        number=number,
        name=kept,
        media_type=media_type,
        bytes=len(content),
        sha256=sha256(content).hexdigest(),
        added_by=work.actor,
        added_at=work.at,
        note=checked_text("note", note, NOTE_LONGEST),
    )
    work.add(added)
    files.keep(work, added.attachment_id, content)
    return added


def read_attachment(
    reading: Reading, files: AttachmentStore, actor: str, attachment_id: str
) -> tuple[Attachment, bytes]:
    """A file of a case one may see, after holding it against its hash.

    Raises StateError COORDINATION-073 when it is not what was attached; NotAllowedError
    OFFICE-010, UnknownCodeError COORDINATION-001.
    """
    found = get_record(reading, Attachment, attachment_id)
    require_part(reading, actor, Right.CASES_SEE, get_case(reading, found.case_id))
    content = files.read(reading, attachment_id)
    if len(content) != found.bytes or sha256(content).hexdigest() != found.sha256:
        raise StateError("COORDINATION-073", key=attachment_id, name=found.name)
    return found, content


def clean_name(name: str) -> str:
    """A file name without folders, control and direction characters, of bearable length.

    >>> clean_name("../../etc/\\u202egpj.report 1.PDF"), clean_name(" .docx")
    ('gpj.report 1.pdf', 'file.docx')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    shown = re.sub(r'[<>:"|?*]', "_", plain)
    dot = shown.rfind(".")
    stem, suffix = (shown[:dot], shown[dot:].strip().lower()) if dot >= 0 else (shown, "")
    stem = re.sub(r"\s+", " ", stem).strip(" .")[: _NAME_LONGEST - len(suffix)] or "file"
    return stem + suffix[:10]


def _checked_type(name: str, content: bytes) -> str:
    suffix = PurePosixPath(name).suffix
    if suffix not in _TYPES:
        raise InputRejectedError("COORDINATION-071", name=name, allowed=", ".join(SUFFIXES))
    media_type, beginnings = _TYPES[suffix]
    fits = content.startswith(beginnings) if beginnings else _is_text(content)
    if not fits:
        raise InputRejectedError("COORDINATION-071", name=name, allowed=", ".join(SUFFIXES))
    return media_type


def _is_text(content: bytes) -> bool:
    """UTF-8 or GB 18030 without control characters, as people's spreadsheets write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not re.search(r"[\x00-\x08\x0e-\x1f]", text)
    return False
