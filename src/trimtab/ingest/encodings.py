"""Which encoding a text file is in, proved over the whole file; and its conversion to UTF-8.

Everything streams: memory does not grow with the file. A file is UTF-8 when all of it decodes as
UTF-8; else GB18030 when all of it decodes so and no line is plainly UTF-8, which is how pasted
files give themselves away.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from trimtab.kernel import InputRejectedError, Problem

_CHUNK = 1 << 20
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Chinese text in GB18030 is nearly all pairs of high bytes; Latin-1 letters stand alone.
_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_HIGH = re.compile(rb"[\x80-\xff]")
# Two or more Chinese characters written as UTF-8: in GB18030 text this all but never happens.
_CHINESE_UTF8 = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}.*?){2}", re.DOTALL)


def detect_encoding(path: Path) -> str:
    """Name the encoding: utf-8, utf-8-sig, gb18030, utf-16-le or utf-16-be.

    Raises InputRejectedError INGEST-010 (two encodings in one file, naming the first row of the
    second), INGEST-011 (none of these, naming the row), INGEST-012 (binary content).
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    for mark, name in _BOMS:
        if head.startswith(mark) and name != "utf-32":
            return name
    if b"\0" in head:
        return _utf16_without_mark(path, head)
    if _decodes(path, "utf-8"):
        return "utf-8"
    _check_lines(path)
    return "gb18030"


def _utf16_without_mark(path: Path, head: bytes) -> str:
    """Latin digits and commas put a zero in every second byte; which one tells the order."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 4 * others and zeros * 8 > len(head) and _decodes(path, name):
            return name
    raise InputRejectedError("INGEST-012", file=path.name)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _line_encoding(line: bytes) -> str | None:
    """utf-8, gb18030, or None when the line is neither."""
    try:
        line.decode("utf-8")
        if _CHINESE_UTF8.search(line):
            return "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return "gb18030"


def _check_lines(path: Path) -> None:
    """Refuse a file that is not UTF-8 unless every line of it can be GB18030."""
    first: tuple[str, int] | None = None
    high = paired = 0
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.isascii():
                continue
            found = _line_encoding(line)
            if found is None:
                found = "utf-8" if _is_utf8(line) else None
            if found is None:
                raise _refuse("INGEST-011", path, number)
            high += len(_HIGH.findall(line))
            paired += 2 * len(_PAIR.findall(line))
            first = first or (found, number)
            if found != first[0]:
                raise _refuse("INGEST-010", path, number, first=first[0], second=found)
    if first is not None and 2 * paired < high:
        raise _refuse("INGEST-011", path, first[1])


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse(code: str, path: Path, row: int, **params: object) -> InputRejectedError:
    filled = {"file": path.name, "row": row, **params}
    return InputRejectedError(
        code, problems=[Problem(code, file=path.name, row=row, params=filled)], **filled
    )


def as_utf8(path: Path, encoding: str, work: Path) -> Path:
    """The file itself when it is UTF-8, else a converted copy in ``work``, written by streaming."""
    if encoding in ("utf-8", "utf-8-sig"):
        return path
    target = work / f"{path.name}.utf8.csv"
    decoder = codecs.getincrementaldecoder(encoding)()
    with target.open("w", encoding="utf-8", newline="") as stream:
        try:
            for number, chunk in enumerate(_chunks(path)):
                text = decoder.decode(chunk)
                stream.write(text.removeprefix("\ufeff") if number == 0 else text)
            stream.write(decoder.decode(b"", final=True))
        except UnicodeDecodeError:
            raise InputRejectedError("INGEST-012", file=path.name) from None
    return target
