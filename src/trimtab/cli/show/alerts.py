"""Alerts as a table, and one alert as a card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from trimtab.app.titles import indicator_title, series_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.cli.show.estimates import estimate_to_json
from trimtab.cli.show.levels import probability_to_json
from trimtab.cli.show.passes import episode_to_json, level_in_colour
from trimtab.messages import format_day, format_number, format_period, format_share, text
from trimtab.monitoring import AlertCard, Attribution, Episode, MonitoringPass
from trimtab.reports.card import CardLine, CardView

_SHORT_ID = 8
_BAR = 20
_RECENT_MONTHS = 24


def show_alerts(
    alerts: Sequence[tuple[MonitoringPass, Episode]], known_day: date, search: str
) -> None:
    """One line each: what, how high, since when, where it belongs, and whether it stands."""
    if not alerts:
        day = format_day(known_day, language())
        print_lines(
            say("alerts.no_match", day=day, words=search) if search else say("alerts.none", day=day)
        )
        return
    headings = [
        say("column_alert.id"),
        say("column.indicator"),
        say("column.series"),
        say("column.level"),
        say("column_alert.opened"),
        say("column_alert.where"),
        say("column_alert.confirmed"),
    ]
    shown = table("", headings, whole=(0,))
    for found, episode in alerts:
        shown.add_row(
            episode.episode_id[:_SHORT_ID],
            indicator_title(found.indicator, language()),
            series_title(episode.series, language()),
            level_in_colour(episode),
            format_period(episode.opened, language()),
            _where(episode.attribution),
            _confirmed(episode.confirmed),
        )
    console().print(shown)
    print_lines(say("alerts.hint", alert=alerts[0][1].episode_id[:_SHORT_ID]))


def _where(attribution: Attribution | None) -> str:
    if attribution is None:
        return "–"
    if attribution.verdict is None:
        return say("alerts.cannot_tell")
    return text(f"monitoring.component.{attribution.verdict.value}", language())


def _confirmed(confirmed: bool | None) -> str:
    return "–" if confirmed is None else say(f"alerts.{'yes' if confirmed else 'no'}")


def show_card(card: AlertCard, view: CardView) -> None:
    """The card, section by section, and the evidence series of the last two years."""
    out = console()
    out.print(f"\n[bold]{view.title}[/]  {level_in_colour(card.episode)}")
    out.print(view.summary)
    for section in view.sections:
        out.print(f"\n[bold]{section.title}[/]")
        lines = table("", ("", ""))
        lines.show_header, lines.box = False, None
        for line in section.lines:
            lines.add_row(f"[dim]{line.label}[/]", _with_bar(line))
        out.print(lines)
    _show_series(card)


def _with_bar(line: CardLine) -> str:
    if line.share is None:
        return line.words
    full = round(line.share * _BAR)
    return f"{'█' * full}{'·' * (_BAR - full)} {line.words}"


def _show_series(card: AlertCard) -> None:
    found = card.found
    row = found.signal.series.index(card.episode.series)
    columns = (say("column.period"), say("alerts.adjusted"), say("alerts.statistic"))
    shown = table(say("alerts.recent", n=_RECENT_MONTHS), columns, right=(1, 2))
    length = found.adjusted.shape[1]
    for column in range(max(0, length - _RECENT_MONTHS), length):
        shown.add_row(
            format_period(found.signal.first + column, language()),
            _figure(float(found.adjusted[row, column]), card.episode.series.unit),
            format_number(float(found.signal.statistic[row, column]), language(), digits=2),
        )
    console().print(shown)


def _figure(value: float, unit: str) -> str:
    """Shares as percent, as on the rest of the card."""
    if unit == "share":
        return format_share(value, language(), places=2)
    return format_number(value, language(), digits=4)


def alert_to_json(found: MonitoringPass, episode: Episode) -> dict[str, Any]:
    return {"indicator": found.indicator, **episode_to_json(episode)}


def card_to_json(card: AlertCard) -> dict[str, Any]:
    """Everything on the card, and the whole evidence series."""
    found, clearing = card.found, card.clearing
    row = found.signal.series.index(card.episode.series)
    return {
        **alert_to_json(found, card.episode),
        "known_on": found.known_day,
        "vintage": found.vintage.value,
        "last_period": str(found.last_period),
        "realised_false_alarms_per_series_year": estimate_to_json(found.false_alarms.realised),
        "calm_series_years": found.false_alarms.series_years,
        "probability": probability_to_json(card.probability) if card.probability else None,
        "clearing": None
        if clearing is None
        else {
            "below": clearing.below,
            "next_value": clearing.next_value,
            "flat_periods": clearing.flat_periods,
        },
        "thresholds": [float(one) for one in found.signal.thresholds[row]],
        "evidence": [
            {
                "period": str(found.signal.first + column),
                "adjusted": float(found.adjusted[row, column]),
                "statistic": float(found.signal.statistic[row, column]),
            }
            for column in range(found.adjusted.shape[1])
        ],
    }
