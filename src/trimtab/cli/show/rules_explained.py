"""An answer of the rule book told step by step."""

from __future__ import annotations

from trimtab.app.rules import Explanation, Layer, Standing
from trimtab.cli.show.rule_words import amount_words, clause_words, place_words
from trimtab.messages import Language, text
from trimtab.rules import DatedValue, Reason


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
    lines += [_layer_line(layer, answer.unit, asked) for layer in found.layers]
    if answer.reason is not Reason.NONE:
        lines.append(text(f"cli.rules.reason.{answer.reason.value}", asked))
    if answer.rule is not None:
        lines += _rule_lines(answer.rule, asked)
    for one in answer.alternatives:
        words = amount_words(one.value, answer.unit, asked)
        lines.append(text("cli.rules.alternative", asked, value=words, clause=clause_words(one)))
    for entry in answer.through:
        words = text("cli.rules.through", asked, key=entry.key, clause=clause_words(entry))
        lines.append(words)
    for entry in found.superseded:
        lines.append(_dated("superseded", entry, answer.unit, asked))
    for name, neighbour in (("last_known", answer.last_known), ("next_known", answer.next_known)):
        if neighbour is not None and neighbour != answer.rule:
            lines.append(_dated(name, neighbour, answer.unit, asked))
    if answer.value is not None and answer.provisional:
        lines.append(text("cli.rules.provisional", asked))
    elif answer.value is None:
        lines.append(text(f"cli.rules.payment.{answer.payment.value}", asked))
    return lines


def _layer_line(layer: Layer, unit: str, asked: Language) -> str:
    place = place_words(layer.region, asked)
    if layer.entry is None:
        key = "no_rule" if layer.standing is Standing.NO_RULE else "nothing_recorded"
        return text(f"cli.rules.layer.{key}", asked, place=place)
    return text(
        f"cli.rules.layer.{layer.standing.value}",
        asked,
        place=place,
        value=_entry_words(layer.entry, unit, asked),
        start=layer.entry.in_force_from,
    )


def _entry_words(entry: DatedValue, unit: str, asked: Language) -> str:
    """The value, or why there is none."""
    if entry.value is not None:
        return amount_words(entry.value, unit, asked)
    if entry.alternatives:
        return text("cli.rules.verified.disputed", asked)
    return text(f"cli.rules.validity.{entry.validity.value}", asked)


def _rule_lines(rule: DatedValue, asked: Language) -> list[str]:
    lines = [
        text("cli.rules.clause", asked, clause=clause_words(rule), url=rule.reference.url or "–"),
        text(f"cli.rules.verification.{rule.verification.value}", asked, recorded=rule.recorded),
    ]
    if note := rule.note.in_language(asked.value):
        lines.append(note)
    return lines


def _dated(name: str, entry: DatedValue, unit: str, asked: Language) -> str:
    return text(
        f"cli.rules.{name}",
        asked,
        value=amount_words(entry.value, unit, asked),
        start=entry.in_force_from,
        recorded=entry.recorded,
        clause=clause_words(entry),
    )
