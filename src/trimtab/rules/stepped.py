"""Amounts that go in steps: bands of an argument, and accruals that earn by full steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trimtab.kernel import InputRejectedError

Floats: TypeAlias = NDArray[np.float64]


def _floats(argument: ArrayLike) -> Floats:
    return np.atleast_1d(np.asarray(argument, dtype=np.float64))


def check_finite(*numbers: float) -> None:
    """Refuse what is no finite number (RULES-014)."""
    for number in numbers:
        if not math.isfinite(number):
            raise InputRejectedError("RULES-014", got=number, wanted="12.5")


def _check_increasing(numbers: tuple[float, ...]) -> None:
    if not numbers:
        raise InputRejectedError("RULES-037", got="-")
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise InputRejectedError("RULES-037", got=", ".join(f"{number:g}" for number in numbers))


class Band(NamedTuple):
    """From this argument on (included), up to the next band, the value is ``value``."""

    start: float
    value: float


@dataclass(frozen=True)
class Bands:
    """A step function of the argument ``by``; ``special`` holds figures no argument reaches.

    ``until`` ends the last band (excluded): beyond it, as before the first band, nothing is known.

    Examples
    --------
    >>> schedule = Bands("spell_month", (Band(1, 2340), Band(13, 1872)), {"extended": 1690}, 25)
    >>> schedule.evaluate([0, 1, 12, 13, 25])
    array([  nan, 2340., 2340., 1872.,   nan])
    >>> schedule.special["extended"]
    1690.0
    """

    by: str
    bands: tuple[Band, ...]
    special: Mapping[str, float] = field(default_factory=dict)
    until: float | None = None

    def __post_init__(self) -> None:
        bands = tuple(Band(float(start), float(value)) for start, value in self.bands)
        special = {str(name): float(number) for name, number in self.special.items()}
        check_finite(*(part for band in bands for part in band), *special.values())
        until = None if self.until is None else float(self.until)
        _check_increasing((*(band.start for band in bands), *(() if until is None else (until,))))
        object.__setattr__(self, "bands", bands)
        object.__setattr__(self, "special", MappingProxyType(special))
        object.__setattr__(self, "until", until)

    def __hash__(self) -> int:
        return hash((self.by, self.bands, tuple(sorted(self.special.items())), self.until))

    @cached_property
    def _steps(self) -> tuple[Floats, Floats]:
        starts = [band.start for band in self.bands]
        values = [math.nan, *(band.value for band in self.bands)]
        if self.until is not None:
            starts.append(self.until)
            values.append(math.nan)
        return np.asarray(starts), np.asarray(values)

    def evaluate(self, argument: ArrayLike) -> Floats:
        """The value of the band each element falls in; NaN outside every band."""
        given = _floats(argument)
        starts, values = self._steps
        passed = np.zeros(given.shape, np.intp)  # few bands: counting beats a binary search
        for start in starts:
            passed += given >= start
        result: Floats = values[passed]
        return result

    @property
    def numbers(self) -> tuple[float, ...]:
        return (*(band.value for band in self.bands), *self.special.values())

    def to_plain(self) -> Any:
        """As a rule file writes it."""
        plain: dict[str, Any] = {
            "by": self.by,
            "bands": [{"from": band.start, "value": band.value} for band in self.bands],
        }
        if self.until is not None:
            plain["until"] = self.until
        if self.special:
            plain["special"] = dict(self.special)
        return plain


class AccrualBand(NamedTuple):
    """Within this band of the argument, every full ``step`` earns ``award``."""

    start: float
    step: float
    award: float


@dataclass(frozen=True)
class Accrual:
    """Full steps within each band of the argument earn an award, up to a cap.

    Model     value(x) = min(cap, sum over bands b of
              floor((min(x, start of the next band) - start_b) / step_b) * award_b), x >= start_b;
              0 below ``first_award_at``
    Simplifies  a remainder below a full step at the end of a band does not carry to the next band

    Examples
    --------
    >>> shanghai = Accrual("contribution_months", (AccrualBand(0, 12, 2),), 12, 24)
    >>> shanghai.evaluate([11, 12, 35, 600])
    array([ 0.,  2.,  4., 24.])
    """

    by: str
    bands: tuple[AccrualBand, ...]
    first_award_at: float = 0.0
    cap: float | None = None

    def __post_init__(self) -> None:
        bands = tuple(AccrualBand(*map(float, band)) for band in self.bands)
        check_finite(*(part for band in bands for part in band), self.first_award_at)
        _check_increasing(tuple(band.start for band in bands))
        for band in bands:
            if band.step <= 0 or band.award < 0:
                got = f"step: {band.step:g}, award: {band.award:g}"
                raise InputRejectedError("RULES-014", got=got, wanted="step: 12, award: 2")
        object.__setattr__(self, "bands", bands)
        object.__setattr__(self, "first_award_at", float(self.first_award_at))
        if self.cap is not None:
            check_finite(self.cap)
            object.__setattr__(self, "cap", float(self.cap))

    def evaluate(self, argument: ArrayLike) -> Floats:
        """What each element has earned; NaN where the argument is NaN."""
        given = _floats(argument)
        earned = np.zeros(given.shape)
        ends = (*(band.start for band in self.bands[1:]), math.inf)
        for band, end in zip(self.bands, ends, strict=True):
            inside = np.clip(given, band.start, end)  # then in place: a province is large
            inside -= band.start
            inside /= band.step
            np.floor(inside, out=inside)
            inside *= band.award
            earned += inside
        if self.cap is not None:
            np.minimum(earned, self.cap, out=earned)
        np.copyto(earned, 0.0, where=given < self.first_award_at)
        return earned

    @property
    def numbers(self) -> tuple[float, ...]:
        return () if self.cap is None else (self.cap,)

    def to_plain(self) -> Any:
        """As a rule file writes it."""
        plain: dict[str, Any] = {
            "by": self.by,
            "accrual": [
                {"from": band.start, "step": band.step, "award": band.award} for band in self.bands
            ],
            "first_award_at": self.first_award_at,
        }
        if self.cap is not None:
            plain["cap"] = self.cap
        return plain
