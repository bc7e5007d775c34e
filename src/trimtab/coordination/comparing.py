"""What happened, held against what was expected: within, below, above, or "cannot tell".

Nothing here says that the decision was the cause: one series before and after shows no
counterfactual. That is why the range of such changes without any decision stands beside it, and
why a figure that fits both answers "cannot tell".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.coordination.values import ExpectedEffect, ExpectedKind
from trimtab.kernel import InputRejectedError, Period

Vector = npt.NDArray[np.float64]
COVERAGE = 0.90
REVISIONS_LEAST = 12
"""So many revised figures must be held before an interval is made of them."""
WINDOWS_LEAST = 24
"""So many earlier changes must be held before their range is called usual."""


class Outcome(StrEnum):
    """The answer of a review; ``coordination.verdict.<value>``."""

    AS_EXPECTED = "as_expected"
    BELOW = "below"
    ABOVE = "above"
    CANNOT_TELL = "cannot_tell"


class Unclear(StrEnum):
    """Why it cannot be told; ``coordination.unclear.<value>``."""

    NOT_KNOWN = "not_known"  # the period, or its base, was not released by then
    TOO_CLOSE = "too_close"  # the interval of the observed figure holds a bound of the expected
    USUAL = "usual"  # such changes come without any decision
    NO_EFFECT_EXPECTED = "without"  # it fits the range stated without the decision as well
    NOT_UNIQUE = "not_a_number"  # relative to a base of zero


@dataclass(frozen=True, slots=True)
class Known:
    """One series as it was known at the review: ``values`` (T,) from period ``first``, NaN where
    unknown; ``revisions`` (R,) the differences between the last figure known and the figure known
    as long after its release as the newest one now is, relative to the figure's size."""

    first: Period
    values: Vector
    revisions: Vector
    known_at: datetime

    def at(self, period: Period) -> float:
        """The figure of a period, NaN where it was not known."""
        place = period - self.first
        return float(self.values[place]) if 0 <= place < len(self.values) else math.nan


@dataclass(frozen=True, slots=True)
class Comparison:
    """Expected and observed side by side, in the unit of the expected effect.

    ``observed`` None: not known. ``observed_low`` and ``_high`` span 90 % of what revisions of this
    series would leave, None where too few are held. ``usual_low`` and ``_high``: the range of 90 %
    of such changes before the base period, of ``windows`` of them; None for a level or too few.
    Raises InputRejectedError COORDINATION-090 unless "cannot tell" and only that has a reason.
    """

    expected: Mapping[str, Any]
    observed: float | None
    observed_low: float | None
    observed_high: float | None
    base_value: float | None
    revisions: int
    usual_low: float | None
    usual_high: float | None
    windows: int
    known_at: str
    outcome: Outcome
    unclear: Unclear | None = None

    def __post_init__(self) -> None:
        if (self.outcome is Outcome.CANNOT_TELL) != (self.unclear is not None):
            raise InputRejectedError("COORDINATION-090", outcome=self.outcome.value)

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self) | {"expected": dict(self.expected)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Comparison:
        """What ``to_plain`` wrote."""
        unclear = plain["unclear"]
        return cls(
            **{
                **plain,
                "outcome": Outcome(plain["outcome"]),
                "unclear": None if unclear is None else Unclear(unclear),
            }
        )


def compare(expected: ExpectedEffect, known: Known) -> Comparison:
    """Hold what was known of a series against what a decision expected of it.

    Model        observed = level, change from the base, or that as a share of the base; its
                 interval from the 5 % and 95 % quantiles of past revisions at the same age; usual
                 range = the same quantiles of changes over as many periods, all windows that ended
                 before the base period
    Returns      within the expected interval and outside what would be no surprise without the
                 decision: as expected; below or above it; else "cannot tell" with the reason
    Simplifies   the older base figure is taken as final; windows overlap, so the usual range is of
                 fewer independent changes than their number
    """
    base = known.at(Period.parse(expected.base)) if expected.base else math.nan
    later = known.at(Period.parse(expected.by))
    observed = float(_measured(expected.kind, np.array([base]), np.array([later]))[0])
    low, high = _interval(expected.kind, base, later, known.revisions)
    usual = _usual(expected, known)
    found = (observed, low, high) if math.isfinite(observed) else (math.nan,) * 3
    unclear = _unclear(expected, found, usual, base, later)
    return Comparison(
        expected=expected.to_plain(),
        observed=_plain(observed),
        observed_low=_plain(found[1]),
        observed_high=_plain(found[2]),
        base_value=_plain(base),
        revisions=len(known.revisions),
        usual_low=usual[0],
        usual_high=usual[1],
        windows=usual[2],
        known_at=known.known_at.isoformat(),
        outcome=Outcome.CANNOT_TELL if unclear else _outcome(expected, observed),
        unclear=unclear,
    )


def _measured(kind: ExpectedKind, base: Vector, later: Vector) -> Vector:
    """Level, change or relative change; NaN where it has none."""
    if kind is ExpectedKind.LEVEL:
        return later
    change: Vector = later - base
    if kind is ExpectedKind.CHANGE:
        return change
    usable = base != 0
    shares: Vector = np.divide(change, np.abs(base), np.full(change.shape, np.nan), where=usable)
    return shares


def _interval(
    kind: ExpectedKind, base: float, later: float, revisions: Vector
) -> tuple[float, float]:
    """Where the figure may end when it is revised as others were; NaN with too few."""
    if len(revisions) < REVISIONS_LEAST or not math.isfinite(later):
        return math.nan, math.nan
    moved = later + abs(later) * revisions
    found = _measured(kind, np.full(moved.shape, base), moved)
    observed = float(_measured(kind, np.array([base]), np.array([later]))[0])
    tails = ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2)
    low, high = np.quantile(found, tails)
    return min(float(low), observed), max(float(high), observed)


def _usual(expected: ExpectedEffect, known: Known) -> tuple[float | None, float | None, int]:
    """Quantiles of changes over as many periods that ended before the base, and how many."""
    if expected.kind is ExpectedKind.LEVEL:
        return None, None, 0
    base = Period.parse(expected.base)
    span = Period.parse(expected.by) - base
    before = known.values[: max(0, base - known.first)]
    if len(before) <= span:
        return None, None, 0
    changes = _measured(expected.kind, before[:-span], before[span:])
    changes = changes[np.isfinite(changes)]
    if len(changes) < WINDOWS_LEAST:
        return None, None, len(changes)
    low, high = np.quantile(changes, ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2))
    return float(low), float(high), len(changes)


def _unclear(
    expected: ExpectedEffect,
    found: tuple[float, float, float],
    usual: tuple[float | None, float | None, int],
    base: float,
    later: float,
) -> Unclear | None:
    observed, low, high = found
    if not math.isfinite(later) or (expected.base and not math.isfinite(base)):
        return Unclear.NOT_KNOWN
    if not math.isfinite(observed):
        return Unclear.NOT_UNIQUE
    if any(low < bound < high for bound in (expected.low, expected.high)):
        return Unclear.TOO_CLOSE
    if not expected.low <= observed <= expected.high:
        return None
    if expected.without_low is not None and expected.without_high is not None:
        inside = expected.without_low <= observed <= expected.without_high
        return Unclear.NO_EFFECT_EXPECTED if inside else None
    if usual[0] is not None and usual[1] is not None and usual[0] <= observed <= usual[1]:
        return Unclear.USUAL
    return None


def _outcome(expected: ExpectedEffect, observed: float) -> Outcome:
    if observed < expected.low:
        return Outcome.BELOW
    return Outcome.ABOVE if observed > expected.high else Outcome.AS_EXPECTED


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
