"""A mapping says how a file becomes observations. Drafted by ``inspect_file``, read by ``stage``.

All of it is plain data: ``trimtab.ingest.mapping_file`` writes it as commented YAML and reads it
back unchanged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from trimtab.ingest.releases import ReleaseKind, ReleaseRule
from trimtab.ingest.units import NOTATIONS, UNITS
from trimtab.kernel import Frequency, InputRejectedError, SeasonalAdjustment

VERSION = 1
DEFAULT_MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "-", "--", "—", "…", "...", ".", "/")
DEFAULT_SUPPRESSED = ("*", "**", "x", "X", "#", "S", "(D)", "ND")
ANNOUNCED_NOTES = (
    "(注|备注|说明|资料来源|数据来源|来源|填表人|制表人|填报人|审核人)\\s*[:\uff1a].*",
    r"([Nn]otes?|[Ss]ources?)\s*:.*",
)
DEFAULT_SKIP = (
    "[合总小][\\s\u3000]*计.{0,4}|[Tt]otals?|TOTAL|[Ss]ubtotals?",
    ANNOUNCED_NOTES[0],
    "[*\u203b].*|.*[\u3002\uff1b].*",  # a footnote mark, or a sentence
    ANNOUNCED_NOTES[1],
)
_INDICATOR = re.compile(r"[a-z][a-z0-9_]*")


class Form(StrEnum):
    """Long: a row is one place and period. Wide: a dimension runs along the header."""

    LONG = "long"
    WIDE = "wide"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table is in the file. Rows count from 1, as a person sees them."""

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    sheet: str | None = None
    header_rows: tuple[int, int] = (1, 1)

    def __post_init__(self) -> None:
        first, last = self.header_rows
        if self.format not in ("csv", "excel", "parquet"):
            raise _wrong("layout.format", self.format, "csv, excel, parquet")
        if self.format == "csv" and len(self.delimiter or "") != 1:
            raise _wrong("layout.delimiter", self.delimiter, ", ; | \\t")
        if not 1 <= first <= last:
            raise _wrong("layout.header_rows", [first, last], "1 <= first <= last")


@dataclass(frozen=True, slots=True)
class DimensionRule:
    """A dimension comes from columns of the file (joined by "-") or is one constant.

    ``scheme`` says how words become codes: for regions ``US`` or ``CN`` (names, postal and
    statistical codes of that country) or ``code``; for industries and occupations a classification
    such as ``NAICS@2022`` or ``code``. ``words`` overrides: the word in the file -> code.
    ``fill_down``: an empty cell takes the value above it (written once for several rows).
    """

    columns: tuple[str, ...] = ()
    constant: str | None = None
    scheme: str = "code"
    words: dict[str, str] = field(default_factory=dict)
    fill_down: bool = False

    def __post_init__(self) -> None:
        if bool(self.columns) and self.constant is not None:
            raise _wrong("columns/constant", list(self.columns), "only one of the two")


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """The period, from columns (year, month, ... joined by "-") or one constant.

    ``fill_down``: an empty cell takes the value above it.
    """

    frequency: Frequency
    columns: tuple[str, ...] = ()
    constant: str | None = None
    pattern: str | None = None
    fill_down: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of values, or a word of the measure column: its indicator, unit and notation.

    ``source`` is the column's header; the word in ``Mapping.measure_column`` where there is one;
    ignored in wide form, where all value columns share one measure. ``release`` and
    ``seasonal_adjustment`` override the mapping's where measures of one file differ.
    """

    source: str
    indicator: str
    unit: str
    written_as: str = "plain"
    release: ReleaseRule | None = None
    seasonal_adjustment: SeasonalAdjustment | None = None

    def __post_init__(self) -> None:
        if not _INDICATOR.fullmatch(self.indicator):
            raise _wrong("measures.indicator", self.indicator, "a-z, 0-9, _")
        if self.unit not in UNITS:
            raise _wrong("measures.unit", self.unit, ", ".join(UNITS))
        if self.written_as not in NOTATIONS:
            raise _wrong("measures.written_as", self.written_as, ", ".join(NOTATIONS))
        if self.release is not None and self.release.kind is ReleaseKind.COLUMN:
            raise _wrong("measures.release", "column", "lag, instant")


@dataclass(frozen=True, slots=True)
class Spread:
    """Wide form: which dimension the header holds, and in which columns (empty: all others)."""

    dimension: str
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        allowed = ("period", "region", "industry", "occupation")
        if self.dimension not in allowed:
            raise _wrong("spread.dimension", self.dimension, ", ".join(allowed))


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole mapping. Raises InputRejectedError INGEST-053 when its parts contradict."""

    layout: Layout
    form: Form
    period: PeriodRule
    region: DimensionRule
    measures: tuple[Measure, ...]
    release: ReleaseRule
    industry: DimensionRule = DimensionRule()
    occupation: DimensionRule = DimensionRule()
    spread: Spread | None = None
    measure_column: str | None = None
    value_column: str | None = None
    status_column: str | None = None
    seasonal_adjustment: SeasonalAdjustment = SeasonalAdjustment.NONE
    missing: tuple[str, ...] = DEFAULT_MISSING
    suppressed: tuple[str, ...] = DEFAULT_SUPPRESSED
    skip: tuple[str, ...] = DEFAULT_SKIP
    ignore: tuple[str, ...] = ()
    version: int = VERSION

    def __post_init__(self) -> None:
        if self.version != VERSION:
            raise _wrong("version", self.version, str(VERSION))
        if not self.measures:
            raise _wrong("measures", [], ">= 1")
        if (self.form is Form.WIDE) != (self.spread is not None):
            raise _wrong("spread", self.form.value, "form: wide <=> spread")
        if self.form is Form.WIDE and len(self.measures) != 1:
            raise _wrong("measures", len(self.measures), "form: wide <=> 1")
        if (self.measure_column is None) != (self.value_column is None):
            raise _wrong("measure_column", self.measure_column, "measure_column + value_column")
        for name in ("period", "region"):
            rule = getattr(self, name)
            given = bool(rule.columns) or rule.constant is not None
            spread = self.spread is not None and self.spread.dimension == name
            if given == spread:
                raise _wrong(name, None, "columns | constant | spread")
        for pattern in self.skip:
            try:
                re.compile(pattern)
            except re.error:
                raise _wrong("skip", pattern, "regular expression") from None


def _wrong(name: str, got: object, allowed: str) -> InputRejectedError:
    return InputRejectedError("INGEST-053", field=name, got=got, allowed=allowed)
