"""Where the rise belongs, in words: the verdict or "cannot tell", and shares with intervals."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.messages import opening_capital, text
from trimtab.monitoring.attributed import Attribution, Component
from trimtab.monitoring.cards import AlertCard
from trimtab.reports import numbers
from trimtab.reports.card.lines import CardLine
from trimtab.reports.wording import Wording


def attribution_lines(card: AlertCard, wording: Wording) -> Iterator[CardLine]:
    """The verdict, each component's share, what cannot be told apart, and the confirmation."""
    found = card.episode.attribution
    if found is None:
        key = "attribution_ended" if card.episode.ended else "weekly_not_attributed"
        yield CardLine(_say(wording, "label.verdict"), _say(wording, key))
        return
    yield CardLine(_say(wording, "label.verdict"), verdict_sentence(found, wording))
    for component, share in found.shares.items():
        yield CardLine(
            opening_capital(component_word(component, wording)),
            wording.estimate(share, 0),
            share.value,
            share.low,
            share.high,
        )
    if found.unidentified:
        words = wording.names(component_word(one, wording) for one in found.unidentified)
        yield CardLine(
            _say(wording, "label.unidentified"), _say(wording, "unidentified", components=words)
        )
    if Component.EXPOSURE in found.shares:
        yield CardLine(_say(wording, "label.caution"), _say(wording, "exposure_caution"))
    if card.episode.confirmed is not None:
        key = "confirmed" if card.episode.confirmed else "not_confirmed"
        yield CardLine(_say(wording, "label.confirmed"), _say(wording, key))


def verdict_sentence(found: Attribution, wording: Wording) -> str:
    """``Common cycle (certain to 93%, over 6 months)``, or why it cannot be told."""
    if found.verdict is None:
        assert found.undecided is not None
        reason = text(f"monitoring.undecided.{found.undecided.value}", wording.language)
        return opening_capital(reason)
    return _say(
        wording,
        "verdict",
        component=opening_capital(component_word(found.verdict, wording)),
        certainty=numbers.percent(found.certainty, wording.language, 0),
        n=found.window_months,
    )


def component_word(component: Component, wording: Wording) -> str:
    return text(f"monitoring.component.{component.value}", wording.language)


def _say(wording: Wording, key: str, **params: object) -> str:
    return text(f"card.{key}", wording.language, **params)
