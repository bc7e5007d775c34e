"""A run of the simulator as files: figures, scenario, reports in the asker's language."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from fastapi import Response

from trimtab.app.workbench.simulator_folders import RESULTS, SCENARIO, folder_of, read_results
from trimtab.app.workbench.simulator_results import report_of_run
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language
from trimtab.reports.simulation import SimulationReport, write_excel, write_html, write_word
from trimtab.web.downloads import download

_OFFICE = "application/vnd.openxmlformats-officedocument"
_REPORTS: dict[str, tuple[str, Callable[[SimulationReport, Path, Language], object]]] = {
    "html": ("text/html; charset=utf-8", write_html),
    "docx": (f"{_OFFICE}.wordprocessingml.document", write_word),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", write_excel),
}
_FILES = {"json": (RESULTS, "application/json"), "yaml": (SCENARIO, "application/yaml")}
SUFFIXES = (*_REPORTS, *_FILES)


def answer_file(workspace: Path, run_id: str, suffix: str, language: Language) -> Response:
    """A run as a file to keep. Raises UnknownCodeError WEB-104 for another kind of file, and what
    ``report_of_run`` raises."""
    folder = folder_of(workspace, run_id)
    if suffix in _FILES:
        name, media_type = _FILES[suffix]
        if name == RESULTS:
            read_results(workspace, run_id)  # refuses a run that has not ended
        content = (folder / name).read_bytes()
    elif suffix in _REPORTS:
        media_type, write = _REPORTS[suffix]
        report = report_of_run(workspace, run_id, language)
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / f"report.{suffix}"
            write(report, path, language)
            content = path.read_bytes()
    else:
        raise UnknownCodeError("WEB-104", suffix=suffix[:20], allowed=", ".join(SUFFIXES))
    return download(content, media_type, f"trimtab-simulation-{run_id}.{suffix}")
