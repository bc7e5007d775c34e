"""Reads outcomes off a trajectory: what each task of an ensemble keeps of its run.

Stocks are those at t = 0 .. T; a step lasts ``step_weeks``. Job-years and person-years are the
trapezoid rule over the steps. Rates are pooled: sum of persons over sum of persons, not a mean of
rates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.simulation.answers.axes import GROUPINGS, group_sums, kind_axes, measure_moves
from trimtab.simulation.levers.selection import insured_kinds
from trimtab.simulation.types import WEEKS_A_YEAR, Matrix, Model, Stocks, Tensor, Trajectory


class CompiledModel(Protocol):
    """What is asked of a compiled scenario."""

    @property
    def model(self) -> Model: ...

    @property
    def step_weeks(self) -> float: ...


class CostRecord(Protocol):
    """What is asked of the costs of a run, in currency of the economy.

    ``items``: name -> (T, B) spent; ``windfall`` (T, B), the part of it that changed nothing;
    ``reserve`` (T + 1, B), None without a fund.
    """

    @property
    def items(self) -> Mapping[str, Matrix]: ...

    @property
    def windfall(self) -> Matrix: ...

    @property
    def reserve(self) -> Matrix | None: ...


@dataclass(frozen=True, slots=True)
class Window:
    """Times ``first`` up to ``last``, half-open, over which rates are pooled."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Measured:
    """All that is kept of one run, batch last: ``outcomes`` and ``costs`` name -> (B,), ``series``
    name -> (T + 1, B), ``by`` axis -> outcome -> (N, B), ``moves`` axis -> (N, N, B)."""

    outcomes: Mapping[str, Matrix]
    series: Mapping[str, Matrix]
    by: Mapping[str, Mapping[str, Matrix]]
    costs: Mapping[str, Matrix]
    moves: Mapping[str, Tensor]


def measure_run(
    compiled: CompiledModel,
    trajectory: Trajectory,
    costs: CostRecord | None = None,
    window: Window | None = None,
) -> Measured:
    """Everything an ensemble keeps of a run recorded with ``axes.recording``."""
    return Measured(
        outcomes=measure(compiled, trajectory, costs, window),
        series=measure_series(trajectory),
        by=measure_by(compiled, trajectory),
        costs=measure_costs(costs) if costs is not None else {},
        moves={}
        if trajectory.moves is None
        else measure_moves(compiled.model.cells, trajectory.moves),
    )


def last_year(steps: int, step_weeks: float) -> Window:
    """The last year of a run of ``steps``; the whole run where it is shorter.

    Examples
    --------
    >>> last_year(39, 6.75)
    Window(first=32, last=40)
    """
    length = max(1, round(WEEKS_A_YEAR / step_weeks))
    return Window(max(0, steps + 1 - length), steps + 1)


def measure(
    compiled: CompiledModel,
    trajectory: Trajectory,
    costs: CostRecord | None = None,
    window: Window | None = None,
) -> dict[str, Matrix]:
    """Every outcome this run carries, each (B,).

    Units         those of ``outcomes.OUTCOMES``
    Leaves out    coverage without insured kinds, in_training without that status, money without
                  costs, the fund without a reserve: absent, never 0
    Raises        SIMULATION-143 when the window is not inside the run
    """
    window = window or last_year(trajectory.steps, compiled.step_weeks)
    if not 0 <= window.first < window.last <= trajectory.steps + 1:
        raise InputRejectedError(
            "SIMULATION-143", first=window.first, last=window.last, allowed=trajectory.steps + 1
        )
    inside = slice(window.first, window.last)
    years = compiled.step_weeks / WEEKS_A_YEAR
    whole = _totals(trajectory.whole)
    force = (whole.employed + whole.unemployed)[inside].sum(0)
    jobs = (whole.employed + whole.vacancies)[inside].sum(0)
    found = {
        "unemployment": whole.unemployed[inside].sum(0) / force,
        "long_term_unemployment": whole.long_term[inside].sum(0) / force,
        "vacancy_rate": whole.vacancies[inside].sum(0) / jobs,
        "employment_years": _integral(whole.employed, years),
        "unemployment_years": _integral(whole.unemployed, years),
        "hires": trajectory.hires.sum(0),
        "separations": trajectory.separations.sum(0),
    }
    found |= _in_training(compiled.model, trajectory, inside)
    found |= _coverage(compiled.model, trajectory, inside)
    return found | (measure_money(costs) if costs is not None else {})


