"""Promised against realised false-alarm rates, both on logarithmic scales."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, log10

from trimtab.monitoring.backtest.calibration_promises import KeptPromise
from trimtab.reports.backtest.verdicts import promise
from trimtab.reports.backtest.wording import Kind, ReportWording
from trimtab.reports.charts.axes import ValueScale
from trimtab.reports.charts.drawing import Drawing
from trimtab.reports.charts.figure import Column, Figure, TableView, csv_link, plain
from trimtab.reports.charts.plot import (
    PLOT_HEIGHT,
    PLOT_WIDTH,
    Across,
    dot,
    draw_frame,
    draw_titles,
    style_of,
)

_TICKS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


def draw_promises(
    promises: Sequence[KeptPromise], promised: float, part: str, wording: ReportWording
) -> Figure:
    """One point a promised rate with its interval, and the line of a promise kept to the letter."""
    finding = _finding(promises, promised, wording)
    headers = (
        wording.tell("column.promised"),
        wording.tell("column.realised"),
        wording.tell("column.verdict"),
    )
    rows = tuple(
        (
            wording.constant(one.promised),
            wording.figure(one.realised, Kind.RATE),
            wording.tell(f"promise.{promise(one.promised, one.realised)}"),
        )
        for one in promises
    )
    kept = [
        tuple(map(plain, (one.promised, one.realised.value, one.realised.low, one.realised.high)))
        for one in promises
    ]
    words = tuple(wording.tell(f"column.{end}") for end in ("low", "high"))
    return Figure(
        name="promises",
        title=wording.tell("promises.title"),
        finding=finding,
        drawings=(_draw(promises, wording).svg(finding, "plot"),),
        table=TableView(
            (Column(headers[0], False), Column(headers[1]), Column(headers[2], False)),
            rows,
            len(rows),
        ),
        download=csv_link((*headers[:2], *words), kept),
        file_name=f"promises-{part}-{wording.language}.csv",
        note=wording.tell("promises.note"),
    )


def _draw(promises: Sequence[KeptPromise], wording: ReportWording) -> Drawing:
    known = [one for one in promises if not isnan(one.realised.value)]
    ends = [one.promised for one in promises]
    ends += [end for one in known for end in (one.realised.low, one.realised.high) if end > 0]
    low = max((tick for tick in _TICKS if tick <= min(ends)), default=_TICKS[0])
    high = min((tick for tick in _TICKS if tick >= max(ends)), default=_TICKS[-1])
    drawing = Drawing(PLOT_WIDTH, PLOT_HEIGHT)
    across = Across(log10(low), log10(high), 46, PLOT_WIDTH - 24)
    up = ValueScale(log10(low), log10(high), 30, PLOT_HEIGHT - 48)
    ticks = [(log10(t), wording.constant(t)) for t in _TICKS if low <= t <= high]
    draw_frame(drawing, across, up, ticks, ticks)
    draw_titles(drawing, wording.tell("promises.up"), across, up, wording.tell("promises.across"))
    drawing.line(across.left, up.bottom, across.right, up.top, "ideal")
    css = style_of(0)

    def height(rate: float) -> float:
        return up.at(max(log10(rate) if rate > 0 else up.low, up.low))

    for one in known:
        x = across.at(log10(one.promised))
        drawing.line(x, height(one.realised.low), x, height(one.realised.high), f"whisker {css}")
        dot(drawing, x, height(one.realised.value), css)
    return drawing


def _finding(promises: Sequence[KeptPromise], promised: float, wording: ReportWording) -> str:
    """The promise of the test itself, and how many of the grid the intervals hold."""
    held = sum(one.realised.low <= one.promised <= one.realised.high for one in promises)
    ours = next(one for one in promises if one.promised == round(promised, 6))
    realised = wording.tell(
        "promises.finding",
        promised=wording.constant(ours.promised),
        realised=wording.figure(ours.realised, Kind.RATE),
    )
    times = wording.times_promised(ours.promised, ours.realised)
    inside = wording.tell("promises.inside", held=held, total=len(promises))
    return wording.sentences((realised, times, inside))
