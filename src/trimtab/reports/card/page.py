"""An alert card as a page of its own, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from trimtab.kernel import StateError
from trimtab.messages import LANGUAGES, Language
from trimtab.monitoring.cards import AlertCard
from trimtab.reports.card.view import CardView, card_view, say
from trimtab.reports.charts.evidence import draw_evidence
from trimtab.reports.charts.figure import Figure
from trimtab.reports.episodes import mark
from trimtab.reports.headlines import honesty_banner
from trimtab.reports.page import HTML_LANGUAGE, render_page, write_page
from trimtab.reports.reading import legend
from trimtab.reports.types import Brief
from trimtab.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class CardEdition:
    """What the template sets for one language."""

    wording: Wording
    code: str
    html_language: str
    language_name: str
    title: str
    banner: str | None
    mark: Markup
    card: CardView
    chart: Figure
    legend: tuple[str, ...]
    evidence_title: str
    judging_title: str


def render_card(card: AlertCard, brief: Brief) -> str:
    """The whole document. The same card gives the same bytes."""
    editions = [_edition(card, brief, language) for language in LANGUAGES]
    return render_page(
        editions, brief.language, brief.software_version, "card.html.j2", ("card.css",)
    )


def write_card(card: AlertCard, brief: Brief, path: Path) -> None:
    """Write the page: the old file or the whole new one.

    Raises StateError REPORT-005 when the folder does not exist or cannot be written to.
    """
    try:
        write_page(render_card(card, brief), path)
    except OSError as reason:
        raise StateError("REPORT-005", path=str(path), reason=reason.strerror) from reason


def _edition(card: AlertCard, brief: Brief, language: Language) -> CardEdition:
    wording = Wording(brief, language)
    view = card_view(card, wording)
    return CardEdition(
        wording=wording,
        code=language.value,
        html_language=HTML_LANGUAGE[language],
        language_name=wording.say("language_name"),
        title=say(wording, "page_title", series=view.title),
        banner=honesty_banner(wording),
        mark=mark(view.level),
        card=view,
        chart=draw_evidence(card.found, card.episode, wording),
        legend=legend(brief, (card.episode,)),
        evidence_title=say(wording, "section.evidence"),
        judging_title=say(wording, "judging"),
    )
