"""The minimum wage of a place: a figure, or a table by class and the class of the place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from trimtab.kernel import Region
from trimtab.rules.columns import Column, Columns, Labels, Situations
from trimtab.rules.computation import Computation, Input, Kind, Output
from trimtab.rules.types import Amount, Answer, ClassTable, Number
from trimtab.rules.unknowns import Lookup, shortfall, weakest

if TYPE_CHECKING:
    from trimtab.rules.book import RuleBook

MINIMUM_WAGE = "minimum_wage_cny_month"
MINIMUM_WAGE_CLASS = "minimum_wage_class"


@dataclass(frozen=True)
class MinimumWage:
    """CNY a month at one place on one day; NaN where nobody knows.

    ``last`` is the last figure that was known. ``missing`` is the answer that lacks, ``answers``
    what the figure rests on. ``class_needed`` says that the place has several classes and none of
    its own.
    """

    wage: float
    last: float
    answers: tuple[Answer, ...]
    missing: Answer | None = None
    class_needed: bool = False


def find_minimum_wage(
    lookup: Lookup, region: Region, on: date, known_on: date | None, named_class: str = ""
) -> MinimumWage:
    """The minimum wage in force; ``named_class`` stands before the class the book has for a place.

    A province with several classes has no single minimum wage: it is never filled with one of them.
    """
    answer = lookup.at(MINIMUM_WAGE, region, on, known_on)
    last = None if answer.last_known is None else answer.last_known.value
    tables = [value for value in (answer.value, last) if isinstance(value, ClassTable)]
    answers: tuple[Answer, ...] = (answer,)
    place_class = named_class
    if tables and not named_class:
        of_place = lookup.at(MINIMUM_WAGE_CLASS, region, on, known_on)
        answers = (answer, of_place)
        if of_place.value is None:
            return MinimumWage(math.nan, math.nan, answers, of_place, class_needed=True)
        place_class = f"{of_place.number:g}"
    wage, before = _figure(answer.value, place_class), _figure(last, place_class)
    return MinimumWage(wage, before, answers, answer if math.isnan(wage) else None)


def _figure(value: Amount | None, place_class: str) -> float:
    if isinstance(value, ClassTable):
        return value.rows.get(place_class, math.nan)
    return value.number if isinstance(value, Number) else math.nan


def _run(book: RuleBook, columns: Columns, known_on: date | None) -> dict[str, Column]:
    """Once for each place, day and class among the persons."""
    region, named = columns["region"], columns["minimum_wage_class"]
    assert isinstance(region, Labels) and isinstance(named, Labels)
    situations = Situations.of(region, np.asarray(columns["date"]))
    cell = situations.index * np.int64(len(named.words)) + named.positions
    cells, index = np.unique(cell, return_inverse=True)
    found = []
    for one in cells.tolist():
        at, word = divmod(one, len(named.words))
        place, day = situations.pairs[at]
        found.append(find_minimum_wage(book, place, day, known_on, named.words[word]))
    return {
        "minimum_wage_cny_month": np.array([one.wage for one in found])[index],
        "error": Labels.choose([_error(one) for one in found], index),
        "verification": Labels.choose([weakest(one.answers).value for one in found], index),
    }


def _error(found: MinimumWage) -> str:
    if found.class_needed:
        return "class_needed"
    return "" if found.missing is None else shortfall(found.missing) or "no_such_class"


COMPUTATION = Computation(
    "minimum_wage",
    "rules",
    (
        Input("region", Kind.REGION),
        Input("date", Kind.DATE),
        Input("minimum_wage_class", Kind.TEXT, required=False, default=""),
    ),
    (
        Output("minimum_wage_cny_month", unit="cny_month"),
        Output("error", Kind.TEXT),
        Output("verification", Kind.TEXT),
    ),
    _run,
    keys=(MINIMUM_WAGE, MINIMUM_WAGE_CLASS),
)
