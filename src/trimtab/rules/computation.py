"""What a rule that computes is made of: named columns in, named columns out, over any number of
persons.

One function answers one claimant in the office and simulates a province: every column has one entry
a person, and ``run`` never loops over persons. What it is given was checked before
(``check_columns``), so that a function holds its rule and nothing else.

=========  =======================================  ============================================
kind       column handed to ``run``                 given by a caseworker
=========  =======================================  ============================================
NUMBER     float64, NaN = not known                 ``36``
FLAG       bool                                     ``true``
DATE       datetime64[D]                            ``2026-09-01``
TEXT       Labels                                   ``graduate``
REGION     Labels of region codes                   ``CN-310000``
=========  =======================================  ============================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Problem, TableContractError
from trimtab.rules.columns import Column, Columns, Labels

if TYPE_CHECKING:
    from trimtab.rules.book import RuleBook


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    TEXT = "text"
    REGION = "region"


Scalar = float | bool | str | date | None


@dataclass(frozen=True, slots=True)
class Input:
    """A column a computation needs. Its title is ``column.<name>`` of the catalogue.

    ``unit`` is a unit of the rule book (``months``, ``cny_month``), empty where it has none;
    ``default`` fills an optional column that is absent; ``low`` and ``high`` bound a number;
    ``choices`` are the words a text may be.
    """

    name: str
    kind: Kind = Kind.NUMBER
    unit: str = ""
    required: bool = True
    default: Scalar = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """A column a computation gives. Its title is ``column.<name>`` of the catalogue."""

    name: str
    kind: Kind = Kind.NUMBER
    unit: str = ""


Run = Callable[["RuleBook", Columns, "date | None"], dict[str, Column]]


@dataclass(frozen=True, slots=True)
class Computation:
    """A rule that computes. Its title is ``computation.<room>.<name>`` of the catalogue.

    ``run(book, columns, known_on)`` reads parameters as they were known on ``known_on`` (None: all
    that is recorded) and gives every output, each as long as the columns.
    """

    name: str
    room: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    run: Run = field(compare=False)
    keys: tuple[str, ...] = ()
    """Parameters of the rule book it reads."""

    @property
    def full_name(self) -> str:
        """``unemployment.entitlement``."""
        return f"{self.room}.{self.name}"

    def input_of_kind(self, kind: Kind) -> Input | None:
        """The first input of a kind: the place or the day a case is about."""
        return next((entry for entry in self.inputs if entry.kind is kind), None)

    def compute(
        self, book: RuleBook, columns: Mapping[str, object], known_on: date | None = None
    ) -> dict[str, Column]:
        """Check the columns, then run: the way in for everybody outside the room.

        Raises TableContractError RULES-040 naming every column that is missing, too many, of
        another length or type, or out of range.
        """
        return self.run(book, check_columns(self, columns), known_on)


def check_columns(computation: Computation, columns: Mapping[str, object]) -> dict[str, Column]:
    """The inputs as ``run`` wants them: typed, of one length, in range, absent ones filled.

    A required number or day must be known for everybody; an optional one may be NaN or NaT. Texts
    are grouped into labels; ranges are checked on whole columns.
    """
    inputs = {entry.name: entry for entry in computation.inputs}
    problems = [
        _problem("RULES-041", name)
        for name, entry in inputs.items()
        if entry.required and name not in columns
    ]
    allowed = ", ".join(inputs)
    problems += [
        _problem("RULES-042", name, allowed=allowed) for name in columns if name not in inputs
    ]
    length = max((len(column) for column in columns.values()), default=0)  # type: ignore[arg-type]
    checked: dict[str, Column] = {}
    for name, entry in inputs.items():
        if name in columns:
            column, found = _checked(entry, columns[name], length)
            problems += found
        elif not entry.required:
            column = _filled(entry, length)
        else:
            continue
        checked[name] = column
    if problems:
        raise TableContractError("RULES-040", computation=computation.full_name, problems=problems)
    return checked


def _filled(entry: Input, length: int) -> Column:
    """The default for everybody, without memory; an absent text is empty, an absent flag false."""
    default = "" if entry.default is None and entry.kind is Kind.TEXT else entry.default
    one = column_of([default], entry.kind)
    if isinstance(one, Labels):
        return Labels.constant(one.words[0], length)
    return np.broadcast_to(one[0], length)


def _checked(entry: Input, given: object, length: int) -> tuple[Column, list[Problem]]:
    """The column in the type of its kind, and what is wrong with it."""
    name = entry.name
    try:
        column = _typed(entry.kind, given)
    except (TypeError, ValueError) as error:
        return np.empty(0), [_problem("RULES-044", name, kind=entry.kind.value, detail=str(error))]
    if len(column) != length:
        return column, [_problem("RULES-043", name, found=len(column), length=length)]
    return column, _out_of_range(entry, column)


def _typed(kind: Kind, given: object) -> Column:
    if isinstance(given, Labels):
        if kind not in (Kind.TEXT, Kind.REGION):
            raise TypeError("text")
        return given
    array = np.asarray(given)
    match kind:
        case Kind.NUMBER:
            if array.dtype.kind not in "iuf":
                raise TypeError(str(array.dtype))
            return array.astype(np.float64, copy=False)
        case Kind.FLAG:
            if array.dtype.kind != "b":
                raise TypeError(str(array.dtype))
            return array
        case Kind.DATE:
            return array.astype("datetime64[D]", copy=False)
        case _:
            if array.dtype.kind not in "UO":
                raise TypeError(str(array.dtype))
            return Labels.of(array)


def _out_of_range(entry: Input, column: Column) -> list[Problem]:
    """The first person whose value is not allowed, with the value."""
    if isinstance(column, Labels):
        wrong = [word for word in column.words if entry.choices and word not in entry.choices]
        if not wrong:
            return []
        row = int(np.argmax(column.is_word(wrong[0])))
        choices = ", ".join(entry.choices)
        return [_problem("RULES-046", entry.name, row + 1, value=wrong[0], choices=choices)]
    bad: npt.NDArray[np.bool_] = np.zeros(0, np.bool_)
    if entry.kind is Kind.DATE:
        bad = np.isnat(column) if entry.required else bad
    elif entry.kind is Kind.NUMBER:
        low = -np.inf if entry.low is None else entry.low
        high = np.inf if entry.high is None else entry.high
        if len(column) and not (column.min() >= low and column.max() <= high):
            bad = ~((column >= low) & (column <= high))
            if not entry.required:
                bad &= ~np.isnan(column)
    if not bad.any():
        return []
    row = int(np.argmax(bad))
    low_allowed, high_allowed = ("-" if b is None else b for b in (entry.low, entry.high))
    return [
        _problem(
            "RULES-045", entry.name, row + 1, value=column[row], low=low_allowed, high=high_allowed
        )
    ]


def _problem(code: str, column: str, row: int | None = None, **params: object) -> Problem:
    return Problem(code, row=row, column=column, params={"column": column, **params})


def column_of(values: Sequence[Scalar], kind: Kind) -> Column:
    """One column of a kind from plain values; a missing number is NaN.

    Raises ValueError or TypeError for a value of another kind.
    """
    match kind:
        case Kind.NUMBER:
            numbers = [np.nan if value is None else float(str(value)) for value in values]
            return np.array(numbers, np.float64)
        case Kind.FLAG:
            return np.array([bool(value) for value in values], np.bool_)
        case Kind.DATE:
            return np.array(values, "datetime64[D]")
        case Kind.TEXT | Kind.REGION:
            return Labels.of([str(value) for value in values])
