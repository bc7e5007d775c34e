"""How many series stand at which level, month by month, with recessions shaded."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Period
from trimtab.monitoring.types import MonitoringPass
from trimtab.reports import numbers
from trimtab.reports.charts.axes import (
    TimeScale,
    ValueScale,
    draw_provisional,
    draw_spans,
    draw_steps,
    draw_years,
)
from trimtab.reports.charts.drawing import Drawing, number
from trimtab.reports.charts.figure import Column, Figure, TableView, csv_link, plain
from trimtab.reports.reading import (
    LEAST_JUDGED,
    judged_since,
    levels_by_month,
    months_in,
    shares_at_or_above,
)
from trimtab.reports.wording import Wording

WIDE, NARROW = 928, 344
LABELS_WIDE = 216  # the label column that the heat strip below shares, so that months line up


def draw_overview(found: MonitoringPass, wording: Wording) -> Figure:
    """Nested steps: the share of series at or above each level."""
    levels = levels_by_month(found.signal)
    start = judged_since(levels)
    shares, first = shares_at_or_above(levels)[:, start:], found.signal.first + start
    finding = _finding(found, shares, first, wording)
    months = [first + step for step in range(shares.shape[1])]
    headers = (
        wording.say("table.month"),
        *(_at_or_above(level, wording) for level in (1, 2, 3, 4)),
    )
    rows = [
        (wording.period(month), *(numbers.percent(float(v), wording.language) for v in column))
        for month, column in zip(months, shares.T, strict=True)
    ]
    kept = zip(map(str, months), *([plain(float(v)) for v in row] for row in shares), strict=True)
    return Figure(
        name="overview",
        title=wording.say("chart.overview_title", things=wording.things(found.signal.series)),
        finding=finding,
        drawings=(
            _draw(first, shares, wording, WIDE).svg(finding, "wide"),
            _draw(first, shares, wording, NARROW).svg(finding, "narrow"),
        ),
        table=TableView((Column(headers[0], False), *map(Column, headers[1:])), tuple(rows[::-1])),
        download=csv_link(headers, kept),
        file_name=f"levels-{wording.language}.csv",
        note=_note(found, levels[:, start:], first, wording),
    )


def _draw(first: Period, shares: npt.NDArray[np.float64], wording: Wording, width: int) -> Drawing:
    wide = width == WIDE
    left, top = (LABELS_WIDE, 12) if wide else (40, 124)
    bottom = top + (232 if wide else 176)
    drawing = Drawing(width, bottom + 28)
    time = TimeScale(first, shares.shape[1], left, width - 8)
    values = ValueScale(0, 1, top, bottom)
    draw_spans(drawing, time, wording.brief.recessions, top, bottom, wording)
    steps = [(v, numbers.percent(v, wording.language, 0)) for v in (0, 0.25, 0.5, 0.75, 1)]
    draw_steps(drawing, values, steps, left, width - 8)
    for level in (1, 2, 3, 4):
        drawing.path(_steps(shares[level - 1], time, values), f"area level-{level}")
    draw_provisional(drawing, time, wording.brief.provisional_from, top, bottom, wording)
    draw_years(drawing, time, bottom)
    _label(drawing, shares[:, -1], wording, top if wide else 4)
    return drawing


def _steps(share: npt.NDArray[np.float64], time: TimeScale, values: ValueScale) -> str:
    """A stepped area for each run of months above zero; unknown months are gaps."""
    filled = np.where(np.isnan(share), 0.0, share)
    changes = np.flatnonzero(np.diff(filled, prepend=np.nan, append=np.nan) != 0)
    commands: list[str] = []
    down = True
    for start, stop in pairwise(changes.tolist()):
        height = float(filled[start])
        if height > 0:
            if down:
                left = time.left + start * time.step
                commands.append(f"M{number(left)} {number(values.bottom)}")
            right = number(time.left + stop * time.step)
            commands.append(f"V{number(values.at(height))}H{right}")
        elif not down:
            commands.append(f"V{number(values.bottom)}Z")
        down = height == 0
    return "".join(commands) + ("" if down else f"V{number(values.bottom)}Z")


def _at_or_above(level: int, wording: Wording) -> str:
    """``high or above``; nothing is above the fourth level."""
    word = wording.level(level)
    return word if level == 4 else wording.say("chart.at_or_above", level=word)


def _label(drawing: Drawing, latest: npt.NDArray[np.float64], wording: Wording, top: float) -> None:
    """Levels named with mark, word and the latest share, severest on top as in the chart."""
    drawing.text(0, top + 12, wording.say("chart.latest_share"), "tick")
    for place, level in enumerate((4, 3, 2, 1)):
        y = top + 24 + place * 22
        drawing.level_mark(0, y, level)
        words = _at_or_above(level, wording)
        known = not np.isnan(latest[level - 1])
        share = (
            numbers.percent(float(latest[level - 1]), wording.language)
            if known
            else wording.say("table.no_figure")
        )
        drawing.text(60, y + 13, share, "value", "end")
        drawing.text(68, y + 13, words, "label")


def _note(
    found: MonitoringPass, levels: npt.NDArray[np.int8], first: Period, wording: Wording
) -> str:
    """How to read the steps; the beginning is explained only where the half was ever reached."""
    counted = wording.say("chart.overview_note", things=wording.things(found.signal.series))
    if (levels >= 0).mean(axis=0).min() < LEAST_JUDGED:
        return counted
    begins = wording.say("chart.overview_begins", first=wording.period(first))
    return wording.say("sentence_joint").join((counted, begins))


def _finding(
    found: MonitoringPass, shares: npt.NDArray[np.float64], first: Period, wording: Wording
) -> str:
    """Where the share stands now, and where it stood at its highest."""
    if np.isnan(shares[0]).all():
        return wording.say("chart.overview_unknown")
    peak = int(np.nanargmax(shares[0]))
    if shares[0, peak] == 0:
        return wording.say(
            "chart.overview_quiet",
            thing=wording.things(found.signal.series, 1),
            first=wording.period(first),
            last=wording.period(found.last_period),
        )
    recessions = wording.brief.recessions
    inside = months_in(recessions, first, shares.shape[1])
    dated = "finding" if recessions else "undated"
    return wording.say(
        f"chart.overview_{'blind' if np.isnan(shares[0, -1]) else dated}",
        things=wording.things(found.signal.series),
        month=wording.period(found.last_period),
        share=numbers.percent(float(shares[0, -1]), wording.language),
        peak=numbers.percent(float(shares[0, peak]), wording.language),
        peak_month=wording.period(first + peak),
        where=wording.say("chart.peak_inside" if inside[peak] else "chart.peak_outside"),
    )
