"""A run of the mean field: steps outside, blocks of columns inside, blocks on a few threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from trimtab.ports.progress import Progress, no_progress
from trimtab.simulation.checking import InputsChecker, check_model
from trimtab.simulation.mean_field.layout import (
    Inputs,
    arranged,
    cells_first,
    cells_inside,
    rates_of,
    split_columns,
)
from trimtab.simulation.mean_field.matching import layers_of
from trimtab.simulation.mean_field.moves import MovesCounter
from trimtab.simulation.mean_field.step import Setting, State, advance
from trimtab.simulation.recording import Recorder
from trimtab.simulation.types import Model, Recording, Start, Stock, Trajectory

MOST_THREADS = 2
"""More gained nothing on the machines measured; results do not depend on it."""

NOTHING_MORE = Recording()


def simulate_mean_field(
    model: Model,
    steps: int,
    recording: Recording = NOTHING_MORE,
    progress: Progress = no_progress,
    threads: int | None = None,
) -> Trajectory:
    """Run ``steps`` steps of the mean field for every column of the batch.

    Model        expected flows of the labour-flow model (docs/explanation/labour-flow-model.md)
    Inputs       stocks in persons and jobs; ``model.inputs(t)`` is asked once per step
    Returns      Trajectory, persons and jobs as reals, all columns of ``model.batch``
    Raises       SIMULATION-040, 041 for what no step can use; what ``progress`` raises stops a run
    Simplifies   no variance between runs: small cells are off by what chance does to a mean
    References   del Rio-Chanona et al. (2021), J. R. Soc. Interface 18:20200898

    ``threads``: at most so many blocks of columns at a time, by default two where there are
    processors; results are bit-identical for any number.
    """
    check_model(model)
    run = _Run(model, steps, recording)
    workers = min(threads or MOST_THREADS, os.cpu_count() or 1, len(run.blocks))
    if workers <= 1:
        return run.all_steps(progress, map)
    with ThreadPoolExecutor(workers) as pool:
        return run.all_steps(progress, pool.map)


class _Block:
    """Some columns and their state."""

    def __init__(self, setting: Setting, start: Start, columns: slice) -> None:
        width = columns.stop - columns.start
        self.columns = columns
        self.setting = replace(setting, rates=rates_of(setting.rates, columns))
        self.state = State(
            cells_inside(start.employed, width),
            cells_inside(start.unemployed, width),
            cells_inside(start.vacancies, width),
        )


class _Run:
    """The blocks of a run and what records them."""

    def __init__(self, model: Model, steps: int, recording: Recording) -> None:
        self._model, self._steps = model, steps
        self._recorder = recorder = Recorder(model, steps, recording, model.batch)
        layers = layers_of(model.network)
        self._setting = Setting(
            layers, model.statuses.row_class, model.rates,
            recorder.wants(Stock.HIRED), recorder.wants(Stock.RETAINED),
        )  # fmt: skip
        self._moves = (
            None
            if recorder.moves is None
            else MovesCounter(layers, recording.groupings[recording.moves])
        )
        cut = split_columns(model.batch, len(model.cells))
        self.blocks = [_Block(self._setting, model.start, columns) for columns in cut]

    def all_steps(self, progress: Progress, each: Callable[..., Iterable[None]]) -> Trajectory:
        """Run; ``each`` maps a function over the blocks, on this thread or several."""
        checker = InputsChecker()
        for block in self.blocks:
            self._record_stocks(0, block)
        for t in range(self._steps):
            given = self._model.inputs(t)
            checker.check(given, t)
            inputs = arranged(given)
            for _ in each(lambda block, now=inputs, at=t: self._one(at, now, block), self.blocks):
                pass
            progress("engine.step.simulate", t + 1, self._steps)
        return self._recorder.finish()

    def _one(self, t: int, inputs: Inputs, block: _Block) -> None:
        if len(self.blocks) > 1:
            inputs = inputs.of(block.columns)
        flows, matched = advance(block.setting, inputs, block.state)
        if self._moves is not None:
            flows.moves = self._moves.count(matched, inputs.weights)
        self._recorder.flows(t, flows, block.columns)
        self._record_stocks(t + 1, block)

    def _record_stocks(self, t: int, block: _Block) -> None:
        state = block.state
        self._recorder.stocks(
            t,
            cells_first(state.employed),
            cells_first(state.unemployed),
            state.vacancies,
            block.columns,
        )
