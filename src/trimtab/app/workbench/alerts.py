"""Alerts as a list: filtered, in words, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trimtab.app.alerts import Alert, alerts_of
from trimtab.app.titles import indicator_title
from trimtab.app.workbench.alert_titles import alert_title, place_words, plain_title
from trimtab.kernel import Estimate, Industry, Period, Region, UsageError
from trimtab.messages import Language, text
from trimtab.monitoring import MonitoringPass
from trimtab.office.rights import covers

MOST = 500  # entries a page


class Standing(StrEnum):
    """Which alerts: those that stand open, those that have ended, or both."""

    OPEN = "open"
    ENDED = "ended"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """What is asked for; empty: all. ``region`` holds those below it too; ``level`` and higher."""

    words: str = ""
    indicator: str = ""
    region: str = ""
    industry: str = ""
    level: int = 1
    standing: Standing = Standing.OPEN


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert in words of one language, with the codes beside them.

    ``belongs_to`` is the component it is attributed to, empty where that cannot be told;
    ``confirmed``: stands after false-discovery control; None where it was not asked.
    """

    alert_id: str
    title: str
    place: str
    indicator: str
    indicator_title: str
    region: str
    industry: str | None
    level: int
    peak_level: int
    opened: Period
    known: Period
    ended: Period | None
    statistic: Estimate
    threshold: float
    promised_rate: float
    belongs_to: str
    confirmed: bool | None


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Some of the rows; ``next`` is where the following page begins, None on the last."""

    items: tuple[AlertRow, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter can take, with its title."""

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class AlertChoices:
    """What there is to choose from in these passes."""

    indicators: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    industries: tuple[Choice, ...]


def find_alerts(passes: Sequence[MonitoringPass], asked: AlertFilter) -> tuple[Alert, ...]:
    """Alerts that match, open ones first, then highest level, then strongest."""
    chosen = [one for one in passes if asked.indicator in ("", one.indicator)]
    found = alerts_of(chosen, asked.words.strip(), ended=asked.standing is not Standing.OPEN)
    return tuple(alert for alert in found if _matches(alert, asked))


def _matches(alert: Alert, asked: AlertFilter) -> bool:
    _, episode = alert
    if asked.standing is Standing.ENDED and episode.ended is None:
        return False
    level = episode.level if episode.ended is None else episode.peak_level
    key = episode.series
    return (
        level >= asked.level
        and (not asked.industry or str(key.industry or "") == asked.industry)
        and (not asked.region or covers(asked.region, str(key.region)))
    )


def page_of_alerts(
    alerts: Sequence[Alert], language: Language, cursor: str | None = None, limit: int = 50
) -> AlertPage:
    """The rows that begin at ``cursor`` (an alert's id).

    Raises UsageError WEB-052 for an alert that is not in the list (any more).
    """
    start = 0 if not cursor else _place(alerts, cursor)
    cut = alerts[start : start + limit]
    following = alerts[start + limit : start + limit + 1]
    return AlertPage(
        tuple(alert_row(alert, language) for alert in cut),
        len(alerts),
        following[0][1].episode_id if following else None,
    )


def _place(alerts: Sequence[Alert], cursor: str) -> int:
    for place, (_, episode) in enumerate(alerts):
        if episode.episode_id == cursor:
            return place
    raise UsageError("WEB-052", cursor=cursor)


def alert_row(alert: Alert, language: Language) -> AlertRow:
    """One alert in words."""
    found, episode = alert
    key, attribution = episode.series, episode.attribution
    verdict = attribution.verdict if attribution else None
    return AlertRow(
        alert_id=episode.episode_id,
        title=alert_title(episode, language),
        place=place_words(key, language),
        indicator=found.indicator,
        indicator_title=indicator_title(found.indicator, language),
        region=str(key.region),
        industry=str(key.industry) if key.industry else None,
        level=int(episode.level),
        peak_level=int(episode.peak_level),
        opened=episode.opened,
        known=episode.known,
        ended=episode.ended,
        statistic=episode.statistic,
        threshold=episode.threshold,
        promised_rate=episode.promised_rate,
        belongs_to=text(f"monitoring.component.{verdict.value}", language) if verdict else "",
        confirmed=episode.confirmed,
    )


def choices_of(passes: Sequence[MonitoringPass], language: Language) -> AlertChoices:
    """Every indicator, region and industry of the passes, by title."""
    keys = {key for one in passes for key in one.signal.series}
    regions = {str(key.region) for key in keys}
    industries = {str(key.industry) for key in keys if key.industry}
    return AlertChoices(
        _sorted(Choice(one.indicator, indicator_title(one.indicator, language)) for one in passes),
        tuple(Choice(code, plain_title(Region(code), language)) for code in sorted(regions)),
        _sorted(Choice(code, plain_title(Industry(code), language)) for code in industries),
    )


def _sorted(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(set(choices), key=lambda one: (one.title.casefold(), one.value)))
