"""An answer of the rule book told step by step."""

from __future__ import annotations

from trimtab.app.rule_words import (
    amount_words,
    clause_words,
    entry_words,
    place_words,
    standing_words,
)
from trimtab.app.rules import Explanation, Layer, Standing
from trimtab.messages import Language, text
from trimtab.rules import Answer, DatedValue, Reason


def explanation_lines(found: Explanation, asked: Language) -> list[str]:
    """The question; what each layer said; the clause; what was superseded; what is known next."""
    answer = found.answer
    known_on = answer.known_on or text("cli.rules.today", asked)
    lines = [
        text(
            "cli.rules.asked",
            asked,
            key=answer.key,
            place=place_words(answer.region, asked),
            day=answer.on,
            known_on=known_on,
        )
    ]
    lines += [_layer_line(layer, found, asked) for layer in found.layers]
    if answer.reason is not Reason.NONE:
        lines.append(text(f"cli.rules.reason.{answer.reason.value}", asked))
    if answer.rule is not None:
        lines += rule_lines(answer.rule, asked)
    lines += reading_lines(answer, asked)
    lines += [
        text("cli.rules.through", asked, key=entry.key, clause=clause_words(entry))
        for entry in answer.through
    ]
    lines += [_dated("superseded", entry, answer.unit, asked) for entry in found.superseded]
    if answer.value is None:
        lines += neighbour_lines(answer, asked)
        lines.append(text(f"cli.rules.payment.{answer.payment.value}", asked))
    elif answer.provisional:
        lines.append(text("cli.rules.provisional", asked))
    return lines


def _layer_line(layer: Layer, found: Explanation, asked: Language) -> str:
    place = place_words(layer.region, asked)
    if layer.entry is None:
        key = "no_rule" if layer.standing is Standing.NO_RULE else "nothing_recorded"
        return text(f"cli.rules.layer.{key}", asked, place=place)
    start, unit = layer.entry.in_force_from, found.answer.unit
    if layer.standing is Standing.ANSWERS and found.answer.value is None:
        why = standing_words(layer.entry, asked)
        return text("cli.rules.layer.leaves_open", asked, place=place, start=start, why=why)
    value = entry_words(layer.entry, unit, asked)[0]
    key = f"cli.rules.layer.{layer.standing.value}"
    return text(key, asked, place=place, value=value, start=start)


def rule_lines(rule: DatedValue, asked: Language) -> list[str]:
    """The clause, where it can be read, how far it was checked, and the note."""
    lines = [text("cli.rules.clause", asked, clause=clause_words(rule))]
    if rule.reference.url:
        lines.append(text("cli.rules.address", asked, url=rule.reference.url))
    verification = f"cli.rules.verification.{rule.verification.value}"
    lines.append(text(verification, asked, recorded=rule.recorded))
    if note := rule.note.in_language(asked.value):
        lines.append(note)
    return lines


def reading_lines(answer: Answer, asked: Language) -> list[str]:
    """The readings of a disputed rule, each with its source."""
    return [
        text(
            "cli.rules.alternative",
            asked,
            value=amount_words(one.value, answer.unit, asked),
            clause=clause_words(one),
        )
        for one in answer.alternatives
    ]


def neighbour_lines(answer: Answer, asked: Language) -> list[str]:
    """The values known before and after a day that has none."""
    neighbours = (("last_known", answer.last_known), ("next_known", answer.next_known))
    return [
        _dated(name, entry, answer.unit, asked) for name, entry in neighbours if entry is not None
    ]


def _dated(name: str, entry: DatedValue, unit: str, asked: Language) -> str:
    return text(
        f"cli.rules.{name}",
        asked,
        value=entry_words(entry, unit, asked)[0],
        start=entry.in_force_from,
        recorded=entry.recorded,
        clause=clause_words(entry),
    )
