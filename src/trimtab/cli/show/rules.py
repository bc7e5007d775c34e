"""Answers of the rule book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trimtab.app.rule_explaining import neighbour_lines, reading_lines, rule_lines
from trimtab.app.rule_words import amount_words, clause_words, entry_words, place_words
from trimtab.app.rules import Explanation, ListedKey
from trimtab.cli.output import language, print_lines, say
from trimtab.cli.show.entries import Entry, print_entries
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
    print_entries(say("rules.title.keys"), map(_listed, listed))


def _listed(one: ListedKey) -> Entry:
    first = one.parameters[0]
    title = first.title.in_language(language().value)
    kind = say(f"rules.kind.{first.kind.value}")
    return Entry(one.key, (say("rules.listed", title=title, kind=kind, n=len(one.parameters)),))


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
    """The value with its place, dates and clause, or what is known instead; then everything
    recorded of that place."""
    answer, asked = found.answer, language()
    title = answer.key
    if answer.parameter is not None:
        words = answer.parameter.title.in_language(asked.value)
        title = say("rules.place", name=words, code=answer.key)
    print_lines(title, *(_without_value(answer) if answer.value is None else _with_value(answer)))
    if found.history:
        entries = (_recorded(entry, answer) for entry in found.history)
        print_entries("\n" + say("rules.title.history"), entries)


def _with_value(answer: Answer) -> list[str]:
    """The value and what it rests on."""
    asked = language()
    lines = [amount_words(answer.value, answer.unit, asked)]
    if answer.rule is not None:
        place = place_words(answer.rule.region, asked)
        start = answer.rule.in_force_from
        lines += [say("rules.in_force", start=start, place=place), *rule_lines(answer.rule, asked)]
    if answer.provisional:
        lines.append(say("rules.provisional"))
    return lines


def _without_value(answer: Answer) -> list[str]:
    """Why there is no value, the readings of a dispute, and what is known before and after."""
    asked = language()
    lines = [say(f"rules.reason.{answer.reason.value}"), *reading_lines(answer, asked)]
    if answer.rule is not None and (note := answer.rule.note.in_language(asked.value)):
        lines.append(note)
    return [*lines, *neighbour_lines(answer, asked)]


def _recorded(entry: DatedValue, answer: Answer) -> Entry:
    """One entry of the history; an arrow marks the one that answered."""
    mark = "→ " if answer.rule is not None and entry.id == answer.rule.id else ""
    facts = (*entry_words(entry, answer.unit, language()), clause_words(entry))
    return Entry(f"{mark}{entry.in_force_from}", facts)
