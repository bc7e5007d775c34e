"""An alert card in one language: sections of labelled lines, the same in a page and a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trimtab.kernel import Estimate, Frequency, SeriesKey
from trimtab.messages import opening_capital, text
from trimtab.monitoring.cards import AlertCard
from trimtab.monitoring.reasons import reason_sentence
from trimtab.monitoring.types import Calibration
from trimtab.reports import numbers
from trimtab.reports.card.attribution import attribution_lines
from trimtab.reports.card.lines import CardLine
from trimtab.reports.card.probability import probability_lines
from trimtab.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class CardSection:
    """A heading and its lines."""

    name: str
    title: str
    lines: tuple[CardLine, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """Everything the card says, in the order a reader asks."""

    alert_id: str
    title: str
    level: int
    level_word: str
    summary: str
    sections: tuple[CardSection, ...]


def card_view(card: AlertCard, wording: Wording) -> CardView:
    """Put one alert into words."""
    episode = card.episode
    sections = {
        "evidence": _evidence(card, wording),
        "false_alarms": _false_alarms(card, wording),
        "attribution": attribution_lines(card, wording),
        "probability": probability_lines(card, wording),
        "clearing": _clearing(card, wording),
        "vintage": _vintage(card, wording),
    }
    return CardView(
        alert_id=episode.episode_id,
        title=wording.series(episode.series),
        level=int(episode.level),
        level_word=wording.level(episode.level),
        summary=_summary(card, wording),
        sections=tuple(
            CardSection(name, say(wording, f"section.{name}"), tuple(lines))
            for name, lines in sections.items()
        ),
    )


def say(wording: Wording, key: str, **params: object) -> str:
    """The sentence ``card.<key>``."""
    return text(f"card.{key}", wording.language, **params)


def _summary(card: AlertCard, wording: Wording) -> str:
    episode = card.episode
    ended = episode.ended
    return say(
        wording,
        "summary_ended" if ended else "summary_open",
        indicator=opening_capital(wording.indicator(episode.series)),
        since=wording.period(episode.opened),
        known=wording.period(episode.known),
        ended=wording.period(ended) if ended else "",
        peak=wording.level(episode.peak_level),
    )


def _evidence(card: AlertCard, wording: Wording) -> Iterator[CardLine]:
    episode = card.episode
    yield CardLine(
        say(wording, "label.change"), opening_capital(reason_sentence(episode, wording.language))
    )
    yield CardLine(say(wording, "label.statistic"), wording.statistic(episode.statistic))
    reached = not episode.statistic.value < episode.threshold
    yield CardLine(
        say(wording, "label.threshold"),
        say(
            wording,
            "threshold_reached" if reached else "threshold_not_reached",
            threshold=numbers.significant(episode.threshold, wording.language, 2),
            level=wording.level(episode.level),
        ),
    )
    crossings = [wording.period(alarm.reference) for alarm in episode.alarms]
    alarms = wording.names(crossings) if crossings else say(wording, "no_alarm")
    yield CardLine(say(wording, "label.alarms"), alarms)


def _false_alarms(card: AlertCard, wording: Wording) -> Iterator[CardLine]:
    episode, rate = card.episode, card.found.false_alarms
    promised = numbers.constant(episode.promised_rate, wording.language)
    yield CardLine(
        say(wording, "label.promised"),
        say(wording, "promised", rate=promised, level=wording.level(episode.level)),
    )
    yield CardLine(say(wording, "label.realised"), _realised(rate.realised, card, wording))
    basis = (
        say(wording, "calibration_none")
        if episode.calibration is Calibration.NONE
        else say(
            wording,
            f"calibration_{episode.calibration.value}{_weekly(card)}",
            n=episode.calibration_months,
        )
    )
    yield CardLine(say(wording, "label.rests_on"), basis)


def _realised(realised: Estimate | None, card: AlertCard, wording: Wording) -> str:
    if realised is None:
        return say(wording, "realised_unknown")
    return say(
        wording,
        "realised",
        rate=wording.estimate(realised),
        promised=numbers.constant(card.found.false_alarms.promised, wording.language),
        years=numbers.significant(card.found.false_alarms.series_years, wording.language),
    )


def _weekly(card: AlertCard) -> str:
    """Ending of the keys that speak of weeks instead of months."""
    return "_weekly" if card.found.frequency is Frequency.WEEKLY else ""


def _clearing(card: AlertCard, wording: Wording) -> Iterator[CardLine]:
    clearing = card.clearing
    if clearing is None:
        yield CardLine(say(wording, "label.clears"), say(wording, "has_ended"))
        return
    below = numbers.constant(clearing.below, wording.language, 2)
    yield CardLine(say(wording, "label.clears"), say(wording, "clears_below", below=below))
    if clearing.next_value is not None:
        amount = _amount(clearing.next_value, card.episode.series, wording)
        yield CardLine(
            say(wording, "label.next_figure"),
            say(wording, f"next_figure{_weekly(card)}", amount=amount),
        )
    flat = clearing.flat_periods
    yield CardLine(
        say(wording, "label.flat"),
        say(wording, f"flat{_weekly(card)}", n=flat) if flat else say(wording, "flat_never"),
    )


def _amount(value: float, key: SeriesKey, wording: Wording) -> str:
    """A figure of a series with its unit: ``70.6 thousand persons``, ``4.35%``."""
    if key.unit == "share":
        return numbers.percent(value, wording.language, 2)
    scale = numbers.scale_for(abs(value), key.unit, wording.unit(key), wording.language)
    figure = numbers.significant(value / scale.divisor, wording.language)
    return say(wording, "amount", figure=figure, unit=scale.unit)


def _vintage(card: AlertCard, wording: Wording) -> Iterator[CardLine]:
    found = card.found
    yield CardLine(
        say(wording, "label.vintage"),
        say(
            wording,
            "vintage",
            label=wording.say(f"vintage.{found.vintage.value}"),
            month=wording.period(found.last_period),
            day=wording.day(found.known_day),
        ),
    )
    yield CardLine(
        say(wording, "label.classification"),
        wording.say(f"classification.{card.episode.classification.value}"),
    )
    yield CardLine(say(wording, "label.id"), card.episode.episode_id)
