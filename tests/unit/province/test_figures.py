"""The figures behind the province: each cited or called an assumption, and consistent."""

from __future__ import annotations

import pytest

from trimtab.kernel import Region
from trimtab.province import read_figures


def test_every_figure_says_what_it_rests_on():
    for one in read_figures().marginals:
        assert one.basis in {"cited", "derived", "assumption"}
        assert one.source
        assert one.title.en and one.title.zh
        assert (one.basis == "assumption") == (one.source == "Trimtab"), one


def test_shares_of_the_employed_are_whole():
    figures = read_figures()
    assert figures.age_shares.sum() == pytest.approx(1)
    assert figures.tier_shares.sum() == pytest.approx(1)
    assert figures.form_shares.sum() == pytest.approx(1)
    assert figures.prefectures.share.sum() == pytest.approx(1)
    sectors = [one.value for one in figures.marginals if one.key == "sector"]
    assert sum(sectors) == pytest.approx(1)


def test_industries_add_up_to_the_nation_and_cited_sizes_stay():
    figures = read_figures()
    assert figures.industries.employed.sum() == pytest.approx(figures.value("employed"))
    sizes = dict(zip(figures.industries.codes, figures.industries.employed, strict=True))
    assert sizes["GBT4754@2017:B"] == 4_698_000  # mining, fifth economic census
    assert (figures.industries.employed > 0).all()


def test_every_occupation_works_somewhere_and_every_industry_employs():
    figures = read_figures()
    assert set(figures.jobs.occupation) == set(range(len(figures.occupations.codes)))
    assert set(figures.jobs.industry) == set(range(len(figures.industries.codes)))
    assert figures.occupations.tiers.sum(axis=1) == pytest.approx(1)


def test_the_codes_of_the_places_are_assigned_to_nobody():
    figures = read_figures()
    for code in figures.prefectures.codes:
        assert str(Region(code))[3:5] == "98"
    for title in (*figures.prefectures.titles, figures.province):
        assert "synthetic" in title.en and "合成" in title.zh
