"""What ``trimtab classifications search`` lists first, over all classifications together."""

from __future__ import annotations

import pytest

from trimtab.app.lookup import search_codes
from trimtab.messages import LANGUAGES, Language


def _codes(words: str, language: Language = Language.EN) -> list[str]:
    return [code for code, _ in search_codes(words, language, 20)]


@pytest.mark.parametrize("words", ["nurse", "nurses", "Nurse"])
def test_nurses_are_people_before_plants(words: str) -> None:
    found = search_codes(words, Language.EN, 20)
    assert ("SOC@2018:29-1141", "Registered Nurses") in found[:3]
    plants = [at for at, (_, title) in enumerate(found) if "Nursery" in title]
    people = [at for at, (code, _) in enumerate(found) if code.startswith("SOC@2018:29-")]
    assert len(people) >= 5 and max(people[:5]) < min(plants, default=len(found))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("sjz", "CN-130100"),
        ("310000", "CN-310000"),
        ("计算机", "SOC@2018:15-0000"),
        ("护士", "CSCO@2022:2-05-08-01"),
        ("Alabama", "US-AL"),
        ("15-1252", "SOC@2018:15-1252"),
        ("hospitals", "NAICS@2022:622"),
    ],
)
def test_what_people_type_finds_first(words: str, first: str, language: Language) -> None:
    assert _codes(words, language)[0] == first


def test_occupations_come_before_lists_for_conversion_where_scores_tie() -> None:
    lists = [code.partition(":")[0] for code in _codes("software") if "@" in code]
    assert lists.index("SOC@2018") < lists.index("NAICS@2022")


def test_as_many_as_asked_for() -> None:
    assert len(search_codes("manager", Language.EN, 3)) == 3
