"""A comparison in words: titles, the finding, where it comes from, how it was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from trimtab.app.embedded import EMBEDDED, PAYROLL_FILE, STATE_OCCUPATION_FILE
from trimtab.app.province_panel import SYNTHETIC
from trimtab.app.titles import code_title, indicator_title
from trimtab.app.workbench.series_views import POINTS_UNIT, Comparison, Line
from trimtab.kernel import Basis, SeriesKey
from trimtab.messages import (
    Language,
    format_count,
    format_day,
    format_number,
    format_period,
    format_share,
    opening_capital,
    text,
)
from trimtab.ports import BatchInfo

_EMBEDDED = {PAYROLL_FILE: "payroll", STATE_OCCUPATION_FILE: "occupations"}
_WHOLE = frozenset({"count", "net_count"})


def series_parts(key: SeriesKey, language: Language) -> tuple[str, ...]:
    """What is counted, in which industry and occupation, where; empty where it is all of them."""
    dimensions = (key.industry, key.occupation, key.region)
    words = ["" if one is None else code_title(one, language) for one in dimensions]
    if key.industry is None and key.occupation is None:
        words[0] = text("web.series.all_industries", language)
    return (indicator_title(key.indicator, language), *words)


def labels(keys: Sequence[SeriesKey], language: Language) -> tuple[str, tuple[str, ...]]:
    """What all series share, and what tells each apart; one series is called by all its parts."""
    parts = [series_parts(key, language) for key in keys]
    shared = [len({one[at] for one in parts}) == 1 for at in range(len(parts[0]))]
    title = _joined(part for part, same in zip(parts[0], shared, strict=True) if same)
    if len(keys) == 1:
        return opening_capital(title), (opening_capital(title),)
    apart = [
        _joined(part for part, same in zip(one, shared, strict=True) if not same) for one in parts
    ]
    whole = [  # the same words for two series: unit or adjustment tell them apart
        f"{label} ({key.unit}, {key.seasonal_adjustment.value})"
        if apart.count(label) > 1
        else label
        for label, key in zip(apart, keys, strict=True)
    ]
    shown = opening_capital(title) or text("web.series.compared", language)
    return shown, tuple(map(opening_capital, whole))


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def unit_words(unit: str, language: Language) -> str:
    """A unit of a view in words."""
    if unit in ("index", POINTS_UNIT, "change_share"):
        return text(f"web.series.unit.{unit}", language)
    return text(f"unit.{unit}", language)


def shown_value(value: float, unit: str, language: Language) -> str:
    """A value of a view as it stands in a sentence."""
    if unit in _WHOLE:
        return format_count(value, language)
    if unit in ("share", "change_share"):
        return format_share(value, language)
    if unit == POINTS_UNIT:
        return text("web.series.points", language, value=format_number(100 * value, language))
    return format_number(value, language)


def finding(comparison: Comparison, names: Sequence[str], language: Language) -> str:
    """What the chart shows, in a sentence: the latest values, highest and lowest."""
    known = [
        (line, name, line.spoken_last)
        for line, name in zip(comparison.lines, names, strict=True)
        if line.spoken_last is not None
    ]
    if not known:
        return text("web.series.finding.nothing", language)
    if len(known) == 1:
        line, name, at = known[0]
        assert at is not None
        return _finding_of_one(comparison, line, name, at, language)
    at = min(place for _, _, place in known if place is not None)
    ranked = sorted(
        ((float(line.values[at]), line, name) for line, name, _ in known if _is_known(line, at)),
        key=lambda one: -one[0],
    )
    if len(ranked) < 2 or len(comparison.units) > 1:
        return text("web.series.finding.until", language, n=len(known),
                    period=format_period(comparison.first + at, language))  # fmt: skip
    (most, top, most_name), (least, bottom, least_name) = ranked[0], ranked[-1]
    return text(
        "web.series.finding.several",
        language,
        period=format_period(comparison.first + at, language),
        highest=most_name,
        high=shown_value(most, top.unit, language),
        lowest=least_name,
        low=shown_value(least, bottom.unit, language),
    )


def _is_known(line: Line, at: int) -> bool:
    return bool(np.isfinite(line.values[at]))


def _finding_of_one(
    comparison: Comparison, line: Line, name: str, at: int, language: Language
) -> str:
    period = format_period(comparison.first + at, language)
    value = shown_value(float(line.values[at]), line.unit, language)
    peak = int(np.nanargmax(line.values))
    return text(
        "web.series.finding.one",
        language,
        name=name,
        period=period,
        value=value,
        peak=shown_value(float(line.values[peak]), line.unit, language),
        peak_period=format_period(comparison.first + peak, language),
    )


def batches_of(comparison: Comparison) -> tuple[BatchInfo, ...]:
    """The batches behind all series, each once, oldest first."""
    found = {one.batch_id: one for line in comparison.lines for one in line.origin.batches}
    return tuple(sorted(found.values(), key=lambda one: one.imported_at))


def basis_of(batches: Sequence[BatchInfo]) -> Basis:
    """Synthetic where any batch is, else observed."""
    synthetic = any(one.source.startswith(SYNTHETIC) for one in batches)
    return Basis.SYNTHETIC if synthetic else Basis.OBSERVED


def source_words(batch: BatchInfo, language: Language) -> str:
    """Who published the figures of a batch, under which licence; of a bureau's own file, its
    name."""
    if batch.source.startswith(EMBEDDED):
        key = f"app.source.{_EMBEDDED[batch.source.removeprefix(EMBEDDED)]}"
        return text(
            "web.series.source.embedded",
            language,
            title=text(f"{key}.title", language),
            publisher=text(f"{key}.publisher", language),
            licence=text(f"{key}.licence", language),
        )
    if batch.source.startswith(SYNTHETIC):
        return text("web.series.source.synthetic", language)
    return text(
        "web.series.source.imported",
        language,
        name=batch.source,
        day=format_day(batch.imported_at.date(), language),
    )


def source_line(comparison: Comparison, language: Language) -> str:
    """Under the chart: sources, what the release times rest on, as known when."""
    sources = dict.fromkeys(source_words(one, language) for one in batches_of(comparison))
    return text(
        "web.series.source.line",
        language,
        sources=text("web.series.source.between", language).join(sources),
        vintage=text(f"cli.vintage.{comparison.vintage.value}", language),
        day=format_day(comparison.known_day, language),
    )


def method_words(comparison: Comparison, language: Language) -> str:
    """How the values shown were made of those held."""
    base = "" if comparison.base is None else format_period(comparison.base, language)
    return text(f"web.series.method.{comparison.view.value}", language, base=base)
