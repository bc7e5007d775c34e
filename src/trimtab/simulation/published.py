"""The labour-flow model as published, with its two demand paths.

del Rio-Chanona, Mealy, Beguerisse-Diaz, Lafond, Farmer (2021), "Occupational mobility and
automation: a data-driven network model", J. R. Soc. Interface 18:20200898. Everybody searches,
stocks start at e0, u0 = d_u e0, v0 = d_v e0, and demand at D0 = e0 + u0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.simulation.types import (
    LONG_TERM_FROM,
    STEP_WEEKS,
    Economy,
    Matrix,
    Model,
    Rates,
    Start,
    Statuses,
    StepInputs,
    Stocks,
    Vector,
)

SPELLS = LONG_TERM_FROM + 1
"""Spell axis: the last, open-ended spell is the long-term unemployed."""

STEADY = slice(25, 75)
"""Steps whose stocks are pooled for the steady state, before any shock."""

_YEAR_WEEKS = 52.0
"""The paper counts a year as 52 weeks; its duration of 30 years is then 231.1 steps."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Rates per step of 6.75 weeks and the two shocks; defaults: those of the paper.

    ``shock_at`` step at which automation starts; ``duration_years`` until it has ended;
    ``amplitude`` share of demand and ``period`` in steps of the business cycle.
    """

    rates: Rates = field(default_factory=Rates)
    shock_at: int = 100
    duration_years: float = 30.0
    amplitude: float = 0.065
    period: int = 103

    @property
    def duration(self) -> float:
        """Duration of the automation shock, steps."""
        return self.duration_years * _YEAR_WEEKS / STEP_WEEKS

    @property
    def transition(self) -> slice:
        """Steps pooled for the automation transition: whole steps of the shock's duration."""
        return slice(self.shock_at, self.shock_at + int(self.duration))


def start_stocks(
    employment: Vector, rates: Rates, workers: float | None = None, whole: bool = False
) -> Start:
    """Start stocks (C,), one kind and one status, at another labour force where asked.

    Model        e = employment x scale, u = d_u e, v = d_v e, all unemployed newly separated
    Inputs       employment (C,) persons; ``workers`` employed and unemployed together, None as in
                 ``employment``; ``whole``: round, with at least one person employed in each cell
    """
    separation, opening = float(rates.separation), float(rates.opening)
    scale = 1.0 if workers is None else workers / (float(employment.sum()) * (1 + separation))
    employed = employment * scale
    if whole:
        employed = np.maximum(1.0, np.rint(employed))
    unemployed, vacancies = separation * employed, opening * employed
    if whole:
        unemployed, vacancies = np.rint(unemployed), np.rint(vacancies)
    by_spell = np.zeros((len(employed), SPELLS, 1, 1))
    by_spell[:, 0, 0, 0] = unemployed
    return Start(employed[:, None], by_spell, vacancies)


def demand_before(start: Start) -> Vector:
    """Demand at the start, D0 = e0 + u0, (C,) jobs."""
    return np.asarray(start.employed.sum(axis=1) + start.unemployed.sum(axis=(1, 2, 3)))


def automation_path(
    demand: Vector, automated: Vector, steps: int, parameters: Parameters
) -> Matrix:
    """Demand d*(t), t = 0..steps, when a share of each occupation's work is automated.

    Model        D_f = D0 (1 - p) sum(D0) / sum(D0 (1 - p)): total demand stays, as hours per
                 worker fall; d*(t) = D0 + (D_f - D0) / (1 + exp(-k (t - t0))) from ``shock_at``,
                 t0 half the duration later and k such that 99.99 % is reached at its end
    Inputs       demand D0 (C,) jobs; automated p (C,) shares 0..1
    Returns      (steps + 1, C) jobs
    Raises       SIMULATION-042 for shares that are missing, outside 0..1 or all 1
    """
    if not bool(np.all((automated >= 0) & (automated <= 1))) or not bool((automated < 1).any()):
        raise InputRejectedError(
            "SIMULATION-042",
            lowest=f"{np.nanmin(automated, initial=np.inf):g}",
            highest=f"{np.nanmax(automated, initial=-np.inf):g}",
            missing=int(np.isnan(automated).sum()),
        )
    left = demand * (1.0 - automated)
    after = left * (demand.sum() / left.sum())
    half = parameters.duration / 2
    steepness = -math.log(1 / 0.9999 - 1) / half
    time = np.arange(steps + 1)
    exponent = np.clip(-steepness * (time - parameters.shock_at - half), None, 700.0)
    reached = np.where(time < parameters.shock_at, 0.0, 1.0 / (1.0 + np.exp(exponent)))
    return np.asarray(demand + reached[:, None] * (after - demand))


