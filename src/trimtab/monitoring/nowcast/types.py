"""What a nowcast takes and gives: settings, months with intervals, skill, coverage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trimtab.kernel import Estimate, InputRejectedError, Period, SeriesKey
from trimtab.tables import Vintage


class Regime(StrEnum):
    """How restless the fast series were at an origin; words under ``nowcast.regime.<value>``."""

    CALM = "calm"
    TURNING = "turning"


class Method(StrEnum):
    """What an estimate is; ``nowcast.method.<value>``."""

    BRIDGE = "bridge"  # the bridge equation, shrunk by what its past errors warrant
    CARRIED = "carried"  # the last value carried forward


class Reason(StrEnum):
    """Why the last value is carried forward; ``nowcast.reason.<value>``."""

    SHORT = "short"  # too few past origins to fit and to judge the equation
    NO_SKILL = "no_skill"  # at past origins the equation did not beat the last value
    STALE = "stale"  # no fast figure recent enough


class Verdict(StrEnum):
    """What the interval of a skill figure allows to say; ``nowcast.verdict.<value>``."""

    BETTER = "better"  # the whole interval below 1
    NOT_SHOWN = "not_shown"  # it holds 1: no skill shown
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class NowcastSettings:
    """Numbers of the method, each round, none tuned to a decimal.

    ``steps``: months after the last published one that are always estimated. ``pairs_needed``
    past months with outcome before an equation is fitted, ``errors_needed`` errors of such
    equations before one is trusted or an interval is its own. ``ridge`` in pseudo-months;
    ``clip`` in robust scales; ``turning_share`` of past origins that counts as turning.
    """

    steps: int = 2
    steps_at_most: int = 4
    pairs_needed: int = 48
    errors_needed: int = 24
    ridge: float = 1.0
    clip: float = 2.0
    turning_share: float = 1 / 3
    coverage: float = 0.90

    def __post_init__(self) -> None:
        sound = (
            1 <= self.steps <= self.steps_at_most
            and self.pairs_needed >= 12
            and self.errors_needed >= 10
            and self.ridge > 0
            and self.clip > 0
            and 0 < self.turning_share < 1
            and 0 < self.coverage < 1
        )
        if not sound:
            raise InputRejectedError("NOWCAST-001", settings=str(self))


@dataclass(frozen=True, slots=True)
class NowcastMonth:
    """One month not yet published. ``estimate`` in the unit of the series, basis modelled.

    ``step`` counts months after the last published one. ``carried`` is the last value carried
    forward (with the season of the month where the series is not adjusted). ``weight``, 0 to 1, is
    how much of the equation's change is taken. ``reason`` is given where the method is CARRIED.
    """

    month: Period
    step: int
    estimate: Estimate
    carried: float
    method: Method
    weight: float
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Skill:
    """Error at past origins relative to the last value carried forward: below 1 is better.

    ``squared_error`` (root mean square) and ``absolute_error`` (mean) are ratios with 90 %
    block-bootstrap intervals over ``origins`` past origins; ``carried_error`` is the root mean
    square error of the last value, in the unit of the series (a share of the value for counts and
    indexes). ``regime`` is None for all origins together.
    """

    step: int
    regime: Regime | None
    origins: int
    squared_error: Estimate
    absolute_error: Estimate
    carried_error: float

    @property
    def verdict(self) -> Verdict:
        if self.squared_error.high < 1:
            return Verdict.BETTER
        return Verdict.WORSE if self.squared_error.low > 1 else Verdict.NOT_SHOWN


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of past outcomes inside the interval stated at their origin, with its own interval."""

    step: int
    regime: Regime | None
    origins: int
    realised: Estimate


@dataclass(frozen=True, slots=True)
class PastEstimate:
    """What would have been said at a past origin, and what came."""

    origin: datetime
    last_published: Period
    month: Period
    step: int
    regime: Regime
    estimate: float
    low: float
    high: float
    carried: float
    actual: float


@dataclass(frozen=True, slots=True)
class FastSeries:
    """A weekly or daily series: the last week of it that was known, how many past origins had it,
    and whether those were enough for it to be used."""

    key: SeriesKey
    last_week: Period
    origins: int
    used: bool


@dataclass(frozen=True, slots=True)
class Nowcast:
    """Estimates of the months not yet published, as known at one instant.

    ``position_days``: days from the end of the last published month to the instant; every figure
    of skill and coverage is of past origins at that same position.
    """

    series: SeriesKey
    known_at: datetime
    vintage: Vintage
    last_published: Period
    last_value: float
    position_days: float
    regime: Regime
    fast: tuple[FastSeries, ...]
    months: tuple[NowcastMonth, ...]
    skills: tuple[Skill, ...]
    coverages: tuple[Coverage, ...]
    past: tuple[PastEstimate, ...]
    settings: NowcastSettings
