"""The published labour-flow model on a network of a user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trimtab.kernel import UnknownCodeError, UsageError
from trimtab.ports.progress import Progress, no_progress

if TYPE_CHECKING:
    from trimtab.simulation.economies import UserNetwork
    from trimtab.simulation.published import Parameters
    from trimtab.simulation.types import Cells, DataBasis, Matrix, Model, Stocks, Trajectory

AUTOMATION_COLUMN = "p_auto_synthetic"
"""Column of the published network with a seeded illustration of automation probabilities."""

STEPS = 600
MOST_STEPS = 20_000
MOST_WORKERS = 10**10
"""More than work on earth."""
LARGEST_SEED = 2**63 - 1


class Mode(StrEnum):
    """Expected flows, or whole persons drawn from their exact law."""

    MEAN_FIELD = "mean-field"
    COUNTS = "counts"


class Shock(StrEnum):
    """Which demand path acts."""

    AUTOMATION = "automation"
    CYCLE = "cycle"


@dataclass(frozen=True, slots=True)
class NetworkRequest:
    """What to run; ``workers`` employed and unemployed together, None as in the file."""

    edges: Path
    occupations: Path
    mode: Mode = Mode.MEAN_FIELD
    shock: Shock = Shock.AUTOMATION
    workers: int | None = None
    seed: int = 0
    steps: int = STEPS
    automation_column: str = AUTOMATION_COLUMN
    separation: float = 0.016
    opening: float = 0.012
    adjustment: float = 0.16


@dataclass(frozen=True, slots=True)
class Emptied:
    """An occupation of a region left with less than one worker; ``step`` when that began."""

    occupation: str
    region: str
    step: int


@dataclass(frozen=True, slots=True)
class NetworkRun:
    """Figures (shares) by their name, the stocks of every step, and what a reader must know.

    ``workers`` employed and unemployed at the start; ``parameters`` those that acted.
    """

    request: NetworkRequest
    figures: Mapping[str, float]
    stocks: Stocks
    workers: int
    occupations: int
    basis: DataBasis
    sources: tuple[str, ...]
    emptied: tuple[Emptied, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def illustrated(self) -> bool:
        """Whether the shock rests on the seeded illustration."""
        request = self.request
        return request.shock is Shock.AUTOMATION and (
            request.automation_column == AUTOMATION_COLUMN
        )


def run_network(request: NetworkRequest, progress: Progress = no_progress) -> NetworkRun:
    """Read the two files, run the published model under a shock, measure what the paper measures.

    Raises SIMULATION-043 for an option out of range, SIMULATION-044 for an automation column that
    is not there, SIMULATION-042 for probabilities that are none, and what ``read_network`` raises.
    """
    from trimtab.app.economies import read_network
    from trimtab.simulation.published import (
        Parameters,
        demand_before,
        published_model,
        start_stocks,
    )
    from trimtab.simulation.types import Rates

    rates = Rates(request.separation, request.opening, request.adjustment)
    parameters = Parameters(rates)
    _check(request, parameters)
    network = read_network(request.edges, request.occupations)
    economy = network.economy
    _check_range("workers", request.workers, len(economy.cells), MOST_WORKERS)
    whole = request.mode is Mode.COUNTS
    employment = economy.employed.sum(axis=1)
    start = start_stocks(employment, rates, request.workers, whole)
    demand = demand_before(start)
    path = _path(request, network, demand, parameters)
    if whole:
        path = path.round()
    model = published_model(economy, start, path, rates)
    trajectory = _simulate(request, model, progress)
    return NetworkRun(
        request=request,
        figures=_figures(request, trajectory.whole, parameters),
        stocks=trajectory.whole,
        workers=round(float(demand.sum())),
        occupations=len(economy.cells),
        basis=economy.basis,
        sources=economy.sources,
        emptied=_emptied(trajectory, economy.cells),
        parameters={
            **asdict(rates),
            **{name: getattr(parameters, name) for name in _SHOCK_PARAMETERS[request.shock]},
        },
    )


_SHOCK_PARAMETERS = {
    Shock.AUTOMATION: ("shock_at", "duration_years"),
    Shock.CYCLE: ("amplitude", "period"),
}


def _check(request: NetworkRequest, parameters: Parameters) -> None:
    """Refuse options that no run can use, before any file is read."""
    shortest = {
        Shock.AUTOMATION: parameters.transition.stop,
        Shock.CYCLE: 2 * parameters.period,  # one period to forget the start, one to measure
    }
    _check_range("steps", request.steps, shortest[request.shock], MOST_STEPS)
    _check_range("seed", request.seed, 0, LARGEST_SEED)
    for name in ("separation", "opening", "adjustment"):
        _check_range(name, getattr(request, name), 0, 1)


def _check_range(option: str, given: float | None, lowest: float, highest: float) -> None:
    if given is not None and not lowest <= given <= highest:
        raise UsageError(
            "SIMULATION-043", option=option, given=given, lowest=lowest, highest=highest
        )


def _path(
    request: NetworkRequest, network: UserNetwork, demand: Matrix, parameters: Parameters
) -> Matrix:
    from trimtab.simulation.published import automation_path, cycle_path

    if request.shock is Shock.CYCLE:
        return cycle_path(demand, request.steps, parameters)
    if request.automation_column not in network.columns:
        raise UnknownCodeError(
            "SIMULATION-044",
            column=request.automation_column,
            file=str(request.occupations.name),
            found=", ".join(network.columns) or "-",
        )
    automated = network.columns[request.automation_column]
    return automation_path(demand, automated, request.steps, parameters)


def _simulate(request: NetworkRequest, model: Model, progress: Progress) -> Trajectory:
    from trimtab.simulation.types import Recording

    recording = Recording(cells=True)
    if request.mode is Mode.COUNTS:
        from trimtab.simulation.counts import Stream, simulate_counts

        stream = Stream(request.seed, 0)
        return simulate_counts(model, request.steps, stream, recording, progress=progress)
    from trimtab.simulation.mean_field import simulate_mean_field

    return simulate_mean_field(model, request.steps, recording, progress)


def _figures(
    request: NetworkRequest, stocks: Stocks, parameters: Parameters
) -> Mapping[str, float]:
    from trimtab.simulation import published

    if request.shock is Shock.CYCLE:
        return asdict(published.measure_cycle(stocks, parameters.period))
    steady, transition = published.STEADY, parameters.transition
    return {
        "unemployment_steady": published.pooled_unemployment(stocks, steady),
        "unemployment_transition": published.pooled_unemployment(stocks, transition),
        "long_term_steady": published.pooled_long_term(stocks, steady),
        "long_term_transition": published.pooled_long_term(stocks, transition),
        "vacancy_steady": published.pooled_vacancy(stocks, steady),
    }


def _emptied(trajectory: Trajectory, cells: Cells) -> tuple[Emptied, ...]:
    """Cells that ended below one worker although they began with at least one."""
    from trimtab.simulation.recording import CELLS

    employed = trajectory.by[CELLS].employed[:, :, 0]
    below = employed < 1.0
    found = (below[-1] & ~below[0]).nonzero()[0]
    return tuple(
        Emptied(
            cells.occupations[cells.occupation_of[at]],
            cells.regions[cells.region_of[at]],
            int(below[:, at].argmax()),
        )
        for at in found
    )


def write_path(run: NetworkRun, path: Path) -> None:
    """Write the time path as CSV: a row per step, persons, jobs and shares.

    Raises UsageError SIMULATION-045 when the file cannot be written.
    """
    import numpy as np

    from trimtab.kernel.files import write_csv

    stocks = run.stocks
    force = stocks.employed + stocks.unemployed
    columns = {
        "employed": stocks.employed,
        "unemployed": stocks.unemployed,
        "long_term_unemployed": stocks.long_term,
        "vacancies": stocks.vacancies,
        "unemployment_rate": stocks.unemployed / force,
        "long_term_rate": stocks.long_term / force,
        "vacancy_rate": stocks.vacancies / (stocks.employed + stocks.vacancies),
    }
    table = np.column_stack([column[:, 0, 0] for column in columns.values()])
    rows = ([step, *values] for step, values in enumerate(table.tolist()))
    try:
        write_csv(path, ("step", *columns), rows)
    except OSError as error:
        raise UsageError("SIMULATION-045", file=str(path), detail=str(error)) from error
