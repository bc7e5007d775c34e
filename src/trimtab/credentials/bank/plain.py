"""Qualifications, rules and entries as plain JSON values, which ``reading`` reads back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from trimtab.credentials.bank.entries import Entry
from trimtab.credentials.bank.equivalences import EquivalenceRule, RuleInput, RuleOutput
from trimtab.credentials.bank.qualifications import Choice, Need, Origin, Qualification
from trimtab.credentials.bank.values import to_credits


def _sparse(plain: dict[str, Any]) -> dict[str, Any]:
    """Without what is not set, so that a decision's text holds what was said and no more."""
    return {name: value for name, value in plain.items() if value not in (None, "", (), [])}


def _credits(hundredths: int | None) -> str | None:
    return None if hundredths is None else str(to_credits(hundredths))


def plain_requirement(node: Need | Choice) -> dict[str, Any]:
    """A node of the tree as plain values; ALL and ANY by their names."""
    if isinstance(node, Need):
        return _sparse(
            {
                "need": node.need_id,
                "title": dict(node.title),
                "credits": _credits(node.hundredths),
                **{name: getattr(node, name) for name in
                   ("modules", "natures", "level", "grade", "months", "issuers")},
                "origins": [one.value for one in node.origins],
            }
        )  # fmt: skip
    parts = [plain_requirement(one) for one in node.parts]
    if node.least == len(parts):
        return {"all": parts}
    return {"any": parts} if node.least == 1 else {"at_least": node.least, "of": parts}


def plain_qualification(one: Qualification) -> dict[str, Any]:
    """A qualification as plain values that ``qualification_from_plain`` reads back."""
    residency = one.residency and {
        "issuers": one.residency.issuers, "credits": _credits(one.residency.hundredths)
    }  # fmt: skip
    return _sparse(
        {
            "id": one.qualification_id,
            "version": one.version,
            "title": dict(one.title),
            "framework": one.framework_id,
            "awarding_body": one.awarding_body,
            "requirement": plain_requirement(one.requirement),
            "since": one.since.isoformat(),
            "until": one.until and one.until.isoformat(),
            "recorded": one.recorded.isoformat(),
            "standing": one.standing,
            "source": one.source,
            "total": _credits(one.total),
            "caps": [
                {"origins": [o.value for o in cap.origins], "credits": _credits(cap.hundredths)}
                for cap in one.caps
            ],
            "residency": residency,
            "months": one.months,
        }
    )


def plain_rule(one: EquivalenceRule) -> dict[str, Any]:
    """A rule as plain values that ``rule_from_plain`` reads back."""
    return _sparse(
        {
            "id": one.rule_id,
            "version": one.version,
            "kind": one.kind.value,
            "title": dict(one.title),
            "framework": one.framework_id,
            "inputs": [_plain_input(each) for each in one.inputs],
            "outputs": [_plain_output(each) for each in one.outputs],
            **{name: getattr(one, name) for name in
               ("authority", "legal_basis", "standing", "source", "bridge", "exclusive_group")},
            "since": one.since.isoformat(),
            "until": one.until and one.until.isoformat(),
            "recorded": one.recorded.isoformat(),
            "cap": _credits(one.cap),
            "qualifications": list(one.qualifications),
            "origin": one.origin.value,
        }
    )  # fmt: skip


def _plain_input(one: RuleInput) -> dict[str, Any]:
    return _sparse(
        {
            "code": one.code,
            "level": one.level,
            "grade": one.grade,
            "credits": _credits(one.hundredths) if one.hundredths else None,
            "hours": one.hours or None,
        }
    )


def _plain_output(one: RuleOutput) -> dict[str, Any]:
    return _sparse(
        {
            "modules": list(one.modules),
            "credits": _credits(one.hundredths),
            "nature": one.nature,
            "level": one.level,
        }
    )


_ENTRY_NAMES: Mapping[str, str] = {
    "entry_id": "id", "holder_id": "holder", "certificate_id": "certificate",
    "issuer_id": "issuer", "standard_id": "standard", "framework_id": "framework",
    "module_id": "module",
}  # fmt: skip


def plain_entry(one: Entry) -> dict[str, Any]:
    """An entry as plain values that ``entry_from_plain`` reads back."""
    shown: dict[str, Any] = {}
    for field in fields(one):
        name, value = field.name, getattr(one, field.name)
        if name in ("deposited_at", "basis"):
            continue
        if name == "hundredths":
            name, value = "credits", _credits(value)
        if isinstance(value, Origin | date):
            value = value.value if isinstance(value, Origin) else value.isoformat()
        shown[_ENTRY_NAMES.get(name, name)] = dict(value) if name == "title" else value
    return _sparse(shown)
