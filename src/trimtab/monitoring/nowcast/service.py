"""The use-case: estimate the months not yet published of one series, from fast series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from trimtab.kernel import (
    Basis,
    Estimate,
    Frequency,
    Period,
    SeasonalAdjustment,
    SeriesKey,
    UnknownCodeError,
    UsageError,
    end_instant,
)
from trimtab.monitoring.nowcast.estimating import StepRun, judge_step, run_step
from trimtab.monitoring.nowcast.features import view_fast, view_target
from trimtab.monitoring.nowcast.intervals import turning_origins
from trimtab.monitoring.nowcast.reading import StoreReader, find_series
from trimtab.monitoring.nowcast.types import (
    FastSeries,
    Method,
    Nowcast,
    NowcastMonth,
    NowcastSettings,
    PastEstimate,
    Regime,
)
from trimtab.monitoring.nowcast.views import Views, build_views
from trimtab.ports import PanelStore

_NONE_HELD = "-"  # what ``find_series`` gives for no region at all
_ADDED = frozenset({"share", "change_share", "ratio", "net_count"})
"""Units whose changes are compared by difference; all others by ratio."""


class NowcastService:
    """Estimates the ragged edge of monthly series. Reads only through ``PanelStore.as_of``."""

    def __init__(self, store: PanelStore) -> None:
        self._store = store

    def estimate(
        self,
        instant: datetime,
        target: str = "unemployment_rate",
        sources: Sequence[str] = (),
        region: str | None = None,
        settings: NowcastSettings | None = None,
    ) -> Nowcast:
        """The months after the last one published by ``instant``, with interval and skill.

        ``sources``: weekly or daily indicators to use, all known ones if empty. ``region``: the
        only one that has both, if not given. Raises UnknownCodeError NOWCAST-002 (no such monthly
        series of any region) and NOWCAST-007 (none of this region, but of others),
        InputRejectedError NOWCAST-003 (no fast series), UsageError NOWCAST-004 (several regions)
        and NOWCAST-005 (the last month was published too long ago).
        """
        settings = settings or NowcastSettings()
        reader = _found(self._store, instant, target, tuple(sources), region)
        known = reader.read(instant)
        last = _last_published(known.target.first, known.target.values[0])
        today = (instant - timedelta(microseconds=1)).date()  # the last day that was known
        steps = max(settings.steps, Period.containing(today, Frequency.MONTHLY) - last)
        if steps > settings.steps_at_most:
            raise UsageError(
                "NOWCAST-005",
                indicator=target,
                last=str(last),
                instant=today.isoformat(),
                months=settings.steps_at_most,
                until=(last + settings.steps_at_most).end - timedelta(days=1),
            )
        views = build_views(reader.read, instant, steps)
        return _nowcast(reader, views, steps, settings)


def _found(
    store: PanelStore, instant: datetime, target: str, sources: tuple[str, ...], region: str | None
) -> StoreReader:
    """``find_series``; where other regions hold the monthly series, they are named: NOWCAST-007."""
    try:
        return find_series(store, instant, target, sources, region)
    except UnknownCodeError as error:
        held = error.params.get("held", _NONE_HELD)
        if error.code != "NOWCAST-002" or held == _NONE_HELD:
            raise
        raise UnknownCodeError(
            "NOWCAST-007",
            indicator=target,
            region=region,
            instant=error.params["instant"],
            held=held,
        ) from None


def _last_published(first: Period, values: npt.NDArray[np.float64]) -> Period:
    return first + int(np.flatnonzero(~np.isnan(values))[-1])


def _nowcast(reader: StoreReader, views: Views, steps: int, settings: NowcastSettings) -> Nowcast:
    """Every step run over every origin, and what it says at the present one."""
    logarithmic = reader.target.unit not in _ADDED
    counts = (~np.isnan(views.weekly)).any(axis=2).sum(axis=1)
    enough = counts >= settings.pairs_needed + settings.errors_needed
    target = view_target(views, logarithmic, _adjusted(reader.target))
    fast = view_fast(views, [_adjusted(key) for key in reader.fast])
    turning = turning_origins(fast.restlessness(), settings)
    used = fast.select(enough)
    runs = [run_step(target, used, turning, step + 1, settings) for step in range(steps)]
    judged = [judge_step(run) for run in runs]
    last = views.first_month + int(views.last[-1])
    scale = _Scale(reader.target.unit, logarithmic, settings.coverage)
    return Nowcast(
        series=reader.target,
        known_at=views.origins[-1],
        vintage=reader.vintage,
        last_published=last,
        last_value=float(views.target[-1, views.last[-1]]),
        position_days=(views.origins[-1] - end_instant(last)) / timedelta(days=1),
        regime=_regime(turning[-1]),
        fast=tuple(
            FastSeries(key, _last_published(views.first_week, row), int(count), bool(use))
            for key, row, count, use in zip(
                reader.fast, views.weekly[:, -1], counts, enough, strict=True
            )
        ),
        months=tuple(_month(run, last, scale) for run in runs),
        skills=tuple(skill for skills, _ in judged for skill in skills),
        coverages=tuple(coverage for _, coverages in judged for coverage in coverages),
        past=tuple(past for run in runs for past in _past(run, views, scale)),
        settings=settings,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """The way back from the scale changes are compared on to the unit of the series."""

    unit: str
    logarithmic: bool
    coverage: float

    def value(self, level: float) -> float:
        if self.logarithmic:
            return float(np.exp(level))
        return max(float(level), 0.0) if self.unit == "share" else float(level)

    def estimate(self, middle: float, half_width: float) -> Estimate:
        """NaN altogether ("cannot tell") where no interval can be given."""
        ends = (middle, middle - half_width, middle + half_width)
        value, low, high = (self.value(end + 0 * half_width) for end in ends)
        return Estimate(value, low, high, self.unit, self.coverage, Basis.MODELLED)


def _month(run: StepRun, last: Period, scale: _Scale) -> NowcastMonth:
    reason = run.present_reason
    middle = float(run.carried[-1] + run.change[-1])
    return NowcastMonth(
        month=last + run.step,
        step=run.step,
        estimate=scale.estimate(middle, float(run.half_width[-1])),
        carried=scale.value(float(run.carried[-1])),
        method=Method.BRIDGE if reason is None else Method.CARRIED,
        weight=float(np.nan_to_num(run.weight[-1])) if reason is None else 0.0,
        reason=reason,
    )


def _past(run: StepRun, views: Views, scale: _Scale) -> Iterator[PastEstimate]:
    """What was said at each scored origin, oldest first."""
    for row in np.flatnonzero(run.scored):
        last = views.first_month + int(views.last[row])
        carried = float(run.carried[row])
        said = scale.estimate(carried + float(run.change[row]), float(run.half_width[row]))
        yield PastEstimate(
            origin=views.origins[row],
            last_published=last,
            month=last + run.step,
            step=run.step,
            regime=_regime(run.turning[row]),
            estimate=said.value,
            low=said.low,
            high=said.high,
            carried=scale.value(carried),
            actual=scale.value(carried + float(run.outcome[row])),
        )


def _regime(turning: np.bool_) -> Regime:
    return Regime.TURNING if turning else Regime.CALM


def _adjusted(key: SeriesKey) -> bool:
    return key.seasonal_adjustment is not SeasonalAdjustment.NONE
