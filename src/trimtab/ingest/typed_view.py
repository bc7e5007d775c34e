"""The SQL view that turns cells into numbers and codes, with only the joins a mapping needs."""

from __future__ import annotations

from trimtab.ingest.cells import Places
from trimtab.ingest.engine import quoted
from trimtab.ingest.mapping import Mapping
from trimtab.ingest.releases import ReleaseKind
from trimtab.ingest.source import Source
from trimtab.kernel import ObsStatus

_NARROW = "0123456789.,-+%"
_FULL_WIDTH = "".join(chr(ord(character) + 0xFEE0) for character in _NARROW)
_NUMBER = r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][-+]?\d+)?%?"
_SPACES = "[\\s\u00a0\u3000]"
_LOOKUPS = {"industry": "industrys", "occupation": "occupations"}


def create_typed_view(source: Source, mapping: Mapping, places: Places) -> None:
    """Create the view ``typed`` over ``cells`` and the lookup tables of ``resolution``.

    A cell is first read as it stands, with the exponent of its notation appended. Only what is then
    no number is tidied: spaces, full-width digits, thousands separators, a percent sign (which
    means percent whatever the notation), an exponent of its own.
    """
    joins = ["LEFT JOIN periods p ON numbers.period = p.word",
             "LEFT JOIN regions g ON numbers.region = g.word"]  # fmt: skip
    columns = ["p.ordinal AS period", "p.starts", "g.code AS region"]
    spread = mapping.spread.dimension if mapping.spread else None
    for name, table in _LOOKUPS.items():
        if name in places.words or name == spread or getattr(mapping, name).constant:
            joins.append(f"LEFT JOIN {table} ON numbers.{name} = {table}.word")
            columns.append(f"{table}.code AS {name}")
        else:
            columns.append(f"'' AS {name}")
    released = "p.releases[numbers.rule]"
    if mapping.release.kind is ReleaseKind.COLUMN:
        joins.append("LEFT JOIN releases t ON numbers.release = t.word")
        released = "t.instant"
    status = quoted(ObsStatus.NORMAL.value)
    if mapping.status_column is not None:
        joins.append("LEFT JOIN statuses s ON numbers.status = s.word")
        status = f"CASE WHEN coalesce(numbers.status, '') = '' THEN {status} ELSE s.code END"
    source.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW typed AS SELECT numbers.r, numbers.k, value AS raw, blank, "
        "indicator, unit, low, high, seasonal_adjustment, "
        f"CASE WHEN blank IS NULL THEN number END AS number, {', '.join(columns)}, "
        f"{released} AS release_time, coalesce(blank, {status}) AS obs_status "
        f"FROM ({_numbers(mapping)}) numbers {' '.join(joins)}"
    )


def _numbers(mapping: Mapping) -> str:
    """Cells with their measure's attributes, the number they show, and whether they are blank."""
    matched = "cells.measure = m.word" if mapping.measure_column else "cells.k = m.k"
    translated = f"translate(value, {quoted(_FULL_WIDTH)}, {quoted(_NARROW)})"
    narrowed = f"regexp_replace({translated}, {quoted(_SPACES)}, '', 'g')"
    tidied = (
        f"CASE WHEN simple IS NULL AND regexp_full_match({narrowed}, {quoted(_NUMBER)}) "
        f"THEN {narrowed} END"
    )
    exponent = "CASE WHEN suffix(tidy, '%') THEN 'e-2' ELSE exponent END"
    number = (
        "CASE WHEN tidy IS NULL THEN simple ELSE coalesce("
        f"TRY_CAST(replace(rtrim(tidy, '%'), ',', '') || {exponent} AS DOUBLE), "
        "TRY_CAST(tidy AS DOUBLE) * TRY_CAST('1' || exponent AS DOUBLE)) END"
    )
    return (
        f"SELECT *, {number} AS number, {_blank(mapping)} AS blank FROM ("
        f"SELECT *, {tidied} AS tidy FROM ("
        "SELECT cells.*, m.* EXCLUDE (k, word), "
        "TRY_CAST(value || coalesce(m.exponent, '') AS DOUBLE) AS simple "
        f"FROM cells LEFT JOIN measures m ON {matched}))"
    )


def _blank(mapping: Mapping) -> str:
    """M or Q for the words that stand for no figure; asked only where no number stands.

    A marker that is itself a number (-999) makes the question necessary everywhere.
    """
    missing, suppressed = {"", *mapping.missing}, set(mapping.suppressed)
    numeric = any(_is_number(word) for word in missing | suppressed)
    answer = (
        f"CASE WHEN list_contains({_words(missing)}, coalesce(value, '')) "
        f"THEN {quoted(ObsStatus.MISSING.value)} "
        f"WHEN list_contains({_words(suppressed)}, value) "
        f"THEN {quoted(ObsStatus.SUPPRESSED.value)} END"
    )
    if numeric:
        return answer
    return f"CASE WHEN simple IS NULL OR NOT isfinite(simple) THEN {answer} END"


def _words(words: set[str]) -> str:
    return "[" + ", ".join(map(quoted, sorted(words))) + "]::VARCHAR[]"


def _is_number(word: str) -> bool:
    try:
        return float(word) == float(word)
    except ValueError:
        return False
