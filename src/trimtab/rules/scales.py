"""Scales of tax and benefit law: brackets of a base, each with a rate or an amount.

The four kinds are those of OpenFisca's parameter files (``metadata.type``, or what the brackets
hold). A bracket starts at its threshold; ``s_i`` is the threshold of bracket i, ``v_i`` its figure.

==================  ==========================================================================
kind                value at x
==================  ==========================================================================
marginal_rate       sum of v_i * (part of x within bracket i)
single_amount       v_i of the bracket x falls in (a threshold belongs to its own bracket), 0 below
marginal_amount     sum of v_i over brackets x has passed the threshold of (x > s_i)
linear_average_rate x * rate, the rate drawn linearly between thresholds; 0 below the first and
                    from the last on; with one bracket its rate everywhere
==================  ==========================================================================
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trimtab.kernel import InputRejectedError


class ScaleKind(StrEnum):
    """How the figures of the brackets make the value."""

    MARGINAL_RATE = "marginal_rate"
    SINGLE_AMOUNT = "single_amount"
    MARGINAL_AMOUNT = "marginal_amount"
    LINEAR_AVERAGE_RATE = "linear_average_rate"


class Bracket(NamedTuple):
    """From this base on, this rate or amount."""

    threshold: float
    figure: float


@dataclass(frozen=True)
class Scale:
    """Brackets with rising thresholds. Thresholds are in the unit of the base ``by``.

    Examples
    --------
    >>> income_tax = Scale(ScaleKind.MARGINAL_RATE, (Bracket(0, 0.1), Bracket(100, 0.2)))
    >>> income_tax.evaluate([50, 150, -10])
    array([ 5., 20.,  0.])
    """

    kind: ScaleKind
    brackets: tuple[Bracket, ...]
    by: str = "base"

    def __post_init__(self) -> None:
        brackets = tuple(sorted(Bracket(float(t), float(f)) for t, f in self.brackets))
        thresholds = [bracket.threshold for bracket in brackets]
        if not brackets or len(set(thresholds)) < len(thresholds):
            raise InputRejectedError("RULES-065", thresholds=thresholds)
        if not all(math.isfinite(part) for bracket in brackets for part in bracket):
            raise InputRejectedError("RULES-065", thresholds=thresholds)
        object.__setattr__(self, "brackets", brackets)

    @cached_property
    def _thresholds(self) -> NDArray[np.float64]:
        return np.array([bracket.threshold for bracket in self.brackets])

    @cached_property
    def _figures(self) -> NDArray[np.float64]:
        return np.array([bracket.figure for bracket in self.brackets])

    def evaluate(self, argument: ArrayLike) -> NDArray[np.float64]:
        """The value at each element of the base; NaN where the base is NaN.

        Time grows with persons times the logarithm of brackets; memory with persons.
        """
        base = np.atleast_1d(np.asarray(argument, np.float64))
        match self.kind:
            case ScaleKind.SINGLE_AMOUNT:
                made = self._step(base, self._figures, "right")
            case ScaleKind.MARGINAL_AMOUNT:
                made = self._step(base, np.cumsum(self._figures), "left")
            case ScaleKind.MARGINAL_RATE:
                made = self._marginal_rate(base)
            case ScaleKind.LINEAR_AVERAGE_RATE:
                made = base * self._average_rate(base)
        return np.where(np.isnan(base), np.nan, made)

    def _step(self, base: NDArray[np.float64], figures: NDArray[np.float64], side: Any) -> Any:
        return np.r_[0.0, figures][np.searchsorted(self._thresholds, base, side=side)]

    def _average_rate(self, base: NDArray[np.float64]) -> Any:
        if len(self.brackets) == 1:
            return self._figures[0]
        rate = np.interp(base, self._thresholds, self._figures)
        inside = (base >= self._thresholds[0]) & (base < self._thresholds[-1])
        return np.where(inside, rate, 0.0)

    def _marginal_rate(self, base: NDArray[np.float64]) -> NDArray[np.float64]:
        """Due at the threshold of the bracket, plus the bracket's rate on what lies above it."""
        steps = np.diff(self._thresholds)
        due = np.r_[0.0, 0.0, np.cumsum(self._figures[:-1] * steps)]
        bracket = np.searchsorted(self._thresholds, base, side="right")
        above = base - np.r_[0.0, self._thresholds][bracket]
        result: NDArray[np.float64] = due[bracket] + np.r_[0.0, self._figures][bracket] * above
        return result

    @property
    def numbers(self) -> tuple[float, ...]:
        """Every rate or amount, for the range check."""
        return tuple(bracket.figure for bracket in self.brackets)

    def to_plain(self) -> Any:
        """As a rule file writes it."""
        return {
            "by": self.by,
            "scale": self.kind.value,
            "brackets": [{"threshold": t, "figure": f} for t, f in self.brackets],
        }
