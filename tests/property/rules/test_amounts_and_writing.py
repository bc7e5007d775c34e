"""Amounts are the same written and read, one by one and all at once; ceilings hold."""

from __future__ import annotations

from datetime import date

import numpy as np
import yaml
from hypothesis import HealthCheck, given, settings
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
    Number,
    Reference,
    Validity,
    Verification,
)
from trimtab.rules.reading import read_folders

FIGURES = st.floats(0, 1e6, allow_nan=False).map(lambda number: round(number, 4))
STARTS = st.lists(st.integers(0, 300), min_size=1, max_size=5, unique=True).map(sorted)
WORDS = st.text("abc 甲乙丙：#'\"{}[]", min_size=1, max_size=12).filter(str.strip).map(str.strip)
MONTHS = st.lists(st.integers(-5, 700), min_size=1, max_size=20)


@st.composite
def bands(draw) -> Bands:
    starts = draw(STARTS)
    steps = tuple(Band(start, draw(FIGURES)) for start in starts)
    special = draw(st.dictionaries(st.sampled_from("abc"), FIGURES, max_size=2))
    return Bands("months", steps, special, draw(st.none() | st.integers(301, 400)))


@st.composite
def accruals(draw) -> Accrual:
    steps = tuple(
        AccrualBand(start, draw(st.integers(1, 24)), draw(st.integers(0, 5)))
        for start in draw(STARTS)
    )
    return Accrual("months", steps, draw(st.integers(0, 24)), draw(st.none() | st.integers(0, 36)))


NUMBERS = FIGURES.map(Number)
TABLES = st.dictionaries(st.sampled_from("1234"), FIGURES, min_size=1).map(
    lambda rows: ClassTable("class", rows)
)
REFERENCES = st.builds(Reference, WORDS, st.just("") | WORDS, st.just("") | WORDS)
WORDINGS = st.builds(Wording, WORDS, WORDS)


@st.composite
def dated_values(draw) -> DatedValue:
    disputed = draw(st.booleans())
    one = NUMBERS | TABLES | bands()
    told = {
        "value": None if disputed else draw(one),
        "alternatives": tuple(
            draw(st.builds(Alternative, one, REFERENCES, WORDINGS)) for _ in range(2 * disputed)
        ),
        "verification": Verification.DISPUTED
        if disputed
        else draw(st.sampled_from([Verification.VERIFIED, Verification.UNVERIFIED])),
        "validity": draw(st.sampled_from([v for v in Validity if v.carries_value])),
        "issued": draw(st.none() | st.dates()),
        "reference_year": draw(st.none() | st.integers(1950, 2050)),
        "note": draw(st.just(Wording()) | WORDINGS),
    }
    days = st.dates(date(1990, 1, 1), date(2050, 1, 1))
    return DatedValue("a.b", Region("CN"), draw(days), draw(days), draw(REFERENCES), **told)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(dated_values())
def test_what_is_written_is_read_again(tmp_path, entry):
    document = {
        "region": "CN",
        "parameters": {
            "a.b": {
                "title": {"en": "a", "zh": "甲"},
                "unit": "count",
                "range": [0, 1_000_000],
                "kind": "value",
                "values": [entry.to_plain()],
            }
        },
    }
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    (parameter,) = read_folders(tmp_path)
    (read,) = parameter.values
    assert read == entry
    assert read.version == entry.version


@given(accruals(), MONTHS)
def test_more_contribution_never_earns_less_and_never_more_than_the_cap(accrual, months):
    earned = accrual.evaluate(np.sort(months))
    assert np.all(np.diff(earned) >= 0)
    assert np.all(earned >= 0)
    if accrual.cap is not None:
        assert np.all(earned <= accrual.cap)


@given(accruals() | bands(), MONTHS)
def test_a_province_is_its_persons(amount, months):
    together = amount.evaluate(months)
    alone = [amount.evaluate(month)[0] for month in months]
    assert np.array_equal(together, alone, equal_nan=True)


@given(accruals(), st.integers(-5, 700))
def test_an_accrual_counts_full_steps_band_by_band(accrual, month):
    """The formula of the docstring in whole numbers."""
    ends = [*(band.start for band in accrual.bands[1:]), 10_000]
    earned = sum(
        (int(min(month, end)) - int(band.start)) // int(band.step) * int(band.award)
        for band, end in zip(accrual.bands, ends, strict=True)
        if month >= band.start
    )
    if accrual.cap is not None:
        earned = min(earned, int(accrual.cap))
    expected = 0 if month < accrual.first_award_at else earned
    assert accrual.evaluate(month)[0] == expected
