"""What a situation brief is made of. Frozen, self-validating; nothing here renders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from trimtab.kernel import Basis, Code, Estimate, Industry, Period, Region, UsageError
from trimtab.messages import Language
from trimtab.monitoring.types import MonitoringPass


class Metric(StrEnum):
    """Back-test measures the brief shows, named as the back-test names them, in this order.

    The words are catalogue entries ``brief.metric.<value>``.
    """

    HIT_RATE = "hit_rate"
    HIT_RATE_KNOWN = "hit_rate_known"
    MEDIAN_LAG_REFERENCE = "median_lag_reference"
    MEDIAN_LAG_KNOWN = "median_lag_known"
    MEAN_LAG_REFERENCE = "mean_lag_reference"
    MEAN_LAG_KNOWN = "mean_lag_known"
    HITS_BEFORE_START = "hits_before_start"
    FALSE_ALARMS = "false_alarms_per_series_year"
    CALM_FALSE_ALARMS = "calm_false_alarm_rate"
    AUC = "auc_in_downturn"
    BRIER = "brier_in_downturn"
    CALIBRATION_SLOPE = "calibration_slope_in_downturn"


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One back-test score: ``detector`` is a known name (``trimtab``, ``sahm``) or shown as given.

    Raises UsageError REPORT-001 for a metric the brief has no words for.
    """

    detector: str
    metric: str
    estimate: Estimate

    def __post_init__(self) -> None:
        if self.metric not in set(Metric):
            raise UsageError("REPORT-001", metric=self.metric, known=", ".join(Metric))


@dataclass(frozen=True, slots=True)
class Source:
    """A data source as it must be cited."""

    name: str
    publisher: str
    licence: str
    retrieved: date | None = None


def no_sources(language: Language) -> tuple[Source, ...]:
    """A brief on data that names no source."""
    return ()


@dataclass(frozen=True, slots=True)
class RegionalExposure:
    """AI exposure of each region's occupation mix.

    ``estimates``: low and high are the spread over published measures, not a sampling interval;
    all in one unit (``share`` is printed as percent). ``tiles``: column and row of each region in
    a schematic tile map. ``source`` is printed under the map in both languages, so it names data
    sets and authors, not sentences. Raises UsageError REPORT-002 when units are mixed.
    """

    estimates: Mapping[Region, Estimate]
    tiles: Mapping[Region, tuple[int, int]]
    source: str

    def __post_init__(self) -> None:
        units = {estimate.unit for estimate in self.estimates.values()}
        if len(units) != 1:
            raise UsageError("REPORT-002", units=", ".join(sorted(units)))

    @property
    def unit(self) -> str:
        return next(iter(self.estimates.values())).unit


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a situation brief shows.

    ``current`` is the pass reported on, ``replay`` an earlier ``as of`` pass of the same series.
    ``recessions`` are first and last month, both included. ``provisional_from`` is the first month
    whose figures are still to be revised (None: none). ``basis`` says what the panel is: synthetic
    panels are marked on every page. ``language`` is the edition shown first.

    Raises UsageError REPORT-003 (signal and adjusted series differ in shape, or are empty) and
    REPORT-004 (the replay lies after the pass it is compared with).
    """

    current: MonitoringPass
    industry_title: Callable[[Industry, Language], str]
    region_title: Callable[[Region, Language], str]
    generated_at: datetime
    software_version: str
    replay: MonitoringPass | None = None
    scores: tuple[ScoreRow, ...] = ()
    exposure: RegionalExposure | None = None
    recessions: tuple[tuple[Period, Period], ...] = ()
    sources: Callable[[Language], tuple[Source, ...]] = no_sources
    basis: Basis = Basis.OBSERVED
    provisional_from: Period | None = None
    language: Language = Language.ZH

    def code_title(self, code: Code, language: Language) -> str:
        """The title of a region or an industry."""
        if isinstance(code, Region):
            return self.region_title(code, language)
        assert isinstance(code, Industry)
        return self.industry_title(code, language)

    def __post_init__(self) -> None:
        for found in filter(None, (self.current, self.replay)):
            expected = (len(found.signal.series), found.last_period - found.signal.first + 1)
            shapes = {found.signal.statistic.shape, found.adjusted.shape}
            if shapes != {expected} or 0 in expected:
                raise UsageError("REPORT-003", expected=expected, shapes=sorted(shapes))
        if self.replay and self.replay.known_at > self.current.known_at:
            raise UsageError(
                "REPORT-004", replay=str(self.replay.known_at), current=str(self.current.known_at)
            )
