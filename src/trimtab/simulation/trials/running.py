"""A trial inside the model: two groups of claimants in one market, to the end of the claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trimtab.simulation.levers.acts import Column
from trimtab.simulation.levers.baseline import Baseline
from trimtab.simulation.levers.benefit import spells_for, weeks_left
from trimtab.simulation.levers.compiling import Compiled, compile_model
from trimtab.simulation.levers.policy import Policy, make_policy
from trimtab.simulation.mean_field import simulate_mean_field
from trimtab.simulation.trials.types import Arms, ScaleUp, Trial
from trimtab.simulation.types import Economy, Matrix, Model, Stock, Tally, Trajectory, Vector

_TREATED, _OTHERS = "reemployment_service", "reemployment_service:2"


class TrialMarket:
    """A market at rest, ready to run a trial again and again with another parameter.

    Newly unemployed persons become treated or comparison at the end of the step in which they lost
    their job, in the numbers of the trial; treated ones search more until their next job. A week of
    benefit is a week without work until the claim is used up; a person hired in a step is paid for
    all of it.
    """

    def __init__(self, trial: Trial, market: Economy, baseline: Baseline) -> None:
        self.trial, self.market = trial, market
        spells = max(baseline.spells, spells_for(trial.claim_weeks, baseline.step_weeks))
        self.search = baseline.search()
        # The trial is about the search of claimants as it was: no scheme that pays or changes it.
        self.baseline = replace(baseline, spells=spells, scheme=None, search_intensity=self.search)
        intake = max(self.baseline.steps(trial.intake_years), 1)
        self.steps = intake + spells + 1
        self._intake_years = (intake + 0.25) * self.baseline.step_years
        at_rest = self._compiled([0.0], [0.0], [0.0]).solution.best
        self.newly_unemployed = float(at_rest.separation * at_rest.employed.sum())
        self.unemployment_rate = at_rest.unemployment_rate
        self.vacancy_rate = at_rest.vacancy_rate
        self.share = trial.participants / (self.newly_unemployed * intake)

    def arms(self, lift: float) -> Arms:
        """Weeks per claimant of both groups at a lift of search intensity."""
        treated = self.share * self.trial.treated_share
        compared = (self.share - treated) / (1.0 - treated)
        run = self._run([lift], [treated], [compared])
        weeks, persons = self._weeks(run, _TREATED), self._persons(run, _TREATED)
        others, compared_persons = self._weeks(run, _OTHERS), self._persons(run, _OTHERS)
        return Arms(
            float(weeks[0] / persons[0]),
            float(others[0] / compared_persons[0]),
            float(persons[0] + compared_persons[0]),
            float(persons[0] / (persons[0] + compared_persons[0])),
        )

    def scale_up(
        self, lift: float, shares: Sequence[float], trial_gain: float
    ) -> tuple[ScaleUp, ...]:
        """The programme for larger shares of all newly unemployed of the same year."""
        treated = np.array([0.0, *shares])
        others = np.where(treated < 1.0, 1.0, 0.0)
        run = self._run([lift] * len(treated), list(treated), list(others))
        weeks, persons = self._weeks(run, _TREATED), self._persons(run, _TREATED)
        rest, others_persons = self._weeks(run, _OTHERS), self._persons(run, _OTHERS)
        without = float(rest[0] / others_persons[0])
        return tuple(
            ScaleUp(
                float(share),
                float(weeks[at] / persons[at]),
                float(rest[at] / others_persons[at]) if others_persons[at] > 0 else np.nan,
                without,
                trial_gain,
            )
            for at, share in enumerate(treated)
            if at > 0
        )

    def _run(
        self, lifts: Sequence[float], treated: Sequence[float], others: Sequence[float]
    ) -> tuple[Model, Trajectory]:
        compiled = self._compiled(lifts, treated, others)
        model = replace(compiled.model, tallies=self._tallies(compiled.model))
        return model, simulate_mean_field(model, self.steps, threads=1)

    def _compiled(
        self, lifts: Sequence[float], treated: Sequence[float], others: Sequence[float]
    ) -> Compiled:
        columns = [
            Column((self._service(share, lift, "treated"), self._service(rest, 0.0, "others")))
            for lift, share, rest in zip(lifts, treated, others, strict=True)
        ]
        return compile_model(self.market, self.baseline, columns, self.steps)

    def _service(self, share: float, lift: float, label: str) -> Policy:
        values = {
            "share": min(share, 1.0), "search_lift": lift, "cost_person": 1.0,
            "until_year": self._intake_years,
        }  # fmt: skip
        return make_policy("reemployment_service", values, label=label)

    def _tallies(self, model: Model) -> tuple[Tally, ...]:
        weeks = weeks_left(
            np.array([self.trial.claim_weeks]), model.spells, self.baseline.step_weeks
        )
        paid = np.minimum(weeks, self.baseline.step_weeks)  # (S, 1)
        found = []
        for name in (_TREATED, _OTHERS):
            weight = np.zeros((1, model.spells, len(model.statuses), 1, 1))
            weight[0, :, model.statuses.names.index(name), 0, :] = paid
            found.append(Tally(name, Stock.UNEMPLOYED, weight))
        return tuple(found)

    @staticmethod
    def _weeks(run: tuple[Model, Trajectory], name: str) -> Vector:
        model, trajectory = run
        at = [tally.name for tally in model.tallies].index(name)
        weeks: Matrix = trajectory.tallies[:, at]
        total: Vector = weeks.sum(axis=0)
        return total

    @staticmethod
    def _persons(run: tuple[Model, Trajectory], name: str) -> Vector:
        moved: Vector = run[1].transfers[f"{name}/serve"].sum(axis=0)
        return moved
