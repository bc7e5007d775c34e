"""Scales and the furniture every time chart shares: years, recession shade, provisional shade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from trimtab.kernel import Frequency, Period
from trimtab.messages import Language
from trimtab.reports import numbers
from trimtab.reports.charts.drawing import TICK, Drawing, text_width
from trimtab.reports.wording import Wording

PERIODS_OF_YEAR = {Frequency.MONTHLY: 12, Frequency.WEEKLY: 52}


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Months (weeks) from ``first`` on, ``count`` of them, over the pixels ``left`` to ``right``.

    A month owns the interval from ``at(month)`` to ``at(month + 1)``; a line's point sits in its
    middle.
    """

    first: Period
    count: int
    left: float
    right: float

    @property
    def last(self) -> Period:
        return self.first + (self.count - 1)

    @property
    def step(self) -> float:
        return (self.right - self.left) / self.count

    def at(self, month: Period) -> float:
        return self.left + (month - self.first) * self.step

    def middle(self, month: Period) -> float:
        return self.at(month) + self.step / 2

    def span(self, start: Period, end: Period) -> tuple[float, float] | None:
        """Left edge and width of a run of months, cut to the chart; None if outside."""
        frequency = self.first.frequency
        start, after = start.to(frequency), (end + 1).to(frequency)
        low, high = max(start, self.first), min(after, self.last + 1)
        return None if high <= low else (self.at(low), self.at(high) - self.at(low))

    def years(self, least_gap: float) -> list[tuple[int, Period]]:
        """Years to label, a round number of years apart, each with the period of its 1 January."""
        periods = PERIODS_OF_YEAR[self.first.frequency]
        for every in (1, 2, 5, 10, 20):
            if every * periods * self.step >= least_gap:
                break
        inside = range(self.first.start.year, self.last.end.year + 1)
        januaries = [
            (year, Period.containing(date(year, 1, 1), self.first.frequency))
            for year in inside
            if year % every == 0
        ]
        return [(year, at) for year, at in januaries if self.first <= at <= self.last]


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Values from ``low`` to ``high`` over the pixels ``bottom`` up to ``top``."""

    low: float
    high: float
    top: float
    bottom: float

    @classmethod
    def around(cls, low: float, high: float, top: float, bottom: float) -> ValueScale:
        """A scale with a little air above and below the data."""
        air = 0.06 * (high - low) or abs(high) or 1.0
        return cls(low - air, high + air, top, bottom)

    def steps(self, about: int = 4) -> list[float]:
        """Round numbers inside the scale."""
        rounded = round_steps(self.low, self.high, about)
        return [step for step in rounded if self.low <= step <= self.high]

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)


def round_steps(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers that cover ``low`` to ``high``; the ends are the axis.

    Examples
    --------
    >>> round_steps(0, 93), round_steps(-1.2, 4.1)
    ([0.0, 25.0, 50.0, 75.0, 100.0], [-2.0, 0.0, 2.0, 4.0, 6.0])
    """
    span = (high - low) or abs(high) or 1.0
    magnitude = 10.0 ** floor(log10(span / about))
    step = next(m for m in (1, 2, 2.5, 5, 10) if span / (m * magnitude) <= about) * magnitude
    first, last = floor(low / step), ceil(high / step)
    return [round(index * step, 10) for index in range(first, last + 1)]


def step_labels(steps: Sequence[float], language: Language) -> list[tuple[float, str]]:
    """Values of the grid lines with just the decimals that tell them apart."""
    gap = abs(steps[1] - steps[0])
    places = next(p for p in range(7) if abs(round(gap, p) - gap) < gap * 1e-6)
    return [(step, numbers.fixed(step, places, language)) for step in steps]


def spread_labels(wanted: Sequence[float], gap: float) -> list[float]:
    """Places for labels that want to stand at falling heights: ``gap`` apart, moved least overall.

    Examples
    --------
    >>> spread_labels([100.0, 98.0, 50.0], 16)
    [107.0, 91.0, 50.0]
    """
    groups: list[list[float]] = []
    for place in wanted:
        groups.append([place])
        while (
            len(groups) > 1
            and _middle(groups[-2]) - _middle(groups[-1])
            < gap * (len(groups[-2]) + len(groups[-1])) / 2
        ):
            groups[-2:] = [groups[-2] + groups[-1]]
    return [
        _middle(group) + gap * ((len(group) - 1) / 2 - index)
        for group in groups
        for index in range(len(group))
    ]


def _middle(group: Sequence[float]) -> float:
    return sum(group) / len(group)


def draw_spans(
    drawing: Drawing,
    scale: TimeScale,
    spans: Sequence[tuple[Period, Period]],
    top: float,
    bottom: float,
    wording: Wording,
) -> None:
    """Shade recessions; each names its months to who asks."""
    for start, end in spans:
        if run := scale.span(start, end):
            title = wording.say(
                "chart.recession_span", start=wording.period(start), end=wording.period(end)
            )
            drawing.rect(run[0], top, run[1], bottom - top, "recession", title)


def draw_provisional(
    drawing: Drawing,
    scale: TimeScale,
    start: Period | None,
    top: float,
    bottom: float,
    wording: Wording,
) -> None:
    """Shade the months whose figures will still be revised."""
    if start is None:
        return
    if run := scale.span(start, scale.last):
        drawing.rect(
            run[0], top, run[1], bottom - top, "provisional", wording.say("chart.key_provisional")
        )


def draw_years(drawing: Drawing, scale: TimeScale, bottom: float, least_gap: float = 48) -> None:
    """Year labels under the chart with a small tick each."""
    for year, january in scale.years(least_gap):
        x, label = scale.at(january), str(year)
        drawing.line(x, bottom, x, bottom + 4, "axis")
        half = text_width(label, TICK) / 2
        drawing.text(min(max(x, half), drawing.width - half), bottom + 17, label, "tick", "middle")


def draw_steps(
    drawing: Drawing,
    scale: ValueScale,
    labels: Sequence[tuple[float, str]],
    left: float,
    right: float,
) -> None:
    """Horizontal grid lines with their values at the left; zero is drawn stronger."""
    for value, label in labels:
        y = scale.at(value)
        drawing.line(left, y, right, y, "zero" if value == 0 else "grid")
        drawing.text(left - 6, y + 4, label, "tick", "end")
