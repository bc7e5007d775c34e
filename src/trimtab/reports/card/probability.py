"""Probabilities of a downturn, in words, with what they rest on and how they did before."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.kernel import Frequency
from trimtab.messages import Language, text
from trimtab.monitoring.cards import AlertCard
from trimtab.monitoring.probability import absence_sentence, probability_sentences
from trimtab.reports.card.lines import CardLine
from trimtab.reports.wording import Wording

_LABELS = ("in_downturn", "within_6_months", "rests_on", "record")


def probability_lines(card: AlertCard, wording: Wording) -> Iterator[CardLine]:
    """Both probabilities, their basis and their record at past origins; or why there is none."""
    found, language = card.probability, wording.language
    if found is None:
        yield CardLine(_label("in_downturn", wording), _absence(card, language))
        return
    region = wording.brief.region_title(found.region, language)
    yield CardLine(_label("region", wording), region)
    for name, words in zip(_LABELS, probability_sentences(found, language), strict=True):
        yield CardLine(_label(name, wording), words)


def _absence(card: AlertCard, language: Language) -> str:
    found = card.found
    if found.frequency is Frequency.WEEKLY:
        return text("card.weekly_no_probability", language)
    return absence_sentence(found.signal.series, found.last_period, language)


def _label(name: str, wording: Wording) -> str:
    return text(f"card.label.{name}", wording.language)
