"""The parameter of a lever at which the model reproduces its trial."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq

from trimtab.evidence import discounted, evidence_register
from trimtab.kernel import UsageError
from trimtab.kernel.evidence import Measured
from trimtab.simulation.economies import select_regions
from trimtab.simulation.levers.baseline import Baseline
from trimtab.simulation.trials.running import TrialMarket
from trimtab.simulation.trials.types import Calibration, Trial
from trimtab.simulation.types import Economy

SCALES = (0.1, 0.5, 1.0)
"""Shares of all newly unemployed for which the programme is scaled up."""

_TRANSFERRED_TO = ("US", "CN")
_EXACT = 1e-12


def calibrate(trial: Trial, economy: Economy, baseline: Baseline | None = None) -> Calibration:
    """Run a trial in the model until it gives the published estimate.

    Model        market of the trial's region, two groups of newly unemployed, mean field; the
                 lift of search intensity is the root of (effect in the model - published effect)
    Returns      Calibration; ``arms.difference`` is the estimate to 1e-6
    Raises       SIMULATION-074 where even the highest intensity (1) gives a smaller effect,
                 SIMULATION-021 where the economy does not have the region
    Simplifies   treated and comparison differ in search intensity alone; a closed market at the
                 rates of the whole economy; see ``TrialMarket``
    """
    baseline = baseline or Baseline()
    effect = evidence_register().get(trial.effect)
    wanted = _published(effect.finding)
    held = TrialMarket(trial, select_regions(economy, [trial.region]), baseline)
    highest = 1.0 / held.search - 1.0
    largest = held.arms(highest).difference
    if largest > wanted:
        raise UsageError(
            "SIMULATION-074", trial=trial.name, wanted=f"{wanted:g}", largest=f"{largest:.3f}",
            intensity=f"{held.search:g}",
        )  # fmt: skip
    value = _solve(held, wanted, highest)
    arms = held.arms(value)
    bound = sampling_bound(trial, arms.comparison)
    ends = tuple(
        _solve(held, end, highest) if largest <= end <= 0 else math.nan
        for end in (wanted + bound, wanted - bound)
    )
    return Calibration(
        trial=trial,
        effect=effect,
        value=value,
        search_intensity=held.search,
        arms=arms,
        largest=largest,
        sampling_bound=bound,
        ends=(ends[0], ends[1]),
        scale_up=held.scale_up(value, SCALES, -wanted),
        transferred=tuple(discounted(effect, country) for country in _TRANSFERRED_TO),
        economy=economy.name,
        basis=economy.basis.value,
        jobs=float(held.market.employed.sum()),
        unemployment_rate=held.unemployment_rate,
        vacancy_rate=held.vacancy_rate,
    )


def _published(finding: object) -> float:
    """The estimate in weeks; the register checks that a usable effect has one."""
    if not isinstance(finding, Measured) or finding.estimate is None:
        raise TypeError("a trial needs an estimate")
    return finding.estimate


def _solve(held: TrialMarket, wanted: float, highest: float) -> float:
    root = brentq(lambda lift: held.arms(lift).difference - wanted, 0.0, highest, xtol=_EXACT)
    return float(root)


def sampling_bound(trial: Trial, mean_weeks: float) -> float:
    """Most that 1.96 standard errors of the difference can be, weeks.

    Weeks of a claim lie between 0 and W, so their variance is at most m (W - m) around a mean m
    (Bhatia and Davis 2000); with groups of the assumed sizes the error follows. It bounds what
    chance did, not what differs between places.
    """
    variance = max(mean_weeks * (trial.claim_weeks - mean_weeks), 0.0)
    treated = trial.participants * trial.treated_share
    return float(1.96 * np.sqrt(variance * (1 / treated + 1 / (trial.participants - treated))))
