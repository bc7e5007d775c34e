"""Which region a text means. The table is the reference documentation of ``resolve_region``."""

from __future__ import annotations

import pytest

from trimtab.classifications import recognise_region, region, resolve_region
from trimtab.kernel import Region, UnknownCodeError

MEANS = """
text                | region    | why
US                  | US        | country
United States       | US        | country, English
美国                | US        | country, Chinese
US-AL               | US-AL     | the form used inside
us-al               | US-AL     | case does not count
AL                  | US-AL     | postal
al                  | US-AL     | postal, lower case
01                  | US-AL     | FIPS
1                   | US-AL     | FIPS that lost its zero in a spreadsheet
Alabama             | US-AL     | English
亚拉巴马州          | US-AL     | Chinese
亚拉巴马            | US-AL     | Chinese, short
阿拉巴马            | US-AL     | Chinese, another transcription
11                  | US-DC     | FIPS, not Beijing: division codes have six digits
Washington, D.C.    | US-DC     | punctuation does not count
Washington          | US-WA     | the state
PR                  | US-PR     | territory
CN                  | CN        | country
中华人民共和国      | CN        | country, full name
CN-310000           | CN-310000 | the form used inside
310000              | CN-310000 | GB/T 2260
310000000000        | CN-310000 | twelve digits, as in statistics
３１００００        | CN-310000 | full width
上海                | CN-310000 | short
上海市              | CN-310000 | full
 上海 市            | CN-310000 | spaces do not count
Shanghai            | CN-310000 | English
沪                  | CN-310000 | abbreviation
310100              | CN-310100 | districts of Shanghai
内蒙古自治区        | CN-150000 | full
Inner Mongolia      | CN-150000 | English
neimenggu           | CN-150000 | pinyin
Shanxi              | CN-140000 | a title outranks the pinyin of 陕西
Shaanxi             | CN-610000 | the spelling that tells them apart
Xizang              | CN-540000 | pinyin in official use
Macau               | CN-820000 | another spelling
吉林                | CN-220000 | the province is broader than the city
吉林市              | CN-220200 | the city
海南                | CN-460000 | the province is broader than the prefecture in Qinghai
石家庄              | CN-130100 | prefecture
Ürümqi              | CN-650100 | accents
urumqi              | CN-650100 | no accents
Lüliang             | CN-141100 | umlaut
襄樊市              | CN-420600 | earlier name of 襄阳
恩施                | CN-422800 | autonomous prefecture, short
仙桃                | CN-429004 | directly under the province
371200              | CN-370100 | retired: Laiwu became part of Jinan
CN-510200           | CN-500000 | retired: Chongqing when it was in Sichuan
""".strip().splitlines()[1:]

ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in MEANS]


@pytest.mark.parametrize(
    ("line", "expected"), [(m.split("|")[0], r[1]) for m, r in zip(MEANS, ROWS, strict=True)]
)
def test_text_means_region(line: str, expected: str) -> None:
    assert resolve_region(line) == Region(expected)


@pytest.mark.parametrize(
    ("text", "code", "parameter", "named"),
    [
        ("Alabma", "CLASSIFICATION-003", "suggestions", "US-AL"),
        ("310115", "CLASSIFICATION-003", "suggestions", "CN-310100"),
        ("CN-310115", "CLASSIFICATION-003", "suggestions", "CN-310000"),
        ("990000", "CLASSIFICATION-003", "suggestions", "-"),
        ("99", "CLASSIFICATION-003", "suggestions", "-"),
        ("", "CLASSIFICATION-003", "suggestions", "-"),
        ("  ", "CLASSIFICATION-003", "suggestions", "-"),
        ("合计", "CLASSIFICATION-003", "suggestions", "-"),
        ("Suzhou", "CLASSIFICATION-005", "candidates", "CN-320500"),
        ("Suzhou", "CLASSIFICATION-005", "candidates", "CN-341300"),
        ("341400", "CLASSIFICATION-006", "successors", "CN-340100, CN-340200, CN-340500"),
    ],
)
def test_text_that_means_none_or_several(text: str, code: str, parameter: str, named: str) -> None:
    with pytest.raises(UnknownCodeError) as raised:
        resolve_region(text)
    assert raised.value.code == code
    assert named in str(raised.value.params[parameter])


def test_a_retired_code_comes_with_its_note() -> None:
    resolved = recognise_region("371200")
    assert resolved.region == Region("CN-370100")
    assert resolved.retired is not None
    assert (resolved.retired.title_zh, resolved.retired.year) == ("莱芜市", 2018)
    assert recognise_region("370100").retired is None


def test_region_knows_codes_in_force_only() -> None:
    assert region("CN-310000").short_zh == "上海"
    for text in ("上海", "CN-371200", "310000", "US-ZZ"):
        with pytest.raises(UnknownCodeError, match="CLASSIFICATION-003"):
            region(text)
