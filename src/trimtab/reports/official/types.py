"""An official document as its parts, whoever sets it: Word and PDF print the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from trimtab.messages import Language

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file holds, and so no Word file: control signs, as in text pasted from elsewhere."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; ``numeric`` columns stand at the right."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...] = ()
    widths: tuple[float, ...] = ()  # shares of the width, equal where not given

    def __post_init__(self) -> None:
        """Every row as wide as the header."""
        assert all(len(row) == len(self.header) for row in self.rows)
        assert len(self.numeric) in (0, len(self.header))
        assert len(self.widths) in (0, len(self.header))

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the width of each column."""
        given = self.widths or (1.0,) * len(self.header)
        return tuple(width / sum(given) for width in given)


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered heading of the first level and what stands under it."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends the document to whom, and how it is marked.

    What is None is left out; a number of None leaves the place for it open, because the
    registry of the office gives it. ``upwards``: to a higher authority, which names the signer
    beside the number (GB/T 9704-2012, 7.2.5 and 7.2.6).
    """

    issuer: str
    addressee: str
    number: str | None = None
    copy_number: str | None = None
    secrecy: str | None = None
    urgency: str | None = None
    upwards: bool = False
    signers: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex on its own page."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """The whole document. ``dated`` is the day it was signed; None marks it as a draft. A blank
    stands for each sign that cannot be printed."""

    language: Language
    letterhead: Letterhead
    title: str
    sections: tuple[Section, ...]
    dated: date | None
    opening: tuple[str, ...] = ()
    closing: str = ""
    note: str = ""
    annexes: tuple[Annex, ...] = ()

    def __post_init__(self) -> None:
        for one in fields(self):
            object.__setattr__(self, one.name, _printable(getattr(self, one.name)))

    @property
    def is_draft(self) -> bool:
        """Whether nobody has signed it yet."""
        return self.dated is None


def _printable(value: Any) -> Any:
    """The same with a blank for each sign that cannot be printed, however deep it lies."""
    if isinstance(value, Language):
        return value
    if isinstance(value, str):
        return _UNPRINTABLE.sub(" ", value)
    if isinstance(value, tuple):
        return tuple(map(_printable, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _printable(getattr(value, f.name)) for f in fields(value)})
    return value
