"""Words to codes: each distinct word is resolved once, then joined back to every cell.

Python sees the distinct words of a dimension (a few thousand), never the rows.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from trimtab.ingest.cells import Places
from trimtab.ingest.codes import (
    named_region,
    resolve_industry,
    resolve_occupation,
    resolve_region,
    retired_code,
)
from trimtab.ingest.mapping import DimensionRule, Mapping, Measure
from trimtab.ingest.periods import header_endings, read_header_period, read_period, read_release
from trimtab.ingest.releases import ReleaseKind, ReleaseRule
from trimtab.ingest.source import Source, plain
from trimtab.ingest.typed_view import create_typed_view
from trimtab.ingest.units import NOTATIONS, UNITS
from trimtab.kernel import InputRejectedError, ObsStatus, Problem
from trimtab.tables import Finding, Severity

MOST_WORDS = 200_000  # more distinct words than this is not a dimension
_INSTANT = pa.timestamp("us", tz="UTC")


def create_typed(source: Source, mapping: Mapping, places: Places) -> tuple[Finding, ...]:
    """Create lookup tables and the view ``typed``: codes, ordinal, number and flags of each cell.

    Columns: r, k, raw (the value's text), number (DOUBLE or NULL), blank (missing or suppressed),
    indicator, unit, low, high, period, starts, release_time, region, industry, occupation,
    obs_status; NULL where a word could not be resolved. Returns a note for each retired region code
    that was mapped forward.
    """
    _register_periods(source, mapping, places)
    _register_codes(source, places, "region", mapping, resolve_region)
    _register_codes(source, places, "industry", mapping, resolve_industry)
    _register_codes(source, places, "occupation", mapping, resolve_occupation)
    _register_measures(source, mapping, places)
    _register_releases(source, mapping, places)
    _register_statuses(source)
    create_typed_view(source, mapping, places)
    return _retired(source, mapping, places)


def distinct_words(source: Source, places: Places, part: str) -> list[str]:
    """The distinct words of a part of the cells: few, or it is no dimension (INGEST-047)."""
    if part not in places.words:
        rows = source.connection.execute(f"SELECT DISTINCT {part} FROM (FROM cells LIMIT 100000)")
        return [str(row[0]) for row in rows.fetchall() if row[0] is not None]
    found = source.connection.execute(
        f"SELECT DISTINCT {places.words[part]} AS word FROM {source.relation} "
        f"LIMIT {MOST_WORDS + 1}"
    ).fetchall()
    if len(found) > MOST_WORDS:
        raise InputRejectedError("INGEST-047", file=source.file, dimension=part, limit=MOST_WORDS)
    return [str(row[0]) for row in found if row[0] is not None]


def _register(source: Source, name: str, table: pa.Table) -> None:
    source.connection.register(f"{name}_words", table)
    source.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {name}_words")
    source.connection.unregister(f"{name}_words")


def _rules(mapping: Mapping) -> list[ReleaseRule]:
    """The distinct release rules of a mapping; a measure points into this list."""
    return list(
        dict.fromkeys([mapping.release, *(m.release for m in mapping.measures if m.release)])
    )


def _register_periods(source: Source, mapping: Mapping, places: Places) -> None:
    rule = mapping.period
    words = distinct_words(source, places, "period")
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
    places: Places,
    dimension: str,
    mapping: Mapping,
    resolve: Callable[[str, str], str | None],
) -> None:
    rule: DimensionRule = getattr(mapping, dimension)
    words = distinct_words(source, places, dimension)
    in_header = mapping.spread is not None and mapping.spread.dimension == dimension
    overrides = _overrides(dimension, rule, resolve)
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


def _overrides(
    dimension: str, rule: DimensionRule, resolve: Callable[[str, str], str | None]
) -> dict[str, str]:
    """The codes a mapping gives itself, each checked: INGEST-055 names the key of one that does
    not exist. A district that is the constant of a whole file counts as given."""
    given = {(f"{dimension}.words.{word}", plain(word)): code for word, code in rule.words.items()}
    whole: dict[str, str | None] = (
        {} if dimension == "region" else {"": ""}
    )  # no code: all industries, all occupations
    codes: dict[str, str | None] = whole | {
        code: named_region(code) if dimension == "region" else resolve(code, "code")
        for code in {*given.values()} - whole.keys()
    }
    found = {}
    for (key, word), code in given.items():
        known = codes[code]
        if known is None:
            params: dict[str, object] = {"field": key, "got": code, "dimension": dimension}
            raise InputRejectedError(
                "INGEST-055", problems=[Problem("INGEST-055", params=params)], **params
            )
        found[word] = known
    if dimension == "region" and rule.constant and (district := named_region(rule.constant)):
        found.setdefault(plain(rule.constant), district)
    return found


def _retired(source: Source, mapping: Mapping, places: Places) -> tuple[Finding, ...]:
    if mapping.region.scheme == "US":
        return ()
    found = [(word, retired_code(word)) for word in distinct_words(source, places, "region")]
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
        words = [
            word for word in distinct_words(source, places, "measure") if plain(word) in by_word
        ]
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


def _register_releases(source: Source, mapping: Mapping, places: Places) -> None:
    words = distinct_words(source, places, "release") if mapping.release.column else []
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


def _register_statuses(source: Source) -> None:
    codes = [status.value for status in ObsStatus]
    _register(source, "statuses", pa.table({"word": codes, "code": codes}))
