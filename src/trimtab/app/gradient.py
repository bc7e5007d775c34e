"""The exposure gradient of a workspace's panel, its replay, and the error curves of the method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import log1p
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trimtab import classifications
from trimtab.app.exposed_panel import ExposedPanel, exposed_panel, payroll_panel
from trimtab.app.exposure_source import JoinKind
from trimtab.app.workspace import Workspace
from trimtab.kernel import Estimate, Frequency, Period
from trimtab.monitoring.gradient import (
    CurvePoint,
    CurveSetting,
    Gradient,
    HistoryBand,
    Rule,
    ShockPool,
    Unclear,
    Verdict,
    Window,
    calm_shocks,
    compare_with_history,
    earlier_slopes,
    error_curves,
    exposure_gradient,
    history_band,
    window_of,
)
from trimtab.ports import Progress, SeriesQuery, no_progress
from trimtab.tables import Panel, Vintage

_REPLAY_STEP = 6  # months between replayed windows
_POOL_STEP = 3  # months between the calm windows shocks are drawn from


@dataclass(frozen=True, slots=True)
class GradientReading:
    """A gradient and what it was read from; ``past`` are earlier windows, by last month."""

    gradient: Gradient
    start: Period
    end: Period
    months: int
    controls: tuple[str, ...]
    joins: Mapping[JoinKind, int]
    nested: int
    known_at: datetime
    vintage: Vintage
    past: tuple[tuple[Period, float], ...]


@dataclass(frozen=True, slots=True)
class ReplayedWindow:
    """What each rule would have said of a window that ended in ``end``: -1, 0 or 1; ``planted``:
    with an effect added to the real changes; ``history``: the band known by then."""

    end: Period
    top_minus_bottom: Estimate
    side: Mapping[Rule, int]
    planted: Mapping[Rule, int]
    history: HistoryBand | None


@dataclass(frozen=True, slots=True)
class Curves:
    """Error curves with the setting, the real dispersion they rest on and how many calm windows."""

    setting: CurveSetting
    months: int
    points: tuple[CurvePoint, ...]
    dispersion: float
    pool_industries: int
    calm_windows: int
    first: Period
    last: Period


def read_gradient(
    workspace: Workspace,
    instant: datetime | None,
    months: int,
    indicator: str = "employment",
    exposures: Path | None = None,
) -> GradientReading:
    """The gradient of the last ``months`` that a workspace's panel knew at an instant.

    Raises InputRejectedError MONITORING-069 without monthly series by industry, and the codes of
    ``exposure_gradient`` and ``window_of``.
    """
    panel = exposed_panel(_read(workspace, instant, indicator), indicator, exposures)
    return gradient_at(panel, panel.last, months)


def gradient_at(panel: ExposedPanel, last: int, months: int) -> GradientReading:
    """The gradient of the window that ends at a column, with the history known by then."""
    window = window_of(panel.values, last, months)
    found = _estimate(panel, window)
    ends, values = earlier_slopes(
        panel.values, last, months, panel.exposure, panel.industry, panel.region, window
    )
    compared = compare_with_history(found, history_band(ends, values, months))
    past = tuple((panel.first + int(end), float(v)) for end, v in zip(ends, values, strict=True))
    end = panel.first + last
    return GradientReading(
        compared, end + -months, end, months, window.names, panel.joins, panel.nested,
        panel.known_at, panel.vintage, past,
    )  # fmt: skip


def replay_gradient(
    workspace: Workspace,
    months: int,
    effect: float,
    indicator: str = "employment",
    exposures: Path | None = None,
    progress: Progress = no_progress,
) -> tuple[ReplayedWindow, ...]:
    """What each rule would have said, every six months, of windows like the present one.

    Years in which AI can have done nothing show how often a rule is wrong about its cause; the same
    windows with a planted ``effect`` (relative change, top less bottom fifth) show how often it
    would be found among real shocks.
    """
    panel = exposed_panel(_read(workspace, None, indicator), indicator, exposures)
    present = window_of(panel.values, panel.last, months)
    ends, _ = earlier_slopes(
        panel.values, panel.last + months, months, panel.exposure, panel.industry,
        panel.region, present,
    )  # fmt: skip
    found = []
    for done, end in enumerate(ends):
        progress("gradient.step.replay", done, len(ends))
        one = gradient_at(panel, int(end), months).gradient
        planted = compare_with_history(
            _estimate(panel, _plant(panel, int(end), months, log1p(effect) / one.exposure_gap)),
            one.history,
        )
        found.append(
            ReplayedWindow(panel.first + int(end), one.top_minus_bottom, _sides(one),
                           _sides(planted), one.history)
        )  # fmt: skip
    return tuple(found)


def _plant(panel: ExposedPanel, end: int, months: int, slope: float) -> Window:
    window = window_of(panel.values, end, months)
    return replace(window, change=window.change + slope * panel.exposure)


def _sides(found: Gradient) -> Mapping[Rule, int]:
    """-1, 0 or 1 by rule; a verdict that only history withheld had been agreed."""
    interval = found.top_minus_bottom
    final = {Verdict.FALLS: -1, Verdict.RISES: 1}.get(found.verdict, 0)
    withheld = found.unclear in (Unclear.NO_HISTORY, Unclear.WITHIN_HISTORY)
    own = int(interval.low > 0) - int(interval.high < 0)
    return {Rule.INTERVAL: own, Rule.AGREED: own if withheld else final, Rule.HISTORY: final}


def _estimate(panel: ExposedPanel, window: Window) -> Gradient:
    return exposure_gradient(
        window.change, panel.exposure, panel.industry, window.weight, window.controls, panel.region
    )


def _read(workspace: Workspace, instant: datetime | None, indicator: str) -> Panel:
    query = SeriesQuery(indicators=(indicator,), frequency=Frequency.MONTHLY)
    return workspace.panel(instant, query)


def payroll_curves(
    setting: CurveSetting, months: int = 24, progress: Progress = no_progress
) -> Curves:
    """Error curves on the calm history of the embedded US payroll industries."""
    progress("gradient.step.curves", 0, None)
    panel = payroll_panel()
    ends = _calm_ends(panel, months)
    pool: ShockPool = calm_shocks(panel.values, panel.exposure, months, ends)
    return Curves(
        setting=setting,
        months=months,
        points=error_curves(pool, setting),
        dispersion=pool.dispersion,
        pool_industries=len(pool.exposure),
        calm_windows=len(pool.residuals),
        first=panel.first + (int(ends[0]) - months),
        last=panel.first + int(ends[-1]),
    )


def _calm_ends(panel: ExposedPanel, months: int) -> npt.NDArray[np.int64]:
    """Last months of windows in which every industry and control is known and no recession lay."""
    whole = np.flatnonzero(np.isfinite(panel.values).all(axis=0))
    ends = np.arange(int(whole[0]) + 60 + months, panel.values.shape[1], _POOL_STEP)
    spans = [(one.start - panel.first, one.end - panel.first)
             for one in classifications.recessions("US")]  # fmt: skip
    calm = [not any(start <= end and end - months <= stop for start, stop in spans) for end in ends]
    return np.asarray(ends[np.array(calm)])
