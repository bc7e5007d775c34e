"""One language of the brief: names for codes, dates, counts and movements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from trimtab.kernel import Estimate, Period, SeriesKey
from trimtab.messages import (
    Language,
    format_instant,
    format_period,
    has_text,
    opening_capital,
    text,
)
from trimtab.monitoring.indicators import meaning_of
from trimtab.reports import numbers
from trimtab.reports.reading import Judged
from trimtab.reports.types import Brief

_spoken_period = lru_cache(maxsize=4096)(format_period)
_SPELLED = range(10)
_PLACES = 1  # decimals of a statistic when no interval says how many it knows


def kind_of(series: Iterable[SeriesKey]) -> str:
    """What the series of a pass are: ``industry``, ``region``, or ``series`` when mixed."""
    shapes = {(key.industry is not None, not key.region.is_country) for key in series}
    if shapes == {(True, False)}:
        return "industry"
    return "region" if shapes == {(False, True)} else "series"


@dataclass(frozen=True, slots=True)
class Wording:
    """Speaks one language about one brief. Every sentence comes from the catalogue."""

    brief: Brief
    language: Language
    statistic_places: int = field(init=False)

    def __post_init__(self) -> None:
        """Statistics stand under each other in tables: all of them get the same decimals."""
        passes = filter(None, (self.brief.current, self.brief.replay))
        shown = (episode.statistic for found in passes for episode in found.open_episodes)
        places = numbers.common_places(shown)
        object.__setattr__(self, "statistic_places", _PLACES if places is None else places)

    def say(self, key: str, **params: object) -> str:
        """The sentence ``brief.<key>``."""
        return text(f"brief.{key}", self.language, **params)

    def period(self, period: Period) -> str:
        return _spoken_period(period, self.language)

    def day(self, moment: date | datetime) -> str:
        if isinstance(moment, datetime):
            return format_instant(moment, self.language)
        from babel.dates import format_date

        return str(format_date(moment, "medium", locale=self.language.locale))

    def cardinal(self, n: int, *, opening: bool = False) -> str:
        """A small number as a word where the language does so: ``Three``, ``12``, ``3``."""
        if n not in _SPELLED or not has_text(f"brief.cardinal.{n}", self.language):
            return numbers.fixed(n, 0, self.language)
        word = self.say(f"cardinal.{n}")
        return opening_capital(word) if opening else word

    def listing(self, names: Iterable[str]) -> str:
        """``A; B; C``: titles of industries hold commas and "and" themselves."""
        return self.say("list_joint").join(names)

    def names(self, names: Iterable[str]) -> str:
        """``A, B and C`` in the form of the language: for names without commas of their own."""
        from babel.lists import format_list

        return str(format_list(list(names), locale=self.language.locale))

    def estimate(self, shown: Estimate, places: int | None = None) -> str:
        """Value and interval, marked where its basis is not what the banner already says."""
        return numbers.estimate(shown, self.language, self.brief.basis, places)

    def statistic(self, shown: Estimate) -> str:
        """``2.4 [2.2, 2.5]``; says so where no interval is known."""
        return " ".join(filter(None, self.statistic_parts(shown)))

    def statistic_parts(self, shown: Estimate) -> tuple[str, str]:
        """Value and interval of a statistic, in the decimals all of them have."""
        return numbers.statistic_parts(
            shown, self.language, self.brief.basis, self.statistic_places
        )

    def series(self, key: SeriesKey) -> str:
        """What a series is about, in words: the industry, the region, or both."""
        industry = self.brief.industry_title(key.industry, self.language) if key.industry else ""
        if industry and key.region.is_country:
            return industry
        region = self.brief.region_title(key.region, self.language)
        return self.say("series.both", region=region, industry=industry) if industry else region

    def indicator(self, key: SeriesKey) -> str:
        """``employment``, as monitoring calls it."""
        return text(f"indicator.{key.indicator}", self.language)

    def unit(self, key: SeriesKey) -> str:
        """What one unit of the series is: persons, jobs, or the word of its unit."""
        if key.unit != "count":
            return text(f"unit.{key.unit}", self.language)
        named = f"counted.{key.indicator}"
        known = has_text(f"brief.{named}", self.language)
        return self.say(named if known else "counted.persons")

    def movement(self, series: Iterable[SeriesKey]) -> str:
        """``falling employment``: what the series share, and how it moves when work is lost."""
        keys = {key.indicator: key for key in series}
        if len(keys) != 1:
            return self.say("movement.other")
        ((name, key),) = keys.items()
        direction = meaning_of(name).direction
        return self.say(f"movement.{direction.value}", indicator=self.indicator(key))

    def things(self, series: Iterable[SeriesKey], n: int = 2) -> str:
        """What the series are, in the number asked for: ``industries``, ``industry``."""
        return self.say(f"thing.{kind_of(series)}", n=n)

    def judged_things(self, series: Iterable[SeriesKey], judged: Judged, n: int) -> str:
        """``industries``; ``industries with enough data`` when not all of them can be judged."""
        things = self.things(series, n)
        return things if judged.count == judged.total else self.say("thing_judged", things=things)

    def detector(self, name: str) -> str:
        """A named rule in words; a detector of the user's own by its own name."""
        known = has_text(f"brief.detector.{name}", self.language)
        return self.say(f"detector.{name}") if known else name

    def level(self, level: int) -> str:
        return text(f"monitoring.level.{level}", self.language)
