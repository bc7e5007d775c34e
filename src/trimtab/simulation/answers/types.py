"""What an ensemble hands to the answers, and what the answers say.

Axes, in this order everywhere: mix M, parameter draw D, replicate R; then steps, groups. The first
mix is what the others are compared with. Draw 0 is the *central* draw, every uncertain parameter at
its best estimate; draws 1 and up are random and independent. Replicate r of draw d is a run of its
own random stream (number ``d * R + r``), the same for every mix: replicates are nested in draws and
mixes are paired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.simulation.types import Matrix, Tensor, Vector


@dataclass(frozen=True, slots=True)
class Runs:
    """Every measured outcome of an ensemble: M mixes, D draws, R replicates of T steps.

    ``outcomes``, ``costs``: name -> (M, D, R); costs are cumulated over the horizon, in
    ``currency``, by item. ``series``: name -> (M, D, R, T + 1). ``by``: axis ("region", "tier",
    "age" ...) -> outcome -> (M, D, R, N), with the N ``labels`` of the axis. ``moves``: axis ->
    (M, N, N) hires from group to group over the horizon, mean over the replicates of the central
    draw. ``uniforms`` (D, P): the quantile each of the P ``parameters`` was drawn at (row 0: those
    of the best estimates, NaN allowed). ``swings``: outcome -> (M, P, 2), each parameter alone at
    its quantiles ``SWING``, all others at their best. ``replicates`` is 1 for the mean field, which
    has no Monte-Carlo error. Raises SIMULATION-142 when shapes contradict each other.
    """

    mixes: tuple[str, ...]
    steps: int
    step_weeks: float
    outcomes: Mapping[str, Tensor]
    series: Mapping[str, Tensor] = field(default_factory=dict)
    by: Mapping[str, Mapping[str, Tensor]] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    costs: Mapping[str, Tensor] = field(default_factory=dict)
    currency: str = ""
    moves: Mapping[str, Tensor] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    uniforms: Matrix = field(default_factory=lambda: np.empty((1, 0)))
    swings: Mapping[str, Tensor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        head = (len(self.mixes), self.draws, self.replicates)
        steps = (*head, self.steps + 1)
        wanted: list[tuple[str, tuple[int, ...], tuple[int, ...]]]
        wanted = [(f"outcomes.{n}", a.shape, head) for n, a in self.outcomes.items()]
        wanted += [(f"costs.{n}", a.shape, head) for n, a in self.costs.items()]
        wanted += [(f"series.{n}", a.shape, steps) for n, a in self.series.items()]
        for axis, measured in self.by.items():
            groups = (*head, len(self.labels.get(axis, ())))
            wanted += [(f"by.{axis}.{n}", a.shape, groups) for n, a in measured.items()]
        swings = (len(self.mixes), len(self.parameters), 2)
        wanted += [(f"swings.{n}", a.shape, swings) for n, a in self.swings.items()]
        if self.parameters:
            wanted += [("uniforms", self.uniforms.shape, (self.draws, len(self.parameters)))]
        for name, got, allowed in wanted:
            if got != allowed:
                raise InputRejectedError(
                    "SIMULATION-142", name=name, got=str(got), allowed=str(allowed)
                )

    @property
    def draws(self) -> int:
        """Number of draws D, the central one included."""
        return int(next(iter(self.outcomes.values())).shape[1])

    @property
    def replicates(self) -> int:
        return int(next(iter(self.outcomes.values())).shape[2])


SWING = (0.05, 0.95)
"""Quantiles between which one parameter is moved alone."""

COVERAGE = 0.90
"""Coverage of every interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``."""

    low: float
    high: float

    @property
    def covers_zero(self) -> bool:
        return self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure with its two kinds of uncertainty kept apart.

    ``value``: mean over the random draws, or of the central draw where there are none.
    ``central``: mean of the central draw. ``parameters``: the interval over parameter draws, freed
    of Monte-Carlo noise; None when no draws were run. ``monte_carlo``: the interval of ``value``
    that is due to the finite number of replicates; None for the mean field. ``whole``: both
    together. ``chance``: standard deviation of one history around its mean.
    """

    value: float
    central: float
    whole: Interval
    parameters: Interval | None = None
    monte_carlo: Interval | None = None
    chance: float = 0.0

    @property
    def known(self) -> bool:
        return not np.isnan(self.value)

    @property
    def has_interval(self) -> bool:
        """Whether any uncertainty was run; without it ``whole`` is the value itself."""
        return self.parameters is not None or self.monte_carlo is not None


