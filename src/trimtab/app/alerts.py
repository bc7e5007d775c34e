"""Alerts of several passes as one list, and one of them as a card in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trimtab.app.briefing import brief_of
from trimtab.app.titles import series_title
from trimtab.kernel import UsageError
from trimtab.kernel.files import write_csv
from trimtab.messages import LANGUAGES, Language, preferred_language
from trimtab.monitoring import AlertCard, Episode, MonitoringPass
from trimtab.ports import BatchInfo
from trimtab.reports.card import CardView, card_view
from trimtab.reports.wording import Wording

Alert = tuple[MonitoringPass, Episode]

_COLUMNS = (
    "alert",
    "indicator",
    "series",
    "title",
    "region",
    "industry",
    "level",
    "opened",
    "known",
    "ended",
    "statistic",
    "statistic_low",
    "statistic_high",
    "threshold",
    "promised_rate",
    "belongs_to",
    "certainty",
    "confirmed",
)


def alerts_of(
    passes: Sequence[MonitoringPass], search: str = "", ended: bool = False
) -> tuple[Alert, ...]:
    """Open alerts of all passes, highest level first, then strongest; ended ones after them.

    ``search`` keeps those whose series has the words in its title (either language) or its code.
    """
    found = [
        (one, episode)
        for one in passes
        for episode in one.episodes
        if (ended or episode.ended is None) and _matches(episode, search)
    ]
    return tuple(sorted(found, key=_urgency))


def _urgency(alert: Alert) -> tuple[bool, int, float]:
    _, episode = alert
    return episode.ended is not None, -episode.level, -episode.statistic.value


def _matches(episode: Episode, search: str) -> bool:
    if not search:
        return True
    names = [str(episode.series), *(series_title(episode.series, one) for one in LANGUAGES)]
    return any(search.casefold() in name.casefold() for name in names)


def write_alerts(alerts: Sequence[Alert], path: Path) -> None:
    """The list as CSV, whole or not at all: codes, plain numbers, the title in this process's
    language; with the mark by which spreadsheets know UTF-8.

    Raises UsageError MONITORING-023 when it cannot be written.
    """
    rows = [_row(found, episode) for found, episode in alerts]
    try:
        write_csv(path, _COLUMNS, rows, encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("MONITORING-023", path=str(path), reason=reason) from error


def _row(found: MonitoringPass, episode: Episode) -> tuple[object, ...]:
    attribution = episode.attribution
    return (
        episode.episode_id,
        found.indicator,
        str(episode.series),
        series_title(episode.series, preferred_language()),
        str(episode.series.region),
        str(episode.series.industry or ""),
        int(episode.level),
        str(episode.opened),
        str(episode.known),
        str(episode.ended or ""),
        episode.statistic.value,
        episode.statistic.low,
        episode.statistic.high,
        episode.threshold,
        episode.promised_rate,
        attribution.verdict.value if attribution and attribution.verdict else "",
        attribution.certainty if attribution else "",
        "" if episode.confirmed is None else episode.confirmed,
    )


def card_in_words(card: AlertCard, batches: Sequence[BatchInfo], language: Language) -> CardView:
    """The card as a reader of one language gets it."""
    return card_view(card, Wording(brief_of(card.found, batches), language))
