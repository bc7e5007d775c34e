"""What a person would call an alert: where, what, which way, since when."""

from __future__ import annotations

from functools import lru_cache

from trimtab.app.titles import code_title, indicator_title
from trimtab.kernel import Code, SeriesKey
from trimtab.messages import Language, format_period, opening_capital, text
from trimtab.monitoring import Episode, meaning_of


def plain_title(code: Code, language: Language) -> str:
    """A region or industry in words. An invented region loses the mark in its name: the page
    that shows it is marked as a whole."""
    mark = text("web.alerts.mark_in_names", language)
    return code_title(code, language).replace(mark, "")


@lru_cache(maxsize=16_384)
def place_words(key: SeriesKey, language: Language) -> str:
    """``Manufacturing, Ohio``; the industry alone for a whole country."""
    work = [plain_title(code, language) for code in (key.industry, key.occupation) if code]
    if not work:
        return plain_title(key.region, language)
    joined = text("form.separator", language).join(work)
    if key.region.is_country:
        return joined
    region = plain_title(key.region, language)
    return text("brief.series.both", language, industry=joined, region=region)


def alert_title(episode: Episode, language: Language) -> str:
    """``Manufacturing, Ohio: hires falling since Aug 2026``."""
    key = episode.series
    direction = meaning_of(key.indicator).direction.value
    params = {
        "place": opening_capital(place_words(key, language)),
        "indicator": indicator_title(key.indicator, language),
        "opened": format_period(episode.opened, language),
    }
    if episode.ended is None:
        return text(f"web.alerts.title.{direction}_open", language, **params)
    ended = format_period(episode.ended, language)
    return text(f"web.alerts.title.{direction}_ended", language, **params, ended=ended)
