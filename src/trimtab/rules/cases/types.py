"""A worked case: a place, a day, what goes in, what must come out, and the clause that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trimtab.kernel import TrimtabError
from trimtab.rules.computation import Scalar

Given = Scalar | tuple[Scalar, ...]
"""One value for everybody, or one per person."""


@dataclass(frozen=True, slots=True)
class Margin:
    """How far a number may be off: by variable, ``default`` for the others.

    Without any margin numbers must be the same in single precision (7 digits), as OpenFisca asks.
    """

    by_variable: Mapping[str, float]

    def of(self, variable: str) -> float | None:
        """The margin of a variable; None where none was given."""
        return self.by_variable.get(variable, self.by_variable.get("default"))


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an output must be; ``person`` is None where it holds for everybody (or each in turn)."""

    variable: str
    expected: Given
    line: int
    day: date | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case. ``inputs`` are by name, then by the day they hold on (None: every day)."""

    name: str
    file: str
    line: int
    day: date
    region: str | None
    known_on: date | None
    computation: str | None
    persons: tuple[str, ...]
    inputs: Mapping[str, Mapping[date | None, Given]]
    expectations: tuple[Expectation, ...]
    absolute_margin: Margin
    relative_margin: Margin
    parameters: Mapping[str, float]
    clause: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """One output that is not what the case says; ``person`` tells whose, of several."""

    line: int
    variable: str
    expected: Scalar
    got: Scalar
    person: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case that ran (``computations`` names what it proved) or could not (``error``)."""

    case: Case
    computations: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    error: TrimtabError | None = None

    @property
    def passed(self) -> bool:
        """All outputs as expected."""
        return not self.failures and self.error is None
