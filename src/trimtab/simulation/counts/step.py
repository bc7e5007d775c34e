"""One step of the labour market in whole persons, all but the search for jobs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.simulation.counts.streams import Purpose, Stream
from trimtab.simulation.types import Counts, Rates, StepInputs, Tensor, Vector

CELLS_A_BLOCK, MOST_BLOCKS = 32, 32
"""Cells drawn from one place in the stream, more where that would make too many blocks."""


@dataclass(frozen=True, slots=True)
class State:
    """Whole persons and jobs: employed (C, K), unemployed (C, S, P, K), vacancies (C,)."""

    employed: Counts
    unemployed: Counts
    vacancies: Counts


@dataclass(frozen=True, slots=True)
class Setting:
    """What all draws of a step need: the column of the batch, its rates, the stream, the step."""

    column: int
    separation: float
    opening: float
    adjustment: float
    stream: Stream
    step: int = 0

    @classmethod
    def of(cls, rates: Rates, column: int, stream: Stream) -> Setting:
        """Rates of one column."""
        separation, opening, adjustment = (
            float(column_of(rate, column, 0))
            for rate in (rates.separation, rates.opening, rates.adjustment)
        )
        return cls(column, separation, opening, adjustment, stream)

    def draw(
        self, purpose: Purpose, persons: Counts, share: npt.NDArray[np.float64], part: int = 0
    ) -> Counts:
        """How many of the persons of each cell: binomial; nothing is drawn for shares 0 and 1.

        Cells are drawn in blocks that begin at places of their own in the stream: where a policy
        changes a draw, the luck of the other blocks stays the same.
        """
        if not share.any():
            return np.zeros_like(persons)
        if share.min() == 1.0:
            return persons.copy()
        cells = len(persons)
        block = max(CELLS_A_BLOCK, -(-cells // MOST_BLOCKS))
        begins = range(0, cells, block)
        shares = np.broadcast_to(share, persons.shape)
        places = range(part * MOST_BLOCKS, part * MOST_BLOCKS + len(begins))
        generators = self.stream.generators(self.step, purpose, places)
        return np.concatenate(
            [
                generator.binomial(persons[begin : begin + block], shares[begin : begin + block])
                for begin, generator in zip(begins, generators, strict=True)
            ]
        )


def column_of(value: object, column: int, axes: int) -> npt.NDArray[np.float64]:
    """One column of a batch: the last axis is taken away, missing leading axes are added."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim:
        array = array[..., column if array.shape[-1] > 1 else 0]
    return array.reshape((1,) * (axes - array.ndim) + array.shape)


def leave(setting: Setting, inputs: StepInputs, state: State) -> tuple[State, int]:
    """The state without those who leave the labour force, and how many left."""
    if inputs.exits is None:
        return state, 0
    share = column_of(inputs.exits, setting.column, 2)
    retired = setting.draw(Purpose.EXITS, state.employed, share, 0)
    gone = setting.draw(Purpose.EXITS, state.unemployed, share[:, None, None, :], 1)
    after = State(state.employed - retired, state.unemployed - gone, state.vacancies)
    return after, int(retired.sum() + gone.sum())


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Separations (C, K), mean of those retained (C, K) and openings (C,) of a step."""

    separations: Counts
    retained: Tensor
    openings: Counts


def adjust(setting: Setting, inputs: StepInputs, state: State) -> Adjustment:
    """Separations and openings: random ones, and those that close the gap to the demand.

    Model       D = e + v - d*; separations ~ Bin(e_k, d_u + (1 - d_u) min(e, g max(0, D)) / e
                (1 - retained_k)); openings ~ Bin(e, d_v + (1 - d_v) min(e, g max(0, -D)) / e);
                a cell where nobody works opens one vacancy while D < 0
    """
    jobs = state.employed.sum(axis=1)
    gap = jobs + state.vacancies - column_of(inputs.target, setting.column, 1)
    persons = np.maximum(jobs, 1)
    shrinking = (1.0 - setting.separation) * _share(setting.adjustment * gap, jobs, persons)
    growing = (1.0 - setting.opening) * _share(setting.adjustment * -gap, jobs, persons)
    retained = column_of(inputs.retained, setting.column, 2)
    lost = setting.separation + shrinking[:, None] * (1.0 - retained)
    opened = setting.draw(Purpose.OPENINGS, jobs, np.minimum(setting.opening + growing, 1.0))
    return Adjustment(
        separations=setting.draw(Purpose.SEPARATIONS, state.employed, np.minimum(lost, 1.0)),
        retained=shrinking[:, None] * retained * state.employed,
        openings=np.where(jobs > 0, opened, gap < 0),
    )


def _share(wanted: Tensor, jobs: Counts, persons: Counts) -> Tensor:
    """min(e, max(0, wanted)) / e, 0 where nobody works."""
    return np.minimum(jobs, np.maximum(wanted, 0.0)) / persons


def applicants(setting: Setting, inputs: StepInputs, unemployed: Counts) -> Counts:
    """Who sends an application in this step (C, S, P, K)."""
    share = column_of(inputs.search, setting.column, 3)
    return setting.draw(Purpose.SEARCH, unemployed, share)


def grow_older(staying: Counts, separated: Counts) -> Counts:
    """Spells one step on, the last one open-ended; the separated begin at 0 with status 0."""
    aged = np.zeros_like(staying)
    aged[:, 1:] = staying[:, :-1]
    aged[:, -1] += staying[:, -1]
    aged[:, 0, 0] += separated
    return aged


def enter(setting: Setting, inputs: StepInputs, shape: tuple[int, ...]) -> Counts | None:
    """Entrants (C, K): the whole part, and one more with the probability of the fraction."""
    if inputs.entrants is None:
        return None
    mean = np.broadcast_to(column_of(inputs.entrants, setting.column, 2), shape)
    whole = np.floor(mean).astype(np.int64)
    return whole + setting.draw(Purpose.ENTRANTS, np.ones_like(whole), mean - whole)


def transfer(setting: Setting, inputs: StepInputs, unemployed: Counts) -> dict[str, Vector]:
    """Move unemployed persons between statuses, in place; how many moved by name."""
    moved: dict[str, Vector] = {}
    for number, one in enumerate(inputs.transfers):
        share = column_of(one.share, setting.column, 3)
        stock = unemployed[:, :, one.source]
        if one.seats is not None:
            seats = float(column_of(one.seats, setting.column, 0))
            wanted = float((share * stock).sum())
            share = share * (min(1.0, seats / wanted) if wanted > 0 else 1.0)
        moving = setting.draw(Purpose.TRANSFERS, stock, share, number)
        unemployed[:, :, one.source] -= moving
        unemployed[:, :, one.target] += moving
        moved[one.name] = moved.get(one.name, np.zeros(1)) + moving.sum()
    return moved


def convert(setting: Setting, inputs: StepInputs, employed: Counts) -> dict[str, Vector]:
    """Move employed persons between kinds, in place; how many moved by name."""
    moved: dict[str, Vector] = {}
    for number, one in enumerate(inputs.conversions):
        stock = employed[:, one.source]
        share = column_of(one.share, setting.column, 1)
        moving = setting.draw(Purpose.CONVERSIONS, stock, share, number)
        employed[:, one.source] -= moving
        employed[:, one.target] += moving
        moved[one.name] = moved.get(one.name, np.zeros(1)) + moving.sum()
    return moved
