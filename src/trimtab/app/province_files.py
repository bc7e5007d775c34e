"""The folder of a province: tables as Parquet, samples for people, the truth in a place of its own.

Every file says that it is synthetic: Parquet in its schema metadata, CSV in a column, JSON under
``basis``, each sheet of the workbook in its first row, the README in its first line.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from trimtab.app.province_readme import achieved, write_readme
from trimtab.app.province_workbook import evenly, write_workbook
from trimtab.kernel.files import written_whole
from trimtab.messages import Language
from trimtab.province import (
    BASIS,
    BASIS_KEY,
    Province,
    count_table,
    labelled,
    panel_table,
    truth_table,
)

SETTINGS = "province.json"
WORKSPACE = "workspace"
TRUTH = "truth"
EXPOSURES = "exposures.csv"
OCCUPATION_EXPOSURES = "exposures_occupations.csv"
REGIONS = "regions.csv"
SAMPLE_ROWS = 5_000


def write_province(
    province: Province, folder: Path, language: Language = Language.EN
) -> Mapping[str, int]:
    """Write everything but the workspace; rows of each file, in the order written.

    ``language`` of the workbook; the README speaks both. The same province gives the same bytes,
    but for the workbook, which carries a time of day.
    """
    (folder / TRUTH).mkdir(parents=True, exist_ok=True)
    tables = {
        "counts": count_table(province.figures, province.population, province.wages),
        "panel": panel_table(province.figures, province.panel),
        **{name: labelled(name, table) for name, table in province.tables.items()},
    }
    rows: dict[str, int] = {}
    for name, table in tables.items():
        rows[_write_parquet(folder / f"{name}.parquet", table)] = table.num_rows
    samples = {
        "panel.csv": tables["panel"],
        "persons_sample.csv": evenly(tables["persons"], SAMPLE_ROWS),
        **{f"{name}.csv": tables[name] for name in ("firms", "vacancies", "courses", "platforms")},
    }
    for name, table in samples.items():
        rows[_write_csv(folder / name, table)] = table.num_rows
    rows |= _write_lists(province, folder)
    rows |= _write_truth(province, folder)
    rows["sample.xlsx"] = write_workbook(province, tables, folder / "sample.xlsx", language)
    rows["README.md"] = write_readme(province, folder / "README.md")
    rows[SETTINGS] = _write_json(folder / SETTINGS, _described(province, rows))
    return rows


def _described(province: Province, rows: Mapping[str, int]) -> dict[str, Any]:
    figures = province.figures
    return {
        "settings": asdict(province.settings),
        "title": {"en": figures.province.en, "zh": figures.province.zh},
        "first_month": str(province.panel.first),
        "last_month": str(province.last),
        "employed": int(province.population.employed.sum()),
        "unemployed": int(province.population.unemployed.sum()),
        "unemployment_rate": figures.value("unemployment_rate", "all"),
        "exposure_source": province.exposures.source,
        "exposure_measures": list(province.exposures.measures),
        "marginals": [
            {**asdict(one.marginal), "title": one.marginal.title.to_plain(), "achieved": one.value}
            for one in achieved(province)
        ],
        "files": dict(rows),
    }


def _write_truth(province: Province, folder: Path) -> dict[str, int]:
    """What was put in: only who judges a method should read it."""
    table = truth_table(province.figures, province.panel, province.shock)
    shock, calendar, figures = province.shock, province.calendar, province.figures
    summary = {
        "first_month": str(province.panel.first + shock.first),
        "prefectures": {
            code: float(strength)
            for code, strength in zip(
                figures.prefectures.codes, figures.prefectures.shock, strict=True
            )
            if strength > 0
        },
        "industries": {
            code: float(exposure)
            for code, exposure, hit in zip(
                figures.industries.codes, shock.exposure, figures.industries.shock, strict=True
            )
            if hit > 0
        },
        "jobs_lost": int(_lost(province)),
        "ordinary_downturn": {
            "first_month": str(province.panel.first + calendar.downturn_first),
            "last_month": str(province.panel.first + (calendar.downturn_until - 1)),
        },
    }
    names = [f"{TRUTH}/{TRUTH}.{suffix}" for suffix in ("parquet", "csv", "json")]
    _write_parquet(folder / names[0], table)
    _write_csv(folder / names[1], table)
    _write_json(folder / names[2], summary)
    return dict.fromkeys(names[:2], table.num_rows) | {names[2]: 1}


def _lost(province: Province) -> float:
    effect = province.shock.employment_effect(province.figures.industries.separation)[:, :, -1]
    employed = province.panel.values["employment"][:, :, -1]
    return float((employed * (np.exp(-effect) - 1)).sum())


def _write_lists(province: Province, folder: Path) -> dict[str, int]:
    figures = province.figures
    places = [
        (code, title.en, title.zh)
        for code, title in zip(figures.prefectures.codes, figures.prefectures.titles, strict=True)
    ]
    industries = [
        (code, f"{exposure:.6f}")
        for code, exposure in zip(figures.industries.codes, province.industry_exposure, strict=True)
    ]
    occupations = [
        (code, title, *(f"{value:.6f}" if np.isfinite(value) else "" for value in row))
        for code, title, row in zip(
            figures.occupations.codes,
            figures.occupations.titles_en,
            province.exposures.values,
            strict=True,
        )
    ]
    return {
        REGIONS: _write_rows(folder / REGIONS, ("code", "title_en", "title_zh"), places),
        EXPOSURES: _write_rows(folder / EXPOSURES, ("industry", "exposure"), industries),
        OCCUPATION_EXPOSURES: _write_rows(
            folder / OCCUPATION_EXPOSURES,
            ("occupation", "title_en", *province.exposures.measures),
            occupations,
        ),
    }


def _write_parquet(path: Path, table: pa.Table) -> str:
    with written_whole(path) as draft:
        pq.write_table(table, draft, compression="zstd")
    return path.name


def _write_csv(path: Path, table: pa.Table) -> str:
    """With a byte-order mark, so that Excel reads it as UTF-8, and the basis in the last column."""
    marked = table.append_column(BASIS_KEY, pa.repeat(BASIS, table.num_rows))
    with written_whole(path) as draft, draft.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        pa.csv.write_csv(marked, file, pa.csv.WriteOptions(quoting_style="needed"))
    return path.name


def _write_rows(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    with written_whole(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*header, BASIS_KEY))
        writer.writerows((*row, BASIS) for row in rows)
    return len(rows)


def _write_json(path: Path, content: Mapping[str, Any]) -> int:
    with written_whole(path) as draft:
        written = json.dumps({BASIS_KEY: BASIS, **content}, ensure_ascii=False, indent=2)
        draft.write_text(written + "\n", encoding="utf-8")
    return 1
