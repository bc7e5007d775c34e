"""Lists hang together: parents exist, titles are there, crosswalks lead somewhere."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest

from trimtab import classifications
from trimtab.classifications import MatchType, code_list, code_lists, crosswalk
from trimtab.kernel import Industry, Occupation, UnknownCodeError

SIZES = {
    ("SOC@2018", "major"): 23,
    ("NAICS@2022", "sector"): 20,
    ("NAICS@2022", "subsector"): 96,
    ("NAICS@2022", "industry_group"): 308,
    ("NAICS@2022", "national_industry"): 1012,
    ("ISCO@08", "major"): 10,
    ("ISCO@08", "sub-major"): 43,
    ("ISCO@08", "minor"): 130,
    ("CSCO@2022", "major"): 8,
    ("GBT4754@2017", "section"): 20,
}


@pytest.mark.parametrize(("name", "level"), SIZES)
def test_number_of_codes_is_that_of_the_standard(name: str, level: str) -> None:
    assert len(code_list(name).codes(level)) == SIZES[name, level]


@pytest.mark.parametrize("name", code_lists())
def test_every_parent_exists_and_knows_its_children(name: str) -> None:
    codes = code_list(name)
    for entry in codes:
        assert entry.parent is None or entry.parent in codes
        assert all(codes.parent(child) == entry.code for child in codes.children(entry.code))
        assert entry.code not in codes.ancestors(entry.code)


@pytest.mark.parametrize("name", code_lists())
def test_every_code_has_a_title_in_both_languages_or_falls_back(name: str) -> None:
    for entry in code_list(name):
        assert entry.title("en") and entry.title("zh")


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("CES@2017", None),
        ("OEWS@2025", None),
        ("GBT4754@2017", None),
        ("SOC@2018", {"major"}),
        ("NAICS@2022", {"sector"}),
        ("ISCO@08", {"major", "sub-major"}),
        ("CSCO@2022", {"major"}),
    ],
)
def test_titles_that_exist_in_both_languages(name: str, levels: set[str] | None) -> None:
    for entry in code_list(name):
        if levels is None or entry.level in levels:
            assert entry.title_en and entry.title_zh and entry.title_en != entry.title_zh


def test_identity_and_local_code_are_both_understood() -> None:
    soc = code_list("SOC@2018")
    assert soc.entry("SOC@2018:11-1011") == soc.entry("11-1011")
    assert "SOC@2018:11-1011" in soc and "11-9999" not in soc
    assert classifications.occupation_title(Occupation("SOC@2018:11-1011"), "en") == (
        "Chief Executives"
    )
    assert soc.ancestors("15-1252") == ("15-1250", "15-1200", "15-0000")


def test_embedded_tables_use_only_codes_of_the_lists() -> None:
    industry = classifications.oews_industry_occupation()
    for column, table in (
        ("industry", classifications.payroll_employment()),
        ("industry", classifications.payroll_sectors()),
        ("industry", industry),
        ("occupation", industry),
        ("occupation", classifications.oews_state_occupation()),
    ):
        for text in pc.unique(table[column]).to_pylist():
            if text == "SOC@2018:00-0000":  # all occupations: a total, not a code of the SOC
                continue
            code = Industry(text) if column == "industry" else Occupation(text)
            assert code.local in code_list(code.classification), text


@pytest.mark.parametrize(
    ("reader", "key"),
    [
        ("payroll_employment", ["industry", "period"]),
        ("payroll_sectors", ["industry", "period"]),
        ("payroll_total", ["period"]),
        ("oews_state_occupation", ["region", "occupation"]),
        ("oews_industry_occupation", ["industry", "occupation"]),
    ],
)
def test_keys_are_unique_and_columns_are_those_documented(reader: str, key: list[str]) -> None:
    read = getattr(classifications, reader)
    table = read()
    assert table.group_by(key).aggregate([]).num_rows == table.num_rows
    for name in table.column_names:
        assert name in (read.__doc__ + classifications.payroll_employment.__doc__) or name in (
            classifications.oews_state_occupation.__doc__ or ""
        )


def test_payroll_leaves_neither_overlap_nor_leave_a_branch_out() -> None:
    ces = code_list("CES@2017")
    leaves = {
        text.split(":")[1]
        for text in pc.unique(classifications.payroll_employment()["industry"]).to_pylist()
    }
    above = {ancestor for leaf in leaves for ancestor in ces.ancestors(leaf)}
    assert not leaves & above
    for parent in above:
        # Every branch that adds up is covered by a leaf or by leaves further down.
        assert all(child in leaves | above for child in ces.children(parent)), parent


def test_crosswalk_covers_every_industry_and_leads_to_codes_that_exist() -> None:
    naics = code_list("NAICS@2022")
    table = crosswalk("CES@2017", "NAICS@2022")
    for entry in code_list("CES@2017"):
        links = table.forward(f"CES@2017:{entry.code}")
        assert links or entry.code == "00000000"
        assert all(link.target in naics for link in links)
        if len(links) > 1:  # several codes can only be parts
            assert {link.match for link in links} == {MatchType.NARROW}


def test_an_exact_link_is_the_only_one_in_both_directions() -> None:
    for target in ("NAICS@2017", "NAICS@2022"):
        table = crosswalk("CES@2017", target)
        exact = [link for link in table.links if link.match is MatchType.EXACT]
        assert len(exact) > 80
        assert len({link.source for link in exact}) == len({link.target for link in exact})
        for link in exact:
            assert table.forward(link.source) == (link,)
            assert link in table.backward(link.target)


def test_a_crosswalk_that_is_not_held() -> None:
    with pytest.raises(UnknownCodeError, match="CLASSIFICATION-011"):
        crosswalk("SOC@2018", "NAICS@2022")
