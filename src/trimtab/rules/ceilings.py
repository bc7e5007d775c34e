"""Whether a place awards more than the ceiling above it: by the names of the parameters.

A parameter with ``cap`` or ``max`` as a word of its name bounds the one without that word:
``benefit_duration_cap_months`` bounds ``benefit_duration_months``, ``share_max`` bounds ``share``.
A place's own value of a parameter of kind ``cap`` is bounded by the nation's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import numpy as np

from trimtab.kernel import Problem, Region
from trimtab.rules.amounts import Amount, Number
from trimtab.rules.book import RuleBook
from trimtab.rules.stepped import Accrual, Bands, Floats
from trimtab.rules.types import DatedValue, Kind, Parameter

_BOUND = re.compile(r"_(cap|max)(?=_|$)")
_ARGUMENTS = np.arange(0.0, 721.0)  # sixty years in months
_TOLERANCE = 1e-9
_BY_ARGUMENT = (Number, Bands, Accrual)  # of the others only the highest figure is compared


def ceiling_problems(book: RuleBook) -> Iterator[Problem]:
    """RULES-032 for each entry that awards more than its ceiling on some day, once."""
    keys = book.keys()
    for cap_key in keys:
        key = _BOUND.sub("", cap_key)
        if key != cap_key and key in keys:
            for parameter in book.parameters(key):
                yield from _above(book, parameter, cap_key, parameter.region)
        for parameter in book.parameters(cap_key):
            if parameter.kind is Kind.CAP and not parameter.region.is_country:
                nation = Region(parameter.region.country)
                if nation in book.regions(cap_key):
                    yield from _above(book, parameter, cap_key, nation)


def _above(
    book: RuleBook, parameter: Parameter, cap_key: str, cap_place: Region
) -> Iterator[Problem]:
    region = parameter.region
    view = book.view(parameter.key, region)
    days = {entry.in_force_from for entry in view.entries}
    for cap in book.parameters(cap_key):
        days |= {entry.in_force_from for entry in cap.values}
    told: set[str] = set()
    for day in sorted(days):
        standing = view.standing(day)
        ceiling = book.at(cap_key, cap_place, day).value
        if standing is None or standing.entry.id in told:
            continue
        for amount in standing.entry.amounts:
            given = book.resolve(amount, region, day)
            if excess := _excess(given, ceiling):
                told.add(standing.entry.id)
                yield _problem(standing.entry, cap_key, day, excess)
                break


def _excess(given: Amount | None, ceiling: Amount | None) -> dict[str, object]:
    """The first argument at which the amount exceeds the ceiling; empty when none does."""
    if isinstance(given, _BY_ARGUMENT) and isinstance(ceiling, _BY_ARGUMENT):
        name = getattr(given, "by", getattr(ceiling, "by", "-"))
        return _excess_of(given.evaluate(_ARGUMENTS), ceiling.evaluate(_ARGUMENTS), name)
    if given is None or ceiling is None or not given.numbers or not ceiling.numbers:
        return {}
    return _excess_of(np.array([max(given.numbers)]), np.array([max(ceiling.numbers)]), "-")


def _excess_of(given: Floats, ceiling: Floats, name: str) -> dict[str, object]:
    above = np.flatnonzero(given > ceiling + _TOLERANCE)  # unknown (NaN) on either side: not above
    if above.size == 0:
        return {}
    at = int(above[0])
    argument = "-" if name == "-" else f"{_ARGUMENTS[at]:g}"
    return {
        "got": f"{given[at]:g}",
        "allowed": f"{ceiling[at]:g}",
        "by": name,
        "argument": argument,
    }


def _problem(entry: DatedValue, cap_key: str, day: date, excess: dict[str, object]) -> Problem:
    params = {"region": str(entry.region), "on": str(day), "cap_key": cap_key, **excess}
    return Problem(
        "RULES-032",
        file=entry.file or None,
        row=entry.line or None,
        column=entry.key,
        params=params,
    )
