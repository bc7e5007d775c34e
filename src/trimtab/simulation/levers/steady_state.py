"""Turnover rates and start stocks of the baseline: the steady state that a run starts from.

The steady state is found by one run of the mean field in which the aggregates are held: at each
step the separation rate is the one at which separations equal hires, so that unemployment stays at
the rate the economy states; where a vacancy rate is stated, the opening rate is the one at which
openings equal hires. Cells move until nothing changes; then the rates are constant and the
ordinary model rests there. Demand of a cell is proportional to its observed jobs,

    d*_i = e_i (1 + V/E + (d_u - d_v) / ((1 - d_v) g)),   d_v = d_u 0.012 / 0.016

jobs and vacancies at the stated rates and the gap that keeps openings going in the steady state;
the ratio d_v / d_u is that of table 1 of del Rio-Chanona et al. (2021). Without a vacancy rate,
demand is the labour force, as in that paper, and vacancies are the model's own; without an
unemployment rate too, the rates are those of the baseline and e + d_u e is the labour force.

Simplifies: kinds of persons share one turnover; the start is the steady state at the best value of
the search intensity, for every draw; nobody enters or leaves the labour force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers.acceleration import FixedPointMixer
from trimtab.simulation.levers.baseline import Baseline
from trimtab.simulation.levers.uncertain import Uncertain
from trimtab.simulation.types import Economy, Matrix, Rates, Start, Tensor, Vector

OPENING_RATIO = 0.012 / 0.016
"""d_v / d_u of table 1 of del Rio-Chanona et al. (2021)."""

AT_REST = 1e-8
"""Change of stocks in a step, as a share of the labour force, at which the search for the steady
state stops."""

_RATES = (1e-6, 0.9)
_TINY = 1e-200
_ROUNDING = 1e-9
_FURTHER = (5.0, 2.5, 2.0)  # employed, unemployed, vacancies: at most so many steps at once


@dataclass(frozen=True, slots=True)
class SteadyState:
    """Rates per step, demand (C,) jobs, stocks (C,), finding (C,) share of the unemployed hired in
    a step; ``residual`` change of stocks in the last step, share of the labour force."""

    separation: float
    opening: float
    demand: Vector
    employed: Vector
    unemployed: Vector
    vacancies: Vector
    finding: Vector
    residual: float
    steps: int

    @property
    def unemployment_rate(self) -> float:
        """Unemployed as a share of the labour force."""
        return float(self.unemployed.sum() / (self.unemployed.sum() + self.employed.sum()))

    @property
    def vacancy_rate(self) -> float:
        """Vacancies as a share of jobs, filled and vacant."""
        return float(self.vacancies.sum() / (self.vacancies.sum() + self.employed.sum()))

    def start(self, economy: Economy, spells: int, statuses: int) -> Start:
        """Stocks by spell and kind: spells follow from the finding rate of each cell, kinds share
        the unemployment of their cell."""
        kinds = _kind_shares(economy)
        ages = np.empty((len(self.employed), spells))
        left = self.unemployed.copy()
        newly = np.minimum(self.unemployed * self.finding, left)
        for spell in range(spells - 1):
            ages[:, spell] = np.minimum(newly, left)
            left = left - ages[:, spell]
            newly = newly * (1.0 - self.finding)
        ages[:, -1] = left
        unemployed = np.zeros((len(ages), spells, statuses, kinds.shape[1]))
        unemployed[:, :, 0] = ages[:, :, None] * kinds[:, None, :]
        return Start(self.employed[:, None] * kinds, unemployed, self.vacancies)


def _kind_shares(economy: Economy) -> Tensor:
    """(C, K): share of each kind among the employed of a cell."""
    whole = economy.employed.sum(axis=1, keepdims=True)
    average = economy.employed.sum(axis=0) / economy.employed.sum()
    return np.where(whole > 0, economy.employed / np.where(whole > 0, whole, 1.0), average)


def solve_steady_states(
    economy: Economy, baseline: Baseline, searches: Sequence[float]
) -> tuple[SteadyState, ...]:
    """The steady state at each of several search intensities.

    Returns      SteadyState; its unemployment rate (and vacancy rate, where stated) is the
                 economy's to rounding
    Raises       SIMULATION-060 where no turnover up to 0.9 a step gives these rates, or nobody is
                 employed
    """
    return _Walk(economy, baseline, np.array(searches)).to_rest(baseline.steady_steps)


class _Walk:
    """The held run for n search intensities: stocks (C, n), rates (n,) of the last step.

    Stocks move further than a step of the model would take them: only the place of rest is wanted,
    and the sums that are held stay held.
    """

    def __init__(self, economy: Economy, baseline: Baseline, search: Vector) -> None:
        layers = economy.network.layers
        self._network = sparse.csr_array(sum(layers[1:], layers[0]))
        self._backward = sparse.csr_array(self._network.T)
        self._search = search
        self._adjustment = float(np.max(baseline.rates.adjustment))
        self._given = economy.unemployment_rate, economy.vacancy_rate
        self._separation = np.full(search.size, float(np.max(baseline.rates.separation)))
        self._opening = np.full(search.size, float(np.max(baseline.rates.opening)))
        self._jobs = economy.employed.sum(axis=1)[:, None]
        self._name = economy.name
        if not self._jobs.sum() > 0:
            raise InputRejectedError("SIMULATION-060", economy=economy.name, rate="-")
        held, vacant = self._given
        unemployed = held / (1 - held) if held is not None else float(self._separation[0])
        vacancies = vacant / (1 - vacant) if vacant is not None else float(self._opening[0])
        self._vacant_per_job = vacancies
        self._labour_force_per_job = 1.0 + unemployed
        ones = np.ones((1, search.size))
        self.employed = self._jobs * ones
        self.unemployed = self._jobs * (unemployed * ones)
        self.vacancies = self._jobs * (vacancies * ones)
        self._mixers = [FixedPointMixer() for _ in search]

    def to_rest(self, most_steps: int) -> tuple[SteadyState, ...]:
        """Step until at rest or out of steps."""
        labour_force = float(self.employed[:, 0].sum() + self.unemployed[:, 0].sum())
        residual, done = np.full(self._search.size, np.inf), 0
        while done < most_steps and residual.max() > AT_REST:
            residual = self._step() / labour_force
            done += 1
        self._check_rates()
        demand = np.broadcast_to(self._demand(), self.employed.shape)
        return tuple(
            SteadyState(
                float(self._separation[at]), float(self._opening[at]), demand[:, at],
                self.employed[:, at], self.unemployed[:, at], self.vacancies[:, at],
                self._finding[:, at], float(residual[at]), done,
            )
            for at in range(self._search.size)
        )  # fmt: skip

    def _check_rates(self) -> None:
        """Where a rate had to be bounded, the aggregates are not those asked for."""
        unemployed = self.unemployed.sum(axis=0)
        rate = unemployed / (unemployed + self.employed.sum(axis=0))
        wanted = self._given[0]
        if wanted is not None and np.abs(rate - wanted).max() > _ROUNDING:
            raise InputRejectedError("SIMULATION-060", economy=self._name, rate=f"{wanted:g}")

    def _demand(self) -> Matrix:
        if self._given[0] is None or self._given[1] is None:
            labour_force: Matrix = self._jobs * self._labour_force_per_job
            return labour_force
        opening = OPENING_RATIO * self._separation
        gap = (self._separation - opening) / ((1 - opening) * self._adjustment)
        at_rates: Matrix = self._jobs * (1.0 + self._vacant_per_job + gap)
        return at_rates

    def _step(self) -> Vector:
        """One held step; (n,) what a step of the model would change of all stocks."""
        hires, leaving = self._match(self._search * self.unemployed)
        gap = self.employed + self.vacancies - self._demand()
        over = np.minimum(self.employed, self._adjustment * np.maximum(gap, 0.0))
        under = np.minimum(self.employed, self._adjustment * np.maximum(-gap, 0.0))
        self._hold(hires.sum(axis=0), over.sum(axis=0), under.sum(axis=0))
        d_u, d_v = self._separation, self._opening
        closed = d_u * self.employed + (1 - d_u) * over
        opened = d_v * self.employed + (1 - d_v) * under
        changes = (hires - closed, closed - leaving, opened - hires)
        self._finding = np.clip(leaving / np.maximum(self.unemployed, _TINY), 0.0, 1.0)
        self._move(changes, hires)
        residual: Vector = sum(np.abs(change).sum(axis=0) for change in changes)
        return residual

    def _move(self, changes: tuple[Matrix, Matrix, Matrix], hires: Matrix) -> None:
        """Go on from the stocks of a step: further than the step itself, and mixed with the last
        steps, where sums of stocks are held."""
        stocks = self.employed, self.unemployed, self.vacancies
        filling = hires / np.maximum(self.vacancies, _TINY)
        quickest = self._adjustment + self._separation, self._finding, filling
        moved = [
            np.maximum(stock + change * self._stride(rate, further), 0.0)
            for stock, change, rate, further in zip(
                stocks, changes, quickest, _FURTHER, strict=True
            )
        ]
        before, after = np.concatenate(stocks), np.concatenate(moved)
        mixed = [
            mixer.proposal(before[:, at], after[:, at]) for at, mixer in enumerate(self._mixers)
        ]
        self.employed, self.unemployed, self.vacancies = np.split(np.stack(mixed, axis=1), 3)

    def _stride(self, rate: Matrix, further: float) -> Vector:
        """(n,) by how much a stock may go further without overshooting in any cell."""
        if self._given[0] is None:
            return np.ones(self._search.size)
        quickest = rate.max(axis=0) if rate.ndim > 1 else rate
        return np.clip(1.0 / np.maximum(quickest, _TINY), 1.0, further)

    def _match(self, applicants: Matrix) -> tuple[Matrix, Matrix]:
        """Hires by destination and by origin: the matching of ``simulation.mean_field``, here for
        persons who are all alike, over all layers of the economy."""
        reach = np.maximum(self._network @ self.vacancies, _TINY)
        pull = np.maximum(self._backward @ (applicants / reach), _TINY)
        offer = self.vacancies * -np.expm1(-pull) / pull
        return offer * pull, applicants * (self._network @ offer) / reach

    def _hold(self, hires: Vector, over: Vector, under: Vector) -> None:
        """The rates at which the aggregates that the economy states do not change."""
        if self._given[0] is None:
            return
        whole = self.employed.sum(axis=0)
        self._separation = np.clip((hires - over) / np.maximum(whole - over, _TINY), *_RATES)
        if self._given[1] is None:
            self._opening = OPENING_RATIO * self._separation
        else:
            self._opening = np.clip((hires - under) / np.maximum(whole - under, _TINY), *_RATES)


_KEPT: list[tuple[Economy, Baseline, BaselineSolution]] = []
_MOST_KEPT = 4


@dataclass(frozen=True, slots=True)
class BaselineSolution:
    """The steady state at the best search intensity, and the rates along its range."""

    best: SteadyState
    searches: tuple[float, ...]
    separations: tuple[float, ...]
    openings: tuple[float, ...]
    demands: tuple[float, ...]

    def demand_scale(self, search: Vector) -> Vector:
        """(B,) demand at search intensities as a multiple of that of the best one: the gap that
        keeps openings going grows with turnover."""
        return self._along(self.demands, search) / float(self.best.demand.sum())

    def rates(self, search: Vector, adjustment: float) -> Rates:
        """Rates (B,) at search intensities (B,): the parabola through lowest, best and highest."""
        return Rates(
            self._along(self.separations, search), self._along(self.openings, search), adjustment
        )

    def _along(self, values: tuple[float, ...], search: Vector) -> Vector:
        """The polynomial of Lagrange through the solved intensities; exact at each of them."""
        total = np.zeros_like(search)
        for at, value in zip(self.searches, values, strict=True):
            weight = np.ones_like(search)
            for other in self.searches:
                if other != at:
                    weight = weight * (search - other) / (at - other)
            total += value * weight
        return total


def solve_baseline(economy: Economy, baseline: Baseline) -> BaselineSolution:
    """Rates and start of the baseline; kept in memory for the economies used last.

    Raises SIMULATION-060. Solved at the lowest, best and highest search intensity of the range.
    """
    for held, asked, solution in _KEPT:
        if held is economy and asked == baseline:
            return solution
    value = baseline.search_intensity
    ends = (value.low, value.best, value.high) if isinstance(value, Uncertain) else (value,)
    searches = tuple(sorted(set(map(float, ends))))
    rests = solve_steady_states(economy, baseline, searches)
    solved = dict(zip(searches, rests, strict=True))
    best = solved[baseline.search()]
    solution = BaselineSolution(
        best,
        searches,
        tuple(one.separation for one in solved.values()),
        tuple(one.opening for one in solved.values()),
        tuple(float(one.demand.sum()) for one in solved.values()),
    )
    _KEPT.append((economy, baseline, solution))
    del _KEPT[:-_MOST_KEPT]
    return solution
