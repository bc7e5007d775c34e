"""What must hold within one parameter: figures in range, form as the kind says, no gap."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from trimtab.kernel import Problem
from trimtab.rules.amounts import WRITTEN, Amount, ClassTable, Condition, Number, SameAs, Statement
from trimtab.rules.places import unknown_class, unknown_code
from trimtab.rules.scales import Scale
from trimtab.rules.stepped import Accrual, Bands
from trimtab.rules.timeline import Timeline
from trimtab.rules.types import DatedValue, Kind, Parameter
from trimtab.rules.units import NO_UNIT, SUMMARY, units

_FORMS: dict[Kind, tuple[type, ...]] = {
    Kind.VALUE: (Number, ClassTable, Bands),
    Kind.CAP: (Number, ClassTable, Bands),
    Kind.FORMULA: (Accrual, Bands, Scale),
    Kind.SCHEDULE: (Bands, Scale),
    Kind.PERCENTAGE_OF: (Number, ClassTable, Bands),
    Kind.CONDITION: (Condition,),
    Kind.STATEMENT: (Statement,),
}
_WITHOUT_FIGURES = (Kind.CONDITION, Kind.STATEMENT)


@dataclass(frozen=True)
class Fault:
    """A problem before it has a line: which entry (None: the parameter), which field of it."""

    code: str
    entry: int | None
    field: str
    params: dict[str, object] = dataclasses.field(default_factory=dict)


def parameter_faults(parameter: Parameter) -> Iterator[Fault]:
    """Everything wrong within a parameter, except what depends on others."""
    if header := list(_header_faults(parameter)):
        yield from header
        return
    for position, entry in enumerate(parameter.values):
        yield from _value_faults(parameter, position, entry)
    yield from timeline_faults(parameter)


def parameter_problems(parameter: Parameter) -> list[Problem]:
    """The same, with the place each entry was read from."""
    return [placed(parameter, fault) for fault in parameter_faults(parameter)]


def placed(parameter: Parameter, fault: Fault) -> Problem:
    """A fault with the file and line of its entry, or of the parameter."""
    if fault.entry is None:
        source: Parameter | DatedValue = parameter
        path = f"{parameter.key}.{fault.field}"
    else:
        source = parameter.values[fault.entry]
        path = f"{parameter.key}.values[{fault.entry}].{fault.field}"
    return Problem(
        fault.code,
        file=source.file or None,
        row=source.line or None,
        column=path,
        params=fault.params,
    )


def _header_faults(parameter: Parameter) -> Iterator[Fault]:
    if parameter.kind in _WITHOUT_FIGURES:
        if parameter.unit != NO_UNIT or parameter.range is not None:
            yield Fault("RULES-017", None, "unit", _unit(parameter, NO_UNIT))
        return
    if parameter.unit == NO_UNIT:
        yield Fault("RULES-017", None, "unit", _unit(parameter, SUMMARY))
    if parameter.range is None:
        yield Fault("RULES-013", None, "", {"field": "range", "where": parameter.key})
        return
    low, high = parameter.range
    if low is not None and high is not None and low > high:
        yield Fault("RULES-019", None, "range", {"low": f"{low:g}", "high": f"{high:g}"})


def _unit(parameter: Parameter, allowed: str) -> dict[str, object]:
    ends = (one for one in units() if one != NO_UNIT and parameter.key.endswith(f"_{one}"))
    suggestion = NO_UNIT if allowed == NO_UNIT else max(ends, key=len, default="count")
    return {"got": parameter.unit, "allowed": allowed, "suggestion": suggestion}


def _value_faults(parameter: Parameter, position: int, entry: DatedValue) -> Iterator[Fault]:
    field_name = "value" if entry.value is not None else "alternatives"
    for amount in entry.amounts:
        for code, params in _amount_faults(parameter, amount):
            yield Fault(code, position, field_name, params)


def _amount_faults(parameter: Parameter, amount: Amount) -> Iterator[tuple[str, dict[str, object]]]:
    forms = _FORMS[parameter.kind]
    if not isinstance(amount, (*forms, SameAs)):
        allowed = ", ".join(WRITTEN[form] for form in forms)
        got = WRITTEN[type(amount)]
        yield "RULES-020", {"kind": parameter.kind.value, "got": got, "allowed": allowed}
    if isinstance(amount, ClassTable):
        for name in amount.rows:
            if (near := unknown_class(amount.by, name)) is not None:
                yield unknown_code(name, near)
    for number in amount.numbers:
        if outside := _outside(parameter, number):
            yield "RULES-018", outside


def _outside(parameter: Parameter, number: float) -> dict[str, object]:
    low, high = parameter.range or (None, None)
    if (low is None or number >= low) and (high is None or number <= high):
        return {}
    return {
        "number": f"{number:g}",
        "low": "-∞" if low is None else f"{low:g}",
        "high": "∞" if high is None else f"{high:g}",
        "unit": parameter.unit,
    }


def timeline_faults(parameter: Parameter) -> Iterator[Fault]:
    """Gaps, overlaps, and entries that contradict each other, on any day of knowledge."""
    positions: dict[int, int] = {}
    seen: dict[tuple[object, object], int] = {}
    for position, entry in enumerate(parameter.values):
        positions[id(entry)] = position
        days = (entry.in_force_from, entry.recorded)
        if days in seen:
            params: dict[str, object] = {"start": str(days[0]), "recorded": str(days[1])}
            yield Fault("RULES-026", position, "from", params)
        seen[days] = position
    if len(seen) == len(parameter.values):
        yield from _force_faults(parameter, positions)


def _force_faults(parameter: Parameter, positions: dict[int, int]) -> Iterator[Fault]:
    if all(entry.in_force_until is None for entry in parameter.values):
        return
    timeline = Timeline(parameter)
    told: set[tuple[int, str]] = set()
    for known_on in timeline.recorded_days:
        entries = timeline.view(known_on).entries
        for entry, after in zip(entries, (*entries[1:], None), strict=True):
            until = entry.in_force_until
            if until is None or (after is not None and after.in_force_from == until):
                continue
            overlap = after is not None and after.in_force_from < until
            code = "RULES-025" if overlap else "RULES-024" if after else "RULES-077"
            if (positions[id(entry)], code) in told:
                continue
            told.add((positions[id(entry)], code))
            params: dict[str, object] = {"until": str(until), "known_on": str(known_on)}
            if after is not None:
                params["next"] = str(after.in_force_from)
            yield Fault(code, positions[id(entry)], "until", params)
