"""What somebody handed over to be verified: a document, a token, a badge, a PDF, a picture.

Nothing that is read is kept, and everything has a bound before it is opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from trimtab.app.verification_pictures import read_pictured
from trimtab.credentials.securing import read_document
from trimtab.kernel import InputRejectedError

LARGEST_FILE = 16 << 20
"""Bytes of a picture or PDF; a document has a bound of its own, far below."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(~[A-Za-z0-9_.~-]*)?")
_ADDRESS = re.compile(r"(https?://|urn:uuid:)\S+", re.IGNORECASE)
_KEY = re.compile(r"(?:/verify/|^urn:uuid:)([0-9A-Za-z_-]{8,64})/?(?:[?#].*)?$")
_PICTURES = (b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_SHOWN = 120
_HEAD = 4096


class InputKind(StrEnum):
    """What kind of thing was handed over."""

    CREDENTIAL = "credential"
    PRESENTATION = "presentation"
    SD_JWT = "sd_jwt"
    TOKEN = "token"  # a signed token that encloses a credential or presentation
    BADGE_PNG = "badge_png"
    BADGE_SVG = "badge_svg"
    PDF = "pdf"
    QR = "qr"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Read:
    """What was found: a document, a token, or the key of a certificate kept by the office.

    ``kind`` is what was handed over, ``text`` what a QR code or pasted line said.
    """

    kind: InputKind
    document: dict[str, Any] | None = None
    token: str | None = None
    key: str | None = None
    text: str | None = None


def read_any(content: bytes) -> Read:
    """Find the certificate in what was handed over.

    Raises       InputRejectedError CREDENTIALS-095 (nothing), 096 (nothing known), 097 (a picture
                 without certificate or code), 098 (a code of something else), 099 (a PDF without
                 certificate), 100 (a web page), 101 (too large), 102 (a document that is no
                 certificate), and as ``read_document``, ``unbake`` and ``read_pictured``
    """
    if not content.strip():
        raise InputRejectedError("CREDENTIALS-095")
    if len(content) > LARGEST_FILE:
        raise InputRejectedError("CREDENTIALS-101", megabytes=LARGEST_FILE >> 20)
    if content.startswith(b"\x89PNG"):
        return _read_png(content)
    if content.startswith(_PICTURES) or content[8:12] == b"WEBP":
        return _read_picture(content)
    if b"%PDF-" in content[:1024]:
        return _read_pdf(content)
    return _read_text(content)


def read_content(path: Path) -> bytes:
    """The bytes of a file, no more than are looked at.

    Raises InputRejectedError CREDENTIALS-105 when it cannot be opened, 101 when it is too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputRejectedError("CREDENTIALS-105", path=str(path), reason=reason) from None
    if len(content) > LARGEST_FILE:
        raise InputRejectedError("CREDENTIALS-101", megabytes=LARGEST_FILE >> 20)
    return content


def _read_text(content: bytes) -> Read:
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in b"{[":
        return _of_document(read_document(head), head)
    if head[:1] == b"<":
        return _read_markup(content, head)
    try:
        text = head.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise InputRejectedError("CREDENTIALS-096") from None
    if _TOKEN.fullmatch(text):
        return _of_token(text)
    if _ADDRESS.fullmatch(text):
        return _of_address(text, InputKind.ADDRESS)
    raise InputRejectedError("CREDENTIALS-096")


def _of_document(document: dict[str, Any], content: bytes) -> Read:
    """A document by what it says it is."""
    if "payload" in document and document.keys() & {"signature", "signatures"}:
        return Read(InputKind.SD_JWT, token=content.decode("utf-8"))
    held = document.get("type", [])
    kinds = {str(one) for one in (held if isinstance(held, list) else [held])}
    if kinds & {"VerifiablePresentation", "EnvelopedVerifiablePresentation"}:
        return Read(InputKind.PRESENTATION, document=document)
    if "@context" in document or kinds & {"VerifiableCredential", "EnvelopedVerifiableCredential"}:
        return Read(InputKind.CREDENTIAL, document=document)
    raise InputRejectedError("CREDENTIALS-102")


def _of_token(text: str) -> Read:
    return Read(InputKind.SD_JWT if "~" in text else InputKind.TOKEN, token=text)


def _of_address(text: str, kind: InputKind) -> Read:
    """The key of a certificate in the address of its public page."""
    found = _KEY.search(text)
    if found is None:
        raise InputRejectedError("CREDENTIALS-098", text=text[:_SHOWN])
    return Read(kind, key=found.group(1), text=text)


def _inside(text: str, kind: InputKind) -> Read:
    """A certificate found inside a badge or file keeps the kind of what held it."""
    return replace(_read_text(text.encode("utf-8")), kind=kind)


def _read_markup(content: bytes, head: bytes) -> Read:
    start = head[:_HEAD].lower()
    if b"<html" in start or b"<svg" not in start:
        raise InputRejectedError("CREDENTIALS-100")
    from trimtab.credentials.badges import unbake

    return _inside(unbake(content), InputKind.BADGE_SVG)


def _baked(content: bytes) -> str | None:
    """The certificate inside a badge or PDF, None without one. Raises as ``unbake``."""
    from trimtab.credentials.badges import unbake

    try:
        return unbake(content)
    except InputRejectedError as refused:
        if refused.code == "CREDENTIALS-233":
            return None
        raise


def _read_png(content: bytes) -> Read:
    """A badge with its credential; else perhaps a screenshot of a code."""
    baked = _baked(content)
    return _read_picture(content) if baked is None else _inside(baked, InputKind.BADGE_PNG)


def _read_picture(content: bytes) -> Read:
    found = read_pictured(content)
    for text in found:
        if read := _attempt(text):
            return read
    if found:
        raise InputRejectedError("CREDENTIALS-098", text=found[0][:_SHOWN])
    raise InputRejectedError("CREDENTIALS-097")


def _of_code(text: str) -> Read:
    if _ADDRESS.fullmatch(text.strip()):
        return _of_address(text.strip(), InputKind.QR)
    return replace(_inside(text, InputKind.QR), text=text)


def _read_pdf(content: bytes) -> Read:
    baked = _baked(content)
    if baked is None:
        raise InputRejectedError("CREDENTIALS-099")
    return _inside(baked, InputKind.PDF)


def _attempt(text: str) -> Read | None:
    """What one code of several in a picture holds, None where it is something else."""
    try:
        return _of_code(text)
    except InputRejectedError:
        return None
