"""Running can be ended and gone on with; what is kept belongs to one scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trimtab.app.economies import read_network
from trimtab.app.simulation_keep import TaskFolder, fingerprint, identity_of
from trimtab.kernel import InputRejectedError, StateError
from trimtab.simulation.ensemble import (
    Ensemble,
    in_processes,
    measure_seconds,
    plan_ensemble,
    run_ensemble,
    size_of,
    tasks_of,
)
from trimtab.simulation.ensemble.planning import Task
from trimtab.simulation.scenario import Mode, read_scenario

TOY = Path(__file__).parent / "toy"


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    economy = read_network(TOY / "edges.csv", TOY / "occupations.csv", "USD").economy
    scenario = read_scenario(TOY / "scenario.yaml")
    return plan_ensemble(replace(scenario, years=0.5, draws=2, replicates=2), economy)


class CancelledError(Exception):
    """Somebody cancels."""


@pytest.mark.parametrize("processes", [1, 2])
def test_a_cancelled_run_goes_on_with_what_was_finished(ensemble, processes, tmp_path: Path):
    folder = TaskFolder(tmp_path / "kept")
    identity = identity_of("sha", ensemble)
    whole = run_ensemble(ensemble)
    assert folder.begin(identity, resume=False) == {}

    def cancel(step: str, done: int, total: int | None = None) -> None:
        if done >= 6:
            raise CancelledError

    with pytest.raises(CancelledError):
        run_ensemble(ensemble, in_processes(processes), cancel, {}, folder.keep)
    kept = folder.begin(identity, resume=True)
    assert 0 < len(kept) < len(tasks_of(ensemble))
    told: list[int] = []
    again = run_ensemble(
        ensemble,
        progress=lambda step, done, total=None: told.append(done),
        finished=kept,
        keep=folder.keep,
    )
    assert told[0] >= 6  # it did not begin anew
    for name, array in whole.outcomes.items():
        np.testing.assert_array_equal(array, again.outcomes[name])
    folder.clear()
    assert not (tmp_path / "kept").exists()


def test_kept_tasks_of_something_else_are_refused(ensemble, tmp_path: Path):
    folder = TaskFolder(tmp_path)
    identity = identity_of("sha", ensemble)
    folder.begin(identity, resume=False)
    run_ensemble(ensemble, keep=folder.keep)
    with pytest.raises(StateError, match="SIMULATION-107"):
        folder.begin(identity, resume=False)
    others = (
        replace(identity, scenario_sha256="other"),
        replace(identity, seed=12),
        replace(identity, economy_sha256="other"),
        replace(identity, version="0"),
    )
    for other in others:
        with pytest.raises(StateError, match="SIMULATION-108"):
            folder.begin(other, resume=True)
    (tmp_path / "mine.txt").write_text("not a task", encoding="utf-8")
    folder.clear()
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_the_fingerprint_sees_stocks_network_and_targets(ensemble):
    economy = ensemble.economy
    layers = tuple(layer * 1.0 for layer in economy.network.layers)
    layers[0].data[0] *= 0.999
    others = (
        replace(economy, employed=economy.employed + 1),
        replace(economy, unemployment_rate=0.04),
        replace(economy, network=replace(economy.network, layers=layers)),
    )
    prints = {fingerprint(one) for one in (economy, *others)}
    assert len(prints) == 1 + len(others)
    assert fingerprint(replace(economy, name="another name")) == fingerprint(economy)


def test_an_error_of_a_worker_reaches_the_caller_whole(ensemble, monkeypatch):
    """An exception of ours does not survive pickling by itself."""
    broken = replace(ensemble, mixes=(("nothing", ()), ("broken", _too_late())))
    with pytest.raises(InputRejectedError) as refused:
        run_ensemble(broken, in_processes(2))
    assert refused.value.code == "SIMULATION-063"
    assert refused.value.params["lever"] == "reemployment_service"


def _too_late() -> tuple[object, ...]:
    from trimtab.simulation.levers import make_policy

    values = {"share": 0.5, "search_lift": 0.1, "cost_person": 1, "from_year": 30}
    return (make_policy("reemployment_service", values),)


def test_a_missing_task_is_noticed(ensemble):
    from trimtab.simulation.ensemble.gathering import gather_runs
    from trimtab.simulation.ensemble.working import run_task

    task = tasks_of(ensemble)[0]
    with pytest.raises(InputRejectedError, match="SIMULATION-144"):
        gather_runs(ensemble, [task], [run_task(ensemble, task)])


def test_what_would_not_fit_is_refused_before_it_runs(ensemble):
    assert size_of(ensemble).runs == sum(task.runs for task in tasks_of(ensemble))
    with pytest.raises(InputRejectedError, match="SIMULATION-102"):
        size_of(replace(ensemble, replicates=40_000_000))


def test_the_time_it_takes_grows_with_the_runs(ensemble):
    once = measure_seconds(ensemble, 1)
    assert 0 < once < measure_seconds(replace(ensemble, replicates=2000), 1)


def test_without_ranges_there_is_the_central_draw_alone():
    economy = read_network(TOY / "edges.csv", TOY / "occupations.csv", "USD").economy
    scenario = read_scenario(TOY / "scenario.yaml")
    known = replace(
        scenario,
        shocks=(),
        mixes=scenario.mixes[:1],
        baseline=replace(scenario.baseline, search_intensity=0.7),
        mode=Mode.MEAN_FIELD,
    )
    planned = plan_ensemble(known, economy)
    assert (planned.draws, planned.parameters, len(planned.points)) == (1, (), 1)
    assert tasks_of(planned) == (Task(((0, 0),)),)
