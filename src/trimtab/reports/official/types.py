"""An official document as its parts, whoever sets it: Word and PDF print the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trimtab.messages import Language


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
    """The whole document. ``dated`` is the day it was signed; None marks it as a draft."""

    language: Language
    letterhead: Letterhead
    title: str
    sections: tuple[Section, ...]
    dated: date | None
    opening: tuple[str, ...] = ()
    closing: str = ""
    note: str = ""
    annexes: tuple[Annex, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether nobody has signed it yet."""
        return self.dated is None
