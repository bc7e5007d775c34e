"""Figures with their intervals in rows: detectors beside each other, variants of the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isinf, isnan

from trimtab.kernel import Estimate
from trimtab.reports.backtest.wording import Kind, ReportWording
from trimtab.reports.charts.axes import round_steps, step_labels
from trimtab.reports.charts.drawing import TICK, Drawing, text_width, wrap
from trimtab.reports.charts.plot import Across, draw_range

WIDE, NARROW = 928, 360
_BETWEEN, _HEAD, _FOOT = 44, 58, 24
_LEADING = 15
_APART = 12  # px between two labels of an axis


@dataclass(frozen=True, slots=True)
class RangePanel:
    """One measure over all rows; None where a row has no figure."""

    title: str
    kind: Kind
    figures: tuple[Estimate | None, ...]


@dataclass(frozen=True, slots=True)
class RangeRow:
    """Name and style of a row; ``apart`` leaves a gap above it."""

    label: str
    css: str
    apart: bool = False


def draw_wide(
    rows: Sequence[RangeRow],
    panels: Sequence[RangePanel],
    height: float,
    labels: float,
    wording: ReportWording,
) -> Drawing:
    """Panels beside each other; the rows are named once at the left."""
    tops = _tops(rows, _HEAD, height)
    drawing = Drawing(WIDE, tops[-1] + height + _FOOT)
    width = (WIDE - labels - _BETWEEN * len(panels)) / len(panels)
    for row, top in zip(rows, tops, strict=True):
        drawing.lines(0, top + height / 2 + 4, wrap(row.label, labels - 8, TICK, 1), "label")
    for place, panel in enumerate(panels):
        left = labels + place * (width + _BETWEEN) + _BETWEEN / 2
        _panel(drawing, rows, panel, (left, left + width), tops, height, wording)
    return drawing


def draw_narrow(
    rows: Sequence[RangeRow],
    panels: Sequence[RangePanel],
    height: float,
    labels: float,
    wording: ReportWording,
) -> Drawing:
    """Panels under each other, each with the names of its rows."""
    block = _tops(rows, _HEAD, height)[-1] + height + _FOOT + 16
    drawing = Drawing(NARROW, block * len(panels))
    for place, panel in enumerate(panels):
        tops = [top + place * block for top in _tops(rows, _HEAD, height)]
        for row, top in zip(rows, tops, strict=True):
            drawing.lines(0, top + height / 2 + 4, wrap(row.label, labels - 8, TICK, 1), "label")
        _panel(drawing, rows, panel, (labels + 8, NARROW - 20), tops, height, wording, 0)
    return drawing


def _tops(rows: Sequence[RangeRow], head: float, height: float) -> list[float]:
    tops, top = [], head
    for row in rows:
        top += 8 if row.apart else 0
        tops.append(top)
        top += height
    return tops


def _panel(
    drawing: Drawing,
    rows: Sequence[RangeRow],
    panel: RangePanel,
    sides: tuple[float, float],
    tops: Sequence[float],
    height: float,
    wording: ReportWording,
    title_at: float | None = None,
) -> None:
    across, steps, labels = _scale(panel, sides, wording)
    top, bottom = tops[0], tops[-1] + height
    start = sides[0] if title_at is None else title_at
    title = wrap(panel.title, sides[1] - start, TICK, 3)
    drawing.lines(start, top - 10 - _LEADING * (len(title) - 1), title, "panel", _LEADING)
    for step, label in zip(steps, labels, strict=True):
        x = across.at(step)
        drawing.line(x, top, x, bottom, "zero" if step == 0 else "grid")
        drawing.text(x, bottom + 16, label, "tick", "middle")
    for row, figure, at in zip(rows, panel.figures, tops, strict=True):
        y = at + height / 2
        if figure is None or isnan(figure.value):
            words = wording.unknown(panel.kind) if figure else wording.shared("table.no_figure")
            drawing.text(across.left, y + 4, words, "tick")
            continue
        ends = (figure.value, _inside(figure.low, across), _inside(figure.high, across))
        draw_range(drawing, across, y, ends, row.css)


def _scale(
    panel: RangePanel, sides: tuple[float, float], wording: ReportWording
) -> tuple[Across, list[float], list[str]]:
    """The axis with its steps and their labels: as many steps as have room for them."""
    known = [figure for figure in panel.figures if figure and not isnan(figure.value)]
    ends = [end for f in known for end in (f.value, f.low, f.high) if not isinf(end)]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    if panel.kind is Kind.PERCENT:
        high = min(max(high, low + 0.1), 1.0)
        low = min(low, high - 0.1)
    if panel.kind in (Kind.RATE, Kind.MONTHS):  # delays and rates are read against none
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = low - 1, high + 1
    for most in (3, 2, 1):
        steps = round_steps(low, high, most)
        if panel.kind in (Kind.PERCENT, Kind.DECIMAL):  # shares and areas end at 1
            inside = [step for step in steps if step <= 1.0]
            steps = inside if len(inside) > 1 else steps
        labels = _labels(steps, panel.kind, wording)
        widest = max(text_width(label, TICK) for label in labels)
        if widest + _APART <= (sides[1] - sides[0]) / (len(steps) - 1):
            break
    return Across(steps[0], steps[-1], *sides), steps, labels


def _labels(steps: Sequence[float], kind: Kind, wording: ReportWording) -> list[str]:
    pairs = step_labels([step * kind.factor for step in steps], wording.language)
    if kind is Kind.PERCENT:
        return [wording.shared("number.percent", number=label) for _, label in pairs]
    return [label for _, label in pairs]


def _inside(end: float, across: Across) -> float:
    return min(max(end, across.low), across.high)
