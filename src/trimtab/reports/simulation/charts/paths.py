"""Time paths with bands, and the same years as a Beveridge curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from trimtab.reports import numbers
from trimtab.reports.charts.axes import ValueScale, round_steps, step_labels
from trimtab.reports.charts.drawing import LABEL, Drawing, wrap
from trimtab.reports.charts.plot import (
    Across,
    band,
    dot,
    draw_frame,
    draw_titles,
)
from trimtab.reports.simulation.charts.chart import (
    Cell,
    Chart,
    make_chart,
    name_lines,
    stamp,
    style_of,
)
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import Band, bands, difference_bands
from trimtab.simulation.types import WEEKS_A_YEAR, Vector

WIDTH, HEIGHT = 440, 320
_LEAST_SPAN = 1e-6  # of a scale of shares: where nothing differs
_EVERY = 4  # of the steps is in the table; all are in the data
_SHOWN = ("unemployment", "long_term_unemployment")


def years_of(wording: SimulationWording) -> Vector:
    """Years from the start of each point of a path."""
    runs = wording.report.runs
    return np.asarray(np.arange(runs.steps + 1) * (runs.step_weeks / WEEKS_A_YEAR), dtype=float)


def draw_paths(wording: SimulationWording) -> Chart:
    """Unemployment and long-term unemployment of each mix with bands, and the difference of
    unemployment from the first mix."""
    runs, years = wording.report.runs, years_of(wording)
    found = {wording.outcome(name): bands(runs, name) for name in _SHOWN if name in runs.series}
    drawings = [_draw(title, of_mixes, years, wording) for title, of_mixes in found.items()]
    levels = frozenset(found)
    if len(runs.mixes) > 1:
        title = wording.tell("chart.paths.against", first=wording.first)
        found[title] = difference_bands(runs, "unemployment")
        drawings.append(_draw(title, found[title], years, wording, points=True))
    header = [wording.tell(f"column.{name}") for name in ("years", "mix", "outcome")]
    ends = [wording.tell(f"column.{end}") for end in ("mean", "low", "high")]
    rows: list[tuple[str, ...]] = []
    data: list[tuple[Cell, ...]] = []
    for title, of_mixes in found.items():
        for at, one in enumerate(of_mixes):
            mix = wording.mix(runs.mixes[at])
            for step, year in enumerate(years):
                figures = [float(path[step]) for path in (one.mean, one.low, one.high)]
                data.append((round(float(year), 4), mix, title, *figures))
                if (runs.steps - step) % _EVERY == 0:
                    points = title not in levels
                    shown = (_percent(figure, wording, points) for figure in figures)
                    rows.append((_one(year, wording), mix, title, *shown))
    return make_chart(
        wording,
        "paths",
        drawings,
        ([*header, *ends], rows),
        ([*header, *ends], data),
        _finding(found[wording.outcome("unemployment")], wording),
        words=3,
        note=wording.tell("chart.paths.note" if _has_width(found) else "chart.paths.note_flat"),
    )


def _has_width(found: dict[str, tuple[Band, ...]]) -> bool:
    return any((one.high > one.low).any() for all_of in found.values() for one in all_of)


def _percent(value: float, wording: SimulationWording, points: bool = False) -> str:
    """A share in percent; ``points``: a difference, of which the title says percentage points."""
    if points:
        return numbers.fixed(100 * value, 3, wording.language) if value else "0"
    return numbers.percent(value, wording.language, 2)


def _one(value: float, wording: SimulationWording) -> str:
    return numbers.fixed(value, 1, wording.language)


def _draw(
    title: str,
    found: Sequence[Band],
    years: Vector,
    wording: SimulationWording,
    points: bool = False,
) -> Markup:
    """Lines with bands; ``points``: the title says percentage points, so the axis needs no %."""
    drawing = Drawing(WIDTH, HEIGHT)
    shown = wording.shown_mixes
    low = min(float(found[at].low.min()) for at in shown)
    high = max(float(found[at].high.max()) for at in shown)
    across = Across(0, float(years[-1]), 46, WIDTH - 24)
    up, ticks = percent_scale(low, high, (44, HEIGHT - 48), wording, points)
    x_ticks = [(year, f"{year:g}") for year in _year_steps(float(years[-1]))]
    draw_frame(drawing, across, up, x_ticks, ticks)
    draw_titles(drawing, "", across, up, wording.tell("axis.years"))
    drawing.lines(0, 14, wrap(title, WIDTH, LABEL, 2), "panel", 15)
    for place, at in enumerate(shown):
        one, css = found[at], style_of(place)
        xs = [across.at(float(year)) for year in years]
        edges = zip(xs, one.low, one.high, strict=True)
        band(drawing, [(x, up.at(lower), up.at(upper)) for x, lower, upper in edges], css)
    for place, at in enumerate(shown):
        one, css = found[at], style_of(place)
        line = [
            (across.at(float(y)), up.at(float(v))) for y, v in zip(years, one.mean, strict=True)
        ]
        drawing.polyline(line, f"line {css}")
    name_lines(drawing, [wording.mix(wording.report.runs.mixes[at]) for at in shown], HEIGHT + 4)
    return stamp(drawing, wording).svg(title, "plot")


def percent_scale(
    low: float,
    high: float,
    ends: tuple[float, float],
    wording: SimulationWording,
    points: bool = False,
) -> tuple[ValueScale, list[tuple[float, str]]]:
    """A scale of shares between two pixels with its labelled steps."""
    steps = round_steps(low * 100, max(high, low + _LEAST_SPAN) * 100, 5)
    scale = ValueScale(steps[0] / 100, steps[-1] / 100, *ends)
    labels = [
        (value / 100, label if points else wording.shared("number.percent", number=label))
        for value, label in step_labels(steps, wording.language)
    ]
    return scale, labels


def _year_steps(last: float) -> list[float]:
    return [one for one in round_steps(0, last, 5) if one <= last + 1e-9]


def _finding(found: Sequence[Band], wording: SimulationWording) -> str:
    """Where unemployment starts, and where each mix ends."""
    runs = wording.report.runs
    each = [
        wording.tell(
            "chart.paths.one",
            mix=wording.mix(runs.mixes[at]),
            end=_percent(float(found[at].mean[-1]), wording),
        )
        for at in wording.shown_mixes
    ]
    start = _percent(float(found[0].mean[0]), wording)
    return wording.tell("chart.paths.finding", start=start, each=wording.listing(each))


def draw_beveridge(wording: SimulationWording) -> Chart:
    """Vacancies against unemployment, from the start (dot) to the end of each mix."""
    runs = wording.report.runs
    across_of, up_of = bands(runs, "unemployment"), bands(runs, "vacancy_rate")
    shown = wording.shown_mixes
    drawing = Drawing(WIDTH, 340)
    lows = [min(float(b[at].mean.min()) for at in shown) for b in (across_of, up_of)]
    highs = [max(float(b[at].mean.max()) for at in shown) for b in (across_of, up_of)]
    level, x_ticks = percent_scale(lows[0], highs[0], (0, 1), wording)
    across = Across(level.low, level.high, 46, WIDTH - 24)
    up, y_ticks = percent_scale(lows[1], highs[1], (30, 340 - 48), wording)
    x_ticks = x_ticks[:: max(1, len(x_ticks) // 5)]
    draw_frame(drawing, across, up, x_ticks, y_ticks)
    below = wording.outcome("unemployment")
    draw_titles(drawing, wording.outcome("vacancy_rate"), across, up, below)
    for place, at in enumerate(shown):
        css = style_of(place)
        points = [
            (across.at(float(x)), up.at(float(y)))
            for x, y in zip(across_of[at].mean, up_of[at].mean, strict=True)
        ]
        drawing.polyline(points, f"line {css}")
        dot(drawing, *points[0], css, 3)
        dot(drawing, *points[-1], css, 5)
    name_lines(drawing, [wording.mix(runs.mixes[at]) for at in shown], 344)
    header = [wording.tell("column.years"), wording.tell("column.mix"), below,
              wording.outcome("vacancy_rate")]  # fmt: skip
    years = years_of(wording)
    data = [
        (round(float(year), 4), wording.mix(mix), float(x), float(y))
        for at, mix in enumerate(runs.mixes)
        for year, x, y in zip(years, across_of[at].mean, up_of[at].mean, strict=True)
    ]
    rows = [
        (_one(year, wording), mix, _percent(x, wording), _percent(y, wording))
        for year, mix, x, y in data[:: max(1, len(years) // 8)]
    ]
    finding = wording.tell("chart.beveridge.finding")
    return make_chart(
        wording, "beveridge", [stamp(drawing, wording).svg(finding, "plot")],
        (header, rows), (header, data), finding, words=2,
    )  # fmt: skip
