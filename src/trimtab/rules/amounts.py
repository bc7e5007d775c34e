"""What a rule can say: a number, a condition, a text, a table, bands, an accrual, a scale.

Every amount that yields figures has ``evaluate(argument) -> float array of the argument's length``,
NaN where nothing is known. A scalar counts as an array of one. The units of the argument and of the
result are those of the parameter that holds the amount; nothing is converted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from trimtab.kernel import InputRejectedError, Wording
from trimtab.rules.scales import Scale
from trimtab.rules.stepped import Accrual, Bands, Floats, check_finite


@dataclass(frozen=True)
class Number:
    """One figure for everybody.

    Examples
    --------
    >>> Number(2740).evaluate([1, 2])
    array([2740., 2740.])
    """

    number: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", float(self.number))
        check_finite(self.number)

    def evaluate(self, argument: ArrayLike) -> Floats:
        """The number, once for each element of the argument."""
        return np.full(np.atleast_1d(argument).shape, self.number)

    @property
    def numbers(self) -> tuple[float, ...]:
        """Every figure in the parameter's unit, for the range check."""
        return (self.number,)

    def to_plain(self) -> Any:
        """As a rule file writes it."""
        return self.number


@dataclass(frozen=True)
class Condition:
    """Whether the law asks for something. Evaluates to 1 (asked) or 0."""

    holds: bool

    def evaluate(self, argument: ArrayLike) -> Floats:
        """1 or 0, once for each element of the argument."""
        return np.full(np.atleast_1d(argument).shape, float(self.holds))

    @property
    def numbers(self) -> tuple[float, ...]:
        return ()

    def to_plain(self) -> Any:
        """As a rule file writes it."""
        return self.holds


@dataclass(frozen=True)
class Statement:
    """What the law says in words, where no figure can carry it. Nothing is computed from it."""

    wording: Wording

    @property
    def numbers(self) -> tuple[float, ...]:
        return ()

    def to_plain(self) -> Any:
        """As a rule file writes it."""
        return self.wording.to_plain()


@dataclass(frozen=True)
class ClassTable:
    """A figure for each class of something: ``by`` names it, ``rows`` maps class to figure.

    Classes are written as text; numeric classes also match numbers (1, 1.0, "1").

    Examples
    --------
    >>> ClassTable("class", {"1": 2500, "2": 2080}).evaluate([2, 1, 3])
    array([2080., 2500.,   nan])
    """

    by: str
    rows: Mapping[str, float]

    def __post_init__(self) -> None:
        if not self.rows:
            raise InputRejectedError("RULES-037", got="-")
        rows = {str(name): float(number) for name, number in self.rows.items()}
        check_finite(*rows.values())
        object.__setattr__(self, "rows", MappingProxyType(rows))

    def __hash__(self) -> int:
        return hash((self.by, tuple(sorted(self.rows.items()))))

    def evaluate(self, argument: ArrayLike) -> Floats:
        """The figure of each element's class, NaN for a class that is not in the table."""
        classes = np.atleast_1d(argument)
        found, where = np.unique(classes, return_inverse=True)
        figures = [self.rows.get(self._label(name), math.nan) for name in found.tolist()]
        return np.asarray(figures, dtype=np.float64)[where].reshape(classes.shape)

    @staticmethod
    def _label(name: object) -> str:
        return f"{name:g}" if isinstance(name, float) else str(name)

    @property
    def numbers(self) -> tuple[float, ...]:
        return tuple(self.rows.values())

    def to_plain(self) -> Any:
        """As a rule file writes it."""
        return {"by": self.by, "rows": dict(self.rows)}


@dataclass(frozen=True)
class SameAs:
    """The amount of another parameter, looked up at the same place and days."""

    key: str

    @property
    def numbers(self) -> tuple[float, ...]:
        return ()

    def to_plain(self) -> Any:
        """As a rule file writes it."""
        return {"same_as": self.key}


Computable: TypeAlias = Number | Condition | ClassTable | Bands | Accrual | Scale
Amount: TypeAlias = Computable | Statement | SameAs

WRITTEN: Mapping[type, str] = MappingProxyType(
    {
        Number: "2740",
        Condition: "true",
        Statement: "{en: ..., zh: ...}",
        ClassTable: "{by: ..., rows: {...}}",
        Bands: "{by: ..., bands: [...]}",
        Accrual: "{by: ..., accrual: [...]}",
        Scale: "{by: ..., scale: ..., brackets: [...]}",
        SameAs: "{same_as: ...}",
    }
)
"""How each form is written, for messages: an example needs no translation."""
