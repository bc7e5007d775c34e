"""What the columns cost: by item and step, contributions, windfall, and the fund's reserve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.simulation.levers.compiling import Compiled
from trimtab.simulation.levers.contribution import Charge
from trimtab.simulation.levers.policy import Policy
from trimtab.simulation.types import WEEKS_A_YEAR, Index, Matrix, Trajectory


@dataclass(frozen=True, slots=True)
class Costs:
    """Money in ``currency`` at the prices of the start, not discounted; each (T, B) a step.

    ``items``: what is spent, by name of the lever, benefits apart. ``contributions``: what the
    insured pay in. ``windfall``: the part of the items that paid for what would have happened
    anyway. ``reserve`` (T + 1, B): money of the insurance fund; it receives contributions and pays
    benefits and what is charged to it; None where the baseline states no reserve. It may fall below
    zero: that is the finding.
    """

    items: Mapping[str, Matrix]
    contributions: Matrix
    windfall: Matrix
    reserve: Matrix | None
    currency: str
    step_weeks: float

    @property
    def total(self) -> Matrix:
        """(T, B) all items: programmes and benefits, before contributions."""
        return sum(self.items.values(), np.zeros_like(self.contributions))

    def by_year(self, values: Matrix) -> Matrix:
        """(Y, B) sums of a (T, B) table over years; a step belongs to the year it begins in."""
        year = (np.arange(len(values)) * self.step_weeks / WEEKS_A_YEAR).astype(np.intp)
        sums = np.zeros((int(year[-1]) + 1, values.shape[1]))
        np.add.at(sums, year, values)
        return sums


def costs(compiled: Compiled, trajectory: Trajectory, column: int | None = None) -> Costs:
    """Costs of a run of the compiled model.

    ``column``: the trajectory has one column, which is this one of the compiled batch.
    """
    batch = compiled.model.batch
    chosen = np.arange(batch) if column is None else np.array([column])
    steps = trajectory.steps
    items = {name: np.zeros((steps, len(chosen))) for name in compiled.cost_items}
    contributions, windfall = np.zeros((steps, len(chosen))), np.zeros((steps, len(chosen)))
    balance = np.zeros((steps, len(chosen)))
    names = [tally.name for tally in compiled.model.tallies]
    for one in compiled.charges:
        here, of_charge = _positions(chosen, one.columns)
        if not here.size:
            continue
        money = _money(one, trajectory, names, here, of_charge)
        if one.is_contribution:
            contributions[:, here] += money
            balance[:, here] += money
            continue
        items[one.item][:, here] += money
        windfall[:, here] += money * one.windfall[of_charge]
        balance[:, here] -= money * one.from_fund[of_charge]
    reserve = None
    if compiled.reserve is not None:
        reserve = compiled.reserve + np.vstack(
            [np.zeros((1, len(chosen))), np.cumsum(balance, axis=0)]
        )
    return Costs(items, contributions, windfall, reserve, compiled.currency, compiled.step_weeks)


def _positions(chosen: Index, columns: Index) -> tuple[Index, Index]:
    """Positions in ``chosen`` that a charge concerns, and its own positions for them."""
    place = {int(column): at for at, column in enumerate(columns)}
    pairs = [(at, place[int(one)]) for at, one in enumerate(chosen) if int(one) in place]
    both = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _money(
    one: Charge, trajectory: Trajectory, tallies: Sequence[str], here: Index, of_charge: Index
) -> Matrix:
    """(T, n) money of a charge."""
    steps = trajectory.steps
    money = np.zeros((steps, len(here)))
    if one.amount is not None:
        money += one.amount[:steps, of_charge]
    if one.unit is not None:
        persons = np.zeros_like(money)
        for name in one.counted:
            if name in tallies:
                persons += trajectory.tallies[:, tallies.index(name), here]
            else:
                moved = trajectory.transfers.get(name, trajectory.conversions.get(name))
                persons += 0.0 if moved is None else moved[:, here]
        money += persons * one.unit[:steps, of_charge]
    return money


def fixed_costs(policies: Sequence[Policy], years: float) -> float:
    """Money that the policies cost over so many years whatever the economy does, at best values:
    yearly programme costs, and places of hiring subsidies that are paid as planned."""
    return sum(_fixed(policy, years) for policy in policies)


def planned_costs(policies: Sequence[Policy], years: float) -> float:
    """As ``fixed_costs``, with every seat of a course taken, whether or not enough unemployed would
    take one: what was planned, at best values."""
    seats = (
        one.number("seats_year") * one.number("cost_person") * _span(one, years)
        for one in policies
        if one.form == "training"
    )
    return fixed_costs(policies, years) + sum(seats)


def _span(policy: Policy, years: float) -> float:
    """Years in which the lever acts."""
    stop = policy.values.get("until_year")
    last = min(years, policy.number("until_year")) if stop is not None else years
    return max(last - policy.number("from_year"), 0.0)


def _fixed(policy: Policy, years: float) -> float:
    span = _span(policy, years)
    if policy.form == "cluster_support":
        return policy.number("cost_year") * span
    if policy.form == "hiring_subsidy":
        ramp = policy.number("ramp_years")
        paid = max(span - ramp, 0.0) + min(span, ramp) ** 2 / (2 * ramp) if ramp else span
        return policy.number("jobs") * policy.number("cost_job_year") * paid
    return 0.0
