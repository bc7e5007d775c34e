"""Puts what single runs measured into the arrays of an ensemble."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.simulation.answers.measuring import Measured
from trimtab.simulation.answers.types import Runs
from trimtab.simulation.types import Matrix, Tensor, Vector


@dataclass(frozen=True, slots=True)
class Piece:
    """One column of one run and where it stands in the ensemble."""

    mix: int
    draw: int
    replicate: int
    measured: Measured
    column: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """What an ensemble is, before it is filled; the fields are those of ``Runs``."""

    mixes: tuple[str, ...]
    draws: int
    replicates: int
    steps: int
    step_weeks: float
    labels: Mapping[str, tuple[str, ...]]
    currency: str = ""
    parameters: tuple[str, ...] = ()
    uniforms: Matrix | None = None

    @property
    def head(self) -> tuple[int, int, int]:
        return len(self.mixes), self.draws, self.replicates


def gather(
    frame: Frame, pieces: Iterable[Piece], swings: Mapping[str, Tensor] | None = None
) -> Runs:
    """All pieces as ``Runs``. An item of cost that a mix does not have is 0 there.

    Moves are the mean over the replicates of the central draw. Raises SIMULATION-144 when a run of
    the frame is missing.
    """
    given = list(pieces)
    there = np.zeros(frame.head, dtype=bool)
    for one in given:
        there[one.mix, one.draw, one.replicate] = True
    if not there.all():
        raise InputRejectedError("SIMULATION-144", missing=int((~there).sum()), runs=there.size)
    uniforms = frame.uniforms
    if uniforms is None:
        uniforms = np.full((frame.draws, len(frame.parameters)), np.nan)
    return Runs(
        mixes=frame.mixes,
        steps=frame.steps,
        step_weeks=frame.step_weeks,
        outcomes=_stacked(frame, given, [one.measured.outcomes for one in given], np.nan),
        series=_stacked(frame, given, [one.measured.series for one in given], np.nan),
        by={
            axis: _stacked(frame, given, [one.measured.by.get(axis, {}) for one in given], np.nan)
            for axis in dict.fromkeys(axis for one in given for axis in one.measured.by)
            if axis in frame.labels
        },
        labels=frame.labels,
        costs=_stacked(frame, given, [one.measured.costs for one in given], 0.0),
        currency=frame.currency,
        moves=_moves(frame, given),
        parameters=frame.parameters,
        uniforms=uniforms,
        swings=swings or {},
    )


def _stacked(
    frame: Frame, pieces: Sequence[Piece], found: Sequence[Mapping[str, Tensor]], missing: float
) -> dict[str, Tensor]:
    """Name -> (M, D, R) or (M, D, R, n), from one mapping of arrays (..., B) a piece."""
    shapes = {name: array.shape[:-1] for one in found for name, array in one.items()}
    stacked = {name: np.full(frame.head + shape, missing) for name, shape in shapes.items()}
    for piece, arrays in zip(pieces, found, strict=True):
        for name, array in arrays.items():
            stacked[name][piece.mix, piece.draw, piece.replicate] = array[..., piece.column]
    return stacked


def _moves(frame: Frame, pieces: Sequence[Piece]) -> dict[str, Tensor]:
    """Axis -> (M, N, N)."""
    central = [one for one in pieces if one.draw == 0]
    axes = dict.fromkeys(axis for one in central for axis in one.measured.moves)
    found = {}
    for axis in axes:
        size = len(central[0].measured.moves[axis])
        table = np.zeros((len(frame.mixes), size, size))
        for one in central:
            table[one.mix] += one.measured.moves[axis][..., one.column] / frame.replicates
        found[axis] = table
    return found


def swing_table(
    parameters: Sequence[str], mixes: int, low: Mapping[str, Vector], high: Mapping[str, Vector]
) -> dict[str, Tensor]:
    """Outcome -> (M, P, 2) from runs at the low and the high quantile, each (M * P,): mix by mix,
    within a mix parameter by parameter."""
    shape = (mixes, len(parameters))
    return {
        name: np.stack([low[name].reshape(shape), high[name].reshape(shape)], axis=-1)
        for name in low
    }
