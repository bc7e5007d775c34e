"""One language of the brief, ready for the template: every field is words, numbers or a figure."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.messages import Language, text
from trimtab.monitoring.cards import make_card
from trimtab.monitoring.probability import probability_sentences
from trimtab.monitoring.types import Episode, MonitoringPass
from trimtab.reports import numbers
from trimtab.reports.card import CardView, card_view
from trimtab.reports.charts.evidence import draw_evidence
from trimtab.reports.charts.figure import Figure
from trimtab.reports.charts.overview import draw_overview
from trimtab.reports.charts.strip import draw_strip
from trimtab.reports.charts.tiles import draw_tiles
from trimtab.reports.episodes import EpisodeRow, classification, episode_row, figures_ends
from trimtab.reports.headlines import headlines, honesty_banner
from trimtab.reports.key_figure import KeyFigure
from trimtab.reports.key_figures import key_figures
from trimtab.reports.levels import level_sentences, smallest_shock_sentence
from trimtab.reports.method import MethodView, method_view
from trimtab.reports.page import HTML_LANGUAGE
from trimtab.reports.reading import beyond_now, judged_now, legend, promised_by_level
from trimtab.reports.replay import ReplayView, replay_view
from trimtab.reports.types import Brief
from trimtab.reports.wording import Wording

EVIDENCE_CHARTS = 6
ROWS_BEFORE_FOLD = 12


@dataclass(frozen=True, slots=True)
class Edition:
    """What the template sets for one language."""

    wording: Wording
    code: str
    html_language: str
    language_name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    banner: str | None
    headlines: tuple[str, ...]
    key_figures: tuple[KeyFigure, ...]
    episodes: tuple[EpisodeRow, ...]
    folded: tuple[EpisodeRow, ...]
    false_alarm_line: str
    levels: tuple[str, ...]
    probabilities: tuple[str, ...]
    no_episode: str
    evidence: tuple[Figure, ...]
    cards: tuple[CardView, ...]
    card_summary: str
    legend: tuple[str, ...]
    overview: Figure
    strip: Figure
    tiles: Figure | None
    replay: ReplayView | None
    method: MethodView


def build_edition(brief: Brief, language: Language) -> Edition:
    """Read the passes once for one language."""
    wording = Wording(brief, language)
    found = brief.current
    episodes = _by_urgency(found)
    ends = figures_ends(found, wording)
    rows = tuple(episode_row(one, wording, ends.get(one.series, "")) for one in episodes)
    judged = judged_now(found).count
    return Edition(
        wording=wording,
        code=language.value,
        html_language=HTML_LANGUAGE[language],
        language_name=wording.say("language_name"),
        title=wording.say("title"),
        facts=_facts(wording),
        banner=honesty_banner(wording),
        headlines=tuple(headlines(wording)),
        key_figures=tuple(key_figures(wording)),
        episodes=rows[:ROWS_BEFORE_FOLD],
        folded=rows[ROWS_BEFORE_FOLD:],
        false_alarm_line=_false_alarm_line(wording),
        levels=_levels(wording),
        probabilities=_probabilities(wording),
        no_episode=wording.say("episode.none" if judged else "episode.none_judged"),
        legend=legend(brief, found.open_episodes),
        evidence=tuple(draw_evidence(found, e, wording) for e in episodes[:EVIDENCE_CHARTS]),
        card_summary=text("card.open_card", language),
        cards=tuple(card_view(make_card(found, e), wording) for e in episodes[:EVIDENCE_CHARTS]),
        overview=draw_overview(found, wording),
        strip=draw_strip(found, wording),
        tiles=draw_tiles(brief.exposure, wording) if brief.exposure else None,
        replay=replay_view(wording),
        method=method_view(wording),
    )


def _by_urgency(found: MonitoringPass) -> tuple[Episode, ...]:
    """Those beyond their usual range now, then those that only have not cleared yet."""
    beyond = beyond_now(found)
    return (*beyond, *(episode for episode in found.open_episodes if episode not in beyond))


def _levels(wording: Wording) -> tuple[str, ...]:
    """Who is in alarm above the single series, and the smallest shock the panel would show."""
    found, language = wording.brief.current, wording.language
    title = wording.brief.code_title
    smallest = smallest_shock_sentence(found.smallest_shocks, language)
    return tuple(filter(None, (*level_sentences(found, language, title), smallest)))


def _probabilities(wording: Wording) -> tuple[str, ...]:
    """The country's probabilities; a panel of regions states theirs on the cards."""
    national = (one for one in wording.brief.current.probabilities if one.region.is_country)
    return tuple(
        words for one in national for words in probability_sentences(one, wording.language)
    )


def _facts(wording: Wording) -> tuple[tuple[str, str], ...]:
    """What a page torn out of the brief must still say about itself."""
    brief, found = wording.brief, wording.brief.current
    return (
        (wording.say("fact.data_month"), wording.period(found.last_period)),
        (wording.say("fact.known_at"), wording.day(found.known_day)),
        (wording.say("fact.vintage"), wording.say(f"vintage.{found.vintage.value}")),
        (wording.say("fact.detector"), wording.detector(found.detector)),
        (wording.say("fact.classification"), classification(found.open_episodes, wording)),
        (wording.say("fact.generated"), wording.day(brief.generated_at)),
        (wording.say("fact.version"), f"Trimtab {brief.software_version}"),
    )


def _false_alarm_line(wording: Wording) -> str:
    """The promise of each level, and what the thresholds rest on."""
    found = wording.brief.current
    rates = promised_by_level(found)
    listed = wording.listing(
        wording.say(
            "episode.level_rate",
            level=wording.level(level),
            rate=numbers.constant(rate, wording.language),
        )
        for level, rate in rates.items()
    )
    line = wording.say("episode.promised_levels", rates=listed) if rates else ""
    basis = wording.say(f"calibration_of_pass.{found.calibration.value}")
    return wording.say("sentence_joint").join(filter(None, (line, basis)))
