"""A status list: one bit for each certificate, and the text in which it travels.

The text is made by whoever publishes the list, and a verifier has not checked its signature yet
when it opens it: so what it inflates to is bounded before it is inflated.

References   W3C Bitstring Status List v1.0, sections 3.2 and 3.3 (the bit of index 0 is the first
             from the left; at least 131,072 entries; GZIP; base64url without padding, multibase u)
"""

from __future__ import annotations

import base64
import binascii
import gzip
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError, UsageError

MINIMUM_ENTRIES = 131_072  # the published minimum: fewer, and a reader learns who is asked about
LARGEST_ENTRIES = 1 << 26  # 8 MiB of bits: ours, 512 times the minimum
_LARGEST_BYTES = LARGEST_ENTRIES // 8
_LARGEST_TEXT = _LARGEST_BYTES * 4 // 3 + 1024  # GZIP never shortens random bits
_BASE64URL = re.compile(r"u[A-Za-z0-9_-]+")
_GZIP = 16 + zlib.MAX_WBITS  # exactly a GZIP member, neither raw nor zlib


@dataclass(frozen=True, slots=True)
class StatusList:
    """The bits of a list, eight to a byte, the first entry in the highest bit.

    Raises UsageError CREDENTIALS-051 for a number of entries below the minimum, above the largest
    or not a multiple of eight.

    >>> StatusList.empty().changed([7], True).is_set(7)
    True
    """

    bits: bytes

    def __post_init__(self) -> None:
        if not MINIMUM_ENTRIES <= self.entries <= LARGEST_ENTRIES:
            raise UsageError(
                "CREDENTIALS-051",
                entries=self.entries,
                smallest=MINIMUM_ENTRIES,
                largest=LARGEST_ENTRIES,
            )

    @classmethod
    def empty(cls, entries: int = MINIMUM_ENTRIES) -> StatusList:
        """A list in which no bit is set; ``entries`` rounded up to a whole byte."""
        return cls(bytes(-(-entries // 8)))

    @classmethod
    def of(cls, indices: Iterable[int], entries: int = MINIMUM_ENTRIES) -> StatusList:
        """A list in which exactly these bits are set."""
        return cls.empty(entries).changed(indices, True)

    @property
    def entries(self) -> int:
        """How many certificates the list has room for."""
        return len(self.bits) * 8

    def is_set(self, index: int) -> bool:
        """The bit of one entry. Raises InputRejectedError CREDENTIALS-044 outside the list."""
        if not 0 <= index < self.entries:
            raise InputRejectedError("CREDENTIALS-044", index=index, entries=self.entries)
        return bool(self.bits[index >> 3] >> (7 - (index & 7)) & 1)

    def changed(self, indices: Iterable[int], value: bool) -> StatusList:
        """The same list with these bits set, or cleared.

        Raises InputRejectedError CREDENTIALS-044 outside the list.
        """
        flags = self._flags()
        places = np.fromiter(indices, dtype=np.int64)
        outside = places[(places < 0) | (places >= self.entries)]
        if outside.size:
            raise InputRejectedError("CREDENTIALS-044", index=int(outside[0]), entries=self.entries)
        flags[places] = value
        return StatusList(np.packbits(flags).tobytes())

    def indices(self) -> list[int]:
        """The entries whose bit is set, ascending."""
        return np.flatnonzero(self._flags()).tolist()

    def encoded(self) -> str:
        """The text of the list; the same bits always give the same text."""
        packed = gzip.compress(self.bits, compresslevel=9, mtime=0)
        return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")

    def _flags(self) -> npt.NDArray[np.uint8]:
        return np.unpackbits(np.frombuffer(self.bits, dtype=np.uint8))


def decode_status_list(text: object) -> StatusList:
    """The list that a text holds, without ever inflating more than the largest list.

    Raises InputRejectedError CREDENTIALS-040 (not multibase base64url without padding), 041 (not
    one whole GZIP member: damaged, cut, or followed by anything, zeros included), 042 (inflates
    beyond the largest list), 043 (shorter than the minimum).
    """
    bits = _inflated(_unwrapped(text))
    if len(bits) * 8 < MINIMUM_ENTRIES:
        raise InputRejectedError("CREDENTIALS-043", entries=len(bits) * 8, smallest=MINIMUM_ENTRIES)
    return StatusList(bits)


def _unwrapped(text: object) -> bytes:
    """The bytes behind the multibase text."""
    if not isinstance(text, str):
        raise InputRejectedError("CREDENTIALS-040")
    if len(text) > _LARGEST_TEXT:
        raise InputRejectedError("CREDENTIALS-042", largest=LARGEST_ENTRIES)
    if not _BASE64URL.fullmatch(text):
        raise InputRejectedError("CREDENTIALS-040")
    held = text[1:]
    try:
        return base64.urlsafe_b64decode(held + "=" * (-len(held) % 4))
    except binascii.Error:
        raise InputRejectedError("CREDENTIALS-040") from None


def _inflated(packed: bytes) -> bytes:
    """One GZIP member, at most one byte more than the largest list."""
    machine = zlib.decompressobj(_GZIP)
    try:
        bits = machine.decompress(packed, _LARGEST_BYTES + 1)
    except zlib.error:
        raise InputRejectedError("CREDENTIALS-041") from None
    if len(bits) > _LARGEST_BYTES:
        raise InputRejectedError("CREDENTIALS-042", largest=LARGEST_ENTRIES)
    if not machine.eof or machine.unused_data:
        raise InputRejectedError("CREDENTIALS-041")
    return bits
