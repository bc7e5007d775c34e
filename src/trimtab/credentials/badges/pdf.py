"""A credential attached to a PDF document.

Looked for are embedded files as PDF writers lay them down: a stream of its own whose dictionary
names it an EmbeddedFile, plain or deflated. Streams cannot lie inside other streams, so this also
finds attachments of files that another program saved again. It does not find those of encrypted
documents, or behind other filters: then no credential is found, and the reader is told so.

References   ISO 32000-1, 7.3.8 (streams), 7.11.4 (embedded file streams)
"""

from __future__ import annotations

import json
import re
import zlib

from trimtab.credentials.securing import SIZE_LIMIT
from trimtab.kernel import InputRejectedError

SIGNATURE = b"%PDF-"
_LARGEST = SIZE_LIMIT  # bytes of one attachment, inflated
_MOST = 16  # places that are looked at, so that a file of nothing but names costs little
_NAME = b"/EmbeddedFile"
_DICTIONARY = 2048  # bytes before and behind the name in which its dictionary lies
_FILTER = re.compile(rb"/(\w+Decode)\b")
_START = re.compile(rb"stream\r?\n")


def unbake_pdf(document: bytes) -> str:
    """The text of the credential attached to a PDF.

    Raises InputRejectedError CREDENTIALS-233 (no credential found), 234 (several that differ).
    """
    found: list[str] = []
    place = document.find(_NAME)
    for _ in range(_MOST):
        if place < 0:
            break
        content = _content(document, place)
        if content is not None and (text := _credential(content)) and text not in found:
            found.append(text)
        if len(found) > 1:
            raise InputRejectedError("CREDENTIALS-234")
        place = document.find(_NAME, place + 1)
    if not found:
        raise InputRejectedError("CREDENTIALS-233")
    return found[0]


def _content(document: bytes, place: int) -> bytes | None:
    """What the stream holds whose dictionary has the name here; None where it cannot be read."""
    start = _START.search(document, place, place + _DICTIONARY)
    if start is None:
        return None
    head = document[max(0, place - _DICTIONARY) : start.start()]
    head = head[max(head.rfind(b" obj"), head.rfind(b"endstream")) + 1 :]
    filters = _FILTER.findall(head)
    if not filters and b"/Filter" not in head:
        end = document.find(b"endstream", start.end(), start.end() + _LARGEST)
        return document[start.end() : end] if end >= 0 else None
    if filters != [b"FlateDecode"]:
        return None
    machine = zlib.decompressobj()
    try:
        content = machine.decompress(document[start.end() : start.end() + _LARGEST], _LARGEST + 1)
    except zlib.error:
        return None
    return content if machine.eof and len(content) <= _LARGEST else None


def _credential(content: bytes) -> str | None:
    """The text, if it is that of a credential."""
    if b"VerifiableCredential" not in content:
        return None
    try:
        text = content.decode("utf-8").strip()
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    kinds = document.get("type") if isinstance(document, dict) else None
    kinds = kinds if isinstance(kinds, list) else [kinds]
    is_credential = {"VerifiableCredential", "EnvelopedVerifiableCredential"} & set(map(str, kinds))
    return text if is_credential else None
