"""Finished runs in words and figures: the report of one run, and several runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from trimtab.app.simulation import Finished, Prepared, Wishes, open_scenario
from trimtab.app.simulation_keep import identity_of
from trimtab.app.simulation_kept import RUNS_FILE, read_runs
from trimtab.app.simulation_report import report_of
from trimtab.app.workbench.simulator_draft import FIRST, MIX
from trimtab.app.workbench.simulator_folders import (
    SCENARIO,
    About,
    folder_of,
    read_about,
    read_results,
)
from trimtab.app.workbench.simulator_grounds import ground_named, open_ground
from trimtab.app.workbench.simulator_merging import merge_runs
from trimtab.kernel import StateError, UsageError, Wording
from trimtab.messages import LANGUAGES, Language
from trimtab.reports.simulation.edition import SimulationEdition, build_edition
from trimtab.reports.simulation.headlines import headlines
from trimtab.reports.simulation.types import SimulationReport
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers.answering import answer
from trimtab.simulation.ensemble import plan_ensemble, size_of
from trimtab.simulation.scenario import Mix

MOST_COMPARED = 5


@dataclass(frozen=True)
class Compared:
    """Several runs as one report; the first mix is what happens without any of them."""

    abouts: tuple[About, ...]
    report: SimulationReport


def report_of_run(
    workspace: Path, run_id: str, language: Language = Language.ZH
) -> SimulationReport:
    """The report of a finished run, made again from its kept figures.

    Raises UnknownCodeError WEB-090, StateError WEB-091, WEB-093, WEB-102 when the economy is no
    longer the one that was run.
    """
    read_results(workspace, run_id)
    folder = folder_of(workspace, run_id)
    changed = (folder / RUNS_FILE).stat().st_mtime_ns
    return replace(_report(workspace, run_id, changed), language=language)


@lru_cache(maxsize=16)
def _report(workspace: Path, run_id: str, _changed: int) -> SimulationReport:
    finished = _finished(workspace, read_about(workspace, run_id))
    made_at = read_about(workspace, run_id).made_at
    return report_of(finished, Language.ZH, made_at)


def _finished(workspace: Path, about: About) -> Finished:
    """The runs of a folder with the scenario and economy that they are of."""
    folder = folder_of(workspace, about.run_id)
    scenario = open_scenario(folder / SCENARIO, Wishes())
    ground = ground_named(workspace, about.ground)
    economy = open_ground(ground, about.fields.get("region", ""))
    ensemble = plan_ensemble(scenario, economy)
    known = read_results(workspace, about.run_id)["scenario"]
    if identity_of(scenario.sha256, ensemble).economy_sha256 != known["economy_sha256"]:
        raise StateError("WEB-102", run=about.run_id)
    prepared = Prepared(scenario, economy, ensemble, size_of(ensemble))
    return Finished(prepared, read_runs(folder / RUNS_FILE))


def edition_of_run(workspace: Path, run_id: str, language: Language) -> SimulationEdition:
    """Everything a page says of a run in one language. Raises as ``report_of_run``."""
    report = report_of_run(workspace, run_id, language)
    folder = folder_of(workspace, run_id)
    return _edition(
        workspace, run_id, language, (folder / RUNS_FILE).stat().st_mtime_ns, _Held(report)
    )


class _Held:
    """Carries a report past a cache whose key is the run and the language."""

    def __init__(self, report: SimulationReport) -> None:
        self.report = report

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)


@lru_cache(maxsize=24)
def _edition(
    _workspace: Path, _run_id: str, language: Language, _changed: int, held: _Held
) -> SimulationEdition:
    return build_edition(held.report, language)


def headlines_of(workspace: Path, run_id: str) -> tuple[Wording, ...]:
    """The main answers of a run in both languages."""
    report = report_of_run(workspace, run_id)
    both = {one: headlines(SimulationWording(report, one)) for one in LANGUAGES}
    pairs = zip(both[Language.EN], both[Language.ZH], strict=True)
    return tuple(Wording(english, chinese) for english, chinese in pairs)


def compare_runs(workspace: Path, run_ids: Sequence[str], now: datetime) -> Compared:
    """The built mixes of several runs in one report, every draw paired with the same draw.

    Model        see ``merge_runs``; the mix without levers is that of the first run
    Raises       UsageError WEB-103 for fewer than two or more than ``MOST_COMPARED`` runs, WEB-100
                 where they do not rest on the same economy, shocks, benefit, years, way of running
                 and draws, or were made by different versions
    """
    ids = tuple(dict.fromkeys(run_ids))
    if not 2 <= len(ids) <= MOST_COMPARED:
        raise UsageError("WEB-103", got=len(ids), most=MOST_COMPARED)
    abouts = tuple(read_about(workspace, one) for one in ids)
    all_finished = [_finished(workspace, one) for one in abouts]
    if len({_rests_on(workspace, one) for one in abouts}) > 1:
        raise UsageError("WEB-100")
    names = {about.run_id: f"run_{at + 1}" for at, about in enumerate(abouts)}
    parts = [
        (one.runs, ({FIRST: FIRST} if at == 0 else {}) | _built(one, names[about.run_id]))
        for at, (about, one) in enumerate(zip(abouts, all_finished, strict=True))
    ]
    first = all_finished[0].prepared
    mixes = [first.scenario.mixes[0]]
    for about, one in zip(abouts, all_finished, strict=True):
        mixes += [
            Mix(names[about.run_id], mix.policies, _title(about, mix.title))
            for mix in one.prepared.scenario.mixes
            if mix.name == MIX
        ]
    runs = merge_runs(parts)
    scenario = replace(first.scenario, mixes=tuple(mixes), title=_joint_title(mixes))
    planned = tuple((mix.name, scenario.policies_of(mix)) for mix in mixes)
    ensemble = replace(first.ensemble, mixes=planned)
    budget = scenario.budget
    answers = answer(runs, budget.amount, budget.least_reserve) if budget else answer(runs)
    finished = Finished(replace(first, scenario=scenario, ensemble=ensemble), runs)
    return Compared(abouts, report_of(finished, Language.ZH, now, answers))


def _built(finished: Finished, name: str) -> dict[str, str]:
    return {MIX: name} if MIX in finished.runs.mixes else {}


def _rests_on(workspace: Path, about: About) -> tuple[object, ...]:
    """What two runs must share for their difference to be that of their levers alone."""
    known = read_results(workspace, about.run_id)["scenario"]
    shared = ("economy_sha256", "mode", "draws", "replicates", "steps", "seed", "version")
    grounds = {
        name: value
        for name, value in about.fields.items()
        if name.split(".")[0] in ("ai_adoption", "graduates", "scheme", "region", "years")
    }
    return (*(known[name] for name in shared), tuple(sorted(grounds.items())))


def _title(about: About, fallback: Wording) -> Wording:
    return Wording(about.name, about.name) if about.name else fallback


def _joint_title(mixes: Sequence[Mix]) -> Wording:
    built = mixes[1:]
    return Wording(
        "; ".join(one.title_in("en") for one in built),
        "；".join(one.title_in("zh") for one in built),
    )
