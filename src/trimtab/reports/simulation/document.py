"""Sets the report of a simulation as one HTML file and puts it in place in one step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from trimtab.kernel import StateError
from trimtab.messages import LANGUAGES, Language
from trimtab.reports.page import render_page, write_page
from trimtab.reports.simulation.edition import build_edition
from trimtab.reports.simulation.types import SimulationReport


def render_html(report: SimulationReport) -> str:
    """The whole document, ``report.language`` first. The same report gives the same bytes."""
    editions = [build_edition(report, language) for language in LANGUAGES]
    return render_page(
        editions,
        report.language,
        report.software_version,
        "simulation_report.html.j2",
        ("simulation_report.css",),
    )


def write_html(report: SimulationReport, path: Path, language: Language | None = None) -> None:
    """Write the page to ``path``: the old file or the whole new one, never half of it.

    Raises StateError SIMULATION-147 when the folder does not exist or cannot be written to.
    """
    shown = report if language is None else replace(report, language=language)
    document = render_html(shown)
    try:
        write_page(document, path)
    except OSError as reason:
        raise StateError("SIMULATION-147", path=str(path), reason=reason.strerror) from reason
