"""Occupations between SOC, ISCO-08 and CSCO: every code is reached, weights add up."""

from __future__ import annotations

from collections import defaultdict

import pytest

from trimtab.classifications import (
    MatchType,
    Weighting,
    code_list,
    crosswalk,
    published_occupation,
)

PAIRS = [
    ("SOC@2018", "ISCO@08"),
    ("ISCO@08", "SOC@2018"),
    ("CSCO@2022", "ISCO@08"),
    ("ISCO@08", "CSCO@2022"),
    ("SOC@2018", "CSCO@2022"),
    ("CSCO@2022", "SOC@2018"),
]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_weights_of_a_source_add_up_to_one(source: str, target: str):
    table = crosswalk(source, target)
    total: dict[str, float] = defaultdict(float)
    for link in table.links:
        assert link.source.startswith(f"{source}:") and link.target.startswith(f"{target}:")
        assert 0 < link.weight <= 1 + 1e-9
        total[link.source] += link.weight
    assert all(abs(weight - 1) < 1e-5 for weight in total.values())
    assert table.weighting is not Weighting.NONE


def test_every_civilian_soc_occupation_has_an_isco_group_that_exists():
    table, isco = crosswalk("SOC@2018", "ISCO@08"), code_list("ISCO@08")
    for entry in code_list("SOC@2018"):
        if entry.level == "detailed":
            links = table.forward(f"SOC@2018:{entry.code}")
            assert links, entry.code
            assert all(link.target.partition(":")[2][:3] in isco for link in links)


def test_an_exact_link_is_the_only_one_in_both_directions():
    table = crosswalk("SOC@2018", "ISCO@08")
    exact = [link for link in table.links if link.match is MatchType.EXACT]
    assert len(exact) == 88
    for link in exact:
        assert table.forward(link.source) == (link,)
        assert table.backward(link.target) == (link,)


def test_a_broad_link_turns_into_a_narrow_one_seen_from_the_other_side():
    there, back = crosswalk("SOC@2018", "ISCO@08"), crosswalk("ISCO@08", "SOC@2018")
    kinds = {(link.target, link.source): link.match for link in back.links}
    turned = {MatchType.BROAD: MatchType.NARROW, MatchType.NARROW: MatchType.BROAD}
    for link in there.links:
        assert kinds[link.source, link.target] == turned.get(link.match, link.match)


def test_jobs_decide_the_weights_from_isco_to_soc():
    links = crosswalk("ISCO@08", "SOC@2018").forward("ISCO@08:2512")
    weights = {link.target: link.weight for link in links}
    assert set(weights) == {"SOC@2018:15-1252", "SOC@2018:15-1253"}
    assert weights["SOC@2018:15-1252"] > 0.9  # developers are many more than testers


def test_every_middle_group_of_csco_is_linked_but_the_two_that_cannot_be():
    table = crosswalk("CSCO@2022", "ISCO@08")
    middle = [entry.code for entry in code_list("CSCO@2022") if entry.level == "middle"]
    assert middle
    assert [one for one in middle if not table.forward(f"CSCO@2022:{one}")] == []
    majors = {link.source[: len("CSCO@2022:0")] for link in table.links}
    assert {f"CSCO@2022:{digit}" for digit in "78"}.isdisjoint(majors)
    back = crosswalk("ISCO@08", "CSCO@2022")
    submajor = [e.code for e in code_list("ISCO@08") if e.level == "sub-major" and e.code[0] != "0"]
    reached = {one for one in submajor if back.forward(f"ISCO@08:{one}")}
    assert set(submajor) - reached == set()


def test_soc_2010_is_carried_over_only_where_it_is_the_same():
    table = crosswalk("SOC@2010", "SOC@2018")
    exact = [link for link in table.links if link.match is MatchType.EXACT]
    assert len(exact) == 766 and len({link.source for link in table.links}) == 840
    assert [link.target for link in table.forward("SOC@2010:15-1121")] == ["SOC@2018:15-1211"]
    assert {link.match for link in table.forward("SOC@2010:15-1132")} == {MatchType.CLOSE}


def test_what_oews_joins_is_known_by_its_parts():
    assert {published_occupation(code) for code in ("31-1121", "31-1122")} == {"31-1120"}
    listed = code_list("SOC@2018")
    for part in ("13-1021", "25-9043", "51-2022", "53-1049"):
        assert part not in listed and published_occupation(part) in listed
