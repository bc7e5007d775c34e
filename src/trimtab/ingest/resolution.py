"""Words to codes: each distinct word is resolved once, then joined back to every cell.

Python sees the distinct words of a dimension (a few thousand), never the rows.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from trimtab.ingest.cells import Places
from trimtab.ingest.codes import (
    resolve_industry,
    resolve_occupation,
    resolve_region,
    retired_code,
)
from trimtab.ingest.mapping import DimensionRule, Mapping, Measure
from trimtab.ingest.periods import header_endings, read_header_period, read_period, read_release
from trimtab.ingest.releases import ReleaseKind, ReleaseRule
from trimtab.ingest.source import Source, plain
from trimtab.ingest.units import NOTATIONS, UNITS
from trimtab.kernel import InputRejectedError, ObsStatus
from trimtab.tables import Finding, Severity

MOST_WORDS = 200_000  # more distinct words than this is not a dimension
_INSTANT = pa.timestamp("us", tz="UTC")
_FULL_WIDTH = (
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0e\uff0c\uff0d\uff0b\uff05"
)
_NARROW = "0123456789.,-+%"


def create_typed(source: Source, mapping: Mapping, places: Places) -> tuple[Finding, ...]:
    """Create lookup tables and the view ``typed``: codes, ordinal, number and flags of each cell.

    Columns: r, k, raw (the value's text), number (DOUBLE or NULL), blank (missing or suppressed),
    indicator, unit, low, high, period, starts, release_time, region, industry, occupation,
    obs_status; NULL where a word could not be resolved. Returns a note for each retired region code
    that was mapped forward.
    """
    _register_periods(source, mapping)
    _register_codes(source, "region", mapping, resolve_region)
    _register_codes(source, "industry", mapping, resolve_industry)
    _register_codes(source, "occupation", mapping, resolve_occupation)
    _register_measures(source, mapping, places)
    _register_releases(source, mapping)
    _register_markers(source, mapping)
    by_word = mapping.measure_column is not None
    stated = mapping.release.kind is ReleaseKind.COLUMN
    source.connection.execute(
        _TYPED.replace("MEASURE", "cells.measure = m.word" if by_word else "cells.k = m.k")
        .replace("RELEASE", "t.instant" if stated else "p.releases[read.rule]")
        .replace("FULL_WIDTH", _FULL_WIDTH)
        .replace("NARROW", _NARROW)
        .replace("PLAIN", _PLAIN)
    )
    return _retired(source, mapping)


# A cell is first read as it stands, with the exponent of its notation appended. Only what is then
# no number is tidied: full-width digits, thousands separators, a percent sign (which means percent
# whatever the column's notation), an exponent of its own.
_TYPED = """
CREATE OR REPLACE TEMP VIEW typed AS
SELECT read.r, read.k, raw, blank, read.indicator, read.unit, read.low, read.high,
    read.seasonal_adjustment, CASE WHEN blank IS NULL THEN number END AS number,
    p.ordinal AS period, p.starts, RELEASE AS release_time,
    g.code AS region, i.code AS industry, o.code AS occupation,
    CASE WHEN blank IS NOT NULL THEN blank
        WHEN coalesce(read.status, '') = '' THEN 'A' ELSE s.code END AS obs_status
FROM (
    SELECT tidied.* EXCLUDE (value, simple, tidy), value AS raw, b.status AS blank,
        CASE WHEN simple IS NOT NULL OR tidy IS NULL THEN simple ELSE coalesce(
            TRY_CAST(replace(rtrim(tidy, '%'), ',', '')
                || CASE WHEN suffix(tidy, '%') THEN 'e-2' ELSE exponent END AS DOUBLE),
            TRY_CAST(tidy AS DOUBLE) * TRY_CAST('1' || exponent AS DOUBLE)
        ) END AS number
    FROM (
        SELECT *, CASE WHEN simple IS NULL AND regexp_full_match(narrowed, 'PLAIN')
            THEN narrowed END AS tidy
        FROM (
            SELECT *, CASE WHEN simple IS NULL
                THEN replace(translate(value, 'FULL_WIDTH', 'NARROW'), ' ', '') END AS narrowed
            FROM (
                SELECT cells.*, m.* EXCLUDE (k, word),
                    TRY_CAST(value || coalesce(m.exponent, '') AS DOUBLE) AS simple
                FROM cells LEFT JOIN measures m ON MEASURE
            )
        )
    ) tidied
    LEFT JOIN markers b ON coalesce(tidied.value, '') = b.word
) read
LEFT JOIN periods p ON read.period = p.word
LEFT JOIN regions g ON read.region = g.word
LEFT JOIN industrys i ON read.industry = i.word
LEFT JOIN occupations o ON read.occupation = o.word
LEFT JOIN releases t ON read.release = t.word
LEFT JOIN statuses s ON read.status = s.word
"""
_PLAIN = r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][-+]?\d+)?%?"


def distinct_words(source: Source, dimension: str) -> list[str]:
    """The distinct words of a dimension. Raises INGEST-047 when there are too many to be one."""
    rows = source.connection.execute(
        f"SELECT DISTINCT {dimension} FROM cells WHERE {dimension} IS NOT NULL "
        f"LIMIT {MOST_WORDS + 1}"
    ).fetchall()
    if len(rows) > MOST_WORDS:
        raise InputRejectedError(
            "INGEST-047", file=source.file, dimension=dimension, limit=MOST_WORDS
        )
    return [str(row[0]) for row in rows]


def _register(source: Source, name: str, table: pa.Table) -> None:
    source.connection.register(f"{name}_words", table)
    source.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {name}_words")
    source.connection.unregister(f"{name}_words")


def _rules(mapping: Mapping) -> list[ReleaseRule]:
    """The distinct release rules of a mapping; a measure points into this list."""
    return list(
        dict.fromkeys([mapping.release, *(m.release for m in mapping.measures if m.release)])
    )


def _register_periods(source: Source, mapping: Mapping) -> None:
    rule = mapping.period
    words = distinct_words(source, "period")
    in_header = mapping.spread is not None and mapping.spread.dimension == "period"
    read = read_header_period if in_header else read_period
    found = [read(word, rule.frequency, rule.pattern) for word in words]
    rules = _rules(mapping)
    releases = [
        [
            None if period is None or lag.kind is ReleaseKind.COLUMN else lag.release(period)
            for lag in rules
        ]
        for period in found
    ]
    _register(
        source,
        "periods",
        pa.table(
            {
                "word": pa.array(words, pa.string()),
                "ordinal": pa.array([p.ordinal if p else None for p in found], pa.int32()),
                "starts": pa.array([p.start if p else None for p in found], pa.date32()),
                "releases": pa.array(releases, pa.list_(_INSTANT)),
            }
        ),
    )


def _register_codes(
    source: Source,
    dimension: str,
    mapping: Mapping,
    resolve: Callable[[str, str], str | None],
) -> None:
    rule: DimensionRule = getattr(mapping, dimension)
    words = distinct_words(source, dimension)
    in_header = mapping.spread is not None and mapping.spread.dimension == dimension
    overrides = {plain(word): code for word, code in rule.words.items()}
    codes = []
    for word in words:
        code: str | None = overrides.get(plain(word))
        if code is None:
            empty_means_all = word == "" and dimension != "region"
            parts = header_endings(plain(word)) if in_header else [plain(word)]
            found = (resolve(part, rule.scheme) for part in parts)
            code = "" if empty_means_all else next((c for c in found if c is not None), None)
        codes.append(code)
    _register(
        source,
        f"{dimension}s",
        pa.table({"word": pa.array(words, pa.string()), "code": pa.array(codes, pa.string())}),
    )


def _retired(source: Source, mapping: Mapping) -> tuple[Finding, ...]:
    if mapping.region.scheme == "US":
        return ()
    found = [(word, retired_code(word)) for word in distinct_words(source, "region")]
    return tuple(
        Finding("INGEST-115", Severity.NOTE,
                params={"word": word, "title": retired[0], "code": retired[1]})
        for word, retired in found
        if retired is not None and plain(word) not in mapping.region.words
    )  # fmt: skip


def _register_measures(source: Source, mapping: Mapping, places: Places) -> None:
    measures: tuple[Measure, ...] = mapping.measures
    words = [plain(measure.source) for measure in measures]
    if mapping.spread is not None:
        measures, words = measures * len(places.values), list(places.names)
    elif mapping.measure_column is not None:
        by_word = dict(zip(words, measures, strict=True))
        words = [word for word in distinct_words(source, "measure") if plain(word) in by_word]
        measures = tuple(by_word[plain(word)] for word in words)
    notations = [NOTATIONS[m.written_as] for m in measures]
    units = [UNITS[m.unit] for m in measures]
    rules = _rules(mapping)
    adjustments = [m.seasonal_adjustment or mapping.seasonal_adjustment for m in measures]
    _register(
        source,
        "measures",
        pa.table(
            {
                "k": pa.array(range(len(measures)), pa.int32()),
                "word": pa.array(words, pa.string()),
                "indicator": pa.array([m.indicator for m in measures], pa.string()),
                "unit": pa.array([m.unit for m in measures], pa.string()),
                "exponent": pa.array([f"e{n.exponent}" if n.exponent else "" for n in notations]),
                "low": pa.array([u.low for u in units], pa.float64()),
                "high": pa.array([u.high for u in units], pa.float64()),
                "rule": pa.array(
                    [rules.index(m.release or mapping.release) + 1 for m in measures], pa.int32()
                ),
                "seasonal_adjustment": pa.array([a.value for a in adjustments], pa.string()),
            }
        ),
    )


def _register_releases(source: Source, mapping: Mapping) -> None:
    words = distinct_words(source, "release") if mapping.release.column else []
    _register(
        source,
        "releases",
        pa.table(
            {
                "word": pa.array(words, pa.string()),
                "instant": pa.array([read_release(word) for word in words], _INSTANT),
            }
        ),
    )


def _register_markers(source: Source, mapping: Mapping) -> None:
    blanks = dict.fromkeys(("", *mapping.missing), ObsStatus.MISSING.value)
    blanks |= dict.fromkeys(mapping.suppressed, ObsStatus.SUPPRESSED.value)
    codes = [status.value for status in ObsStatus]
    _register(source, "markers", pa.table({"word": list(blanks), "status": list(blanks.values())}))
    _register(source, "statuses", pa.table({"word": codes, "code": codes}))
