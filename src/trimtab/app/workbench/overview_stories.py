"""Alerts about the same work in the same place told as one: what moves, which way, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.lists import format_list

from trimtab.app.alerts import Alert
from trimtab.app.titles import indicator_title
from trimtab.app.workbench.alert_titles import alert_title, place_words
from trimtab.kernel import SeriesKey
from trimtab.messages import Language, format_period, opening_capital, text
from trimtab.monitoring import Direction, meaning_of

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Story:
    """One sentence about one place, the highest level in it, and where it is read on: the alert,
    or the list of them."""

    sentence: str
    level: int
    count: int
    href: str


def stories_of(alerts: Sequence[Alert], language: Language) -> tuple[Story, ...]:
    """The places with the strongest alerts, those of the highest level first."""
    groups: dict[tuple[object, ...], list[Alert]] = {}
    for alert in alerts:  # highest level first, so are the groups
        key = alert[1].series
        groups.setdefault((key.region, key.industry, key.occupation), []).append(alert)
    return tuple(_story(group, language) for group in list(groups.values())[:_SHOWN])


def _story(group: Sequence[Alert], language: Language) -> Story:
    (_, first), *others = group
    if not others:
        href = f"/alerts/{first.episode_id}"
        return Story(alert_title(first, language), int(first.level), 1, href)
    opened = min(episode.opened.start for _, episode in group)
    sentence = text(
        "web.overview.story.told",
        language,
        n=len(group),
        place=opening_capital(place_words(first.series, language)),
        movement=_movement([episode.series for _, episode in group], language),
        opened=format_period(
            next(e.opened for _, e in group if e.opened.start == opened), language
        ),
    )
    return Story(sentence, int(first.level), len(group), _address(first.series))


def _movement(keys: Sequence[SeriesKey], language: Language) -> str:
    """``employment and hires falling, separations rising``."""
    parts = []
    for direction in (Direction.FALL, Direction.RISE):
        named = [
            indicator_title(key.indicator, language)
            for key in keys
            if meaning_of(key.indicator).direction is direction
        ]
        if named:
            words = str(format_list(named, locale=language.locale))
            parts.append(text(f"web.overview.story.{direction.value}", language, indicators=words))
    return text("form.separator", language).join(parts)


def _address(key: SeriesKey) -> str:
    parts = [f"region={key.region}"]
    if key.industry:
        parts.append(f"industry={key.industry}")
    return "/alerts?" + "&".join(parts)
