"""What a person would say first: how many, which, what changed, and what to make of it."""

from __future__ import annotations

from trimtab.kernel import Basis, Period
from trimtab.monitoring.types import Episode, Level, MonitoringPass
from trimtab.reports import numbers
from trimtab.reports.reading import (
    MONTHS_PER_YEAR,
    Judged,
    beyond_now,
    cleared_since,
    judged_now,
    nearest_to_threshold,
    open_at,
    opened_since,
    promised_by_level,
    waiting_now,
)
from trimtab.reports.wording import Wording

_NAMED = 3
_USUAL_DELAY = 3  # months between the last figures and the day of the brief


def headlines(wording: Wording) -> list[str]:
    """A few sentences; the first one answers "is anything wrong"."""
    found, judged = wording.brief.current, judged_now(wording.brief.current)
    first, *details = _state(found, judged, wording)
    late = _late(wording)
    if not judged.count:
        return [first, *_unjudged(found, judged, wording), wording.say("headline.needed"), *late]
    return [
        first,
        *_unjudged(found, judged, wording),
        *details,
        *late,
        _change(found, wording),
        _expected_false(found, judged.count, wording),
    ]


def _state(found: MonitoringPass, judged: Judged, wording: Wording) -> list[str]:
    """How many of those that can be judged; the others never count as normal."""
    series, beyond = found.signal.series, beyond_now(found)
    if not judged.count:
        return [blind_sentence(found, wording)]
    n, waiting = len(beyond), len(waiting_now(found))
    words = {
        "n": n,
        "count": wording.cardinal(n, opening=True),
        "total": numbers.fixed(judged.count, 0, wording.language),
        "things": wording.judged_things(series, judged, judged.count),
        "thing": wording.judged_things(series, judged, 1),
        "movement": wording.movement(series),
        "month": wording.period(found.last_period),
    }
    after = [_waiting(waiting, wording)] if waiting else []
    if not n:
        return [wording.say("headline.none", **words), *after, *_nearest(found, wording)]
    return [wording.say("headline.open", **words), _strongest(beyond, wording), *after]


def _waiting(n: int, wording: Wording) -> str:
    """Episodes whose statistic fell below level 1 but not yet below the clearing value."""
    return wording.say("headline.waiting", n=n, count=wording.cardinal(n, opening=True))


def _strongest(episodes: tuple[Episode, ...], wording: Wording) -> str:
    named = [
        wording.say("headline.named", name=wording.series(e.series), level=wording.level(e.level))
        for e in episodes[:_NAMED]
    ]
    return wording.say("headline.strongest", n=len(named), names=wording.listing(named))


def _nearest(found: MonitoringPass, wording: Wording) -> list[str]:
    nearest = nearest_to_threshold(found)
    if nearest is None:
        return []
    row, statistic, threshold = nearest
    return [
        wording.say(
            "headline.nearest",
            name=wording.series(found.signal.series[row]),
            statistic=numbers.significant(statistic, wording.language, 2),
            threshold=numbers.significant(threshold, wording.language, 2),
        )
    ]


def _change(found: MonitoringPass, wording: Wording) -> str:
    before = found.last_period + -MONTHS_PER_YEAR
    opened, cleared = opened_since(found, before), cleared_since(found, before)
    was = len(open_at(found, before))
    return wording.say(
        "headline.change",
        was=wording.cardinal(was),
        opened=wording.cardinal(len(opened)),
        cleared=wording.cardinal(len(cleared)),
    )


def blind_sentence(found: MonitoringPass, wording: Wording) -> str:
    """Said where a count would follow, when no series can be judged in the last month."""
    n = len(found.signal.series)
    return wording.say(
        "headline.blind",
        n=n,
        things=wording.things(found.signal.series, n),
        month=wording.period(found.last_period),
    )


def _unjudged(found: MonitoringPass, judged: Judged, wording: Wording) -> list[str]:
    """How many are not judged, and why; said at once, before what the others show."""
    return [
        wording.say(f"headline.{why}", n=n, things=wording.things(found.signal.series, n))
        for why, n in (("ended", judged.ended), ("unreadable", judged.unknown))
        if n and n < judged.total
    ]


def _late(wording: Wording) -> list[str]:
    """Said when the figures are old: the brief then describes that time, not today."""
    found = wording.brief.current
    known = Period.containing(found.known_day, found.last_period.frequency)
    months = known - found.last_period
    if months <= _USUAL_DELAY:
        return []
    return [wording.say("headline.late", n=months, month=wording.period(found.last_period))]


def _expected_false(found: MonitoringPass, total: int, wording: Wording) -> str:
    """What the promised rates mean for this many series: alerts a year with nothing wrong."""
    rates = promised_by_level(found)
    words = {
        "total": numbers.fixed(total, 0, wording.language),
        "things": wording.things(found.signal.series, total),
        "expected": _about(found.false_alarms.promised * total, wording),
    }
    if 1 not in rates:
        rate = numbers.constant(found.false_alarms.promised, wording.language)
        return wording.say("headline.expected_false", rate=rate, **words)
    first = _about(rates[1] * total, wording)
    return wording.say(
        "headline.expected_false_levels",
        first=first,
        watch=wording.level(1),
        high=wording.level(Level.HIGH),
        **words,
    )


def _about(value: float, wording: Wording) -> str:
    """Whole alerts where there are several."""
    if value >= 2:
        return numbers.fixed(value, 0, wording.language)
    return numbers.significant(value, wording.language, 2)


def honesty_banner(wording: Wording) -> str | None:
    """The sentence over everything when the panel was not observed."""
    basis = wording.brief.basis
    return None if basis is Basis.OBSERVED else wording.say(f"banner.{basis.value}")
