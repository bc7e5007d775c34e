"""What the room hands out: entries of lists, regions, matches, links, dated facts. All immutable.

Mostly named tuples, not frozen dataclasses: a dozen of those take 15 ms to define, these take 2,
and every start of the command line pays for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from trimtab.kernel import Occupation, Period, Region


class CodeEntry(NamedTuple):
    """One code of a list. ``parent`` is None at the top; a title may exist in one language only."""

    code: str
    parent: str | None
    level: str
    title_en: str
    title_zh: str

    def title(self, language: str) -> str:
        """Title in ``zh`` or ``en``; the other language where this one has none."""
        first, second = self.title_en, self.title_zh
        return (second or first) if language == "zh" else (first or second)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything a search may find it by."""
        return tuple(name for name in (self.title_en, self.title_zh) if name)


class RegionEntry(NamedTuple):
    """A region. ``group`` is the statistical grouping: East, Central, West or Northeast in China,
    the census region in the US, whose ``division`` is finer; empty where none applies.
    """

    region: Region
    parent: Region | None
    level: str
    title_en: str
    title_zh: str
    short_en: str
    short_zh: str
    group: str = ""
    division: str = ""
    fips: str = ""
    pinyin: str = ""
    other_names: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return str(self.region)

    def title(self, language: str, *, short: bool = False) -> str:
        """Name in ``zh`` or ``en``; ``short`` for tiles and charts (上海, AL)."""
        if language == "zh":
            return self.short_zh if short else self.title_zh
        return self.short_en if short else self.title_en

    @property
    def names(self) -> tuple[str, ...]:
        """Everything a search may find it by."""
        given = (self.title_en, self.title_zh, self.short_en, self.short_zh, self.pinyin)
        local = (self.code[3:], self.fips)
        return tuple(name for name in (*given, *self.other_names, *local) if name)


class Retirement(NamedTuple):
    """A region code no longer in force, the year it ended and the codes that took its place.

    Several successors: the area was divided. ``change`` is the kind as the source words it.
    """

    code: str
    title_zh: str
    year: int
    successors: tuple[Region, ...]
    change: str


class ResolvedRegion(NamedTuple):
    """A region that was recognised; ``retired`` says that an earlier code was mapped forward."""

    region: Region
    retired: Retirement | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A search result; ``score`` in (0, 1] orders results of one search and means nothing else."""

    code: str
    title_en: str
    title_zh: str
    score: float


class MatchType(StrEnum):
    """How two codes relate, seen from the source: SKOS exact, close, broad, narrow."""

    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"


class Link(NamedTuple):
    """One line of a crosswalk: source code, target code (both with classification), match.

    ``weight``: the part of the source that goes to the target, where the crosswalk knows one; then
    those of a source add up to 1. Otherwise 1.
    """

    source: str
    target: str
    match: MatchType
    weight: float = 1.0


class Weighting(StrEnum):
    """Where the weights of a crosswalk come from."""

    NONE = "none"  # none are held
    EQUAL = "equal"  # equal split over the targets
    EMPLOYMENT = "employment"  # share of the source's jobs in the US (OEWS), split equally within


class Recession(NamedTuple):
    """First month after the peak to the month of the trough, both inclusive.

    The days of announcement say when the dating could be known; None before 1980, when there
    were no announcements.
    """

    start: Period
    end: Period
    start_announced: date | None = None
    end_announced: date | None = None


class GroupExposure(NamedTuple):
    """Published AI exposure measures of one occupation group.

    ``measures`` maps the name of a measure to its group mean; measures are on different scales and
    disagree by construction, so show their spread, never one of them alone.
    """

    occupation: Occupation
    occupations: int
    measures: Mapping[str, float]


class ReleaseLag(NamedTuple):
    """Usual days from the end of the reference period to the release, with the usual range."""

    indicator: str
    region: str
    frequency: str
    days: int
    low: int
    high: int
    counted_from: str
    publisher: str
    source: str
    verification: str


class Source(NamedTuple):
    """Where an embedded file comes from, as ``reference/SOURCES.toml`` says."""

    file: str
    title: str
    source: str
    publisher: str
    licence: str
    retrieved: str
    derived_by: str
    rows: int
    sha256: str
    notes: str = ""
