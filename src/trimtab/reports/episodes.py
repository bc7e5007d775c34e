"""Episodes in words: what, how strong, since when, why, and what would end it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import numpy as np
from markupsafe import Markup

from trimtab.kernel import SeriesKey
from trimtab.monitoring.reasons import reason_sentence
from trimtab.monitoring.types import Calibration, Episode, MonitoringPass
from trimtab.reports import numbers
from trimtab.reports.charts.drawing import level_mark
from trimtab.reports.reading import ENDED_AFTER, last_columns
from trimtab.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """One episode as the table prints it; every field is words or a formatted number."""

    name: str
    reason: str
    level: int
    level_word: str
    mark: Markup
    since: str
    known: str
    figures_end: str
    statistic: str
    threshold: str
    clears: str
    promised: str
    calibration: str


def mark(level: int) -> Markup:
    """The level's sign for use outside a chart; the word stands beside it."""
    return Markup(
        f'<svg class="sign" viewBox="-2 -2 20 20" width="20" height="20" aria-hidden="true">'
        f"{level_mark(level)}</svg>"
    )


def episode_row(episode: Episode, wording: Wording, figures_end: str = "") -> EpisodeRow:
    """The row of one episode; one that is still open below its threshold says so."""
    reached = not episode.statistic.value < episode.threshold
    return EpisodeRow(
        name=wording.series(episode.series),
        reason=reason_sentence(episode, wording.language),
        level=int(episode.level),
        level_word=wording.level(episode.level),
        mark=mark(episode.level),
        since=wording.period(episode.opened),
        known=wording.period(episode.known),
        figures_end=figures_end,
        statistic=wording.statistic(episode.statistic),
        threshold=wording.say(
            "episode.threshold" if reached else "episode.threshold_not_reached",
            threshold=numbers.significant(episode.threshold, wording.language, 2),
        ),
        clears=wording.say(
            "episode.clears", below=numbers.constant(episode.clears_below, wording.language, 2)
        ),
        promised=_promised(episode, wording),
        calibration=_calibration(episode, wording),
    )


def figures_ends(found: MonitoringPass, wording: Wording) -> dict[SeriesKey, str]:
    """For every series that ended before the others: the month of its last figure, in words."""
    last = last_columns(found)
    early = np.flatnonzero((last >= 0) & (last < found.adjusted.shape[1] - 1 - ENDED_AFTER))
    return {
        found.signal.series[row]: wording.say(
            "episode.figures_end", month=wording.period(found.signal.first + int(last[row]))
        )
        for row in early.tolist()
    }


def _promised(episode: Episode, wording: Wording) -> str:
    if isnan(episode.promised_rate):
        return wording.say("episode.promise_unknown")
    rate = numbers.constant(episode.promised_rate, wording.language)
    return wording.say("episode.promise", rate=rate)


def _calibration(episode: Episode, wording: Wording) -> str:
    if episode.calibration is Calibration.NONE:
        return wording.say("calibration.none")
    return wording.say(f"calibration.{episode.calibration.value}", n=episode.calibration_months)


def classification(episodes: tuple[Episode, ...], wording: Wording) -> str:
    """The strictest classification of what is shown; without episodes, the default: internal."""
    public = bool(episodes) and all(e.classification.value == "public" for e in episodes)
    return wording.say("classification.public" if public else "classification.internal")
