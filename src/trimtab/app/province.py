"""The demonstration province: generated, written to a folder, watched by monitoring."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from trimtab import classifications, reports
from trimtab.app.briefing import brief_of
from trimtab.app.exposure_cells import exposure_of_occupations
from trimtab.app.province_economy import read_province
from trimtab.app.province_files import EXPOSURES, SETTINGS, WORKSPACE, write_province
from trimtab.app.province_judging import Judged, judge_monitoring, known_day
from trimtab.app.province_panel import fill_province_workspace
from trimtab.app.province_titles import code_titles
from trimtab.app.workspace import Workspace
from trimtab.kernel import Basis, StateError
from trimtab.messages import Language
from trimtab.monitoring import MonitoringPass
from trimtab.office.types import OPERATOR
from trimtab.ports import Progress, no_progress
from trimtab.province import (
    MEASURES,
    Exposures,
    Figures,
    Province,
    ProvinceSettings,
    generate,
    read_figures,
)

__all__ = ["ProvinceResult", "build_province", "make_province", "read_province"]

BRIEF = "brief.html"
_FESTIVAL_YEARS = range(1990, 2051)


@dataclass(frozen=True, slots=True)
class ProvinceResult:
    """A province, the folder it was written to, its files with their rows, and what monitoring
    made of its panel."""

    province: Province
    folder: Path
    files: Mapping[str, int]
    judged: Judged


def make_province(settings: ProvinceSettings, progress: Progress = no_progress) -> Province:
    """The province of a seed, from the embedded figures and exposures; nothing is written.

    Raises InputRejectedError PROVINCE-002 to 004.
    """
    figures = read_figures()
    festivals = {year: classifications.spring_festival(year) for year in _FESTIVAL_YEARS}
    return generate(settings, figures, _exposures(figures), festivals, progress)


def build_province(
    folder: Path,
    settings: ProvinceSettings,
    progress: Progress = no_progress,
    actor: str = OPERATOR,
    language: Language = Language.EN,
) -> ProvinceResult:
    """Write a province to a folder, with a workspace that holds its panel, and judge monitoring.

    ``language`` is that of the workbook. Idempotent: the same settings write the same figures
    again. Raises StateError PROVINCE-005 when the folder holds another province, NotAllowedError
    OFFICE-010, OFFICE-016.
    """
    _refuse_another(folder, settings)
    made = make_province(settings, progress)
    progress("province.step.write", 0, None)
    files = write_province(made, folder, language)
    workspace = fill_province_workspace(made, folder / WORKSPACE, actor)
    progress("province.step.monitor", 0, None)
    passes = workspace.monitor(known_day(made), MEASURES)
    judged = judge_monitoring(made, passes, workspace, folder / EXPOSURES)
    _write_brief(made, passes[0], workspace, folder / BRIEF, language)
    return ProvinceResult(made, folder, files, judged)


def _write_brief(
    province: Province,
    employment: MonitoringPass,
    workspace: Workspace,
    path: Path,
    language: Language,
) -> None:
    """The situation brief on employment, marked as synthetic on every page."""
    titles = code_titles(province.figures)
    brief = replace(
        brief_of(employment, workspace.store.batches()),
        basis=Basis.SYNTHETIC,
        region_title=lambda code, spoken: titles[str(code)].in_language(spoken.value),
        language=language,
    )
    reports.write_brief(brief, path)


def _exposures(figures: Figures) -> Exposures:
    measures, values = exposure_of_occupations(figures.occupations.codes)
    return Exposures(measures, values, "CSCO@2022 -> ISCO@08 -> SOC@2018")


def _refuse_another(folder: Path, settings: ProvinceSettings) -> None:
    path = folder / SETTINGS
    if not path.exists():
        return
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")).get("settings", {})
    if held != asdict(settings):
        words = ", ".join(f"{name} {value}" for name, value in held.items()) or "-"
        raise StateError("PROVINCE-005", folder=str(folder), held=words)
