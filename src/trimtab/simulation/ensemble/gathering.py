"""Finished tasks to the runs that answers are drawn from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from trimtab.simulation.answers.axes import axis_labels
from trimtab.simulation.answers.gathering import Frame, Piece, gather, swing_table
from trimtab.simulation.answers.measuring import Measured
from trimtab.simulation.answers.types import Runs
from trimtab.simulation.ensemble.planning import Ensemble, Task
from trimtab.simulation.ensemble.working import pieces_of
from trimtab.simulation.types import Tensor, Vector


def gather_runs(
    ensemble: Ensemble, tasks: Iterable[Task], done: Iterable[tuple[Measured, ...]]
) -> Runs:
    """All tasks together, in their order; SIMULATION-144 when one is missing."""
    drawn: list[Piece] = []
    beyond: list[Piece] = []
    for task, measured in zip(tasks, done, strict=True):
        for piece in pieces_of(task, measured):
            (drawn if piece.draw < ensemble.draws else beyond).append(piece)
    frame = Frame(
        mixes=ensemble.names,
        draws=ensemble.draws,
        replicates=ensemble.replicates,
        steps=ensemble.steps,
        step_weeks=ensemble.baseline.step_weeks,
        labels=axis_labels(ensemble.economy),
        currency=ensemble.economy.cells.currency,
        parameters=ensemble.parameters,
        uniforms=ensemble.points[: ensemble.draws],
    )
    return gather(frame, drawn, _swings(ensemble, beyond))


def _swings(ensemble: Ensemble, beyond: list[Piece]) -> dict[str, Tensor]:
    """Outcome -> (M, P, 2): every mix with one parameter at its low and its high quantile."""
    if not beyond:
        return {}
    ends: tuple[dict[str, Vector], dict[str, Vector]] = ({}, {})
    size = len(ensemble.mixes) * len(ensemble.parameters)
    for piece in beyond:
        parameter, end = divmod(piece.draw - ensemble.draws, 2)
        for name, values in piece.measured.outcomes.items():
            held = ends[end].setdefault(name, np.full(size, np.nan))
            held[piece.mix * len(ensemble.parameters) + parameter] = values[piece.column]
    return swing_table(ensemble.parameters, len(ensemble.mixes), *ends)
