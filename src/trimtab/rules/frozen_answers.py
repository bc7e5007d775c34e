"""Answers of the rule book as plain JSON values and back, for decisions that outlive the book."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import yaml

from trimtab.kernel import Region, Wording
from trimtab.rules.reading.amount_forms import AmountForm
from trimtab.rules.reading.nodes import Report
from trimtab.rules.types import (
    Alternative,
    Amount,
    Answer,
    DatedValue,
    Kind,
    Parameter,
    Payment,
    Reason,
    Reference,
    Validity,
    Verification,
)


def used_rules(answers: Iterable[Answer]) -> dict[str, str]:
    """Version by id of every rule that answers rest on, those last known before included."""
    return {
        rule.id: rule.version
        for answer in answers
        for rule in (*answer.rules, *((answer.last_known,) if answer.last_known else ()))
    }


def plain_of_answer(answer: Answer) -> dict[str, Any]:
    """Everything of an answer that a result can depend on."""
    plain: dict[str, Any] = {
        "key": answer.key,
        "region": str(answer.region),
        "on": str(answer.on),
        "reason": answer.reason.value,
        "value": None if answer.value is None else answer.value.to_plain(),
        "alternatives": [one.to_plain() for one in answer.alternatives],
        "rules": [_plain_of_value(rule) for rule in answer.rules],
        "last_known": None if answer.last_known is None else _plain_of_value(answer.last_known),
    }
    if answer.parameter is not None:
        plain["parameter"] = _plain_of_parameter(answer.parameter)
    return plain


def answer_of_plain(plain: dict[str, Any]) -> Answer:
    """The answer again; KeyError, TypeError or ValueError for anything else."""
    rules = [_value_of_plain(rule) for rule in plain["rules"]]
    last = plain["last_known"]
    return Answer(
        key=plain["key"],
        region=Region(plain["region"]),
        on=date.fromisoformat(plain["on"]),
        known_on=None,
        parameter=_parameter_of_plain(plain),
        rule=rules[0] if rules else None,
        value=None if plain["value"] is None else _amount(plain["value"]),
        reason=Reason(plain["reason"]),
        alternatives=tuple(_alternative(one) for one in plain["alternatives"]),
        last_known=None if last is None else _value_of_plain(last),
        through=tuple(rules[1:]),
    )


def _plain_of_parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "region": str(parameter.region),
        "title": parameter.title.to_plain(),
        "kind": parameter.kind.value,
        "unit": parameter.unit,
        "of": parameter.of,
        "of_place": parameter.of_place,
        "payment": parameter.payment.value,
    }


def _parameter_of_plain(plain: dict[str, Any]) -> Parameter | None:
    if (given := plain.get("parameter")) is None:
        return None
    return Parameter(
        key=plain["key"],
        region=Region(given["region"]),
        title=Wording(**given["title"]),
        kind=Kind(given["kind"]),
        unit=given["unit"],
        values=(),
        of=given["of"],
        of_place=given["of_place"],
        payment=Payment(given["payment"]),
    )


def _plain_of_value(value: DatedValue) -> dict[str, Any]:
    return {"key": value.key, "region": str(value.region), **value.to_plain()}


def _value_of_plain(plain: dict[str, Any]) -> DatedValue:
    value = plain.get("value")
    return DatedValue(
        key=plain["key"],
        region=Region(plain["region"]),
        in_force_from=date.fromisoformat(plain["from"]),
        recorded=date.fromisoformat(plain["recorded"]),
        reference=Reference(**plain["reference"]),
        value=None if value is None else _amount(value),
        alternatives=tuple(_alternative(one) for one in plain.get("alternatives", ())),
        validity=Validity(plain.get("validity", Validity.IN_FORCE)),
        verification=Verification(plain["verification"]),
        in_force_until=_day(plain.get("until")),
        issued=_day(plain.get("issued")),
        reference_year=plain.get("reference_year"),
        note=Wording(**plain.get("note", {})),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _alternative(plain: dict[str, Any]) -> Alternative:
    note = Wording(**plain.get("note", {}))
    return Alternative(_amount(plain["value"]), Reference(**plain["reference"]), note)


def _amount(plain: Any) -> Amount:
    """An amount as a rule file writes it; JSON is YAML, so the same reader reads it."""
    report = Report("")
    node = yaml.compose(json.dumps(plain, ensure_ascii=False), Loader=yaml.BaseLoader)
    assert node is not None  # a JSON value always makes a node
    amount: Amount = AmountForm().read(node, "value", report)
    if report.problems:
        raise ValueError(str(report.problems[0]))
    return amount
