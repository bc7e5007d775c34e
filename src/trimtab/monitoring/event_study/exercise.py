"""How good the study is where the truth is known: coverage, false positives, power."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from trimtab.kernel import Basis, Estimate
from trimtab.monitoring.event_study.panel import Outcome
from trimtab.monitoring.event_study.simulation import SampleDesign, simulate_panel
from trimtab.monitoring.event_study.study import run_study
from trimtab.monitoring.event_study.types import Scope, ScopeResult, StudySettings, Verdict
from trimtab.ports import Progress, no_progress

_COMOVEMENT = (Verdict.COMOVEMENT_DOWN, Verdict.COMOVEMENT_UP)
_COVERAGE = 0.95  # of the intervals on the exercise's own shares


@dataclass(frozen=True, slots=True)
class ExerciseRow:
    """One design, many synthetic panels; shares of panels with exact binomial intervals.

    ``covered``, ``sandwich_covered``: the interval of the average change (jackknife; sandwich)
    holds the planted effect. ``off_zero``: it excludes zero. ``comovement``: the verdict says so.
    ``prior_trend``: no verdict because of a pre-trend. ``mean_error``: mean estimate less truth.
    """

    name: str
    design: SampleDesign
    replicates: int
    covered: Estimate
    sandwich_covered: Estimate
    off_zero: Estimate
    comovement: Estimate
    prior_trend: Estimate
    mean_error: float


def standard_designs() -> dict[str, SampleDesign]:
    """No effect, and an effect of -6 % over eight quarters: alone, beside a downturn that begins
    with the event and whose correlation with exposure rises, with few industries; and a trend that
    was there before. All invented."""
    event = SampleDesign().event
    quiet = SampleDesign(
        industries=80, regions=2, first=event + (-20), quarters=28, event=event, effect=0.0
    )
    hit = replace(quiet, effect=-0.06)
    confounded = {
        f"{name}_{correlation:.2f}": replace(one, downturn=0.03, correlation=correlation)
        for name, one in (("null", quiet), ("effect", hit))
        for correlation in (0.0, 0.25, 0.5, 0.75)
    }
    return {
        "null": quiet,
        "effect": hit,
        **confounded,
        "prior_trend": replace(quiet, prior_trend=-0.02),
        "few_industries": replace(quiet, industries=20),
        "few_industries_effect": replace(hit, industries=20),
    }


def run_exercise(
    designs: Mapping[str, SampleDesign],
    names: Sequence[str],
    replicates: int,
    seed: int,
    progress: Progress = no_progress,
) -> tuple[ExerciseRow, ...]:
    """Study many synthetic panels of each named design, all ages together.

    The panels of a design are the same whichever others are asked for.
    """
    place = {name: at for at, name in enumerate(designs)}
    return tuple(
        _judge(name, designs[name],
               list(_results(designs[name], replicates, [seed, place[name]], progress)))
        for name in names
    )  # fmt: skip


def _results(
    design: SampleDesign, replicates: int, seed: list[int], progress: Progress
) -> Iterator[ScopeResult]:
    for replicate in range(replicates):
        panel, exposure = simulate_panel(design, np.random.default_rng([*seed, replicate]))
        settings = StudySettings(design.event, draws=199, seed=replicate)
        study = run_study(panel, exposure, settings, (Outcome.EMPLOYMENT,))
        progress("event_study.step.exercise", replicate + 1, replicates)
        yield next(one for one in study.results if one.scope is Scope.ALL)


def _judge(name: str, design: SampleDesign, results: list[ScopeResult]) -> ExerciseRow:
    truth = design.effect

    def share(holds: list[bool]) -> Estimate:
        return binomial_share(sum(holds), len(holds))

    return ExerciseRow(
        name=name,
        design=design,
        replicates=len(results),
        covered=share([one.average.low <= truth <= one.average.high for one in results]),
        sandwich_covered=share([one.sandwich.low <= truth <= one.sandwich.high for one in results]),
        off_zero=share([one.average.low > 0 or one.average.high < 0 for one in results]),
        comovement=share([one.verdict in _COMOVEMENT for one in results]),
        prior_trend=share([one.verdict is Verdict.PRIOR_TREND for one in results]),
        mean_error=float(np.mean([one.average.value for one in results])) - truth,
    )


def binomial_share(count: int, total: int) -> Estimate:
    """A share with its exact interval (Clopper and Pearson 1934).

    Examples
    --------
    >>> found = binomial_share(190, 200)
    >>> round(found.low, 3), round(found.high, 3)
    (0.91, 0.976)
    """
    tail = (1 - _COVERAGE) / 2
    low = float(stats.beta.ppf(tail, count, total - count + 1)) if count else 0.0
    high = float(stats.beta.ppf(1 - tail, count + 1, total - count)) if count < total else 1.0
    return Estimate(count / total, low, high, "share", _COVERAGE, Basis.SYNTHETIC)
