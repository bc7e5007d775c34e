"""An ensemble on worker processes: the bits of one process, also when a worker is killed."""

from __future__ import annotations

import multiprocessing
import operator
import os
import signal
import socket
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trimtab.app.cluster import on_cluster, run_tasks
from trimtab.app.economies import read_network
from trimtab.kernel import EnvironmentLackingError, StateError, UsageError
from trimtab.simulation.answers import Runs
from trimtab.simulation.counts import Stream
from trimtab.simulation.ensemble import Ensemble, plan_ensemble, run_ensemble, tasks_of
from trimtab.simulation.ensemble.running import Runner
from trimtab.simulation.scenario import Mode, read_scenario

pytest.importorskip("distributed", reason="needs the extra 'cluster'")

THREE = "local:3"


@pytest.fixture(scope="module")
def ensemble(repository: Path) -> Ensemble:
    folder = repository / "tests" / "unit" / "scenario" / "toy"
    economy = read_network(folder / "edges.csv", folder / "occupations.csv", "USD").economy
    scenario = read_scenario(folder / "scenario.yaml")
    wanted = replace(scenario, mode=Mode.COUNTS, years=0.5, draws=2, replicates=20)
    return plan_ensemble(wanted, economy)


def _arrays(runs: Runs) -> dict[str, np.ndarray]:
    found = {}
    for part in ("outcomes", "series", "costs", "moves", "swings"):
        for name, array in (getattr(runs, part) or {}).items():
            found[f"{part} {name}"] = array
    return found


def _same_bits(one: Runs, other: Runs) -> None:
    left, right = _arrays(one), _arrays(other)
    assert left.keys() == right.keys() and len(left) > 5
    for name, array in left.items():
        np.testing.assert_array_equal(array, right[name], err_msg=name)


def _killing(runner: Runner, killed: list[int]) -> Runner:
    """The runner, with a worker killed as soon as a first task is done."""

    def run(ensemble, tasks, heartbeat):
        for done in runner(ensemble, tasks, heartbeat):
            if not killed:
                worker = multiprocessing.active_children()[0]
                os.kill(worker.pid, signal.SIGKILL)
                killed.append(worker.pid)
            yield done

    return run


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_three_processes_of_which_one_is_killed_give_the_bits_of_one(ensemble):
    assert len(tasks_of(ensemble)) >= 12
    alone = run_ensemble(ensemble)
    killed: list[int] = []
    _same_bits(alone, run_ensemble(ensemble, _killing(on_cluster(THREE), killed)))
    assert len(killed) == 1


@pytest.mark.slow
def test_workers_answer_on_this_machine_alone_and_end_with_the_run():
    addresses: list[str] = []

    def look() -> None:
        import psutil

        if addresses:
            return
        for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
            addresses.extend(
                one.laddr.ip for one in process.net_connections("tcp") if one.status == "LISTEN"
            )

    found = dict(run_tasks(operator.mul, 3, range(7), THREE, look))
    assert found == {at: 3 * at for at in range(7)}
    assert set(addresses) == {"127.0.0.1"}
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_an_error_of_a_task_comes_back_whole_and_cancelling_ends_the_workers():
    with pytest.raises(UsageError) as refused:
        list(run_tasks(Stream, 1, [-1], "local:1"))  # a replicate below 0
    assert refused.value.code == "SIMULATION-031"
    assert refused.value.params == {"name": "replicate", "value": -1}

    class EnoughError(Exception):
        pass

    def cancel() -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        list(run_tasks(operator.mul, 1, range(50), "local:1", cancel))
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    "where", ["", "local", "local:0", "local:300", "local:-1", "10.0.0.5", "http://host:80"]
)
def test_what_is_no_place_is_refused(where):
    with pytest.raises(UsageError) as refused:
        on_cluster(where)
    assert refused.value.code == "SIMULATION-047"


def test_an_address_where_nobody_answers_is_refused(monkeypatch):
    monkeypatch.setattr("trimtab.app.cluster._CONNECT_SECONDS", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StateError) as refused:
        list(run_tasks(operator.mul, 1, [1], f"tcp://127.0.0.1:{port}"))
    assert refused.value.code == "SIMULATION-048"


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EnvironmentLackingError) as refused:
        list(run_tasks(operator.mul, 1, [1], THREE))
    assert refused.value.code == "SIMULATION-046"


@pytest.mark.slow
def test_a_scheduler_somewhere_else_is_used_by_its_address():
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as elsewhere:
        found = dict(run_tasks(operator.mul, 2, range(3), elsewhere.scheduler_address))
        assert found == {0: 0, 1: 2, 2: 4}
        assert len(elsewhere.workers) == 1  # it is not ours to end


@pytest.mark.slow
def test_workers_of_other_versions_are_refused(monkeypatch):
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as elsewhere:
        monkeypatch.setattr("importlib.metadata.version", lambda name: "0")  # in this process
        with pytest.raises(StateError) as refused:
            list(run_tasks(operator.mul, 2, range(3), elsewhere.scheduler_address))
        assert refused.value.code == "SIMULATION-039"
        assert refused.value.params["ours"] == "trimtab 0, numpy 0, scipy 0"
