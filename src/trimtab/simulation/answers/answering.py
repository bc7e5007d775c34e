"""Every answer an ensemble can give, at once: what reports and ``--json`` show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab.simulation.answers.comparing import compare
from trimtab.simulation.answers.flips import flips
from trimtab.simulation.answers.frontier import frontier
from trimtab.simulation.answers.influences import Sensitivity
from trimtab.simulation.answers.sensitivity import LEAST_DRAWS, sensitivity
from trimtab.simulation.answers.types import (
    COVERAGE,
    Comparison,
    Flips,
    Frontier,
    Runs,
    WinnersLosers,
)
from trimtab.simulation.answers.winners import winners_and_losers

HEADLINES = ("unemployment", "employment_years")
"""Outcomes for which the ranking and the sensitivity are told."""
MOST_COMPARED = 40
"""Mixes above which rankings are not crossed pair by pair: a frontier is what such a run is for."""


@dataclass(frozen=True, slots=True)
class Answers:
    """``flips`` and ``sensitivity`` by outcome (empty without draws), ``winners`` by axis.

    ``frontier`` is None where no mix costs anything.
    """

    comparison: Comparison
    flips: Mapping[str, Flips]
    winners: Mapping[str, tuple[WinnersLosers, ...]]
    sensitivity: Mapping[str, tuple[Sensitivity, ...]]
    frontier: Frontier | None


def answer(
    runs: Runs,
    budget: float | None = None,
    least_reserve: float | None = None,
    coverage: float = COVERAGE,
) -> Answers:
    """All answers. What the ensemble cannot say is left out, not guessed."""
    told = [name for name in HEADLINES if name in runs.outcomes]
    ranked = runs.draws > 2 and 1 < len(runs.mixes) <= MOST_COMPARED
    sensed = runs.draws > LEAST_DRAWS and bool(runs.parameters)
    priced = {"cost", "employment_years"} <= set(runs.outcomes)
    reserve = least_reserve if "fund_reserve_lowest" in runs.outcomes else None
    return Answers(
        comparison=compare(runs, coverage=coverage),
        flips={name: flips(runs, name, coverage) for name in told} if ranked else {},
        winners={axis: winners_and_losers(runs, axis, coverage) for axis in runs.by},
        sensitivity={name: sensitivity(runs, name, coverage) for name in told} if sensed else {},
        frontier=frontier(runs, "employment_years", budget, reserve) if priced else None,
    )
