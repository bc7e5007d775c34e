"""What must hold between the parameters of a book: keys exist, have one unit, form no circle."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from trimtab.kernel import Problem
from trimtab.rules.types import DatedValue, Parameter, SameAs


def book_problems(parameters: Sequence[Parameter]) -> Iterator[Problem]:
    """Everything wrong between parameters, each with the file and line that has to change."""
    first: dict[str, Parameter] = {}
    for parameter in parameters:
        held = first.setdefault(parameter.key, parameter)
        if held.unit != parameter.unit:
            yield Problem(
                "RULES-033",
                file=parameter.file,
                row=parameter.line,
                column=f"{parameter.key}.unit",
                params={"got": parameter.unit, "held": held.unit, "region": str(held.region)},
            )
    for parameter in parameters:
        yield from _unknown_keys(parameter, first)
    yield from _circles(parameters)


def _links(parameter: Parameter) -> Iterator[tuple[str, DatedValue | None]]:
    """Keys this parameter leans on, with the entry that says so (None: ``of``)."""
    if parameter.of is not None:
        yield parameter.of, None
    for entry in parameter.values:
        for amount in entry.amounts:
            if isinstance(amount, SameAs):
                yield amount.key, entry


def _unknown_keys(parameter: Parameter, held: dict[str, Parameter]) -> Iterator[Problem]:
    for key, entry in _links(parameter):
        place = parameter if entry is None else entry
        field = "of" if entry is None else "same_as"
        column = f"{parameter.key}.{field}"
        if key not in held:
            near = difflib.get_close_matches(key, held, n=1, cutoff=0.0)
            yield Problem(
                "RULES-027",
                file=place.file,
                row=place.line,
                column=column,
                params={"key": key, "suggestion": near[0]},
            )
        elif entry is not None and held[key].unit != parameter.unit:
            yield Problem(
                "RULES-033",
                file=place.file,
                row=place.line,
                column=column,
                params={
                    "got": parameter.unit,
                    "held": held[key].unit,
                    "region": str(held[key].region),
                },
            )


def _circles(parameters: Sequence[Parameter]) -> Iterator[Problem]:
    leans_on: dict[str, set[str]] = {}
    for parameter in parameters:
        leans_on.setdefault(parameter.key, set()).update(key for key, _ in _links(parameter))
    told: set[str] = set()
    for parameter in parameters:
        circle = _circle_through(parameter.key, leans_on)
        if circle and not told & set(circle):
            told.update(circle)
            yield Problem(
                "RULES-028",
                file=parameter.file,
                row=parameter.line,
                column=parameter.key,
                params={"circle": " -> ".join((*circle, circle[0]))},
            )


def _circle_through(key: str, leans_on: dict[str, set[str]]) -> tuple[str, ...]:
    """Keys from ``key`` back to itself, empty when it never comes back."""
    paths: list[tuple[str, ...]] = [(key,)]
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        for after in sorted(leans_on.get(path[-1], ())):
            if after == key:
                return path
            if after not in seen:
                seen.add(after)
                paths.append((*path, after))
    return ()
