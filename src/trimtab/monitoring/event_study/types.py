"""What an event study is asked and what it answers. Frozen, self-validating."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trimtab.kernel import Basis, Estimate, Frequency, InputRejectedError, Period
from trimtab.monitoring.event_study.inference import TestResult
from trimtab.monitoring.event_study.panel import Outcome
from trimtab.monitoring.event_study.placebos import PlaceboExposures

FEWEST_BEFORE, FEWEST_AFTER = 8, 2
FEWEST_CLUSTERS = 10


class ExposureForm(StrEnum):
    """Exposure as a score (one slope) or as fifths of industries (four steps from the lowest)."""

    CONTINUOUS = "continuous"
    QUINTILE = "quintile"


class QuarterEffects(StrEnum):
    """Which cells share the effect of a quarter; each cell always has an effect of its own."""

    REGION_AGE = "region-age"
    REGION = "region"
    AGE = "age"
    NATION = "nation"


class Scope(StrEnum):
    """Whose counts are compared; words under ``event_study.scope``.

    ``TRIPLE``: the youngest against the others within industry, region and quarter, so that what
    moves a whole industry cancels.
    """

    ALL = "all"
    YOUNG = "young"
    OTHERS = "others"
    TRIPLE = "triple"


class Verdict(StrEnum):
    """What can be said; words under ``event_study.verdict``. None of them names a cause."""

    COMOVEMENT_DOWN = "comovement_down"
    COMOVEMENT_UP = "comovement_up"
    NONE_SEEN = "none_seen"
    PRIOR_TREND = "prior_trend"
    CANNOT_TELL = "cannot_tell"


class Doubt(StrEnum):
    """Why no more is said; words under ``event_study.doubt``."""

    FEW_INDUSTRIES = "few_industries"
    PRIOR_TREND = "prior_trend"
    WIDE = "wide"  # includes both nothing and the smallest effect of interest
    PLACEBO_EXPOSURES = "placebo_exposures"  # random exposures do as well
    ONE_INDUSTRY = "one_industry"  # rests on a single industry


@dataclass(frozen=True, slots=True)
class StudySettings:
    """``event``: first quarter that may be affected. ``young``: the youngest group(s).

    ``seasonal``: take the gradient's seasonal pattern out (figures not seasonally adjusted).
    ``smallest_effect``: share; a change at least this large between the fifths is of interest, and
    "none seen" is said only when it is ruled out. ``span``: quarters averaged from the event on
    (all if None). Raises InputRejectedError EVENT-016.
    """

    event: Period
    young: tuple[str, ...] = ()
    form: ExposureForm = ExposureForm.CONTINUOUS
    quarter_effects: QuarterEffects = QuarterEffects.REGION_AGE
    seasonal: bool = True
    span: int | None = None
    coverage: float = 0.95
    smallest_effect: float = 0.06
    draws: int = 999
    seed: int = 1

    def __post_init__(self) -> None:
        fine = 0.5 < self.coverage < 1 and 0 < self.smallest_effect < 1 and self.draws >= 99
        if self.event.frequency is not Frequency.QUARTERLY or not fine:
            raise InputRejectedError(
                "EVENT-016",
                event=str(self.event),
                coverage=self.coverage,
                smallest_effect=self.smallest_effect,
                draws=self.draws,
            )


@dataclass(frozen=True, slots=True)
class QuarterEffect:
    """Change between the least and most exposed fifths since the quarter before the event.

    ``fifths``: for exposure in fifths, the second to the fifth against the first; else empty.
    """

    quarter: Period
    effect: Estimate
    fifths: tuple[Estimate, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceboDate:
    """The same comparison at an earlier date, from figures before the event only."""

    quarter: Period
    effect: Estimate
    p_value: float


@dataclass(frozen=True, slots=True)
class PriorTrend:
    """Whether the exposed already moved apart before the event, from figures before it only.

    ``slope``: change of the gap per year. P-values are shares of random reassignments of exposure
    that look as extreme: in slope, in all quarters together (``joint``), at the placebo dates
    (``dates``), and in whichever of these is worst (``p_value``).
    ``wald``: the usual F test, None with too few industries; it rejects too often when few large
    industries carry the weight, so it decides nothing. ``rejected`` at 0.05: then no verdict.
    """

    slope: Estimate
    slope_p_value: float
    joint_p_value: float
    dates_p_value: float
    wald: TestResult | None
    placebo_dates: tuple[PlaceboDate, ...]
    p_value: float

    @property
    def rejected(self) -> bool:
        return self.p_value <= 0.05


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """Range of the average effect when each industry in turn is left out, and which ones make it.

    ``swing``: whether leaving one industry out changes whether the interval includes zero.
    """

    low: float
    high: float
    low_without: str
    high_without: str
    swing: bool


@dataclass(frozen=True, slots=True)
class ScopeResult:
    """One outcome and scope. Effects are changes (share) of the most exposed fifth of industries
    relative to the least exposed; ``average`` over the quarters from the event on against the year
    before it, clustered by industry."""

    outcome: Outcome
    scope: Scope
    industries: int
    cells: int
    observations: int
    path: tuple[QuarterEffect, ...]
    average: Estimate
    average_p_value: float
    sandwich: Estimate
    prior_trend: PriorTrend
    placebo_exposures: PlaceboExposures
    leave_one_out: LeaveOneOut
    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class EventStudy:
    """Everything one study found, with what it left out.

    ``left_out``: industries without exposure, and their share of the first outcome's counts before
    the event. ``unfitted``: scopes with too little to fit. ``scale``: mean exposure of the most
    exposed fifth less that of the least, in the measure's own unit.
    """

    settings: StudySettings
    first: Period
    last: Period
    results: tuple[ScopeResult, ...]
    unfitted: tuple[tuple[Outcome, Scope], ...]
    industries: int
    regions: int
    ages: tuple[str, ...]
    left_out: tuple[str, ...]
    left_out_share: float
    scale: float
    measure: str
    source: str
    control_names: tuple[str, ...]
    basis: Basis

    @property
    def compares_ages(self) -> bool:
        """Whether a youngest group and others were there to compare."""
        return 0 < len(self.settings.young) < len(self.ages)
