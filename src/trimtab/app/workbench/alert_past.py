"""Earlier episodes like this one, and what followed: experience, not a forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.kernel import Frequency, Period, SeriesKey
from trimtab.messages import Language, format_count, text
from trimtab.monitoring import Episode, MonitoringPass, meaning_of

_YEAR = {Frequency.MONTHLY: 12, Frequency.WEEKLY: 52}
_SHOWN = 6
_ENOUGH = 3  # episodes of the same series; with fewer, those of similar series are added


@dataclass(frozen=True, slots=True)
class PastEpisode:
    """An episode that has ended.

    ``lasted`` in months (weeks in the fast lane); ``change`` of the seasonally adjusted series in
    the year after the month it opened: relative for counts, in units of the series for rates; None
    where a figure is missing. ``downturn``: whether it opened in a dated downturn, None where
    nobody dates them.
    """

    alert_id: str
    series: SeriesKey
    opened: Period
    ended: Period
    lasted: int
    peak_level: int
    change: float | None
    downturn: bool | None


@dataclass(frozen=True, slots=True)
class PastEpisodes:
    """Those most like the alert, newest first, and the whole they are drawn from.

    ``same``: how many of all are of the same series; ``median_lasted`` and the quartiles are of
    all; ``reached_alarm``: how many went on to level 3 or higher; ``relative``: what ``change`` is.
    """

    shown: tuple[PastEpisode, ...]
    total: int
    same: int
    median_lasted: float
    quarter_lasted: float
    three_quarters_lasted: float
    reached_alarm: int
    in_downturn: int | None
    worse_after: int
    with_change: int
    relative: bool


ALARM = 3  # the level from which an alert is an alarm

Spans = Sequence[tuple[Period, Period]]


def past_of(found: MonitoringPass, episode: Episode, downturns: Spans = ()) -> PastEpisodes | None:
    """Ended episodes of the same series before this one; with fewer than three of them, also those
    of the same industry elsewhere (of other regions, for a series without an industry).

    None without any. Simplifies: past episodes are read in today's figures, revisions included.
    """
    earlier = [
        one
        for one in found.episodes
        if one.ended is not None and one.ended <= episode.opened and one is not episode
    ]
    same = [one for one in earlier if one.series == episode.series]
    chosen = list(same)
    if len(same) < _ENOUGH:
        chosen += [one for one in earlier if _similar(one.series, episode.series)]
    if not chosen:
        return None
    past = [_past(found, one, downturns) for one in chosen]
    return _summary(found, past, len(same), bool(downturns))


def _similar(other: SeriesKey, key: SeriesKey) -> bool:
    return other != key and other.industry == key.industry and other.occupation == key.occupation


def _past(found: MonitoringPass, episode: Episode, downturns: Spans) -> PastEpisode:
    assert episode.ended is not None
    inside = any(start <= episode.opened <= end for start, end in downturns)
    return PastEpisode(
        alert_id=episode.episode_id,
        series=episode.series,
        opened=episode.opened,
        ended=episode.ended,
        lasted=episode.ended - episode.opened,
        peak_level=int(episode.peak_level),
        change=_change_after(found, episode),
        downturn=inside if downturns else None,
    )


def _change_after(found: MonitoringPass, episode: Episode) -> float | None:
    row = found.signal.series.index(episode.series)
    at = episode.opened - found.signal.first
    after = at + _YEAR[found.frequency]
    if at < 0 or after >= found.adjusted.shape[1]:
        return None
    before, later = float(found.adjusted[row, at]), float(found.adjusted[row, after])
    relative = meaning_of(found.indicator).logarithmic
    change = later / before - 1 if relative and before else later - before
    return change if np.isfinite(change) else None


def _summary(
    found: MonitoringPass, past: list[PastEpisode], same: int, dated: bool
) -> PastEpisodes:
    past.sort(key=lambda one: one.opened, reverse=True)
    lasted = np.quantile([one.lasted for one in past], [0.25, 0.5, 0.75])
    changes = np.array([one.change for one in past if one.change is not None])
    meaning = meaning_of(found.indicator)
    lost = changes < 0 if meaning.direction.value == "fall" else changes > 0
    return PastEpisodes(
        shown=tuple(past[:_SHOWN]),
        total=len(past),
        same=same,
        median_lasted=float(lasted[1]),
        quarter_lasted=float(lasted[0]),
        three_quarters_lasted=float(lasted[2]),
        reached_alarm=sum(one.peak_level >= ALARM for one in past),
        in_downturn=sum(bool(one.downturn) for one in past) if dated else None,
        worse_after=int(lost.sum()),
        with_change=len(changes),
        relative=meaning.logarithmic,
    )


def past_words(past: PastEpisodes, weekly: bool, language: Language) -> str:
    """What followed earlier episodes, in sentences."""
    of_same = past.same == past.total
    lead = "lead_same" if of_same else "lead_similar"
    sentences = [_say(lead, language, n=past.total, same=past.same)]
    if past.total > 1:
        ends = (past.quarter_lasted, past.three_quarters_lasted)
        low, high = (format_count(end, language) for end in ends)
        key = "lasted_weeks" if weekly else "lasted_months"
        sentences.append(_say(key, language, low=low, high=high))
    reached = "reached" if past.reached_alarm else "reached_none"
    level = text(f"monitoring.level.{ALARM}", language)
    sentences.append(_say(reached, language, n=past.reached_alarm, level=level))
    if past.with_change:
        sentences.append(_say("after", language, worse=past.worse_after, total=past.with_change))
    if past.in_downturn is not None:
        key = "downturn" if past.in_downturn else "downturn_none"
        sentences.append(_say(key, language, n=past.in_downturn))
    return text("brief.sentence_joint", language).join(sentences)


def _say(key: str, language: Language, **params: object) -> str:
    return text(f"web.alerts.past.{key}", language, **params)