class Standing(StrEnum):
    """What an interval lets one say about a difference from the first mix; ``more`` and ``less``
    where an outcome has no better side, ``not_judged`` where there is no interval: one run, or
    best estimates alone."""

    BETTER = "better"
    WORSE = "worse"
    MORE = "more"
    LESS = "less"
    CANNOT_TELL = "cannot_tell"
    SAME = "same"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True)
class Component:
    """A variance with its interval; ``value`` is truncated at 0, ``unbiased`` is not."""

    value: float
    unbiased: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Components:
    """Where the variation of an outcome comes from: draws of parameters, chance within a draw."""

    parameters: Component | None
    chance: Component | None

    @property
    def parameter_share(self) -> float:
        """Share of the variance of one run that is due to parameters; NaN without variation."""
        parts = [one.value if one else 0.0 for one in (self.parameters, self.chance)]
        return parts[0] / sum(parts) if sum(parts) > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Difference:
    """One mix minus the first, in pairs of runs with the same draw and random stream.

    ``correlation``: of paired runs within a draw; ``variance_saved``: share of the variance of the
    difference that pairing took away. Both NaN where the mean field has no chance.
    ``replicates_needed``: for a Monte-Carlo half-width of a tenth of the parameter half-width.
    """

    mix: str
    outcome: str
    spread: Spread
    standing: Standing
    components: Components
    correlation: float
    variance_saved: float
    replicates_needed: int | None


class RatioReason(StrEnum):
    """Why a cost per job-year is not a number."""

    KNOWN = "known"
    CANNOT_TELL = "cannot_tell"
    LOSES_JOBS = "loses_jobs"
    NO_CHANGE = "no_change"
    SAVES_MONEY = "saves_money"
    NO_COST = "no_cost"


@dataclass(frozen=True, slots=True)
class CostRatio:
    """Extra cost per extra job-year against the first mix; ``spread`` None unless known."""

    mix: str
    reason: RatioReason
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Outcomes of every mix, and of every mix but the first the differences from the first.

    ``levels``: outcome -> one spread a mix. ``components``: outcome -> one a mix.
    """

    mixes: tuple[str, ...]
    levels: Mapping[str, tuple[Spread, ...]]
    components: Mapping[str, tuple[Components, ...]]
    differences: Mapping[str, tuple[Difference, ...]]
    cost_per_job_year: tuple[CostRatio, ...]
    coverage: float = COVERAGE


@dataclass(frozen=True, slots=True)
class Share:
    """A share of draws with an exact binomial interval."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Pair:
    """How often ``first`` did better than ``second`` over parameter draws.

    ``probability``: from the draws surely better up to those not surely worse.
    """

    first: str
    second: str
    better: float
    worse: float
    cannot_tell: float
    probability: Interval


@dataclass(frozen=True, slots=True)
class Flips:
    """How steady the best mix is: ``kept`` + ``changed`` + ``cannot_tell`` are all draws.

    ``best``: mix -> share of draws in which it is surely the best. ``central_best`` is empty when
    even the central draw cannot tell.
    """

    outcome: str
    draws: int
    central_best: str
    kept: Share
    changed: Share
    cannot_tell: Share
    best: Mapping[str, float]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A group's change in job-years per 1,000 of its labour force, against the first mix."""

    group: str
    labour_force: float
    spread: Spread
    standing: Standing


@dataclass(frozen=True, slots=True)
class WinnersLosers:
    """Groups of one axis under one mix, most gaining first; shares of people by standing."""

    mix: str
    axis: str
    groups: tuple[GroupChange, ...]
    share_gaining: float
    share_losing: float
    share_cannot_tell: float


class Verdict(StrEnum):
    """Where a mix stands."""

    ON_FRONTIER = "on_frontier"
    DOMINATED = "dominated"
    OVER_BUDGET = "over_budget"
    UNDER_RESERVE = "under_reserve"


@dataclass(frozen=True, slots=True)
class FrontierMix:
    """A mix by its mean ``policy_cost`` and outcome; shares are of parameter draws."""

    mix: str
    cost: float
    outcome: float
    verdict: Verdict
    dominated_by: tuple[str, ...]
    share_on_frontier: float
    share_allowed: float


@dataclass(frozen=True, slots=True)
class Frontier:
    """Mixes by cost; several are on the frontier, none is called the winner."""

    outcome: str
    budget: float | None
    least_reserve: float | None
    mixes: tuple[FrontierMix, ...]

    @property
    def undominated(self) -> tuple[FrontierMix, ...]:
        return tuple(one for one in self.mixes if one.verdict is Verdict.ON_FRONTIER)


@dataclass(frozen=True, slots=True)
class Band:
    """A time path: mean and interval over all draws and replicates, each (T + 1,)."""

    mean: Vector
    low: Vector
    high: Vector
