"""Does the tasks of an ensemble: here, in processes of this machine, or wherever a runner sends
them. What comes out does not depend on who did what, nor in which order."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from threading import Thread
from typing import Any, TypeAlias

from trimtab.kernel import Problem, StateError, TrimtabError
from trimtab.ports.progress import Progress, no_progress
from trimtab.simulation.answers.measuring import Measured
from trimtab.simulation.answers.types import Runs
from trimtab.simulation.ensemble.gathering import gather_runs
from trimtab.simulation.ensemble.packing import pack, unpack
from trimtab.simulation.ensemble.planning import Ensemble, Task, tasks_of
from trimtab.simulation.ensemble.working import run_task
from trimtab.simulation.types import Tensor

STEP = "scenario.step.run"
"""Catalogue key of the progress."""

Done: TypeAlias = tuple[int, tuple[Measured, ...]]
Heartbeat: TypeAlias = Callable[[], None]
Runner: TypeAlias = Callable[
    [Ensemble, Sequence[tuple[int, Task]], Heartbeat], Generator[Done, None, None]
]
"""Does tasks given with their numbers, and hands over each with its number when it is done. It
calls the heartbeat while it works, which may raise to end all."""

_BEAT_SECONDS = 0.5

_AHEAD = 2
"""Tasks handed to each process ahead, so that none waits."""


def run_ensemble(
    ensemble: Ensemble,
    runner: Runner | None = None,
    progress: Progress = no_progress,
    finished: Mapping[int, tuple[Measured, ...]] | None = None,
    keep: Callable[[int, tuple[Measured, ...]], None] | None = None,
) -> Runs:
    """Run what is not ``finished`` yet, hand every finished task to ``keep``, gather all.

    ``progress`` may raise to cancel: what was kept stays kept, and the next call goes on there.
    """
    tasks = tasks_of(ensemble)
    done = dict(finished or {})
    total = sum(task.runs for task in tasks)

    def tell() -> None:
        progress(STEP, sum(tasks[at].runs for at in done), total)

    tell()
    left = [(at, task) for at, task in enumerate(tasks) if at not in done]
    with closing((runner or run_here)(ensemble, left, tell)) as results:
        for at, measured in results:
            if keep:
                keep(at, measured)
            done[at] = measured
            tell()
    return gather_runs(ensemble, tasks, (done[at] for at in range(len(tasks))))


def run_here(
    ensemble: Ensemble, tasks: Sequence[tuple[int, Task]], heartbeat: Heartbeat
) -> Generator[Done, None, None]:
    """One after the other, in this process."""

    def beat(step: str, done: int, total: int | None = None) -> None:
        heartbeat()

    for at, task in tasks:
        yield at, run_task(ensemble, task, beat)


def in_processes(processes: int) -> Runner:
    """A runner over worker processes; with one of them, or for one task, it runs here."""

    def run(
        ensemble: Ensemble, tasks: Sequence[tuple[int, Task]], heartbeat: Heartbeat
    ) -> Generator[Done, None, None]:
        workers = min(processes, len(tasks))
        if workers <= 1:
            return run_here(ensemble, tasks, heartbeat)
        return _spread(ensemble, tasks, heartbeat, workers)

    return run


def _spread(
    ensemble: Ensemble, tasks: Sequence[tuple[int, Task]], heartbeat: Heartbeat, workers: int
) -> Generator[Done, None, None]:
    # Spawned, not forked: a fork copies locks held by threads of this process, and may hang.
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(workers, context, _begin, (ensemble, stop))
    waiting = iter(tasks)
    running: set[Future[tuple[int, dict[str, Tensor] | _Refusal]]] = set()
    try:
        while True:
            while len(running) < workers * _AHEAD and (item := next(waiting, None)):
                running.add(pool.submit(_do, *item))
            if not running:
                return
            ended, running = wait(running, _BEAT_SECONDS, FIRST_COMPLETED)
            heartbeat()
            for one in ended:
                at, arrays = one.result()
                if isinstance(arrays, _Refusal):
                    raise arrays.error()
                yield at, unpack(arrays)
    except BrokenProcessPool:
        raise StateError("SIMULATION-104", processes=workers) from None
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


class _Stopped(BaseException):
    """The parent process wants no more of this task."""


_held: dict[str, Any] = {}


def _begin(ensemble: Ensemble, stop: Any) -> None:
    """First thing in a worker: keep what all its tasks share. Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _held.update(ensemble=ensemble, stop=stop)


def _end_with_parent() -> None:
    """A parent that was killed cannot end its workers: without this they would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """An error of ours on its way to the parent process; an exception does not travel whole."""

    kind: type[TrimtabError]
    code: str
    problems: tuple[Problem, ...]
    params: dict[str, object]

    def error(self) -> TrimtabError:
        return self.kind(self.code, problems=self.problems, **self.params)


def _do(at: int, task: Task) -> tuple[int, dict[str, Tensor] | _Refusal]:
    try:
        return at, pack(run_task(_held["ensemble"], task, _heed, threads=1))
    except TrimtabError as error:
        return at, _Refusal(type(error), error.code, error.problems, dict(error.params))


def _heed(step: str, done: int, total: int | None = None) -> None:
    """Progress of an engine in a worker: nobody sees it, but here a cancelled task ends."""
    if _held["stop"].is_set():
        raise _Stopped
