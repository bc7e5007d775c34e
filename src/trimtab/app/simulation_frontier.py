"""The frontier of a scenario: all combinations of its levers, by cost and outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from trimtab.app.simulation import (
    Finished,
    Prepared,
    Wishes,
    economy_of,
    open_scenario,
    run_prepared,
)
from trimtab.kernel import UsageError
from trimtab.ports.progress import Progress, no_progress
from trimtab.simulation.answers import Frontier, frontier, outcome
from trimtab.simulation.ensemble import (
    Combinations,
    combine_levers,
    plan_ensemble,
    size_of,
)
from trimtab.simulation.scenario import Mode, Scenario


@dataclass(frozen=True, slots=True)
class FoundFrontier:
    """The frontier with what was tried for it."""

    finished: Finished
    combinations: Combinations
    frontier: Frontier


def find_frontier(
    path: Path,
    wishes: Wishes,
    most: int,
    by: str = "employment_years",
    budget: float | None = None,
    least_reserve: float | None = None,
    processes: int = 1,
    cluster: str | None = None,
    progress: Progress = no_progress,
) -> FoundFrontier:
    """Which combinations no other beats in cost and in the outcome ``by``, in the mean field.

    Budget and reserve are those of the scenario where none is given. Raises what ``prepare`` and
    ``combine_levers`` raise; UnknownCodeError for an outcome that is refused.
    """
    outcome(by)
    scenario = open_scenario(path, replace(wishes, mode=Mode.MEAN_FIELD, mixes=()))
    combined = combine_levers(scenario, most)
    limits = scenario.budget
    if limits is not None:
        budget = limits.amount if budget is None else budget
        least_reserve = limits.least_reserve if least_reserve is None else least_reserve
    _check_fund(scenario, least_reserve)
    economy = economy_of(scenario)
    ensemble = plan_ensemble(scenario, economy, combined.mixes)
    prepared = Prepared(scenario, economy, ensemble, size_of(ensemble))
    finished = run_prepared(prepared, processes, progress, cluster=cluster)
    return FoundFrontier(finished, combined, frontier(finished.runs, by, budget, least_reserve))


def _check_fund(scenario: Scenario, least_reserve: float | None) -> None:
    """Refuse a floor for a fund that the scenario does not follow. UsageError SIMULATION-112."""
    scheme = scenario.baseline.scheme
    if least_reserve is not None and (scheme is None or scheme.reserve is None):
        raise UsageError("SIMULATION-112", amount=f"{least_reserve:,.0f}")
