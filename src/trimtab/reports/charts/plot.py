"""A plot of one quantity against another, and rows of figures with their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trimtab.reports.charts.axes import ValueScale, spread_labels
from trimtab.reports.charts.drawing import TICK, Drawing, number, text_width

PLOT_WIDTH, PLOT_HEIGHT = 440, 340
MOST_STYLES = 5


def style_of(place: int) -> str:
    """Line and dot style of the detector at a place of the list: ours is the first."""
    return f"detector-{min(place, MOST_STYLES - 1) + 1}"


@dataclass(frozen=True, slots=True)
class Across:
    """Values from ``low`` to ``high`` over the pixels ``left`` to ``right``."""

    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


def dot(drawing: Drawing, x: float, y: float, css: str, radius: float = 3.5) -> None:
    """A filled circle."""
    across = number(2 * radius)
    arc = f"a{number(radius)} {number(radius)} 0 1 0"
    start = f"M{number(x - radius)} {number(y)}"
    drawing.path(f"{start}{arc} {across} 0{arc} -{across} 0z", f"dot {css}")


def band(drawing: Drawing, points: Sequence[tuple[float, float, float]], css: str) -> None:
    """The area between the lower and upper ends of (x, y of low, y of high)."""
    if len(points) < 2:
        return
    there = [f"{number(x)} {number(low)}" for x, low, _ in points]
    back = [f"{number(x)} {number(high)}" for x, _, high in reversed(points)]
    drawing.path("M" + "L".join([*there, *back]) + "z", f"band {css}")


def draw_frame(
    drawing: Drawing,
    across: Across,
    up: ValueScale,
    x_ticks: Iterable[tuple[float, str]],
    y_ticks: Iterable[tuple[float, str]],
) -> None:
    """Grid lines with values at the left and under the plot."""
    for value, label in y_ticks:
        y = up.at(value)
        drawing.line(across.left, y, across.right, y, "grid")
        drawing.text(across.left - 6, y + 4, label, "tick", "end")
    for value, label in x_ticks:
        x = across.at(value)
        drawing.line(x, up.bottom, x, up.bottom + 4, "axis")
        drawing.text(x, up.bottom + 18, label, "tick", "middle")
    drawing.line(across.left, up.bottom, across.right, up.bottom, "axis")


def draw_titles(drawing: Drawing, title: str, across: Across, up: ValueScale, below: str) -> None:
    """What the vertical axis is, over the plot; what the horizontal is, under it."""
    drawing.text(0, 14, title, "panel")
    half = text_width(below, TICK) / 2
    x = max((across.left + across.right) / 2, half)
    drawing.text(x, up.bottom + 36, below, "tick", "middle")


def label_ends(
    drawing: Drawing, ends: Sequence[tuple[float, str, str]], x: float, gap: float = 15
) -> None:
    """Names at the right ends of lines, moved apart: (height of the line, name, style)."""
    ordered = sorted(ends, key=lambda end: -end[0])
    places = spread_labels([end[0] for end in ordered], gap)
    lowered = max(0.0, gap - min(places, default=gap))  # lines that end on top keep their names in
    for (_, name, css), y in zip(ordered, places, strict=True):
        drawing.text(x, y + lowered + 4, name, f"label {css}")


def draw_range(
    drawing: Drawing, across: Across, y: float, ends: tuple[float, float, float], css: str
) -> None:
    """A figure as a dot on the line of its interval: (value, low, high)."""
    value, low, high = ends
    left, right = across.at(low), across.at(high)
    drawing.line(left, y, right, y, f"whisker {css}")
    for x in (left, right):
        drawing.line(x, y - 3, x, y + 3, f"whisker {css}")
    dot(drawing, across.at(value), y, css)
