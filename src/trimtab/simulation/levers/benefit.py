"""Level and duration of unemployment benefit, and what the insurance fund pays and receives.

The scheme of the baseline pays in every run:

    paid_i,s  = insured * replacement * wage_i / year * min(step, weeks - s step)+      per person
    received  = insured employed * contribution_rate * wage_i

A ``benefit`` lever changes replacement rate and weeks in its window, and with them how hard the
insured search (r0, w0 the scheme, r, w the lever; l(s) weeks left at spell s, a the step):

    search_s = search (r / r0) ** -level ((l(s; w) + a) / (l(s; w0) + a)) ** -duration

The elasticities are the author's ranges: the evidence register holds no usable effect of benefit.
Simplifies: where the economy does not tell the insured apart, all unemployed of a spell have the
mean intensity of insured and uninsured; training does not stop benefit; wages of new claimants are
the mean of their cell.
"""

from __future__ import annotations

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers.acts import Acts
from trimtab.simulation.levers.baseline import BenefitScheme
from trimtab.simulation.levers.contribution import Charge, Contribution, SearchChange
from trimtab.simulation.levers.ground import Ground
from trimtab.simulation.types import WEEKS_A_YEAR, Matrix, Stock, Tally, Tensor, Vector

ITEM = "benefits"
"""Name of the cost item of benefits paid, by the scheme and as changed by levers."""

CONTRIBUTIONS = "contributions"


def weeks_left(weeks: Vector, spells: int, step_weeks: float) -> Matrix:
    """(S, n) weeks of benefit left at the start of each spell."""
    used = np.arange(spells)[:, None] * step_weeks
    left: Matrix = np.maximum(weeks - used, 0.0)
    return left


def spells_for(weeks: float, step_weeks: float) -> int:
    """Spells that the model must tell apart so that the last one draws no benefit."""
    return int(np.ceil(weeks / step_weeks)) + 1


def prepare_scheme(ground: Ground, scheme: BenefitScheme) -> Contribution:
    """What the scheme pays and receives in every column of the batch.

    Raises SIMULATION-072 where the economy has no wages.
    """
    columns = np.arange(ground.batch)
    everything = np.ones((ground.steps, ground.batch))
    nothing, all_of_it = np.zeros(ground.batch), np.ones(ground.batch)
    paid = _paid(ground, np.array([scheme.weeks]), np.array([scheme.replacement_rate]))
    tallies = [Tally(ITEM, Stock.UNEMPLOYED, paid)]
    charges = [
        Charge(columns, ITEM, nothing, all_of_it, unit=everything, counted=(ITEM,)),
    ]
    if scheme.contribution_rate > 0:
        yearly = _wage(ground)[:, None] * ground.insured[None] * scheme.contribution_rate
        weight = (yearly * ground.step_years)[..., None]
        tallies.append(Tally(CONTRIBUTIONS, Stock.EMPLOYED, weight))
        charges.append(
            Charge(
                columns,
                CONTRIBUTIONS,
                nothing,
                all_of_it,
                unit=everything,
                counted=(CONTRIBUTIONS,),
                is_contribution=True,
            )
        )
    return Contribution(tallies=tuple(tallies), charges=tuple(charges))


def prepare(acts: Acts, ground: Ground) -> Contribution:
    """The change of search and of benefit paid.

    Raises SIMULATION-068 where the baseline has no benefit to change, 072 without wages.
    """
    scheme = ground.baseline.scheme
    if scheme is None or scheme.replacement_rate <= 0 or scheme.weeks <= 0:
        raise InputRejectedError(
            "SIMULATION-068", lever=acts.form, line=acts.policies[0].line or "-"
        )
    rate = acts.numbers("replacement_rate")
    rate = np.where(np.isnan(rate), scheme.replacement_rate, rate)
    weeks = acts.numbers("weeks")
    weeks = np.where(np.isnan(weeks), scheme.weeks, weeks)
    before = np.array([scheme.weeks]), np.array([scheme.replacement_rate])
    more = np.zeros((*_paid(ground, *before).shape[:-1], ground.batch))
    more[..., acts.columns] = _paid(ground, weeks, rate) - _paid(ground, *before)
    name, on = f"{acts.name}/changed", acts.on()
    nothing = np.zeros(len(acts.columns))
    return Contribution(
        search=(SearchChange(acts.columns, _search_factor(acts, ground, scheme, rate, weeks), on),),
        tallies=(Tally(name, Stock.UNEMPLOYED, more),),
        charges=(Charge(acts.columns, ITEM, nothing, nothing + 1.0, unit=on, counted=(name,)),),
    )


def _search_factor(
    acts: Acts, ground: Ground, scheme: BenefitScheme, rate: Vector, weeks: Vector
) -> Tensor:
    """(S, K, n): the intensity of insured and uninsured together, relative to before."""
    step = ground.baseline.step_weeks
    left = weeks_left(weeks, ground.spells, step) + step
    left_before = weeks_left(np.array([scheme.weeks]), ground.spells, step) + step
    # A rate of zero would make search infinite; it is bounded by 1 where it acts.
    level = np.maximum(rate / scheme.replacement_rate, 1e-6) ** -acts.numbers("level_elasticity")
    factor = level * (left / left_before) ** -acts.numbers("duration_elasticity")
    # Above this the intensity is bounded by 1 for every intensity that a baseline may have.
    factor = np.minimum(factor, 1e3)
    insured = ground.insured[None, :, None]
    whole: Tensor = 1.0 + insured * (factor[:, None, :] - 1.0)
    return whole


def _paid(ground: Ground, weeks: Vector, rate: Vector) -> Tensor:
    """(C, S, 1, K, n) money of a step for each unemployed person."""
    step = ground.baseline.step_weeks
    in_step = np.minimum(weeks_left(weeks, ground.spells, step), step) * rate / WEEKS_A_YEAR
    paid: Tensor = (
        _wage(ground)[:, None, None, None, None]
        * ground.insured[None, None, None, :, None]
        * in_step[None, :, None, None, :]
    )
    return paid


def _wage(ground: Ground) -> Vector:
    if np.isnan(ground.wage).any():
        raise InputRejectedError("SIMULATION-072", economy=ground.economy.name)
    return ground.wage
