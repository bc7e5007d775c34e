"""What a simulation answers, as one JSON document and as a folder of files.

The same scenario, economy, seed and version give the same bytes: nothing in them tells the time or
the machine.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any

from trimtab.app.simulation import Finished, Prepared
from trimtab.app.simulation_frontier import FoundFrontier
from trimtab.app.simulation_report import answers_of, report_of
from trimtab.kernel import UsageError, Wording
from trimtab.kernel.files import written_whole
from trimtab.messages import Language
from trimtab.reports.simulation import (
    SimulationReport,
    write_csv,
    write_excel,
    write_html,
    write_word,
)
from trimtab.simulation.answers import OUTCOMES, Comparison, Runs, compare
from trimtab.simulation.levers import Policy
from trimtab.simulation.scenario import Scenario


def run_to_json(finished: Finished, outcomes: tuple[str, ...] = ()) -> dict[str, Any]:
    """Every outcome (or those named) of every mix, with both kinds of uncertainty."""
    runs = finished.runs
    return {
        "scenario": scenario_to_json(finished.prepared),
        "mixes": _mixes_to_json(finished.prepared.scenario, compare(runs, outcomes or None)),
        "costs": _costs_to_json(runs),
    }


def comparison_to_json(finished: Finished, outcomes: tuple[str, ...] = ()) -> dict[str, Any]:
    """As ``run_to_json``, with what sets the other mixes apart from the first one."""
    found = answers_of(finished)
    compared = compare(finished.runs, outcomes) if outcomes else found.comparison
    return run_to_json(finished, outcomes) | _plain_table(
        {
            "compared_with": finished.runs.mixes[0],
            "differences": compared.differences,
            "cost_per_job_year": compared.cost_per_job_year,
            "rankings": found.flips,
            "winners_and_losers": found.winners,
            "sensitivity": found.sensitivity,
            "frontier": found.frontier,
        }
    )


def frontier_to_json(found: FoundFrontier) -> dict[str, Any]:
    """Every mix tried, by cost."""
    return _plain_table(
        {
            "scenario": scenario_to_json(found.finished.prepared),
            "possible": found.combinations.possible,
            "contradictory": found.combinations.contradictory,
            "tried": len(found.combinations.mixes),
            "frontier": found.frontier,
        }
    )


def scenario_to_json(prepared: Prepared) -> dict[str, Any]:
    """What was run, on what, how: all that the figures depend on."""
    scenario, economy = prepared.scenario, prepared.economy
    return _plain_table(
        {
            "title": scenario.title,
            "note": scenario.note,
            "file": scenario.file.name,
            "economy": {
                "name": economy.name,
                "basis": economy.basis,
                "note": economy.note,
                "sources": economy.sources,
                "cells": len(economy.cells),
                "regions": len(economy.cells.regions),
                "occupations": len(economy.cells.occupations),
                "currency": economy.cells.currency,
            },
            "network": scenario.economy.network if scenario.economy.name == "us" else None,
            "years": scenario.years,
            "step_weeks": scenario.baseline.step_weeks,
            "uncertain": prepared.ensemble.parameters,
            "budget": scenario.budget and asdict(scenario.budget),
            "cautions": [
                {"code": one.code, "line": one.row, **one.params} for one in prepared.cautions
            ],
            **prepared.identity.to_json(),
        }
    )


def _mixes_to_json(scenario: Scenario, found: Comparison) -> list[dict[str, Any]]:
    return [
        plain(
            {
                "name": mix.name,
                "title": mix.title,
                "levers": [_policy_to_json(policy) for policy in scenario.policies_of(mix)],
                "outcomes": {
                    name: {"unit": OUTCOMES[name].unit, **asdict(levels[at])}
                    for name, levels in found.levels.items()
                },
            }
        )
        for at, mix in enumerate(scenario.mixes)
    ]


def _policy_to_json(policy: Policy) -> dict[str, Any]:
    given = {name: value for name, value in policy.values.items() if value is not None}
    return {"form": policy.form, "label": policy.label, "line": policy.line, "values": given}


def _costs_to_json(runs: Runs) -> dict[str, Any]:
    """Item -> mean over random draws and replicates of each mix, over the horizon."""
    drawn = slice(1, None) if runs.draws > 1 else slice(None)
    return {
        name: dict(zip(runs.mixes, array[:, drawn].mean((1, 2)).tolist(), strict=True))
        for name, array in runs.costs.items()
    }


def _plain_table(table: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in table.items()}


def plain(value: Any) -> Any:
    """A result as JSON holds it: no dataclass, no NaN (null instead), wordings by language."""
    match value:
        case Wording():
            return value.to_plain()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return plain({name: getattr(value, name) for name in value.__dataclass_fields__})
        case float():
            return float(value) if isfinite(value) else None
        case str():
            return str(value)
        case _ if hasattr(value, "items"):
            return plain(dict(value))
        case _ if hasattr(value, "tolist"):
            return plain(value.tolist())
        case _:
            return value


@dataclass(frozen=True, slots=True)
class Destinations:
    """Where results are written; None: nowhere."""

    folder: Path | None = None
    html: Path | None = None
    excel: Path | None = None
    word: Path | None = None

    @property
    def given(self) -> tuple[Path, ...]:
        """Those that were named."""
        places = (self.folder, self.html, self.excel, self.word)
        return tuple(path for path in places if path is not None)

    def check(self) -> None:
        """Refuse before a long run what cannot be written, SIMULATION-109, or is named as another
        kind of file, SIMULATION-119."""
        for path, suffix in ((self.html, ".html"), (self.excel, ".xlsx"), (self.word, ".docx")):
            if path is None:
                continue
            if path.is_dir() or not path.parent.is_dir():
                folder = path if path.is_dir() else path.parent
                raise UsageError("SIMULATION-109", path=str(path), reason=str(folder))
            if path.suffix.lower() != suffix:
                raise UsageError("SIMULATION-119", path=str(path), suffix=suffix)


def write_results(
    finished: Finished, destinations: Destinations, language: Language, now: datetime
) -> tuple[Path, ...]:
    """Write everything asked for; ``now`` stands in reports, never beside figures of the folder.

    Raises UsageError SIMULATION-109, StateError SIMULATION-147 for a place that cannot be written.
    """
    report = report_of(finished, language, now)
    files: list[Path] = []
    if destinations.folder:
        files += _write_folder(finished, report, destinations.folder)
    if destinations.html:
        write_html(report, destinations.html)
    if destinations.excel:
        write_excel(report, destinations.excel, language)
    if destinations.word:
        write_word(report, destinations.word, language)
    more = (destinations.html, destinations.excel, destinations.word)
    return (*files, *(path for path in more if path))


def _write_folder(finished: Finished, report: SimulationReport, folder: Path) -> list[Path]:
    """Scenario, figures and tables."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = [
            _write(folder / "scenario.yaml", finished.prepared.scenario.file.read_bytes()),
            _write(folder / "results.json", _bytes_of(comparison_to_json(finished))),
        ]
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("SIMULATION-109", path=str(folder), reason=reason) from None
    return [*files, *write_csv(report, folder / "tables", report.language)]


def _bytes_of(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _write(path: Path, content: bytes) -> Path:
    with written_whole(path) as draft:
        draft.write_bytes(content)
    return path
