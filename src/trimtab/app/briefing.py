"""Puts together what a situation brief shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from trimtab import __version__, classifications, reports
from trimtab.app.calendar import dated_downturns
from trimtab.app.embedded import EMBEDDED, OEWS_RELEASED
from trimtab.app.exposure_source import SHARE_MEASURES
from trimtab.app.province_panel import SYNTHETIC
from trimtab.app.titles import code_title
from trimtab.exposure import exposure_of_mix
from trimtab.kernel import Basis, Estimate, Region
from trimtab.messages import Language, preferred_language, text
from trimtab.monitoring import MonitoringPass
from trimtab.ports import BatchInfo

_SOURCES = {
    "payroll": "us_payroll_employment.parquet",
    "occupations": "oews_state_occupation.parquet",
    "recessions": "recessions_us.csv",
    "exposure": "exposure_soc2018_major.csv",
}
_US_FILES = ("oews_state_occupation.parquet", "recessions_us.csv", "exposure_soc2018_major.csv")
_EXPOSURE_SOURCE = "BLS OEWS 2025-05; Eloundou, Manning, Mishkin & Rock 2023 (α, β GPT-4, β human)"


def write_brief(
    current: MonitoringPass,
    path: Path,
    batches: Sequence[BatchInfo],
    replay: MonitoringPass | None = None,
    scores: Sequence[reports.ScoreRow] = (),
) -> None:
    """The situation brief of a pass as one self-contained HTML file."""
    reports.write_brief(brief_of(current, batches, replay, scores), path)


def brief_of(
    current: MonitoringPass,
    batches: Sequence[BatchInfo],
    replay: MonitoringPass | None = None,
    scores: Sequence[reports.ScoreRow] = (),
) -> reports.Brief:
    """What a brief on a pass shows.

    ``batches`` are those of the store; the brief names the ones the pass could read.
    """
    country = current.signal.series[0].region.country
    american = country == "US"
    used = [batch for batch in batches if batch.batch_id in set(current.batches)]
    return reports.Brief(
        current=current,
        replay=replay,
        scores=tuple(scores),
        industry_title=code_title,
        region_title=code_title,
        generated_at=datetime.now(UTC),
        software_version=__version__,
        exposure=state_exposure() if american and current.known_day >= OEWS_RELEASED else None,
        recessions=tuple(
            (one.start, one.end) for one in dated_downturns(country, current.known_at)
        ),
        sources=lambda language: _sources(used, american, language),
        basis=_basis(used),
        language=preferred_language(),
    )


def _basis(used: Sequence[BatchInfo]) -> Basis:
    """Synthetic where any batch is: a brief never shows one unmarked."""
    synthetic = any(batch.source.startswith(SYNTHETIC) for batch in used)
    return Basis.SYNTHETIC if synthetic else Basis.OBSERVED


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
    matrix = np.array(
        [[entry.measures[name] for name in SHARE_MEASURES] for entry in scores.values()]
    )
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


def _sources(
    batches: Sequence[BatchInfo], american: bool, language: Language
) -> tuple[reports.Source, ...]:
    """What the brief rests on: imported files by name, embedded data as they must be cited."""
    named = [
        reports.Source(batch.source, "", "", batch.imported_at.date())
        for batch in batches
        if not batch.source.startswith(EMBEDDED)
    ]
    files = {batch.source.removeprefix(EMBEDDED) for batch in batches}
    shown = files | ({*_US_FILES} if american else set())
    embedded = [_embedded(name, language) for name, file in _SOURCES.items() if file in shown]
    return (*named, *embedded)


def _embedded(name: str, language: Language) -> reports.Source:
    title, publisher, licence = (
        text(f"app.source.{name}.{field}", language) for field in ("title", "publisher", "licence")
    )
    retrieved = date.fromisoformat(classifications.source_of(_SOURCES[name]).retrieved)
    return reports.Source(title, publisher, licence, retrieved)
