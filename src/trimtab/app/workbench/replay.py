"""What was known at the end of a past month, and how today's reading of that month differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from trimtab.app.alerts import alerts_of
from trimtab.app.titles import indicator_title
from trimtab.app.workbench.alert_titles import place_words
from trimtab.app.workbench.alerts import AlertRow, alert_row
from trimtab.kernel import Frequency, InputRejectedError, Period, SeriesKey, end_instant
from trimtab.messages import Language, format_count, format_period, text
from trimtab.monitoring import Episode, MonitoringPass
from trimtab.monitoring.probability import probability_sentences
from trimtab.reports.reading import judged_since, levels_by_month, open_at

_ALERTS_SHOWN = 20
_DIFFERENCES_SHOWN = 20
_AFTER_LAST = 3  # months of the slider after the last figures: the usual delay


@dataclass(frozen=True, slots=True)
class Months:
    """The months that can be replayed, both included; the first is the one from which at least
    half of the series of some indicator could be judged."""

    first: Period
    last: Period

    def __contains__(self, month: Period) -> bool:
        return self.first <= month <= self.last

    def all(self) -> tuple[Period, ...]:
        """Every one of them, oldest first."""
        return tuple(self.first.range_until(self.last + 1))


@dataclass(frozen=True, slots=True)
class Difference:
    """A series that was at another level, for the same month, in what was known then than in
    today's reading. Levels 0 (none) to 4."""

    place: str
    indicator: str
    alert_id: str | None  # of today's record, where there is one
    then: int
    now: int


