"""However a region is written, it is recognised as itself."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.classifications import (
    RegionEntry,
    region,
    regions,
    resolve_region,
    retirements,
    search_regions,
)
from trimtab.kernel import Region, UnknownCodeError

ALL = [region(code) for country in ("CN", "US") for code in (Region(country), *regions(country))]
BY_TITLE = [entry for entry in ALL if sum(o.title_zh == entry.title_zh for o in ALL) == 1]

UNTIMED = settings(deadline=None, max_examples=60)
any_region = st.sampled_from(ALL)


def _disguise(text: str, how: str) -> str:
    match how:
        case "upper":
            return text.upper()
        case "lower":
            return text.lower()
        case "spaced":
            return f"  {text} "
        case "full width":
            return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
        case "decomposed":
            return unicodedata.normalize("NFD", text)
        case _:
            return text


disguises = st.sampled_from(["as it is", "upper", "lower", "spaced", "full width", "decomposed"])


@UNTIMED
@given(any_region, disguises)
def test_the_inside_form_in_any_disguise(entry: RegionEntry, how: str) -> None:
    assert resolve_region(_disguise(entry.code, how)) == entry.region


@UNTIMED
@given(st.sampled_from(BY_TITLE), disguises)
def test_the_full_chinese_title(entry: RegionEntry, how: str) -> None:
    assert resolve_region(_disguise(entry.title_zh, how)) == entry.region


@UNTIMED
@given(st.sampled_from([entry for entry in ALL if entry.region.country == "US"]), disguises)
def test_every_us_name(entry: RegionEntry, how: str) -> None:
    for written in (entry.title_en, entry.short_en, entry.title_zh, entry.short_zh, entry.fips):
        if written:
            assert resolve_region(_disguise(written, how)) == entry.region


@UNTIMED
@given(st.sampled_from([entry for entry in ALL if entry.level == "province"]), disguises)
def test_every_name_of_a_province(entry: RegionEntry, how: str) -> None:
    for written in (entry.title_en, entry.short_zh, entry.code[3:], *entry.other_names):
        assert resolve_region(_disguise(written, how)) == entry.region


@UNTIMED
@given(any_region, st.data())
def test_a_name_means_its_region_or_one_at_least_as_broad_or_several(
    entry: RegionEntry, data: st.DataObject
) -> None:
    breadth = ["country", "province", "state", "territory", "prefecture", "county"]
    written = data.draw(st.sampled_from(entry.names))
    try:
        meant = region(resolve_region(written))
    except UnknownCodeError as error:
        assert error.code == "CLASSIFICATION-005" and entry.code in str(error.params["candidates"])
    else:
        assert meant == entry or breadth.index(meant.level) <= breadth.index(entry.level)


@UNTIMED
@given(any_region)
def test_search_finds_every_region_by_its_title(entry: RegionEntry) -> None:
    assert entry.code in [match.code for match in search_regions(entry.title_zh, limit=20)]
    assert entry.code in [match.code for match in search_regions(entry.code, limit=20)]


@UNTIMED
@given(st.text(max_size=20))
def test_any_text_is_a_region_or_a_coded_error(text: str) -> None:
    try:
        found = resolve_region(text)
    except UnknownCodeError as error:
        assert error.code.startswith("CLASSIFICATION-00")
    else:
        assert region(found).region == found


@pytest.mark.parametrize("code", sorted(retirements()))
def test_a_retired_code_leads_to_codes_in_force(code: str) -> None:
    retired = retirements()[code]
    assert retired.successors, "an area does not vanish"
    for successor in retired.successors:
        assert region(successor).region == successor
    if len(retired.successors) == 1:
        assert resolve_region(code) == retired.successors[0]
    else:
        with pytest.raises(UnknownCodeError, match="CLASSIFICATION-006"):
            resolve_region(code)
