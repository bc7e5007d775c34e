"""Puts together what a situation brief shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from trimtab import __version__, classifications, reports
from trimtab.app.calendar import dated_downturns
from trimtab.exposure import exposure_of_mix
from trimtab.kernel import Estimate, Region
from trimtab.messages import Language, preferred_language, text
from trimtab.monitoring import MonitoringPass

# Shares of tasks, so that they can stand on one scale; AIOE is standardised and cannot.
_MEASURES = ("eloundou_gpt4_beta", "eloundou_human_beta", "eloundou_gpt4_alpha")
_SOURCES = {
    "payroll": "us_payroll_employment.parquet",
    "occupations": "oews_state_occupation.parquet",
    "recessions": "recessions_us.csv",
    "exposure": "exposure_soc2018_major.csv",
}
_EXPOSURE_SOURCE = "BLS OEWS 2025-05; Eloundou, Manning, Mishkin & Rock 2023 (α, β GPT-4, β human)"


def write_brief(
    current: MonitoringPass,
    path: Path,
    replay: MonitoringPass | None = None,
    scores: Sequence[reports.ScoreRow] = (),
) -> None:
    """The situation brief of a pass as one self-contained HTML file."""
    country = current.signal.series[0].region.country
    brief = reports.Brief(
        current=current,
        replay=replay,
        scores=tuple(scores),
        industry_title=lambda code, language: classifications.industry_title(code, language.value),
        region_title=lambda code, language: classifications.region_title(code, language.value),
        generated_at=datetime.now(UTC),
        software_version=__version__,
        exposure=state_exposure() if country == "US" else None,
        recessions=tuple(
            (one.start, one.end) for one in dated_downturns(country, current.known_at)
        ),
        sources=_sources,
        language=preferred_language(),
    )
    reports.write_brief(brief, path)


def state_exposure() -> reports.RegionalExposure:
    """AI exposure of each US state's occupation mix, with the spread over published measures."""
    table = classifications.oews_state_occupation()
    scores = classifications.exposure_by_major_group()
    groups = [str(occupation) for occupation in scores]
    tiles = classifications.tile_grid("US")
    major = table.filter(pc.is_in(table["occupation"], pc.cast(groups, "string")))
    total = table.filter(pc.equal(table["occupation_level"], "total"))
    row_of = {str(region): row for row, region in enumerate(tiles)}
    column_of = {group: column for column, group in enumerate(groups)}
    employment = np.full((len(row_of), len(groups)), np.nan)
    totals = np.full(len(row_of), np.nan)
    for one in major.select(["region", "occupation", "employment"]).to_pylist():
        if one["region"] in row_of and one["employment"] is not None:
            employment[row_of[one["region"]], column_of[one["occupation"]]] = one["employment"]
    for one in total.select(["region", "employment"]).to_pylist():
        if one["region"] in row_of:
            totals[row_of[one["region"]]] = one["employment"]
    matrix = np.array([[entry.measures[name] for name in _MEASURES] for entry in scores.values()])
    found = exposure_of_mix(employment, totals, matrix)
    estimates = {
        Region(code): Estimate(
            float(found.middle[row]),
            float(found.low[row]),
            float(found.high[row]),
            unit="share",
            coverage=1.0,
        )
        for code, row in row_of.items()
    }
    # reports want column before row
    places = {region: (column, row) for region, (row, column) in tiles.items()}
    return reports.RegionalExposure(estimates, places, _EXPOSURE_SOURCE)


def _sources(language: Language) -> tuple[reports.Source, ...]:
    """The embedded data a brief rests on, named in the reader's language."""

    def source(name: str, file: str) -> reports.Source:
        title, publisher, licence = (
            text(f"app.source.{name}.{field}", language)
            for field in ("title", "publisher", "licence")
        )
        retrieved = date.fromisoformat(classifications.source_of(file).retrieved)
        return reports.Source(title, publisher, licence, retrieved)

    return tuple(source(name, file) for name, file in _SOURCES.items())
