"""A run of the exact counts: one column of a model, one stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import cast

from trimtab.ports.progress import Progress, no_progress
from trimtab.simulation.checking import InputsChecker, check_model
from trimtab.simulation.counts.matching import Each
from trimtab.simulation.counts.search import Moves, Search
from trimtab.simulation.counts.start import start_of
from trimtab.simulation.counts.step import (
    Setting,
    State,
    adjust,
    convert,
    enter,
    grow_older,
    leave,
    transfer,
)
from trimtab.simulation.counts.streams import Stream
from trimtab.simulation.recording import Flows, Recorder
from trimtab.simulation.types import Counts, Model, Recording, StepInputs, Tensor, Trajectory

MOST_THREADS = 2
"""Threads used where the network has several parts; results do not depend on it."""

NOTHING_MORE = Recording()


def simulate_counts(
    model: Model,
    steps: int,
    stream: Stream,
    recording: Recording = NOTHING_MORE,
    column: int = 0,
    progress: Progress = no_progress,
    threads: int = MOST_THREADS,
) -> Trajectory:
    """Run ``steps`` steps in whole persons, at a cost that does not grow with their number.

    Model        workers of one cell, spell, status and kind are exchangeable, so their counts have
                 the joint law of one agent per worker: multinomial applications, occupancy of
                 vacancies, multivariate hypergeometric hires, binomial flows
    Inputs       column of the model's batch; start stocks are made whole by ``whole_persons``
    Returns      Trajectory with one column, whole numbers in float64
    Raises       SIMULATION-033, 040, 041; what ``progress`` raises stops the run
    Simplifies   a normal stands for the occupancy of large cells (``counts.occupancy``); seats of
                 a transfer hold on average
    References   del Rio-Chanona et al. (2021), J. R. Soc. Interface 18:20200898

    The same stream gives the same run for any number of ``threads`` and processes.
    """
    check_model(model)
    run = _Run(model, steps, stream, recording, column)
    with ThreadPoolExecutor(max(1, threads)) as pool:

        def each(function: Callable[[int], None], numbers: range) -> Iterable[None]:
            several = threads > 1 and len(numbers) > 1
            return pool.map(function, numbers) if several else map(function, numbers)

        return run.all_steps(steps, progress, each)


class _Run:
    """What a run keeps between its steps."""

    def __init__(
        self, model: Model, steps: int, stream: Stream, recording: Recording, column: int
    ) -> None:
        self._model = model
        self._setting = Setting.of(model.rates, column, stream)
        self._recorder = Recorder(model, steps, recording, 1, column)
        self._groups = recording.groupings[recording.moves] if recording.moves else None
        self._searches: dict[tuple[int, ...], tuple[Search, Moves | None]] = {}

    def all_steps(self, steps: int, progress: Progress, each: Each) -> Trajectory:
        """Run; ``each`` maps a function over the parts of the network."""
        checker = InputsChecker()
        state = start_of(self._model.start)
        self._record_stocks(0, state)
        for t in range(steps):
            inputs = self._model.inputs(t)
            checker.check(inputs, t)
            after, flows = self._advance(state, inputs, t, each)
            self._recorder.flows(t, flows)
            state = after
            self._record_stocks(t + 1, state)
            progress("engine.step.simulate", t + 1, steps)
        return self._recorder.finish()

    def _advance(
        self, before: State, inputs: StepInputs, t: int, each: Each
    ) -> tuple[State, Flows]:
        """From t to t+1; all flows use the stocks at t that are left after exits."""
        setting = replace(self._setting, step=t)
        state, exits = leave(setting, inputs, before)
        adjusted = adjust(setting, inputs, state)
        search, moves = self._search(inputs)
        found = search.draw(setting, inputs, state, each)
        after = State(
            state.employed - adjusted.separations + found.by_destination,
            grow_older(state.unemployed - found.by_origin, adjusted.separations),
            state.vacancies + adjusted.openings - found.by_destination.sum(axis=1),
        )
        entrants = enter(setting, inputs, after.employed.shape)
        if entrants is not None:
            after.unemployed[:, 0, 0] += entrants
        flows = Flows(
            separations=_column(adjusted.separations),
            openings=_column(adjusted.openings),
            hires=_column(found.by_destination),
            entrants=0.0 if entrants is None else float(entrants.sum()),
            exits=float(exits),
            hired=_column(found.by_origin),
            retained=adjusted.retained[..., None],
            moves=None if moves is None else moves.count(found.leaves),
            transfers=transfer(setting, inputs, after.unemployed),
            conversions=convert(setting, inputs, after.employed),
        )
        return after, flows

    def _search(self, inputs: StepInputs) -> tuple[Search, Moves | None]:
        """Without weights every status follows the same row: one class serves all."""
        row_class = self._model.statuses.row_class
        key = row_class if inputs.weights is not None else (0,) * len(row_class)
        if key not in self._searches:
            made = Search(self._model, key)
            moves = None if self._groups is None else Moves(made.routes, self._groups)
            self._searches[key] = made, moves
        return self._searches[key]

    def _record_stocks(self, t: int, state: State) -> None:
        self._recorder.stocks(
            t, _column(state.employed), _column(state.unemployed), _column(state.vacancies)
        )


def _column(counts: Counts) -> Tensor:
    """Counts as the only column of a batch; the recorder adds them up in float64."""
    return cast("Tensor", counts[..., None])
