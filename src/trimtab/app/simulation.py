"""Scenarios from files to answers: read, open the economy, run, compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trimtab.app.economies import open_economy
from trimtab.app.simulation_keep import Identity, TaskFolder, identity_of
from trimtab.kernel import InputRejectedError, Problem, UnknownCodeError, UsageError
from trimtab.ports.progress import Progress, no_progress
from trimtab.rules.reading.shapes import near
from trimtab.simulation.answers import Runs
from trimtab.simulation.ensemble import (
    Ensemble,
    Runner,
    Size,
    cautions_of,
    in_processes,
    measure_seconds,
    plan_ensemble,
    run_ensemble,
    size_of,
)
from trimtab.simulation.scenario import (
    DEFAULT_REPLICATES,
    Mix,
    Mode,
    Scenario,
    budget_cautions,
    economy_problems,
    read_scenario,
)
from trimtab.simulation.types import Economy


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a call asks for otherwise than the file says; None and empty: as the file says."""

    mixes: tuple[str, ...] = ()
    mode: Mode | None = None
    replicates: int | None = None
    draws: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario with its economy, planned and not yet run; ``cautions``: what a reader should know
    before trusting it, in the order of lines."""

    scenario: Scenario
    economy: Economy
    ensemble: Ensemble
    size: Size
    cautions: tuple[Problem, ...] = ()

    @property
    def identity(self) -> Identity:
        return identity_of(self.scenario.sha256, self.ensemble)

    def seconds(self, processes: int) -> float:
        """About how long it takes here, from two steps tried out."""
        return measure_seconds(self.ensemble, processes)


@dataclass(frozen=True, slots=True)
class Finished:
    """What was run and what came out."""

    prepared: Prepared
    runs: Runs


def prepare(path: Path, wishes: Wishes | None = None) -> Prepared:
    """Read and check a scenario, open its economy, plan its runs.

    Raises InputRejectedError SIMULATION-090 with every problem of the file, what the economy
    raises, SIMULATION-102 when the results would not fit in memory.
    """
    scenario = open_scenario(path, wishes or Wishes())
    economy = economy_of(scenario)
    ensemble = plan_ensemble(scenario, economy)
    size = size_of(ensemble)
    cautions = (*_tried_out(scenario, ensemble), *budget_cautions(scenario))
    return Prepared(scenario, economy, ensemble, size, cautions)


def _tried_out(scenario: Scenario, ensemble: Ensemble) -> tuple[Problem, ...]:
    """Cautions of the central draw; a lever that this economy cannot carry is refused with the line
    on which it stands."""
    try:
        found = cautions_of(ensemble)
        return tuple(replace(one, file=scenario.file.name) for one in found)
    except InputRejectedError as error:
        line = error.params.get("line")
        if not isinstance(line, int):
            raise
        problem = Problem(error.code, str(scenario.file), row=line, params=dict(error.params))
        raise InputRejectedError(
            "SIMULATION-090", problems=[problem], file=str(scenario.file), n=1
        ) from None


def economy_of(scenario: Scenario) -> Economy:
    """The economy a scenario names. SIMULATION-090 when the two do not fit."""
    chosen = scenario.economy
    name = f"province:{scenario.near_file(chosen.province)}" if chosen.province else chosen.name
    economy = _placed(
        scenario,
        name,
        edges=scenario.near_file(chosen.edges) if chosen.edges else None,
        occupations_file=(
            scenario.near_file(chosen.occupations_file) if chosen.occupations_file else None
        ),
        regions=chosen.regions,
        occupations=chosen.detail.value if chosen.name == "us" else "detailed",
        assumptions=chosen.network if chosen.name == "us" else None,
    )
    if chosen.currency:
        economy = replace(economy, cells=replace(economy.cells, currency=chosen.currency))
    if problems := economy_problems(scenario, economy):
        raise InputRejectedError(
            "SIMULATION-090", problems=problems, file=str(scenario.file), n=len(problems)
        )
    return economy


def _placed(scenario: Scenario, name: str, **asked: Any) -> Economy:
    """``open_economy``; a region that it does not have is refused with its line of the file."""
    try:
        return open_economy(name, **asked)
    except UnknownCodeError as error:
        if error.code != "SIMULATION-021" or "regions" not in scenario.lines:
            raise
        wanted, known = str(error.params["value"]), str(error.params["known"]).split(", ")
        problem = Problem(
            "SIMULATION-117",
            str(scenario.file),
            row=scenario.lines["regions"],
            column="regions",
            params={"name": wanted, "n": len(known), "suggestion": near(wanted, known)},
        )
        raise InputRejectedError(
            "SIMULATION-090", problems=[problem], file=str(scenario.file), n=1
        ) from None


def run_prepared(
    prepared: Prepared,
    processes: int = 1,
    progress: Progress = no_progress,
    keep: Path | None = None,
    resume: bool = False,
    cluster: str | None = None,
) -> Finished:
    """Run all of it. With ``keep`` finished tasks lie in that folder until the end; an interrupted
    run goes on there with ``resume``. Raises SIMULATION-107, -108, -109 for that folder."""
    if resume and keep is None:
        raise UsageError("SIMULATION-110")
    folder = None if keep is None else TaskFolder(keep)
    done = folder.begin(prepared.identity, resume) if folder else None
    runs = run_ensemble(
        prepared.ensemble,
        _runner(processes, cluster),
        progress,
        done,
        folder.keep if folder else None,
    )
    if folder:
        folder.clear()
    return Finished(prepared, runs)


def _runner(processes: int, cluster: str | None) -> Runner:
    if cluster is None:
        return in_processes(processes)
    from trimtab.app.cluster import on_cluster

    return on_cluster(cluster)


def open_scenario(path: Path, wishes: Wishes) -> Scenario:
    """A scenario as the file has it, but for what the call asks for."""
    return _as_wished(read_scenario(path), wishes)


def parse_mode(word: str | None) -> Mode | None:
    """``counts`` or ``mean-field``, as people write it. UnknownCodeError SIMULATION-114."""
    if word is None:
        return None
    try:
        return Mode(word.replace("-", "_"))
    except ValueError:
        raise UnknownCodeError(
            "SIMULATION-114", got=word, allowed=", ".join(mode.value for mode in Mode)
        ) from None


def _as_wished(scenario: Scenario, wishes: Wishes) -> Scenario:
    mode = wishes.mode or scenario.mode
    same = mode is scenario.mode
    replicates = wishes.replicates or (scenario.replicates if same else DEFAULT_REPLICATES)
    return replace(
        scenario,
        mixes=tuple(_mixes(scenario, wishes.mixes)),
        mode=mode,
        replicates=1 if mode is Mode.MEAN_FIELD else replicates,
        draws=scenario.draws if wishes.draws is None else wishes.draws,
        seed=scenario.seed if wishes.seed is None else wishes.seed,
    )


def _mixes(scenario: Scenario, names: tuple[str, ...]) -> Iterator[Mix]:
    known = {mix.name: mix for mix in scenario.mixes}
    for name in names:
        if name not in known:
            raise UnknownCodeError(
                "SIMULATION-111", name=name, known=", ".join(known), file=str(scenario.file)
            )
    yield from (mix for name, mix in known.items() if not names or name in names)
