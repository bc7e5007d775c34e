"""A mix as the API takes it, to the fields of the builder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trimtab.app.workbench.simulator_controls import SCHEME
from trimtab.kernel import InputRejectedError, Problem
from trimtab.simulation.levers import BENEFIT_FIELDS, FORMS

_WHO = ("regions", "occupations", "tiers", "targets")


@dataclass(frozen=True)
class LeverAsked:
    """One lever: its numbers by field, how far they may be off, whom it reaches."""

    lever: str
    values: Mapping[str, float | str] = field(default_factory=dict)
    width: float | None = None
    regions: str = ""
    occupations: str = ""
    tiers: str = ""
    targets: str = ""


@dataclass(frozen=True)
class MixAsked:
    """A mix with its economy; ``insurance`` is the benefit there is before any lever."""

    levers: Sequence[LeverAsked]
    economy: str = ""
    region: str = ""
    name: str = ""
    years: float | None = None
    insurance: Mapping[str, float] | None = None
    budget: float | None = None
    least_reserve: float | None = None
    mode: str = ""
    draws: int | None = None


def fields_of_mix(asked: MixAsked) -> dict[str, str]:
    """The fields that a form of the builder would have sent.

    Raises InputRejectedError WEB-094 with WEB-105 for a lever that does not exist, WEB-107 for a
    field it does not have, WEB-108 for a lever named twice.
    """
    problems: list[Problem] = []
    fields = {"ground": asked.economy, "region": asked.region, "name": asked.name}
    for name in ("years", "budget", "least_reserve", "draws", "mode"):
        if (value := getattr(asked, name)) not in (None, ""):
            fields[name] = str(value)
    for at, one in enumerate(asked.levers):
        place = f"levers[{at}]"
        if one.lever not in FORMS:
            known = ", ".join(FORMS)
            problems.append(_wrong("WEB-105", place, name=one.lever[:40], known=known))
            continue
        if f"{one.lever}.on" in fields:
            problems.append(_wrong("WEB-108", place, name=one.lever))
            continue
        fields[f"{one.lever}.on"] = "1"
        known_fields = [described.name for described in FORMS[one.lever].fields]
        for name, value in one.values.items():
            if name not in known_fields or name in _WHO:
                allowed = ", ".join(known_fields)
                problems.append(_wrong("WEB-107", place, name=name[:40], allowed=allowed))
            fields[f"{one.lever}.{name}"] = str(value)
        if one.width is not None:
            fields[f"{one.lever}.width"] = str(one.width)
        fields |= {f"{one.lever}.{name}": getattr(one, name) for name in _WHO}
    if asked.insurance is not None:
        fields[f"{SCHEME}.on"] = "1"
        allowed_names = [described.name for described in BENEFIT_FIELDS]
        for name, amount in asked.insurance.items():
            if name not in allowed_names:
                allowed = ", ".join(allowed_names)
                problems.append(_wrong("WEB-107", "insurance", name=name[:40], allowed=allowed))
            fields[f"{SCHEME}.{name}"] = str(amount)
    if problems:
        raise InputRejectedError("WEB-094", problems=problems, n=len(problems))
    return fields


def _wrong(code: str, place: str, **params: object) -> Problem:
    return Problem(code, column=place, params=params)
