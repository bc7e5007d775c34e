"""Runs of several ensembles as one, where their draws are the same draws."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence

import numpy as np

from trimtab.kernel import UsageError
from trimtab.simulation.answers import Runs
from trimtab.simulation.types import Matrix, Tensor

_OF_LEVERS = frozenset({"cost", "windfall", "in_training"})
"""Outcomes that are not measured where no lever brings them about."""


def merge_runs(parts: Sequence[tuple[Runs, Mapping[str, str]]]) -> Runs:
    """One ``Runs`` of some mixes of each part, under new names.

    Model        a parameter is drawn from a stream keyed by the seed and its own name
                 (``draw_quantiles``), so that ensembles of the same economy, seed and number of
                 draws share them: the merged runs are those of one ensemble with all mixes
    Inputs       of each part the runs, and its mixes to keep with their names in the result
    Returns      Runs; costs that a part does not have are 0, outcomes and series are those that
                 all parts have; where a part does not know a parameter its swing is its own value
    Raises       UsageError WEB-100 where draws, replicates, steps or groups are not the same
    """
    runs = [part for part, _ in parts]
    first = runs[0]
    shape = (first.draws, first.replicates, first.steps, first.labels, first.currency)
    for one in runs[1:]:
        if (one.draws, one.replicates, one.steps, one.labels, one.currency) != shape:
            raise UsageError("WEB-100")
    places = [[one.mixes.index(name) for name in names] for one, names in parts]
    parameters = tuple(sorted({name for one in runs for name in one.parameters}))

    def together(
        read: Callable[[Runs], Mapping[str, Tensor]], nothing: Container[str] = ()
    ) -> dict[str, Tensor]:
        tables = [read(one) for one in runs]
        return _together(tables, places, nothing, (first.draws, first.replicates))

    return Runs(
        mixes=tuple(name for _, names in parts for name in names.values()),
        steps=first.steps,
        step_weeks=first.step_weeks,
        outcomes=together(lambda one: one.outcomes, _OF_LEVERS),
        series=together(lambda one: one.series),
        by={
            axis: together(lambda one, axis=axis: one.by[axis])  # type: ignore[misc]
            for axis in first.by
        },
        labels=first.labels,
        costs=together(lambda one: one.costs, {name for one in runs for name in one.costs}),
        currency=first.currency,
        moves=together(lambda one: one.moves),
        parameters=parameters,
        uniforms=_uniforms(runs, parameters),
        swings=_swings(runs, places, parameters),
    )


def _together(
    tables: Sequence[Mapping[str, Tensor]],
    places: Sequence[Sequence[int]],
    nothing: Container[str],
    shape: tuple[int, int],
) -> dict[str, Tensor]:
    """Arrays of all tables one below the other; those of ``nothing`` count as 0 where a table does
    not have them, others are left out."""
    shared = set.intersection(*(set(table) for table in tables))
    ordered = [name for table in tables for name in table if name in shared or name in nothing]
    return {
        name: np.concatenate(
            [
                table[name][at] if name in table else np.zeros((len(at), *shape))
                for table, at in zip(tables, places, strict=True)
            ]
        )
        for name in dict.fromkeys(ordered)
    }


def _uniforms(runs: Sequence[Runs], parameters: Sequence[str]) -> Matrix:
    columns = {name: one.uniforms[:, at] for one in runs for at, name in enumerate(one.parameters)}
    return (
        np.stack([columns[name] for name in parameters], axis=1)
        if parameters
        else np.empty((runs[0].draws, 0))
    )


def _swings(
    runs: Sequence[Runs], places: Sequence[Sequence[int]], parameters: Sequence[str]
) -> dict[str, Tensor]:
    names = set.intersection(*(set(one.swings) for one in runs))
    found: dict[str, Tensor] = {}
    for name in runs[0].swings:
        if name not in names:
            continue
        blocks = []
        for one, at in zip(runs, places, strict=True):
            central = one.outcomes[name][at, 0].mean(axis=1)
            block = np.repeat(np.repeat(central[:, None, None], len(parameters), 1), 2, 2)
            for place, parameter in enumerate(one.parameters):
                block[:, parameters.index(parameter)] = one.swings[name][at, place]
            blocks.append(block)
        found[name] = np.concatenate(blocks)
    return found
