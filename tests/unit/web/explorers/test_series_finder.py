"""A series is found by what people type, and a code nobody has names its neighbours."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.app.workbench.series_index import SeriesIndex
from trimtab.app.workbench.series_sums import nested, sums_of
from trimtab.kernel import Frequency, Industry, Region, SeriesKey

INDICATORS = ("employment", "hires", "registered_unemployment")
REGIONS = ("CN-980100", "CN-980200")
INDUSTRIES = ("GBT4754@2017:C", "GBT4754@2017:I")


def key(indicator: str, region: str, industry: str | None) -> SeriesKey:
    code = None if industry is None else Industry(industry)
    return SeriesKey(indicator, Region(region), code, None, Frequency.MONTHLY, "count")


HELD = tuple(key(i, r, k) for i in INDICATORS for r in REGIONS for k in INDUSTRIES)


@pytest.fixture(scope="module")
def index() -> SeriesIndex:
    return SeriesIndex.of(HELD)


def best(index: SeriesIndex, words: str) -> set[str]:
    scores = index.scores(words)
    assert scores.max() > 0, words
    return {str(index.keys[at]) for at in np.flatnonzero(scores == scores.max())}


@pytest.mark.parametrize(
    "words",
    [
        "制造业 用工人数 甲市",
        "甲市制造业用工人数",
        "zhizaoye yonggongrenshu jia",
        "zzy ygrs 980100",
        "manufacturing employment Jia",
        "GBT4754@2017:C employment CN-980100",
        "manufactring employment jia",
    ],
)
def test_one_series_under_many_names(index, words):
    """Chinese with and without spaces, pinyin, initials, English, codes, a misspelling."""
    assert best(index, words) == {"employment|CN-980100|GBT4754@2017:C||M|count|N"}


def test_every_word_must_be_answered(index):
    assert index.scores("制造业 nothingofthekind").max() == 0
    assert index.scores("").min() == 1  # nothing asked: everything


def test_an_unknown_code_names_its_neighbours(index):
    assert "CN-980100" in index.near("region", "CN-980199")
    assert "employment" in index.near("indicator", "employmnt")


def test_totals_are_offered_over_industries_and_regions():
    sums = sums_of(HELD)
    of_region = sums[key("hires", "CN-980100", None)]
    assert set(of_region) == {key("hires", "CN-980100", one) for one in INDUSTRIES}
    whole = sums[key("hires", "CN-980000", None)]
    assert set(whole) == {key("hires", r, k) for r in REGIONS for k in INDUSTRIES}
    assert set(sums[key("hires", "CN-980000", INDUSTRIES[0])]) == {
        key("hires", region, INDUSTRIES[0]) for region in REGIONS
    }


def test_a_total_that_is_held_is_not_added_up():
    held = (*HELD, key("hires", "CN-980100", None))
    assert key("hires", "CN-980100", None) not in sums_of(held)


def test_shares_and_nested_industries_have_no_total():
    rate = [
        SeriesKey("unemployment_rate", Region(r), Industry(k), None, Frequency.MONTHLY, "share")
        for r in REGIONS
        for k in INDUSTRIES
    ]
    assert sums_of(rate) == {}
    inside = (*HELD, key("hires", "CN-980100", "GBT4754@2017:C13"))
    assert key("hires", "CN-980100", None) not in sums_of(inside)
    assert nested([Industry("NAICS@2022:11"), Industry("GBT4754@2017:A")])  # two classifications
