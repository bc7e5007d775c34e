"""One alert with everything needed to judge it, in one language: what a page and the API show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trimtab.app.alerts import Alert
from trimtab.app.briefing import brief_of
from trimtab.app.workbench.alert_charts import attribution_chart, series_chart, statistic_chart
from trimtab.app.workbench.alert_past import PastEpisodes, past_of, past_words
from trimtab.app.workbench.alerts import AlertRow, alert_row
from trimtab.app.workbench.live_questions import Judgement
from trimtab.app.workbench.series_words import source_words
from trimtab.kernel import Basis, Estimate, Frequency, Period, UnknownCodeError
from trimtab.messages import Language, opening_capital
from trimtab.monitoring import AlertCard, Episode, MonitoringPass
from trimtab.monitoring.cards import probability_at
from trimtab.monitoring.reasons import reason_sentence
from trimtab.ports import BatchInfo
from trimtab.reports.card import CardLine, CardSection, card_view
from trimtab.reports.charts.evidence import draw_evidence
from trimtab.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is seen, as a sentence and two charts that share their months."""

    finding: str
    series: dict[str, Any]
    statistic: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where the movement belongs: the verdict or "cannot tell", the bar, and what to be careful
    of. ``chart`` is None where nothing could be divided."""

    verdict: str
    chart: dict[str, Any] | None
    notes: tuple[CardLine, ...]


@dataclass(frozen=True, slots=True)
class AlertView:
    """``clearing`` is None while it is being computed. ``sources`` are the batches it rests on."""

    row: AlertRow
    change: str
    summary: str
    evidence: Evidence
    belonging: Belonging
    probability: tuple[CardLine, ...]
    clearing: tuple[CardLine, ...] | None
    facts: tuple[CardSection, ...]
    past: PastEpisodes | None
    past_words: str
    in_downturn: Estimate | None
    basis: Basis
    known_day: date
    last_period: Period
    unit: str
    weekly: bool
    sources: tuple[str, ...]


def find_alert(passes: Sequence[MonitoringPass], alert_id: str) -> Alert:
    """The alert with this id. Raises UnknownCodeError MONITORING-042."""
    for found in passes:
        for episode in found.episodes:
            if episode.episode_id == alert_id:
                return found, episode
    raise UnknownCodeError("MONITORING-042", alert=alert_id)


def card_of(alert: Alert, judgement: Judgement | None) -> AlertCard:
    """The card; without what would clear it while that is not known."""
    found, episode = alert
    clearing = judgement.clearing if judgement else None
    return AlertCard(found, episode, clearing, probability_at(found, episode))


def view_alert(
    alert: Alert, judgement: Judgement | None, batches: Sequence[BatchInfo], language: Language
) -> AlertView:
    """Put one alert into words and charts."""
    found, episode = alert
    wording = Wording(brief_of(found, batches), language)
    told = card_view(card_of(alert, judgement), wording)
    sections = {section.name: section for section in told.sections}
    known = episode.ended is not None or judgement is not None
    used = set(found.batches)
    past = past_of(found, episode, wording.brief.recessions)
    weekly = found.frequency is Frequency.WEEKLY
    stated = probability_at(found, episode)
    return AlertView(
        row=alert_row(alert, language),
        change=opening_capital(reason_sentence(episode, language)),
        summary=told.summary,
        evidence=_evidence(found, episode, wording),
        belonging=_belonging(episode, sections["attribution"].lines, wording),
        probability=sections["probability"].lines,
        clearing=sections["clearing"].lines if known else None,
        facts=tuple(sections[name] for name in ("evidence", "false_alarms", "vintage")),
        past=past,
        past_words=past_words(past, weekly, language) if past else "",
        in_downturn=stated.in_downturn if stated else None,
        basis=wording.brief.basis,
        known_day=found.known_day,
        last_period=found.last_period,
        unit=episode.series.unit,
        weekly=weekly,
        sources=tuple(
            dict.fromkeys(
                source_words(batch, language) for batch in batches if batch.batch_id in used
            )
        ),
    )


def _evidence(found: MonitoringPass, episode: Episode, wording: Wording) -> Evidence:
    finding = draw_evidence(found, episode, wording).finding
    return Evidence(
        finding,
        series_chart(found, episode, wording, finding),
        statistic_chart(found, episode, wording, finding),
    )


def _belonging(episode: Episode, lines: tuple[CardLine, ...], wording: Wording) -> Belonging:
    verdict, *others = lines
    attribution = episode.attribution
    chart = None
    if attribution is not None and attribution.shares:
        chart = attribution_chart(attribution, wording, verdict.words)
    return Belonging(verdict.words, chart, tuple(line for line in others if line.share is None))