def _totals(stocks: Stocks) -> Stocks:
    """Stocks of the whole economy, each (T + 1, B)."""
    return Stocks(
        *(np.asarray(one).sum(1) for one in (stocks.employed, stocks.unemployed)),
        *(np.asarray(one).sum(1) for one in (stocks.long_term, stocks.vacancies)),
    )


def _integral(stock: Tensor, years: float) -> Tensor:
    """Trapezoid over time (first axis), in years."""
    return np.asarray((stock.sum(0) - 0.5 * (stock[0] + stock[-1])) * years)


def _in_training(model: Model, trajectory: Trajectory, inside: slice) -> dict[str, Matrix]:
    """A status of a course is named for it and the steps left, ``training/2``."""
    at = [n for n, name in enumerate(model.statuses.names) if name.rpartition("/")[2].isdigit()]
    if not at:
        return {}
    return {"in_training": trajectory.statuses[inside][:, at].sum(1).mean(0)}


def _coverage(model: Model, trajectory: Trajectory, inside: slice) -> dict[str, Matrix]:
    insured = insured_kinds(model.kinds)
    if insured is None:
        return {}
    employed = trajectory.kinds.employed[inside]
    covered = np.einsum("k,tkb->b", insured, employed)
    return {"coverage": np.asarray(covered / employed.sum((0, 1)))}


def measure_money(costs: CostRecord) -> dict[str, Matrix]:
    """Cost, windfall and fund reserve over the horizon, each (B,)."""
    found = {"windfall": np.asarray(costs.windfall).sum(0)}
    if costs.items:
        found["cost"] = np.sum([one.sum(0) for one in costs.items.values()], axis=0)
    if costs.reserve is not None:
        found["fund_reserve_end"] = costs.reserve[-1]
        found["fund_reserve_lowest"] = costs.reserve.min(0)
    return found


def measure_costs(costs: CostRecord) -> dict[str, Matrix]:
    """Cost over the horizon by item, each (B,)."""
    return {name: one.sum(0) for name, one in costs.items.items()}


SERIES = ("unemployment", "long_term_unemployment", "vacancy_rate", "employed")


def measure_series(trajectory: Trajectory) -> dict[str, Matrix]:
    """Time paths, each (T + 1, B); rates as shares, ``employed`` in persons."""
    whole = _totals(trajectory.whole)
    force = whole.employed + whole.unemployed
    paths = (
        whole.unemployed / force,
        whole.long_term / force,
        whole.vacancies / (whole.employed + whole.vacancies),
        whole.employed,
    )
    return dict(zip(SERIES, paths, strict=True))


def measure_by(compiled: CompiledModel, trajectory: Trajectory) -> dict[str, dict[str, Matrix]]:
    """Axis -> outcome -> (N, B): job-years over the horizon and the mean labour force, persons.

    Axes are the groupings recorded (region, tier, occupation_group) and those of the kinds of
    persons (age ...).
    """
    years = compiled.step_weeks / WEEKS_A_YEAR
    found = {
        axis: _group_measures(stocks.employed, stocks.unemployed, years)
        for axis, stocks in trajectory.by.items()
        if axis in GROUPINGS
    }
    for axis, masks in kind_axes(compiled.model.kinds).items():
        employed, unemployed = (
            group_sums(one, masks)
            for one in (trajectory.kinds.employed, trajectory.kinds.unemployed)
        )
        found[axis] = _group_measures(employed, unemployed, years)
    return found


def _group_measures(employed: Tensor, unemployed: Tensor, years: float) -> dict[str, Matrix]:
    """From stocks (T + 1, N, B)."""
    return {
        "employment_years": _integral(employed, years),
        "labour_force": (employed + unemployed).mean(0),
    }
