"""The first page of a working day: how things stand, in sentences, then numbers and places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from trimtab.app.alerts import Alert, alerts_of
from trimtab.app.titles import indicator_title
from trimtab.app.workbench.alert_titles import place_words, plain_title
from trimtab.app.workbench.overview_figures import overview_figures
from trimtab.app.workbench.overview_places import (
    LEVELS,
    LevelRow,
    PlaceRow,
    Tile,
    industry_rows,
    level_rows,
    tiles_of,
)
from trimtab.app.workbench.overview_stories import Story, stories_of
from trimtab.kernel import Frequency, Period, Region
from trimtab.messages import Language, format_count, format_number, format_period, text
from trimtab.monitoring import MonitoringPass
from trimtab.ports import BatchInfo
from trimtab.reports.key_figure import KeyFigure
from trimtab.reports.reading import ENDED_AFTER, judged_now, last_columns, promised_by_level

_REGIONS_NAMED = 3
_USUAL_DELAY = 3  # months between the last figures and today
_LATE_NAMED = 4


@dataclass(frozen=True, slots=True)
class Situation:
    """How things stand, the same for everybody who reads one language.

    ``sentences`` come first; ``caution`` says what the promised false-alarm rates mean for so many
    series; ``late`` are sentences about figures that are old or missing, empty when none is.
    """

    sentences: tuple[str, ...]
    caution: str
    stories: tuple[Story, ...]
    levels: tuple[LevelRow, ...]
    tiles: tuple[Tile, ...]
    map_finding: str
    industries: tuple[PlaceRow, ...]
    figures: tuple[KeyFigure, ...]
    late: tuple[str, ...]
    open_alerts: int
    last_period: Period
    known_day: date


def situation_of(
    passes: Sequence[MonitoringPass],
    batches: Sequence[BatchInfo],
    language: Language,
    month: str = "",
) -> Situation:
    """Put the passes of one instant into words, numbers and places. ``month``: they are of the end
    of that month, and links stay there."""
    alerts = alerts_of(passes)
    tiles = tiles_of(passes, alerts, language, month)
    return Situation(
        sentences=(_state(passes, alerts, language), *_where(alerts, tiles, language)),
        caution=_caution(passes, language),
        stories=stories_of(alerts, language),
        levels=level_rows(passes, alerts, language),
        tiles=tiles,
        map_finding=" ".join(_where(alerts, tiles, language)),
        industries=industry_rows(alerts, language),
        figures=overview_figures(passes, batches, language),
        late=tuple(_late(passes, language)),
        open_alerts=len(alerts),
        last_period=max(one.last_period for one in _same_frequency(passes)),
        known_day=passes[0].known_day,
    )


def _same_frequency(passes: Sequence[MonitoringPass]) -> list[MonitoringPass]:
    """The monthly ones where there are any: periods of two frequencies have no order."""
    monthly = [one for one in passes if one.frequency is Frequency.MONTHLY]
    return monthly or list(passes)


def _state(passes: Sequence[MonitoringPass], alerts: Sequence[Alert], language: Language) -> str:
    """How many are open, at which levels, of how many series that could be judged."""
    judged = sum(judged_now(one).count for one in passes)
    total = format_count(judged, language)
    month = format_period(max(one.last_period for one in _same_frequency(passes)), language)
    if not judged:
        n = sum(len(one.signal.series) for one in passes)
        return text("web.overview.blind", language, n=n, month=month)
    if not alerts:
        return text("web.overview.calm", language, total=total, month=month)
    counts = [(level, sum(e.level == level for _, e in alerts)) for level in LEVELS]
    named = [text("web.overview.at_level", language, n=n, number=level) for level, n in counts if n]
    return text(
        "web.overview.open",
        language,
        n=len(alerts),
        levels=_joined(named, language),
        total=total,
        month=month,
    )


def _where(alerts: Sequence[Alert], tiles: Sequence[Tile], language: Language) -> list[str]:
    """The regions with most of them, where there are several regions."""
    counts: dict[Region, int] = {}
    for _, episode in alerts:
        counts[episode.series.region] = counts.get(episode.series.region, 0) + 1
    if not tiles or not counts:
        return []
    ranked = sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))
    named = [
        text("web.overview.in_region", language, n=n, region=plain_title(region, language))
        for region, n in ranked[:_REGIONS_NAMED]
    ]
    touched = sum(bool(tile.level) for tile in tiles)
    key = "where_all" if touched == len(tiles) else "where"
    return [
        text(
            f"web.overview.{key}",
            language,
            touched=touched,
            n=len(tiles),
            regions=_joined(named, language),
        )
    ]


def _joined(words: Sequence[str], language: Language) -> str:
    from babel.lists import format_list

    return str(format_list(list(words), locale=language.locale))


def _caution(passes: Sequence[MonitoringPass], language: Language) -> str:
    """What the promised rates mean for this many series: alerts a year with nothing wrong."""
    judged = [(one, judged_now(one).count) for one in passes]
    total = sum(n for _, n in judged)
    if not total:
        return ""
    first = sum(promised_by_level(one).get(1, float("nan")) * n for one, n in judged if n)
    high = sum(one.false_alarms.promised * n for one, n in judged)
    key = "caution_high" if np.isnan(first) else "caution"
    return text(
        f"web.overview.{key}",
        language,
        n=total,
        total=format_count(total, language),
        first="" if np.isnan(first) else format_number(first, language, 2),
        high=format_number(high, language, 2),
        watch=text("monitoring.level.1", language),
        alarm=text("monitoring.level.3", language),
    )


def _late(passes: Sequence[MonitoringPass], language: Language) -> Iterator[str]:
    """Indicators whose figures are old, then series that lack the latest month."""
    for found in passes:
        indicator = indicator_title(found.indicator, language)
        known = Period.containing(found.known_day, found.last_period.frequency)
        behind = known - found.last_period
        usual = _USUAL_DELAY if found.frequency is Frequency.MONTHLY else 4 * _USUAL_DELAY
        month = format_period(found.last_period, language)
        if behind > usual:
            unit = "months" if found.frequency is Frequency.MONTHLY else "weeks"
            yield text(
                f"web.overview.late_{unit}", language, n=behind, indicator=indicator, month=month
            )
        yield from _lacking(found, indicator, month, language)


def _lacking(
    found: MonitoringPass, indicator: str, month: str, language: Language
) -> Iterator[str]:
    last, length = last_columns(found), found.adjusted.shape[1]
    rows = np.flatnonzero((last < length - 1) & (last >= length - 1 - ENDED_AFTER))
    if not len(rows):
        return
    named = [place_words(found.signal.series[row], language) for row in rows[:_LATE_NAMED]]
    separator = text("form.separator", language)
    yield text(
        "web.overview.lacking",
        language,
        n=len(rows),
        indicator=indicator,
        month=month,
        names=separator.join(named),
    )
