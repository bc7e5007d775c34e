"""What a search finds first. The table is the reference documentation of ``search``."""

from __future__ import annotations

import pytest

from trimtab.classifications import code_list, code_lists, search_regions
from trimtab.kernel import UnknownCodeError

FINDS = """
list         | text                | first        | why
SOC@2018     | 15-1252             | 15-1252      | code
SOC@2018     | SOC@2018:15-1252    | 15-1252      | code with its classification
SOC@2018     | 151252              | 15-1252      | code without its hyphen
SOC@2018     | 15-12               | 15-1200      | start of a code: the broadest
SOC@2018     | registered nurses   | 29-1141      | name, any case
SOC@2018     | software            | 15-1250      | start of a name: the broadest
SOC@2018     | nurses registered   | 29-1141      | words in any order
SOC@2018     | Registred Nurses    | 29-1141      | misspelt
SOC@2018     | nurse               | 29-1141      | a whole word, though the title has its plural
SOC@2018     | anesthetists        | 29-1151      | the word that ends a title
NAICS@2022   | nurseries           | 11142        | a plural finds the singular
SOC@2018     | 管理类职业          | 11-0000      | Chinese
NAICS@2022   | 52                  | 52           | sector
NAICS@2022   | hospitals           | 622          | name
NAICS@2022   | 制造业              | 31-33        | Chinese
CES@2017     | 临时用工            | 60561320     | part of a Chinese name
ISCO@08      | 卫生专业人员        | 22           | Chinese
ISCO@08      | handicraft workers  | 731          | English
CSCO@2022    | 人工智能训练师      | 4-04-05-05   | Chinese
CSCO@2022    | 4-04-05             | 4-04-05-00   | start of a code
GBT4754@2017 | 金融                | J            | start of a name
GBT4754@2017 | education           | P            | English
OEWS@2025    | local government    | 999300       | start of a name
regions      | 上海                | CN-310000    | short name
regions      | sjz                 | CN-130100    | initials of the pinyin
regions      | shijia              | CN-130100    | start of the pinyin
regions      | haerbin             | CN-230100    | pinyin where English differs
regions      | 130                 | CN-130000    | start of a code: the broadest
regions      | massachusets        | US-MA        | misspelt
regions      | carolina            | US-NC        | part of a name
regions      | 思茅                | CN-530800    | earlier name
""".strip().splitlines()[1:]

ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in FINDS]


@pytest.mark.parametrize(("where", "text", "first", "why"), ROWS)
def test_search_finds_first(where: str, text: str, first: str, why: str) -> None:
    found = search_regions(text) if where == "regions" else code_list(where).search(text)
    assert found and found[0].code == first, (why, [match.code for match in found])


@pytest.mark.parametrize("name", code_lists())
def test_nothing_is_found_for_nothing(name: str) -> None:
    assert code_list(name).search("") == ()
    assert code_list(name).search(" -- ") == ()


def test_results_are_ordered_and_limited() -> None:
    found = code_list("SOC@2018").search("manager", limit=7)
    scores = [match.score for match in found]
    assert len(found) == 7 and scores == sorted(scores, reverse=True)


def test_unknown_code_names_the_nearest() -> None:
    with pytest.raises(UnknownCodeError) as raised:
        code_list("SOC@2018").title("15-125", "en")
    # An incomplete code: what starts with it is offered.
    assert raised.value.code == "CLASSIFICATION-002"
    assert "15-1250" in str(raised.value.params["suggestions"])


def test_unknown_list_names_those_held() -> None:
    with pytest.raises(UnknownCodeError) as raised:
        code_list("NAICS@2012")
    assert raised.value.code == "CLASSIFICATION-001"
    assert "NAICS@2022" in str(raised.value.params["held"])
