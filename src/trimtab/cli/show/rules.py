"""Answers of the rule book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from trimtab.app.rules import Explanation, ListedKey
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.cli.show.rule_words import amount_words, clause_words, place_words
from trimtab.messages import Language
from trimtab.rules import Answer, DatedValue
from trimtab.rules.plain import answer_to_plain, entry_to_plain, parameter_to_plain


def key_to_json(listed: ListedKey) -> dict[str, Any]:
    """A key with each of its parameters."""
    plain = [parameter_to_plain(parameter) for parameter in listed.parameters]
    return {"key": listed.key, "parameters": plain}


def show_keys(listed: Sequence[ListedKey]) -> None:
    """One line a key, or that there is none."""
    if not listed:
        print_lines(say("rules.no_keys"))
        return
    names = ("key", "title", "kind", "places")
    shown = table(say("rules.title.keys"), [say(f"rules.column.{name}") for name in names], (3,))
    for one in listed:
        first = one.parameters[0]
        title = Text(first.title.in_language(language().value))
        kind = say(f"rules.kind.{first.kind.value}")
        shown.add_row(one.key, title, kind, str(len(one.parameters)))
    console().print(shown)


def explanation_to_json(found: Explanation, asked: Language) -> dict[str, Any]:
    """The answer with value, unit, clause and layer; what each layer said; what was recorded."""
    answer = found.answer
    parameter = answer.parameter
    return {
        **answer_to_plain(answer),
        "title": None if parameter is None else parameter.title.in_language(asked.value),
        "words": amount_words(answer.value, answer.unit, asked),
        "layers": [
            {
                "region": str(layer.region),
                "standing": layer.standing.value,
                "rule": entry_to_plain(layer.entry),
            }
            for layer in found.layers
        ],
        "superseded": [entry_to_plain(entry) for entry in found.superseded],
        "history": [entry_to_plain(entry) for entry in found.history],
    }


def show_answer(found: Explanation) -> None:
    """The value with its place, dates and clause; then everything recorded of that place."""
    answer = found.answer
    title = answer.key
    if answer.parameter is not None:
        title = f"{answer.parameter.title.in_language(language().value)} ({answer.key})"
    print_lines(title, amount_words(answer.value, answer.unit, language()))
    if answer.rule is not None:
        print_lines(*_source_lines(answer, answer.rule))
    for alternative in answer.alternatives:
        words = amount_words(alternative.value, answer.unit, language())
        clause = clause_words(alternative)
        print_lines(say("rules.alternative", value=words, clause=clause))
    if found.history:
        _show_history(found.history, answer)


def _source_lines(answer: Answer, rule: DatedValue) -> list[str]:
    lines = [
        say("rules.in_force", start=rule.in_force_from, place=place_words(rule.region, language())),
        say("rules.clause", clause=clause_words(rule), url=rule.reference.url or "–"),
        say(f"rules.verification.{rule.verification.value}", recorded=rule.recorded),
    ]
    if answer.value is not None and answer.provisional:
        lines.append(say("rules.provisional"))
    if note := rule.note.in_language(language().value):
        lines.append(note)
    return lines


def _show_history(history: Sequence[DatedValue], answer: Answer) -> None:
    names = ("from", "value", "validity", "verified", "recorded", "clause")
    heads = [say(f"rules.column.{name}") for name in names]
    shown = table(say("rules.title.history"), heads, whole=(0, 4))
    for entry in history:
        mark = "→ " if answer.rule is not None and entry.id == answer.rule.id else ""
        value = amount_words(entry.value, answer.unit, language())
        if entry.alternatives:
            value = say("rules.alternatives", n=len(entry.alternatives))
        shown.add_row(
            f"{mark}{entry.in_force_from}",
            Text(value),
            say(f"rules.validity.{entry.validity.value}"),
            say(f"rules.verified.{entry.verification.value}"),
            str(entry.recorded),
            Text(clause_words(entry)),
        )
    console().print(shown)
