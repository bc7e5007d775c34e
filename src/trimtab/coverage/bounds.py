"""Lowest and highest contribution base of a place: its own figures, else shares of its wage."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from trimtab.kernel import Region
from trimtab.rules.types import Answer
from trimtab.rules.unknowns import Lookup

FLOOR = "contribution.base_floor_cny_month"
CAP = "contribution.base_cap_cny_month"
FLOOR_SHARE = "contribution.base_floor_share"
CAP_SHARE = "contribution.base_cap_share"
AVERAGE_WAGE = "average_wage_cny_month"

KEYS = (FLOOR, CAP, FLOOR_SHARE, CAP_SHARE, AVERAGE_WAGE)


@dataclass(frozen=True)
class Bound:
    """One bound in CNY a month, NaN where nobody knows; then ``missing`` is the answer that lacks.
    ``answers`` are what it rests on."""

    amount: float
    answers: tuple[Answer, ...]
    missing: Answer | None = None


@dataclass(frozen=True)
class Bounds:
    """Contribution bases allowed at one place on one day."""

    floor: Bound
    cap: Bound

    @property
    def missing(self) -> tuple[Answer, ...]:
        """The answers that lack for either bound."""
        return tuple(one.missing for one in (self.floor, self.cap) if one.missing is not None)


def find_bounds(lookup: Lookup, region: Region, on: date, known_on: date | None) -> Bounds:
    """The bounds in force.

    Model       the place's own figure; where it has none, share * average wage of the place
    References  base between 60 % and 300 % of the average wage of the year before
    Simplifies  one base for all insurances
    """

    def bound(own: str, share: str) -> Bound:
        figure = lookup.at(own, region, on, known_on)
        if figure.value is not None:
            return Bound(figure.number, (figure,))
        parts = (
            lookup.at(share, region, on, known_on),
            lookup.at(AVERAGE_WAGE, region, on, known_on),
        )
        amount = math.prod(part.number for part in parts)
        return Bound(amount, (figure,), figure) if math.isnan(amount) else Bound(amount, parts)

    return Bounds(bound(FLOOR, FLOOR_SHARE), bound(CAP, CAP_SHARE))
