"""Reliability diagrams: what came true where a probability was stated."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from trimtab.monitoring.backtest import DetectorResult
from trimtab.monitoring.backtest.calibration_probabilities import Reliability, ReliabilityPoint
from trimtab.reports.backtest.wording import Kind, ReportWording
from trimtab.reports.charts.axes import ValueScale, round_steps
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

PROBABILITIES = ("in_downturn", "within_6_months")
_CHANCE = 0.5
_WEAK = 0.6  # an AUC below this tells months apart too poorly to rank them


def draw_reliability(
    measured: Sequence[Reliability],
    results: Sequence[DetectorResult],
    part: str,
    wording: ReportWording,
) -> Figure:
    """Both probabilities of the first detector as plots, those of all in the table."""
    ours = measured[0]
    headers = ("detector", "probability", "stated", "observed", "months")
    rows = [
        (
            wording.detector(one.detector),
            wording.tell(f"reliability.{name}"),
            wording.value(point.stated, Kind.PERCENT),
            wording.figure(point.observed, Kind.PERCENT),
            wording.count(point.months),
        )
        for one in measured
        for name in PROBABILITIES
        for point in getattr(one, name)
    ]
    kept = [
        (
            one.detector,
            name,
            *map(
                plain, (point.stated, point.observed.value, point.observed.low, point.observed.high)
            ),
            point.months,
        )
        for one in measured
        for name in PROBABILITIES
        for point in getattr(one, name)
    ]
    words = tuple(wording.tell(f"column.{name}") for name in headers)
    ends = tuple(wording.tell(f"column.{end}") for end in ("low", "high"))
    return Figure(
        name="reliability",
        title=wording.tell("reliability.title"),
        finding=_finding(ours, results[0], wording),
        drawings=tuple(
            _draw(getattr(ours, name), name, wording).svg(
                wording.tell(f"reliability.{name}_up"), "plot"
            )
            for name in PROBABILITIES
        ),
        table=TableView(
            tuple(Column(word, at > 1) for at, word in enumerate(words)), tuple(rows), 20
        ),
        download=csv_link((*words[:4], *ends, words[4]), kept),
        file_name=f"reliability-{part}-{wording.language}.csv",
        note=wording.tell("reliability.note", detector=wording.detector(ours.detector)),
    )


def _draw(points: Sequence[ReliabilityPoint], name: str, wording: ReportWording) -> Drawing:
    drawing = Drawing(PLOT_WIDTH, PLOT_HEIGHT)
    steps = _scale(points)
    most = steps[-1]
    across = Across(0, most, 46, PLOT_WIDTH - 24)
    up = ValueScale(0, most, 30, PLOT_HEIGHT - 48)
    ticks = [(share, wording.value(share, Kind.PERCENT)) for share in steps]
    draw_frame(drawing, across, up, ticks, ticks)
    draw_titles(
        drawing,
        wording.tell(f"reliability.{name}_up"),
        across,
        up,
        wording.tell("reliability.across"),
    )
    drawing.line(across.left, up.bottom, across.right, up.top, "ideal")
    months = max((point.months for point in points), default=1)
    for point in points:
        x, css = across.at(point.stated), style_of(0)
        drawing.line(x, up.at(point.observed.low), x, up.at(point.observed.high), f"whisker {css}")
        dot(drawing, x, up.at(point.observed.value), css, 2.5 + 3.5 * sqrt(point.months / months))
    return drawing


def _scale(points: Sequence[ReliabilityPoint]) -> list[float]:
    """Round shares from 0 to the highest stated or come true: 1 at most."""
    ends = [end for point in points for end in (point.stated, point.observed.high)]
    return [step for step in round_steps(0.0, min(max(ends, default=1.0), 1.0)) if step <= 1.0]


def _finding(ours: Reliability, result: DetectorResult, wording: ReportWording) -> str:
    """In how many tenths the intervals hold what was stated, and whether months are told apart."""
    assert result.scores is not None
    sentences = []
    for name in PROBABILITIES:
        points = getattr(ours, name)
        scores = getattr(result.scores, name)
        held = sum(p.observed.low <= p.stated <= p.observed.high for p in points)
        area = scores.auc_within_folds
        spoken = wording.tell(f"reliability.{name}")
        if (area.low, area.high) == (0.0, 1.0):  # one episode: the whole range, not an interval
            told = wording.value(area.value, Kind.DECIMAL)
            sentences.append(wording.tell("reliability.finding_one", probability=spoken, auc=told))
            continue
        weak = area.value < _WEAK or area.low <= _CHANCE
        sentences.append(
            wording.tell(
                "reliability.finding_weak" if weak else "reliability.finding",
                probability=spoken,
                held=held,
                total=len(points),
                auc=wording.figure(area, Kind.DECIMAL),
            )
        )
    return wording.sentences(sentences)
