"""Whatever the table, staged values are the file's; a mapping survives its file unchanged."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trimtab.ingest import Mapping, mapping_yaml, stage
from trimtab.ingest.mapping import (
    DimensionRule,
    Form,
    Layout,
    Measure,
    PeriodRule,
    Spread,
)
from trimtab.ingest.mapping_file import parse_mapping
from trimtab.ingest.releases import ReleaseKind, ReleaseRule
from trimtab.ingest.units import NOTATIONS, UNITS
from trimtab.kernel import Frequency, Period, SeasonalAdjustment
from trimtab.messages import Language

_SETTINGS = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_STATES = ("US-AL", "US-CA", "US-NY", "US-TX", "US-WY")
_LAG = ReleaseRule(ReleaseKind.LAG, days=20)
_FIRST = Period.parse("2019-01")

tables = st.integers(1, 12).flatmap(
    lambda months: st.tuples(
        st.just(months),
        st.lists(
            st.lists(
                st.one_of(st.none(), st.integers(0, 10**9), st.floats(0, 1e12, allow_nan=False)),
                min_size=months, max_size=months,
            ),
            min_size=3, max_size=len(_STATES),
        ),
    )
)  # fmt: skip


def _stage(rows: list[list[object]], mapping: Mapping) -> dict[tuple[str, int], float | None]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=str(mapping.layout.delimiter)).writerows(rows)
        staged = stage(path, mapping, Path(folder) / "staging")
        table = pq.read_table(staged.path).to_pylist()
    return {(row["region"], row["period"]): row["value"] for row in table}


def _expected(values: list[list[float | None]]) -> dict[tuple[str, int], float | None]:
    return {
        (state, (_FIRST + month).ordinal): None if value is None else float(value)
        for state, row in zip(_STATES, values, strict=False)
        for month, value in enumerate(row)
    }


def _written(value: float | None) -> str:
    return "" if value is None else repr(value)


@_SETTINGS
@given(tables, st.sampled_from([",", ";", "\t", "|"]))
def test_long_tables(table: tuple[int, list[list[float | None]]], delimiter: str) -> None:
    months, values = table
    rows: list[list[object]] = [["state", "month", "employed", "note, quoted; and\todd|"]]
    for state, row in zip(_STATES, values, strict=False):
        rows += [[state, str(_FIRST + m), _written(row[m]), 'a "note"'] for m in range(months)]
    mapping = Mapping(
        layout=Layout("csv", delimiter=delimiter),
        form=Form.LONG,
        period=PeriodRule(Frequency.MONTHLY, ("month",)),
        region=DimensionRule(("state",), scheme="US"),
        measures=(Measure("employed", "employed", "count"),),
        release=_LAG,
    )
    assert _stage(rows, mapping) == _expected(values)


@_SETTINGS
@given(tables)
def test_wide_tables_of_months(table: tuple[int, list[list[float | None]]]) -> None:
    months, values = table
    rows: list[list[object]] = [["state", *(str(_FIRST + m) for m in range(months))]]
    rows += [[state, *map(_written, row)] for state, row in zip(_STATES, values, strict=False)]
    mapping = Mapping(
        layout=Layout("csv", delimiter=","),
        form=Form.WIDE,
        period=PeriodRule(Frequency.MONTHLY),
        region=DimensionRule(("state",), scheme="US"),
        measures=(Measure("value", "employed", "count"),),
        spread=Spread("period"),
        release=_LAG,
    )
    assert _stage(rows, mapping) == _expected(values)


@_SETTINGS
@given(tables)
def test_wide_tables_of_regions(table: tuple[int, list[list[float | None]]]) -> None:
    months, values = table
    states = _STATES[: len(values)]
    rows: list[list[object]] = [["month", *states]]
    rows += [[str(_FIRST + m), *(_written(row[m]) for row in values)] for m in range(months)]
    mapping = Mapping(
        layout=Layout("csv", delimiter=","),
        form=Form.WIDE,
        period=PeriodRule(Frequency.MONTHLY, ("month",)),
        region=DimensionRule(scheme="US"),
        measures=(Measure("value", "employed", "count"),),
        spread=Spread("region"),
        release=_LAG,
    )
    assert _stage(rows, mapping) == _expected(values)


words = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff"),
    min_size=1, max_size=12,
)  # fmt: skip
releases = st.one_of(
    st.builds(lambda days: ReleaseRule(ReleaseKind.LAG, days=days), st.integers(0, 400)),
    st.builds(lambda column: ReleaseRule(ReleaseKind.COLUMN, column=column), words),
    st.just(ReleaseRule(ReleaseKind.INSTANT, at="2026-03-01T08:00:00+08:00")),
)
dimensions = st.builds(
    DimensionRule,
    columns=st.lists(words, min_size=1, max_size=3).map(tuple),
    scheme=st.sampled_from(["US", "CN", "code", "NAICS@2022"]),
    words=st.dictionaries(words, words, max_size=3),
)
measures = st.builds(
    Measure,
    source=words,
    indicator=st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True),
    unit=st.sampled_from(sorted(UNITS)),
    written_as=st.sampled_from(sorted(NOTATIONS)),
    seasonal_adjustment=st.none() | st.sampled_from(SeasonalAdjustment),
)
mappings = st.builds(
    Mapping,
    layout=st.builds(
        Layout,
        format=st.just("csv"),
        encoding=st.sampled_from([None, "utf-8", "gb18030"]),
        delimiter=st.sampled_from([",", ";", "\t", "|"]),
        header_rows=st.tuples(st.integers(1, 3), st.integers(3, 5)),
    ),
    form=st.just(Form.LONG),
    period=st.builds(
        PeriodRule,
        st.sampled_from(Frequency),
        st.lists(words, min_size=1, max_size=2).map(tuple),
        pattern=st.none() | st.just("%d/%m/%Y"),
    ),
    region=dimensions,
    industry=dimensions,
    measures=st.lists(measures, min_size=1, max_size=3).map(tuple),
    release=releases,
    seasonal_adjustment=st.sampled_from(SeasonalAdjustment),
    missing=st.lists(words, max_size=4).map(tuple),
    skip=st.just(("合计.*", "null")),
)


@settings(max_examples=60, deadline=None)
@given(mappings, st.sampled_from(Language))
def test_a_mapping_survives_its_file(mapping: Mapping, language: Language) -> None:
    assert parse_mapping(mapping_yaml(mapping, language)) == mapping
