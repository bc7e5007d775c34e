"""Exposure of industries: joined by owner, part or ancestor, and nothing made up where unknown."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pytest

from trimtab import classifications
from trimtab.app.exposure_source import (
    SHARE_MEASURES,
    JoinKind,
    exposure_of_industries,
    industry_exposure,
)
from trimtab.kernel import Industry


def _by_hand(industry: str) -> np.ndarray:
    """Employment-weighted mean of each measure, straight from the published rows."""
    table = classifications.oews_industry_occupation()
    chosen = pc.and_(
        pc.equal(table["industry"], industry), pc.equal(table["occupation_level"], "major")
    )
    rows = table.filter(chosen).select(["occupation", "employment"]).to_pylist()
    scores = {
        str(group): one.measures for group, one in classifications.exposure_by_major_group().items()
    }
    kept = [(row["employment"], scores[row["occupation"]]) for row in rows if row["employment"]]
    total = sum(jobs for jobs, _ in kept)
    return np.array([sum(n * one[name] for n, one in kept) / total for name in SHARE_MEASURES])


@pytest.mark.parametrize(
    ("asked", "published"),
    [
        ("NAICS@2022:5415", "NAICS@2022:5415"),
        ("CES@2017:60541500", "NAICS@2022:5415"),
        ("NAICS@2022:31", "NAICS@2022:31-33"),
        ("NAICS@2022:92", "OEWS@2025:99-100"),
        ("CES@2017:65622000", "OEWS@2025:622005"),  # private hospitals, not all
        ("OEWS@2025:999300", "OEWS@2025:999300"),
    ],
)
def test_a_published_industry_has_the_mean_over_its_own_jobs(asked: str, published: str):
    found = exposure_of_industries([Industry(asked)])
    by_hand = _by_hand(published)
    assert found.middle == pytest.approx(np.median(by_hand), rel=1e-12)
    assert found.low == pytest.approx(by_hand.min(), rel=1e-12)
    assert found.high == pytest.approx(by_hand.max(), rel=1e-12)
    assert found.kind == (JoinKind.DIRECT,)


def test_an_industry_that_is_not_published_takes_the_nearest_broader_one():
    found = exposure_of_industries(["NAICS@2022:52213", "NAICS@2022:522"])
    assert found.kind == (JoinKind.BROADER, JoinKind.DIRECT)
    assert found.middle[0] == found.middle[1]


def test_an_industry_of_several_parts_lies_between_them():
    whole, first, second = industry_exposure(
        ["CES@2017:55523000", "NAICS@2022:523", "NAICS@2022:525"]
    )
    assert min(first, second) < whole < max(first, second)
    assert exposure_of_industries(["CES@2017:55523000"]).kind == (JoinKind.PARTS,)


def test_what_is_not_known_is_not_made_up():
    asked = [None, "GBT4754@2017:I65", "CES@2017:00000000", "NAICS@2022:999999"]
    found = exposure_of_industries(asked)
    assert np.isnan(found.middle).all()
    assert found.joins == {JoinKind.UNKNOWN: 4}


def test_every_payroll_industry_is_joined():
    industries = sorted(set(classifications.payroll_employment()["industry"].to_pylist()))
    found = exposure_of_industries(industries)
    assert len(industries) == 113
    assert found.joins[JoinKind.UNKNOWN] == 0
    assert found.joins[JoinKind.DIRECT] >= 90
    assert (found.coverage > 0.95).all()
    assert (found.low <= found.middle).all() and (found.middle <= found.high).all()


def test_order_and_repetition_do_not_matter():
    names = ["NAICS@2022:23", None, "NAICS@2022:5415", "NAICS@2022:23"]
    forward, backward = industry_exposure(names), industry_exposure(names[::-1])
    np.testing.assert_array_equal(forward, backward[::-1])
    assert forward[0] == forward[3]


def test_nothing_asked_is_nothing_answered():
    assert industry_exposure([]).shape == (0,)
