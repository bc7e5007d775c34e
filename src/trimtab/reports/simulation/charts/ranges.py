"""Rows of figures with intervals, or bars, in panels that share their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from trimtab.reports.charts.axes import round_steps, step_labels
from trimtab.reports.charts.drawing import LABEL, TICK, Drawing, text_width, wrap
from trimtab.reports.charts.plot import Across, dot
from trimtab.reports.simulation.figures import FigureForm
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import Interval, Spread

WIDE, NARROW = 928, 360
_HEAD, _FOOT, _BETWEEN, _LEADING = 50, 26, 40, 15
_APART = 14


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure in a row: a dot with up to two intervals, or a bar from ``base``."""

    value: float
    thin: Interval | None = None
    thick: Interval | None = None
    css: str = "mix-1"
    bar_from: float | None = None


def mark_of(shown: Spread, css: str) -> Mark:
    """Parameter interval thin, Monte-Carlo interval thick over it."""
    return Mark(shown.value, shown.parameters, shown.monte_carlo, css)


@dataclass(frozen=True, slots=True)
class Panel:
    """One quantity over all rows; None where a row has no figure."""

    title: str
    form: FigureForm
    marks: tuple[Mark | None, ...]


def draw_wide(
    labels: Sequence[str],
    panels: Sequence[Panel],
    wording: SimulationWording,
    height: float = 30,
    room: float = 180,
) -> Drawing:
    """Panels beside each other; rows are named once at the left."""
    drawing = Drawing(WIDE, _HEAD + height * len(labels) + _FOOT)
    width = (WIDE - room - _BETWEEN * len(panels)) / len(panels)
    _name_rows(drawing, labels, _HEAD, height, room)
    for place, panel in enumerate(panels):
        left = room + place * (width + _BETWEEN) + _BETWEEN / 2
        _panel(drawing, panel, (left, left + width), _HEAD, height, wording)
    return drawing


def draw_narrow(
    labels: Sequence[str],
    panels: Sequence[Panel],
    wording: SimulationWording,
    height: float = 30,
    room: float = 128,
) -> Drawing:
    """Panels under each other, each with the names of its rows."""
    block = _HEAD + height * len(labels) + _FOOT + 14
    drawing = Drawing(NARROW, block * len(panels))
    for place, panel in enumerate(panels):
        top = place * block + _HEAD
        _name_rows(drawing, labels, top, height, room)
        _panel(drawing, panel, (room + 12, NARROW - 22), top, height, wording, 0)
    return drawing


def _name_rows(
    drawing: Drawing, labels: Sequence[str], top: float, height: float, room: float
) -> None:
    most = 2 if height >= 28 else 1
    for place, label in enumerate(labels):
        rows = wrap(label, room - 8, LABEL, most)
        middle = top + (place + 0.5) * height
        drawing.lines(0, middle + 4 - 7 * (len(rows) - 1), rows, "label")


def _panel(
    drawing: Drawing,
    panel: Panel,
    sides: tuple[float, float],
    top: float,
    height: float,
    wording: SimulationWording,
    title_at: float | None = None,
) -> None:
    across, steps, labels = _scale(panel, sides, wording)
    bottom = top + height * len(panel.marks)
    start = sides[0] if title_at is None else title_at
    title = wrap(panel.title, sides[1] - start + 16, TICK, 2)
    drawing.lines(start, top - 10 - _LEADING * (len(title) - 1), title, "panel", _LEADING)
    for step, label in zip(steps, labels, strict=True):
        x = across.at(step)
        drawing.line(x, top, x, bottom, "zero" if step == 0 else "grid")
        drawing.text(x, bottom + 16, label, "tick", "middle")
    for place, mark in enumerate(panel.marks):
        y = top + (place + 0.5) * height
        if mark is None or not isfinite(mark.value):
            drawing.text(across.left, y + 4, wording.shared("number.cannot_tell"), "tick")
        else:
            _draw_mark(drawing, mark, across, y)


def _draw_mark(drawing: Drawing, mark: Mark, across: Across, y: float) -> None:
    if mark.bar_from is not None:
        ends = sorted((across.at(mark.bar_from), across.at(mark.value)))
        drawing.rect(ends[0], y - 7, max(ends[1] - ends[0], 0.5), 14, f"bar-mark {mark.css}")
    for interval, css in ((mark.thin, "whisker"), (mark.thick, "thick")):
        if interval is None:
            continue
        left, right = across.at(interval.low), across.at(interval.high)
        drawing.line(left, y, right, y, f"{css} {mark.css}")
        for x in (left, right):
            drawing.line(x, y - 4, x, y + 4, f"whisker {mark.css}")
    if mark.bar_from is None:
        dot(drawing, across.at(mark.value), y, mark.css, 4)


def _scale(
    panel: Panel, sides: tuple[float, float], wording: SimulationWording
) -> tuple[Across, list[float], list[str]]:
    """The axis with as many labelled steps as have room; 0 is always on it."""
    ends = [0.0]
    for mark in filter(None, panel.marks):
        parts = [one for one in (mark.thin, mark.thick) if one is not None]
        ends += [mark.value, *(end for one in parts for end in (one.low, one.high))]
    known = [panel.form.scaled(end) for end in ends if isfinite(end)]
    low, high = min(known), max(known)
    if low == high:
        low, high = low - 1, high + 1
    for most in (4, 3, 2, 1):
        steps = round_steps(low, high, most)
        labels = [label for _, label in step_labels(steps, wording.language)]
        widest = max(text_width(label, TICK) for label in labels)
        if widest + _APART <= (sides[1] - sides[0]) / max(1, len(steps) - 1):
            break
    by = panel.form.scale.divisor
    return Across(steps[0] * by, steps[-1] * by, *sides), [step * by for step in steps], labels
