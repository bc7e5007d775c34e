"""One task of an ensemble: compile, run, measure. What it returns is all that is kept of it."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.kernel import Problem
from trimtab.ports.progress import Progress, no_progress
from trimtab.simulation.answers.axes import recording
from trimtab.simulation.answers.gathering import Piece
from trimtab.simulation.answers.measuring import Measured, measure_run
from trimtab.simulation.counts import Stream, simulate_counts
from trimtab.simulation.ensemble.planning import Ensemble, Task
from trimtab.simulation.levers import Compiled, compile_model, costs
from trimtab.simulation.mean_field import simulate_mean_field

_CENTRAL = 0


def run_task(
    ensemble: Ensemble, task: Task, progress: Progress = no_progress, threads: int = 2
) -> tuple[Measured, ...]:
    """Do one task; the same task gives the same bits in any process of one kind of machine.

    Returns      in the mean field one record with a column for each of the task; as counts one
                 record of one column for each column and replicate, replicates fastest
    ``progress`` is called at every step of the engine; whatever it raises ends the task. The number
    of ``threads`` of an engine has no part in the result.
    """
    columns = tuple(ensemble.column(mix, point) for mix, point in task.columns)
    compiled = compile_model(ensemble.economy, ensemble.baseline, columns, ensemble.steps)
    if task.replicates is not None:
        return tuple(_counted(ensemble, task, compiled, progress, threads))
    kept = recording(ensemble.economy, moves=_central(task))
    trajectory = simulate_mean_field(compiled.model, ensemble.steps, kept, progress, threads)
    return (measure_run(compiled, trajectory, costs(compiled, trajectory)),)


def cautions_of(ensemble: Ensemble) -> tuple[Problem, ...]:
    """What the levers want a reader to know of the mixes at best estimates, each once, by line.

    Raises what ``compile_model`` raises for levers that the economy cannot carry.
    """
    columns = tuple(ensemble.column(mix, _CENTRAL) for mix in range(len(ensemble.mixes)))
    compiled = compile_model(ensemble.economy, ensemble.baseline, columns, ensemble.steps)
    told = {(one.code, one.row, repr(one.params)): one for one in compiled.cautions}
    return tuple(sorted(told.values(), key=lambda one: (one.row or 0, one.code)))


def _counted(
    ensemble: Ensemble,
    task: Task,
    compiled: Compiled,
    progress: Progress,
    threads: int,
) -> Iterator[Measured]:
    """Replicate r of draw d runs on stream d * R + r, the same for every mix."""
    kept = recording(ensemble.economy, moves=_central(task))
    for at, (_, draw) in enumerate(task.columns):
        for replicate in range(*(task.replicates or (0, 1))):
            stream = Stream(ensemble.seed, draw * ensemble.replicates + replicate)
            trajectory = simulate_counts(
                compiled.model, ensemble.steps, stream, kept, column=at, progress=progress
            )
            yield measure_run(compiled, trajectory, costs(compiled, trajectory, at))


def _central(task: Task) -> bool:
    """Whether moves are kept: in the central draw, where they are shown."""
    return any(point == _CENTRAL for _, point in task.columns)


def pieces_of(task: Task, measured: tuple[Measured, ...]) -> Iterator[Piece]:
    """What a task measured, run by run; ``draw`` is the point, also of one beyond the draws."""
    if task.replicates is None:
        for at, (mix, point) in enumerate(task.columns):
            yield Piece(mix, point, 0, measured[0], at)
        return
    records = iter(measured)
    for mix, draw in task.columns:
        for replicate in range(*task.replicates):
            yield Piece(mix, draw, replicate, next(records))
