"""How large an ensemble is, before it runs: runs, memory of its results, time on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from trimtab.kernel import InputRejectedError
from trimtab.simulation.answers.axes import axis_labels
from trimtab.simulation.answers.measuring import SERIES
from trimtab.simulation.answers.outcomes import OUTCOMES
from trimtab.simulation.counts import Stream, simulate_counts
from trimtab.simulation.ensemble.planning import Ensemble, Task, tasks_of
from trimtab.simulation.levers import compile_model
from trimtab.simulation.mean_field import simulate_mean_field
from trimtab.simulation.types import Model

MOST_BYTES = 4 * 2**30
"""Results are held twice while they are gathered; above this the machine would begin to swap."""

_PER_GROUP = 2  # outcomes measured for each group of an axis
_TRIED = 2  # steps


@dataclass(frozen=True, slots=True)
class Size:
    """Runs of T steps, and what their results take in memory."""

    runs: int
    steps: int
    cells: int
    result_bytes: int


def size_of(ensemble: Ensemble) -> Size:
    """The size. Raises InputRejectedError SIMULATION-102 above ``MOST_BYTES``."""
    runs = ensemble.runs
    groups = sum(len(names) for names in axis_labels(ensemble.economy).values())
    numbers = len(OUTCOMES) + len(SERIES) * (ensemble.steps + 1) + _PER_GROUP * groups
    needed = 2 * 8 * runs * numbers
    if needed > MOST_BYTES:
        raise InputRejectedError(
            "SIMULATION-102",
            runs=f"{runs:,}",
            need=f"{needed / 2**30:.1f}",
            most=f"{MOST_BYTES / 2**30:.0f}",
        )
    return Size(runs, ensemble.steps, len(ensemble.economy.cells), needed)


def measure_seconds(ensemble: Ensemble, processes: int) -> float:
    """Seconds that the tasks will take, from one compilation and two steps of each engine here.

    Simplifies   every step costs the same; processes share the work evenly
    """
    kinds = {task.replicates is not None: task for task in reversed(tasks_of(ensemble))}
    seconds = 0.0
    for counted, task in kinds.items():
        alike = [one for one in tasks_of(ensemble) if (one.replicates is not None) is counted]
        seconds += _task_seconds(ensemble, task) * len(alike)
    return seconds / max(1, min(processes, len(tasks_of(ensemble))))


def _task_seconds(ensemble: Ensemble, task: Task) -> float:
    began = perf_counter()
    columns = tuple(ensemble.column(mix, point) for mix, point in task.columns)
    model = compile_model(ensemble.economy, ensemble.baseline, columns, ensemble.steps).model
    compiled = perf_counter() - began
    _try_steps(model, task, ensemble.seed, 1)  # fills tables that the others find ready
    began = perf_counter()
    _try_steps(model, task, ensemble.seed, _TRIED)
    step = (perf_counter() - began) / _TRIED
    runs = 1 if task.replicates is None else task.runs
    return compiled + step * ensemble.steps * runs


def _try_steps(model: Model, task: Task, seed: int, steps: int) -> None:
    if task.replicates is None:
        simulate_mean_field(model, steps)
    else:
        simulate_counts(model, steps, Stream(seed, 0))
