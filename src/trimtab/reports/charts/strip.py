"""A heat strip: one row a series, one cell a month; bar height and tone both say the level."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period
from trimtab.monitoring.types import MonitoringPass
from trimtab.reports import numbers
from trimtab.reports.charts.axes import TimeScale, draw_spans, draw_years
from trimtab.reports.charts.drawing import TICK, Drawing, number, wrap
from trimtab.reports.charts.figure import Column, Figure, TableView, csv_link
from trimtab.reports.charts.overview import LABELS_WIDE, NARROW, WIDE
from trimtab.reports.headlines import blind_sentence
from trimtab.reports.reading import UNKNOWN, judged_now, judged_since, levels_by_month
from trimtab.reports.wording import Wording, kind_of

MOST_ROWS = 40
_YEARS_IN_TABLE = 12


def row_order(found: MonitoringPass, levels: npt.NDArray[np.int8]) -> npt.NDArray[np.intp]:
    """Rows by the latest level, then by the latest statistic; those that cannot be told last."""
    latest = np.nan_to_num(found.signal.statistic[:, -1], nan=-np.inf)
    return np.lexsort((-latest, -levels[:, -1].astype(int)))


def draw_strip(found: MonitoringPass, wording: Wording) -> Figure:
    """The rows that matter most today, all months; every row is in the download."""
    whole = levels_by_month(found.signal)
    start = judged_since(whole)
    levels, first = whole[:, start:], found.signal.first + start
    order = row_order(found, levels)
    shown = order[:MOST_ROWS]
    names = [wording.series(key) for key in found.signal.series]
    things = wording.things(found.signal.series)
    finding = _finding(found, levels, len(shown), wording)
    months = [str(first + step) for step in range(levels.shape[1])]
    kept = ((names[row], *np.where(levels[row] == UNKNOWN, "", levels[row])) for row in order)
    return Figure(
        name="strip",
        title=wording.say("chart.strip_title", things=things),
        finding=finding,
        drawings=(
            _draw_wide(first, levels, shown, names, wording).svg(finding, "wide"),
            _draw_narrow(first, levels, shown, names, wording).svg(finding, "narrow"),
        ),
        table=_table(found, first, levels, shown, names, wording),
        download=csv_link((wording.say(f"table.{kind_of(found.signal.series)}"), *months), kept),
        file_name=f"levels-by-series-{wording.language}.csv",
        note=wording.say("chart.strip_note"),
    )


def _finding(
    found: MonitoringPass, levels: npt.NDArray[np.int8], shown: int, wording: Wording
) -> str:
    """How many of those that can be judged stand at a level."""
    judged = judged_now(found)
    if not judged.count:
        return blind_sentence(found, wording)
    return wording.say(
        "chart.strip_finding" if shown < len(levels) else "chart.strip_finding_all",
        shown=numbers.fixed(shown, 0, wording.language),
        things=wording.judged_things(found.signal.series, judged, judged.count),
        total=numbers.fixed(judged.count, 0, wording.language),
        active=numbers.fixed(int((levels[:, -1] > 0).sum()), 0, wording.language),
        month=wording.period(found.last_period),
    )


def _bars(
    drawing: Drawing, row: npt.NDArray[np.int8], time: TimeScale, top: float, height: float
) -> None:
    """Runs of one level as bars a quarter, half, three quarters or all of the row high."""
    edges = np.flatnonzero(np.diff(row, prepend=-9, append=-9))
    bars: dict[int, list[str]] = {level: [] for level in (UNKNOWN, 1, 2, 3, 4)}
    for start, stop in pairwise(edges.tolist()):
        if (level := int(row[start])) == 0:
            continue
        tall = height * (0.35 + 0.65 * (level - 1) / 3) if level > 0 else 2.0
        x, width = time.left + start * time.step, (stop - start) * time.step
        bars[level].append(
            f"M{number(x)} {number(top + height)}v{number(-tall)}h{number(width)}v{number(tall)}z"
        )
    for level, commands in bars.items():
        if commands:
            css = f"bar level-{level}" if level > 0 else "unknown"
            drawing.path("".join(commands), css)


def _draw_wide(
    first: Period,
    levels: npt.NDArray[np.int8],
    shown: npt.NDArray[np.intp],
    names: list[str],
    wording: Wording,
) -> Drawing:
    labels = [wrap(names[row], LABELS_WIDE - 32, TICK, 3) for row in shown]
    heights = [7 + 13 * len(lines) for lines in labels]
    bottom = 4 + sum(heights)
    drawing = Drawing(WIDE, bottom + 28)
    time = TimeScale(first, levels.shape[1], LABELS_WIDE, WIDE - 8)
    draw_spans(drawing, time, wording.brief.recessions, 4, bottom, wording)
    top = 4.0
    for row, lines, height in zip(shown, labels, heights, strict=True):
        level = int(levels[row, -1])
        if level > 0:
            drawing.level_mark(LABELS_WIDE - 24, top + height / 2 - 7, level, 14)
        base = top + height / 2 + 4 - 6.5 * (len(lines) - 1)
        drawing.lines(0, base, lines, "label" if level > 0 else "tick", 13)
        _bars(drawing, levels[row], time, top + height / 2 - 8, 15)
        top += height
        drawing.line(LABELS_WIDE, top - 1, WIDE - 8, top - 1, "grid")
    draw_years(drawing, time, bottom)
    return drawing


def _draw_narrow(
    first: Period,
    levels: npt.NDArray[np.int8],
    shown: npt.NDArray[np.intp],
    names: list[str],
    wording: Wording,
) -> Drawing:
    """On a telephone the name stands over its row."""
    height = 36
    bottom = 4 + height * len(shown)
    drawing = Drawing(NARROW, bottom + 28)
    time = TimeScale(first, levels.shape[1], 0, NARROW)
    draw_spans(drawing, time, wording.brief.recessions, 4, bottom, wording)
    for place, row in enumerate(shown):
        top, level = 4 + place * height, int(levels[row, -1])
        if level > 0:
            drawing.level_mark(NARROW - 18, top + 3, level, 14)
        drawing.lines(0, top + 15, wrap(names[row], NARROW - 24, TICK, 1), "label")
        _bars(drawing, levels[row], time, top + 20, 13)
        drawing.line(0, top + 33.5, NARROW, top + 33.5, "grid")
    draw_years(drawing, time, bottom)
    return drawing


def _table(
    found: MonitoringPass,
    first: Period,
    levels: npt.NDArray[np.int8],
    shown: npt.NDArray[np.intp],
    names: list[str],
    wording: Wording,
) -> TableView:
    """The highest level of each year, newest year first."""
    years = [(first + step).start.year for step in range(levels.shape[1])]
    recent = sorted(set(years), reverse=True)[:_YEARS_IN_TABLE]
    member = np.array([[year == chosen for year in years] for chosen in recent])
    peaks = np.array([[levels[row][months].max() for months in member] for row in shown])
    headers = (
        Column(wording.say(f"table.{kind_of(found.signal.series)}"), False),
        *(Column(str(year)) for year in recent),
    )
    unknown = wording.say("table.unknown_level")
    rows = [
        (names[row], *(unknown if peak == UNKNOWN else str(peak) for peak in peaks[place]))
        for place, row in enumerate(shown)
    ]
    return TableView(headers, tuple(rows), printed=len(rows))