@dataclass(frozen=True, slots=True)
class Compared:
    """How the two readings of the last month then known differ, over all indicators.

    ``sentences`` sum it up; ``differences`` are the largest, ``more`` the rest.
    """

    sentences: tuple[str, ...]
    differences: tuple[Difference, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Replay:
    """What a person could have known on the last day of ``month``, and nothing later."""

    month: Period
    known_day: date
    alerts: tuple[AlertRow, ...]
    total: int
    probabilities: tuple[str, ...]
    vintage: str
    compared: Compared


def months_of(passes: Sequence[MonitoringPass], today: date | None = None) -> Months:
    """The slider's ends."""
    monthly = [one for one in passes if one.frequency is Frequency.MONTHLY] or list(passes)
    starts = [one.signal.first + judged_since(levels_by_month(one.signal)) for one in monthly]
    first = min(start.to(Frequency.MONTHLY) for start in starts)
    last = max(one.last_period for one in monthly).to(Frequency.MONTHLY) + _AFTER_LAST
    present = Period.containing(today or datetime.now(UTC).date(), Frequency.MONTHLY)
    last = min(last, present)
    return Months(min(first, last), last)


def parse_month(given: str, months: Months) -> Period:
    """A month of the address; the last one where none is given.

    Raises InputRejectedError WEB-053 for anything that is not one of the months.
    """
    if not given:
        return months.last
    try:
        month = Period.parse(given)
    except InputRejectedError:
        month = None
    if month is None or month.frequency is not Frequency.MONTHLY or month not in months:
        raise InputRejectedError(
            "WEB-053", given=given[:40], first=str(months.first), last=str(months.last)
        )
    return month


def instant_of(month: Period) -> datetime:
    """The first instant after the month: everything before it was known."""
    return end_instant(month)


def replay_of(
    month: Period,
    then: Sequence[MonitoringPass],
    now: Sequence[MonitoringPass],
    language: Language,
) -> Replay:
    """Put a replay into words; ``then`` are passes as known at the end of ``month``."""
    alerts = alerts_of(then)
    return Replay(
        month=month,
        known_day=then[0].known_day,
        alerts=tuple(alert_row(alert, language) for alert in alerts[:_ALERTS_SHOWN]),
        total=len(alerts),
        probabilities=tuple(_probabilities(then, language)),
        vintage=text(f"brief.vintage_explained.{then[0].vintage.value}", language),
        compared=_compared(then, now, language),
    )


def _probabilities(then: Sequence[MonitoringPass], language: Language) -> list[str]:
    """Of the first pass that states one: whether a downturn had begun, and whether one would."""
    stated = next((one.probabilities[0] for one in then if one.probabilities), None)
    return [] if stated is None else list(probability_sentences(stated, language)[:2])


Pair = tuple[MonitoringPass, MonitoringPass]


def _pairs(then: Sequence[MonitoringPass], now: Sequence[MonitoringPass]) -> list[Pair]:
    """Passes of the same indicator and frequency, where today's reaches the month then known."""
    today = {(one.indicator, one.frequency): one for one in now}
    pairs = ((one, today.get((one.indicator, one.frequency))) for one in then)
    return [
        (one, other)
        for one, other in pairs
        if other is not None and other.signal.first <= one.last_period <= other.last_period
    ]


def _compared(
    then: Sequence[MonitoringPass], now: Sequence[MonitoringPass], language: Language
) -> Compared:
    pairs = _pairs(then, now)
    found: list[Difference] = []
    same = common = figures = changed = 0
    for pair in pairs:
        differences, n = _differences(pair, language)
        found += differences
        common += n
        same += n - len(differences)
        both, moved = _revised(pair)
        figures += both
        changed += moved
    found.sort(key=lambda one: (-abs(one.now - one.then), -one.now, one.place))
    sentences = _sentences(then, pairs, common, same, language)
    if figures:
        sentences.append(_revision_sentence(figures, changed, language))
    return Compared(
        tuple(sentences), tuple(found[:_DIFFERENCES_SHOWN]), max(0, len(found) - _DIFFERENCES_SHOWN)
    )


def _levels(found: MonitoringPass, month: Period) -> dict[SeriesKey, int]:
    column = levels_by_month(found.signal)[:, month - found.signal.first]
    return {
        key: int(level)
        for key, level in zip(found.signal.series, column, strict=True)
        if level >= 0
    }


def _differences(pair: Pair, language: Language) -> tuple[list[Difference], int]:
    """Series whose level in the last month then known differs, and how many were compared."""
    then, now = pair
    month = then.last_period
    before, after = _levels(then, month), _levels(now, month)
    common = before.keys() & after.keys()
    recorded: dict[SeriesKey, Episode] = {one.series: one for one in open_at(now, month)}
    indicator = indicator_title(then.indicator, language)
    return [
        Difference(
            place_words(key, language),
            indicator,
            recorded[key].episode_id if key in recorded else None,
            before[key],
            after[key],
        )
        for key in common
        if before[key] != after[key]
    ], len(common)


def _revised(pair: Pair) -> tuple[int, int]:
    """How many seasonally adjusted figures of the year before are read differently today (by more
    than a thousandth), of how many known in both."""
    then, now = pair
    rows = {key: row for row, key in enumerate(now.signal.series)}
    kept = [row for row, key in enumerate(then.signal.series) if key in rows]
    stop = then.last_period - now.signal.first + 1
    width = min(12, then.adjusted.shape[1], stop)
    before = then.adjusted[kept, -width:]
    after = now.adjusted[[rows[then.signal.series[row]] for row in kept], stop - width : stop]
    known = ~np.isnan(before) & ~np.isnan(after)
    moved = np.abs(after - before) > 1e-3 * np.abs(before)
    return int(known.sum()), int((known & moved).sum())


def _sentences(
    then: Sequence[MonitoringPass], pairs: list[Pair], common: int, same: int, language: Language
) -> list[str]:
    if not pairs or not common:
        return [text("web.replay.nothing_to_compare", language)]
    month = format_period(pairs[0][0].last_period, language)
    key = "all_same" if same == common else "compared"
    return [
        text(
            f"web.replay.{key}",
            language,
            n=common,
            total=format_count(common, language),
            same=format_count(same, language),
            differ=format_count(common - same, language),
            month=month,
        )
    ]


def _revision_sentence(figures: int, changed: int, language: Language) -> str:
    key = "revised" if changed else "not_revised"
    return text(
        f"web.replay.{key}",
        language,
        n=changed,
        changed=format_count(changed, language),
        figures=format_count(figures, language),
    )
