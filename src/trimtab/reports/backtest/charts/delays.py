"""Delay curves: the share of downturns found by each month since their first."""

from __future__ import annotations

from collections.abc import Sequence

from trimtab.monitoring.backtest.curves import DelayCurve
from trimtab.monitoring.backtest.matching import Clock
from trimtab.reports.backtest.wording import Kind, ReportWording
from trimtab.reports.charts.axes import ValueScale
from trimtab.reports.charts.drawing import LABEL, Drawing, text_width
from trimtab.reports.charts.figure import Column, Figure, TableView, csv_link, plain
from trimtab.reports.charts.plot import (
    PLOT_HEIGHT,
    PLOT_WIDTH,
    Across,
    band,
    draw_frame,
    draw_titles,
    label_ends,
    style_of,
)

NAMED_DELAY = 3  # the sentence tells what was found so many months after the start
_TICKS = range(-6, 19, 3)


def draw_delays(curves: Sequence[DelayCurve], part: str, wording: ReportWording) -> Figure:
    """One plot by reference month, one by the month of publication; ours with its interval."""
    drawings = tuple(
        _draw([one for one in curves if one.clock is clock], clock, wording).svg(
            wording.tell(f"delays.{clock.value}"), "plot"
        )
        for clock in (Clock.REFERENCE, Clock.KNOWN)
    )
    shaded = any(_has_interval(one) for one in curves if one.detector == curves[0].detector)
    headers = (
        wording.tell("column.delay"),
        *(_header(curve, wording) for curve in curves),
    )
    rows = [
        (wording.count(delay), *(wording.figure(curve.found[at], Kind.PERCENT) for curve in curves))
        for at, delay in enumerate(curves[0].delays)
    ]
    kept = [
        (delay, *(plain(end) for curve in curves for end in _ends(curve, at)))
        for at, delay in enumerate(curves[0].delays)
    ]
    csv_headers = (
        headers[0],
        *(f"{name} {end}" for name in headers[1:] for end in _words(wording)),
    )
    return Figure(
        name="delays",
        title=wording.tell("delays.title"),
        finding=_finding(curves, wording),
        drawings=drawings,
        table=TableView(
            tuple(Column(word, at > 0) for at, word in enumerate(headers)), tuple(rows), len(rows)
        ),
        download=csv_link(csv_headers, kept),
        file_name=f"delays-{part}-{wording.language}.csv",
        note=wording.sentences(
            (wording.tell("delays.shaded") if shaded else "", wording.tell("delays.note"))
        ),
    )


def _header(curve: DelayCurve, wording: ReportWording) -> str:
    clock = wording.tell(f"clock.{curve.clock.value}")
    return wording.tell(
        "column.detector_clock", detector=wording.detector(curve.detector), clock=clock
    )


def _words(wording: ReportWording) -> tuple[str, ...]:
    return tuple(wording.tell(f"column.{end}") for end in ("value", "low", "high"))


def _ends(curve: DelayCurve, at: int) -> tuple[float, float, float]:
    found = curve.found[at]
    return found.value, found.low, found.high


def _draw(curves: Sequence[DelayCurve], clock: Clock, wording: ReportWording) -> Drawing:
    drawing = Drawing(PLOT_WIDTH, PLOT_HEIGHT)
    names = [wording.detector(curve.detector) for curve in curves]
    room = max(text_width(name, LABEL) for name in names) + 10
    across = Across(curves[0].delays[0], curves[0].delays[-1], 46, PLOT_WIDTH - room)
    up = ValueScale(0, 1, 30, PLOT_HEIGHT - 48)
    shares = [(share, wording.value(share, Kind.PERCENT)) for share in (0, 0.25, 0.5, 0.75, 1)]
    draw_frame(drawing, across, up, [(t, wording.count(t)) for t in _TICKS], shares)
    draw_titles(
        drawing, wording.tell(f"delays.{clock.value}"), across, up, wording.tell("delays.across")
    )
    drawing.line(across.at(0), up.top, across.at(0), up.bottom, "start")
    _draw_interval(drawing, curves[0], across, up)
    ends = []
    for place, curve in reversed(list(enumerate(curves))):
        points = [
            (across.at(d), up.at(f.value)) for d, f in zip(curve.delays, curve.found, strict=True)
        ]
        drawing.polyline(points, f"line {style_of(place)}")
        ends.append((points[-1][1], names[place], style_of(place)))
    label_ends(drawing, ends, across.right + 6)
    return drawing


def _has_interval(curve: DelayCurve) -> bool:
    return any((share.low, share.high) != (0.0, 1.0) for share in curve.found)


def _draw_interval(drawing: Drawing, curve: DelayCurve, across: Across, up: ValueScale) -> None:
    """The interval as a band; with one episode it is the whole plot and is left out."""
    if _has_interval(curve):
        points = zip(curve.delays, curve.found, strict=True)
        ends = [(across.at(delay), up.at(f.low), up.at(f.high)) for delay, f in points]
        band(drawing, ends, style_of(0))


def _finding(curves: Sequence[DelayCurve], wording: ReportWording) -> str:
    """What ours and the others had found three months after the start."""
    at = curves[0].delays.index(NAMED_DELAY)
    ours = {curve.clock: curve for curve in curves if curve.detector == curves[0].detector}
    others = [c for c in curves if c.clock is Clock.KNOWN and c.detector != curves[0].detector]
    sentence = wording.tell(
        "delays.finding",
        months=NAMED_DELAY,
        detector=wording.detector(curves[0].detector),
        reference=wording.figure(ours[Clock.REFERENCE].found[at], Kind.PERCENT),
        known=wording.figure(ours[Clock.KNOWN].found[at], Kind.PERCENT),
    )
    listed = [
        wording.tell(
            "delays.other",
            detector=wording.detector(curve.detector),
            n=curve.downturns,
            known=wording.figure(curve.found[at], Kind.PERCENT),
        )
        for curve in others
    ]
    if not listed:
        return sentence
    joined = wording.shared("list_joint").join(listed)
    return wording.sentences((sentence, wording.tell("delays.others", others=joined)))
