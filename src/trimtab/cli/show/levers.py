"""Levers: a list with what sets their size, one with every field, and both for programs."""

from __future__ import annotations

import math
from difflib import get_close_matches
from typing import Any

from trimtab.app.titles import country_name
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.cli.show.entries import Entry, print_entries
from trimtab.kernel import UnknownCodeError
from trimtab.messages import format_number, text
from trimtab.simulation.levers import FORMS, LeverField, LeverForm, lever_evidence
from trimtab.simulation.levers.fields import NUMBERS
from trimtab.simulation.levers.wording import evidence_pairs, field_title, lever_title


def forms_asked(name: str | None) -> tuple[LeverForm, ...]:
    """All levers, or the one of that name.

    Raises UnknownCodeError SIMULATION-051 with the nearest names.
    """
    if name is None:
        return tuple(FORMS.values())
    if name not in FORMS:
        near = get_close_matches(name, FORMS, n=3, cutoff=0.3) or list(FORMS)
        raise UnknownCodeError("SIMULATION-051", lever=name, near=", ".join(near), line="-")
    return (FORMS[name],)


def show_levers(forms: tuple[LeverForm, ...], to: str) -> None:
    """A lever with what it does and what sets its size."""
    spoken = language()
    print_entries(
        say("levers.title"),
        (
            Entry(
                form.name,
                (
                    lever_title(form.name, spoken),
                    text(f"lever.{form.name}.help", spoken),
                    _basis(form, to),
                ),
            )
            for form in forms
        ),
    )


def show_lever(form: LeverForm, to: str) -> None:
    """Every field of a lever, then its evidence."""
    spoken, out = language(), console()
    print_lines(text(f"lever.{form.name}.help", spoken))
    names = ("field", "meaning", "unit", "range", "default")
    title = say("levers.fields", lever=lever_title(form.name, spoken))
    shown = table(title, [say(f"levers.column.{name}") for name in names], whole=(0,))
    for row in field_rows(form):
        shown.add_row(*row)
    out.print(shown)
    country = country_name(to, spoken)
    known = table(
        say("levers.source", country=country),
        (say("levers.column.name"), say("levers.column.value")),
        whole=(0,),
    )
    for name, value in evidence_pairs(lever_evidence(form, to), spoken):
        known.add_row(name, value)
    out.print(known)


def field_rows(form: LeverForm) -> list[tuple[str, str, str, str, str]]:
    """Name, meaning, unit, allowed values and default of each field, in words."""
    return [
        (field.name, field_title(form.name, field.name, language()), _unit(field), _range(field),
         _default(form, field))
        for field in form.fields
    ]  # fmt: skip


def _basis(form: LeverForm, to: str) -> str:
    found = lever_evidence(form, to)
    basis = say("levers.assumption" if found.is_assumption else "levers.calibrated")
    return say("levers.shock", basis=basis) if form.is_shock else basis


def _unit(field: LeverField) -> str:
    unit = text(f"lever.unit.{field.unit}", language())
    return say("levers.range_allowed", unit=unit) if field.uncertain else unit


def _range(field: LeverField) -> str:
    if field.unit not in NUMBERS:
        return ", ".join(field.choices)
    low = f"{field.lowest:g}"
    if math.isinf(field.highest):
        return say("levers.at_least", lowest=low)
    return say("levers.between", lowest=low, highest=f"{field.highest:g}")


def _default(form: LeverForm, field: LeverField) -> str:
    if field.required:
        return say("levers.required")
    calibrated = lever_evidence(form, "US").calibrated
    if calibrated and calibrated.field == field.name:
        return say("levers.calibrated")
    if field.default is None:
        return say("levers.not_used")
    if isinstance(field.default, str):
        return field.default
    return format_number(field.default, language())


def lever_to_json(form: LeverForm, to: str) -> dict[str, Any]:
    """A lever for a program: fields, evidence and what may be assumed in a country."""
    spoken, found = language(), lever_evidence(form, to)
    moved = found.transferred
    return {
        "lever": form.name,
        "title": lever_title(form.name, spoken),
        "help": text(f"lever.{form.name}.help", spoken),
        "is_shock": form.is_shock,
        "fields": [
            {
                "field": one.name,
                "title": field_title(form.name, one.name, spoken),
                "unit": one.unit,
                "lowest": one.lowest if one.unit in NUMBERS else None,
                "highest": one.highest if one.unit in NUMBERS else None,
                "choices": list(one.choices),
                "required": one.required,
                "default": one.default,
                "uncertain": one.uncertain,
            }
            for one in form.fields
        ],
        "evidence": {
            "to": to,
            "lever": form.evidence,
            "is_assumption": found.is_assumption,
            "effect": found.effect.id if found.effect else None,
            "study": found.effect.study if found.effect else None,
            "trial": found.calibrated.trial if found.calibrated else None,
            "parameter": found.calibrated.value if found.calibrated else None,
            "transfer_factor": moved.discount.factor if moved else None,
            "assumed_effect": moved.estimate if moved else None,
            "range": (
                {"low": found.range.low, "best": found.range.best, "high": found.range.high}
                if found.range
                else None
            ),
            "related": [{"effect": one.id, "refused": reason} for one, reason in found.related],
            "words": dict(evidence_pairs(found, spoken)),
        },
    }
