"""Answers, parameters and entries as plain mappings that JSON can hold."""

from __future__ import annotations

from typing import Any

from trimtab.rules.types import Answer, DatedValue, Parameter


def entry_to_plain(entry: DatedValue | None) -> dict[str, Any] | None:
    """An entry as a rule file writes it, with its id, version, place and where it was read."""
    if entry is None:
        return None
    return {
        "id": entry.id,
        "version": entry.version,
        "region": str(entry.region),
        **entry.to_plain(),
        "validity": entry.validity.value,
        "file": entry.file,
        "line": entry.line,
    }


def parameter_to_plain(parameter: Parameter) -> dict[str, Any]:
    """A parameter with every entry ever recorded."""
    plain: dict[str, Any] = {
        "key": parameter.key,
        "region": str(parameter.region),
        "title": parameter.title.to_plain(),
        "unit": parameter.unit,
        "kind": parameter.kind.value,
        "payment": parameter.payment.value,
        "values": [entry_to_plain(entry) for entry in parameter.values],
    }
    if parameter.range is not None:
        plain["range"] = list(parameter.range)
    if parameter.of is not None:
        plain["of"] = parameter.of
    if parameter.of_place:
        plain["of_place"] = parameter.of_place
    if any(parameter.note):
        plain["note"] = parameter.note.to_plain()
    return plain


def answer_to_plain(answer: Answer) -> dict[str, Any]:
    """An answer with the clause that gives it, or with the reason why there is no value."""
    return {
        "key": answer.key,
        "region": str(answer.region),
        "on": str(answer.on),
        "known_on": None if answer.known_on is None else str(answer.known_on),
        "value": None if answer.value is None else answer.value.to_plain(),
        "unit": answer.unit,
        "kind": None if answer.kind is None else answer.kind.value,
        "of": answer.of,
        "of_place": "" if answer.parameter is None else answer.parameter.of_place,
        "payment": answer.payment.value,
        "layer": None if answer.layer is None else str(answer.layer),
        "validity": None if answer.validity is None else answer.validity.value,
        "verification": None if answer.verification is None else answer.verification.value,
        "provisional": answer.provisional,
        "reason": answer.reason.value,
        "rule": entry_to_plain(answer.rule),
        "through": [entry_to_plain(entry) for entry in answer.through],
        "alternatives": [alternative.to_plain() for alternative in answer.alternatives],
        "last_known": entry_to_plain(answer.last_known),
        "next_known": entry_to_plain(answer.next_known),
    }
