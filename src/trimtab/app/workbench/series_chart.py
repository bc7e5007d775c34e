"""A comparison as a page shows it: charts, and for each series how it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from trimtab.app.workbench.series_history import History
from trimtab.app.workbench.series_sums import lacking
from trimtab.app.workbench.series_views import (
    CHANGE_UNIT,
    POINTS_UNIT,
    Comparison,
    Line,
    View,
)
from trimtab.app.workbench.series_words import finding, labels, source_words, unit_words
from trimtab.kernel import Period
from trimtab.messages import Language, format_day, format_period, text

_FORMATS = {"count": "count", "net_count": "count", "share": "share", CHANGE_UNIT: "share"}
_DIGITS = 6  # of what a chart draws


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart: the document that is drawn, its title and what it finds."""

    title: str
    finding: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """How a series is known: stored key, span, last release, batches, as words."""

    title: str
    key: str
    unit: str
    adjustment: str
    span: str
    released: str
    provisional: str
    suppressed: int
    made: str
    sources: str


def charts(comparison: Comparison, language: Language) -> tuple[Drawn, ...]:
    """One chart for each unit: no chart has two axes of values."""
    keys = [line.history.key for line in comparison.lines]
    title, names = labels(keys, language)
    named = sorted(
        zip(comparison.lines, names, strict=True),
        key=lambda one: comparison.units.index(one[0].unit),
    )
    return tuple(
        _chart(comparison, title, list(group), language)
        for _, group in groupby(named, key=lambda one: one[0].unit)
    )


def _chart(
    whole: Comparison, title: str, named: list[tuple[Line, str]], language: Language
) -> Drawn:
    lines, names = tuple(line for line, _ in named), [name for _, name in named]
    part = Comparison(lines, whole.view, whole.first, whole.base, whole.known_at)
    unit = lines[0].unit
    told = finding(part, names, language)
    document = {
        "kind": "line",
        "title": title,
        "finding": told,
        "unit": unit_words(unit, language),
        "format": _FORMATS.get(unit, "number"),
        "periods": [str(period) for period in whole.periods],
        "series": [_drawn(whole, line, name) for line, name in named],
        "zero": whole.view is View.CHANGE,
    }
    if whole.view is View.INDEX and whole.base is not None:
        label = text("web.series.base_is", language, period=format_period(whole.base, language))
        document["thresholds"] = [{"value": 100, "label": label}]
    return Drawn(title, told, document)


def _drawn(whole: Comparison, line: Line, name: str) -> dict[str, Any]:
    values = 100 * line.values if line.unit == POINTS_UNIT else line.values
    drawn: dict[str, Any] = {"name": name, "values": rounded(values)}
    start = line.history.provisional_from
    if start is not None and start <= whole.last:
        drawn["provisional_from"] = str(max(start, whole.first))
    return drawn


def rounded(values: Any) -> list[float | None]:
    """Values with six significant digits, None where they cannot be told.

    >>> rounded(np.array([1234567.8, 0.0123456789, np.nan]))
    [1234570, 0.0123457, None]
    """
    short = (float(f"{value:.{_DIGITS}g}") if np.isfinite(value) else None for value in values)
    return [int(one) if one is not None and one.is_integer() else one for one in short]


def known(comparison: Comparison, language: Language) -> tuple[Known, ...]:
    """What stands behind each series."""
    keys = [line.history.key for line in comparison.lines]
    _, names = labels(keys, language)
    return tuple(
        _known(line, name, language) for line, name in zip(comparison.lines, names, strict=True)
    )


def _known(line: Line, name: str, language: Language) -> Known:
    history, key = line.history, line.history.key
    released = history.released[~np.isnat(history.released)]
    start = history.provisional_from
    return Known(
        title=name,
        key=str(key),
        unit=unit_words(key.unit, language),
        adjustment=text(f"web.series.adjustment.{key.seasonal_adjustment.value}", language),
        span=_span(history.first, history.last, language),
        released=format_day(released.max().astype("M8[D]").astype(object), language),
        provisional=text("web.series.know.none", language)
        if start is None
        else format_period(start, language),
        suppressed=int(((history.status == "Q") | (history.status == "M")).sum()),
        made=_made(history, language),
        sources=text("web.series.source.between", language).join(
            dict.fromkeys(source_words(one, language) for one in line.origin.batches)
        ),
    )


def _made(history: History, language: Language) -> str:
    """Whether the series is held or was added up, and of what."""
    if not history.parts:
        return text("web.series.know.held", language)
    said = text("web.series.know.sum", language, n=len(history.parts))
    missing = lacking(history.key, history.parts)
    return f"{said} {text('web.series.know.lacking', language, n=missing)}" if missing else said


def _span(first: Period, last: Period, language: Language) -> str:
    return text(
        "web.series.span",
        language,
        first=format_period(first, language),
        last=format_period(last, language),
    )


def windows(comparison: Comparison, known_first: Period) -> Sequence[tuple[int, Period]]:
    """Years and the first period of the stretches that can be chosen with one click; 0 is all."""
    last = comparison.last
    a_year = {"D": 365, "W": 52, "M": 12, "Q": 4, "A": 1}[last.frequency.value]
    found = [(years, last + (1 - years * a_year)) for years in (5, 10, 20)]
    return [*((years, one) for years, one in found if one > known_first), (0, known_first)]
