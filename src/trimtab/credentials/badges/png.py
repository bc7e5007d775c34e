"""A credential inside a PNG picture.

The picture a person hands in may be made to hurt: lengths are believed only as far as the file
goes, sums are checked, and nothing is ever inflated.

References   Open Badges 3.0 section 5.3.1 (iTXt chunk, keyword openbadgecredential, uncompressed,
             once); PNG (W3C, third edition) sections 5.2 to 5.5 and 11.3.3.4
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from trimtab.kernel import InputRejectedError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
_OLD_KEYWORDS = (b"openbadges\0", b"openbadge\0")  # Open Badges 1 and 2
_MOST_CHUNKS = 100_000
_HEAD = struct.Struct(">I4s")
_SUM = struct.Struct(">I")


def bake_png(picture: bytes, credential: str) -> bytes:
    """The picture with the credential in it: the JSON text, or a compact JWS.

    Raises InputRejectedError CREDENTIALS-230 (not a whole PNG), 232 (it holds one already).
    """
    chunks = list(_chunks(picture))
    if any(_is_baked(kind, data) for kind, data, _ in chunks):
        raise InputRejectedError("CREDENTIALS-232")
    text = KEYWORD + b"\0\0\0\0\0" + credential.encode("utf-8")
    end = chunks[0][2]  # behind the head of the picture, before anything else
    return picture[:end] + _chunk(b"iTXt", text) + picture[end:]


def unbake_png(picture: bytes) -> str:
    """The text of the credential in a PNG.

    Raises InputRejectedError CREDENTIALS-230 (not a whole PNG), 233 (no credential in it), 234
    (more than one), 235 (compressed, which the standard forbids), 237 (a badge of an older kind).
    """
    chunks = list(_chunks(picture))
    found = [data for kind, data, _ in chunks if _is_baked(kind, data)]
    if len(found) > 1:
        raise InputRejectedError("CREDENTIALS-234")
    if not found:
        words = [data for kind, data, _ in chunks if kind in (b"iTXt", b"tEXt")]
        is_old = any(data.startswith(_OLD_KEYWORDS) for data in words)
        raise InputRejectedError("CREDENTIALS-237" if is_old else "CREDENTIALS-233")
    return _text(found[0])


def _text(data: bytes) -> str:
    """What an iTXt chunk says: keyword, flag, method, language tag, translated keyword, text."""
    rest = data[len(KEYWORD) + 1 :]
    if rest[:1] != b"\0":
        raise InputRejectedError("CREDENTIALS-235")
    fields = rest[2:].split(b"\0", 2)
    if len(fields) != 3:
        raise InputRejectedError("CREDENTIALS-230")
    try:
        return fields[2].decode("utf-8")
    except UnicodeDecodeError:
        raise InputRejectedError("CREDENTIALS-230") from None


def _is_baked(kind: bytes, data: bytes) -> bool:
    return kind == b"iTXt" and data.startswith(KEYWORD + b"\0")


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Kind and data of each chunk, and where it ends; the last is IEND.

    Raises InputRejectedError CREDENTIALS-230 where lengths, sums or order are wrong.
    """
    place = len(SIGNATURE)
    if not picture.startswith(SIGNATURE):
        raise InputRejectedError("CREDENTIALS-230")
    for number in range(_MOST_CHUNKS):
        if place + 12 > len(picture):
            break
        length, kind = _HEAD.unpack_from(picture, place)
        end = place + 12 + length
        if end > len(picture) or (number == 0) != (kind == b"IHDR"):
            break
        data = picture[place + 8 : end - 4]
        if zlib.crc32(data, zlib.crc32(kind)) != _SUM.unpack_from(picture, end - 4)[0]:
            break
        yield kind, data, end
        if kind == b"IEND":
            return
        place = end
    raise InputRejectedError("CREDENTIALS-230")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return _HEAD.pack(len(data), kind) + data + _SUM.pack(zlib.crc32(data, zlib.crc32(kind)))
