"""What is exported for OpenFisca comes back the same, entry by entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.kernel import Region, Wording
from trimtab.rules import (
    Accrual,
    AccrualBand,
    Alternative,
    Band,
    Bands,
    ClassTable,
    DatedValue,
    Kind,
    Number,
    Parameter,
    Reference,
    RuleBook,
    Validity,
    Verification,
    load_rulebook,
)
from trimtab.rules.amounts import Amount
from trimtab.rules.openfisca import export_openfisca, load_openfisca, write_openfisca
from trimtab.rules.openfisca.exporting import standing_entries
from trimtab.rules.scales import Bracket, Scale, ScaleKind

KEY, REGION = "demo.figure", Region("SE")
RECORDED = date(2026, 11, 22)
figures = st.floats(-1e6, 1e6).map(lambda value: round(value, 4))
names = st.sampled_from(["1", "2", "extended", "低"])
starts = st.lists(st.integers(0, 500), min_size=1, max_size=4, unique=True).map(sorted)


@st.composite
def amounts(draw: st.DrawFn) -> Amount:
    form = draw(st.sampled_from(["number", "table", "bands", "accrual"]))
    if form == "number":
        return Number(draw(figures))
    if form == "table":
        return ClassTable("class", draw(st.dictionaries(names, figures, min_size=1, max_size=3)))
    steps = draw(starts)
    if form == "bands":
        until = draw(st.sampled_from([None, 501.0]))
        special = draw(st.dictionaries(names, figures, max_size=2))
        bands = tuple(Band(start, draw(figures)) for start in steps)
        return Bands("months", bands, special, until)
    bands = tuple(AccrualBand(start, draw(st.integers(1, 24)), draw(st.integers(0, 6)))
                  for start in steps)  # fmt: skip
    return Accrual("months", bands, draw(st.integers(0, 60)), draw(st.sampled_from([None, 24.0])))


@st.composite
def entries(draw: st.DrawFn) -> tuple[DatedValue, ...]:
    days = draw(st.lists(st.integers(0, 5000), min_size=1, max_size=5, unique=True))
    made = []
    for day in sorted(days):
        start = date(2010, 1, 1) + timedelta(days=day)
        source = Reference(draw(st.sampled_from(["Act", "条例"])), "第十七条", "example.org")
        validity = draw(st.sampled_from([one for one in Validity if one is not Validity.WITHDRAWN]))
        base = DatedValue(KEY, REGION, start, RECORDED, source, Number(0))
        if not validity.carries_value:
            made.append(replace(base, value=None, validity=validity))
        elif draw(st.booleans()):
            made.append(
                replace(
                    base,
                    value=draw(amounts()),
                    validity=validity,
                    note=Wording(en=draw(st.sampled_from(["", "a note"]))),
                    verification=draw(st.sampled_from(list(Verification)[:2])),
                )
            )
        else:
            readings = tuple(Alternative(draw(amounts()), source) for _ in range(2))
            made.append(replace(base, value=None, validity=validity, alternatives=readings,
                                verification=Verification.DISPUTED))  # fmt: skip
    return tuple(made)


def _there_and_back(book: RuleBook, region: Region) -> dict[str, Parameter]:
    with TemporaryDirectory() as folder:
        write_openfisca(export_openfisca(book, region), Path(folder))
        read = load_openfisca(Path(folder), region, recorded=RECORDED)
    assert read.findings == ()
    return {parameter.key: parameter for parameter in read.parameters}


@settings(max_examples=60)
@given(entries())
def test_any_timeline_comes_back(values: tuple[DatedValue, ...]):
    title = Wording("Figure", "数值")
    parameter = Parameter(KEY, REGION, title, Kind.VALUE, "months", values, (None, 1e7))
    assert _there_and_back(RuleBook([parameter]), REGION) == {KEY: parameter}


@pytest.mark.parametrize("kind", ScaleKind)
@settings(max_examples=8)
@given(st.lists(starts, min_size=1, max_size=3), st.data())
def test_scales_of_changing_length_come_back(kind: ScaleKind, timeline, data: st.DataObject):
    values = []
    for at, thresholds in enumerate(timeline):
        brackets = tuple(Bracket(threshold, data.draw(figures)) for threshold in thresholds)
        source = Reference("Act")
        scale = Scale(kind, brackets, "income")
        values.append(DatedValue(KEY, REGION, date(2020 + at, 1, 1), RECORDED, source, scale))
    parameter = Parameter(KEY, REGION, Wording("a", "甲"), Kind.FORMULA, "share", tuple(values))
    assert _there_and_back(RuleBook([parameter]), REGION) == {KEY: parameter}


@pytest.mark.parametrize("code", ["CN-440100", "DE"])
def test_the_embedded_rules_of_a_place_come_back(code: str):
    book, region = load_rulebook(), Region(code)
    back = _there_and_back(book, region)
    for key in book.keys():  # noqa: SIM118  not a mapping
        parameter, standing = standing_entries(book, key, region, None)
        if not standing:
            assert key not in back
            continue
        assert back[key].values == tuple(replace(entry, region=region) for entry in standing)
        assert parameter is not None
        assert back[key].unit == parameter.unit