def cycle_path(demand: Vector, steps: int, parameters: Parameters) -> Matrix:
    """Demand d*(t) = D0 (1 - a sin(2 pi (t + 100) / P)), t = 0..steps: (steps + 1, C) jobs."""
    phase = 2 * math.pi * (np.arange(steps + 1) + 100) / parameters.period
    return np.asarray(demand * (1 - parameters.amplitude * np.sin(phase))[:, None])


def published_model(economy: Economy, start: Start, path: Matrix, rates: Rates) -> Model:
    """The model of the paper on an economy: one status, everybody searches on every layer.

    ``path`` (T + 1, C): the step from t to t+1 is asked for ``path[t + 1]``.
    """
    layers = len(economy.network.layers)
    weights = None if layers == 1 else np.ones((1, layers, 1))
    targets = path[:, :, None]
    return Model(
        cells=economy.cells,
        kinds=type(economy.kinds)(),
        statuses=Statuses(),
        network=economy.network,
        rates=rates,
        start=start,
        inputs=lambda t: StepInputs(targets[t + 1], weights=weights),
    )


def pooled_unemployment(stocks: Stocks, window: slice) -> float:
    """Unemployed over the labour force, both summed over the steps of a window."""
    return _pooled(stocks.unemployed, stocks.employed + stocks.unemployed, window)


def pooled_long_term(stocks: Stocks, window: slice) -> float:
    """Long-term unemployed over the labour force, both summed over a window."""
    return _pooled(stocks.long_term, stocks.employed + stocks.unemployed, window)


def pooled_vacancy(stocks: Stocks, window: slice) -> float:
    """Vacancies over jobs (vacancies and employed), both summed over a window."""
    return _pooled(stocks.vacancies, stocks.employed + stocks.vacancies, window)


def _pooled(part: Matrix, whole: Matrix, window: slice) -> float:
    return float(part[window].sum() / whole[window].sum())


@dataclass(frozen=True, slots=True)
class Cycle:
    """Rates (shares) over one period, and the loop they make in squared percentage points."""

    unemployment_min: float
    unemployment_max: float
    vacancy_min: float
    vacancy_max: float
    loop_area_pp2: float


def measure_cycle(stocks: Stocks, period: int) -> Cycle:
    """The Beveridge loop of the last ``period`` steps.

    ``loop_area_pp2`` is the signed area of the closed polygon of (unemployment, vacancy rate) in
    percentage points: positive when it is run through counter-clockwise with unemployment across.
    """
    unemployment = stocks.unemployment[-period:].reshape(-1)
    vacancy = (stocks.vacancies / (stocks.employed + stocks.vacancies))[-period:].reshape(-1)
    return Cycle(
        float(unemployment.min()),
        float(unemployment.max()),
        float(vacancy.min()),
        float(vacancy.max()),
        signed_area(100 * unemployment, 100 * vacancy),
    )


def signed_area(across: Vector, up: Vector) -> float:
    """Area of a closed polygon, positive when its corners run counter-clockwise.

    Examples
    --------
    >>> signed_area(np.array([0.0, 2.0, 2.0, 0.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    2.0
    """
    return float((across * np.roll(up, -1) - np.roll(across, -1) * up).sum() / 2)
