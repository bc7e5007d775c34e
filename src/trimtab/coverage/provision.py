"""Everything the rule book says about the flexible-employment subsidy at one place and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from trimtab.coverage.bounds import FLOOR, Bounds, find_bounds
from trimtab.coverage.types import Outcome
from trimtab.kernel import Region
from trimtab.rules.types import Answer, Reason, Verification
from trimtab.rules.unknowns import Lookup, shortfall, weakest

SHARE = "flexible_subsidy.share"
SHARE_MAX = "flexible_subsidy.share_max"
MONTHS_MAX = "flexible_subsidy.months_max"
UNTIL_RETIREMENT = "flexible_subsidy.until_retirement_within_months"
GRADUATE_MONTHS = "flexible_subsidy.graduate_months_max"
GRADUATE_WITHIN = "flexible_subsidy.graduate_within_months"
PENSION = "contribution.pension_flexible_share"
MEDICAL = "contribution.medical_flexible_share"

KEYS = (
    SHARE,
    SHARE_MAX,
    MONTHS_MAX,
    UNTIL_RETIREMENT,
    GRADUATE_MONTHS,
    GRADUATE_WITHIN,
    PENSION,
    MEDICAL,
)


@dataclass(frozen=True)
class Provision:
    """The answers of the book for one place and day."""

    region: Region
    on: date
    share: Answer
    share_max: Answer
    months_max: Answer
    until_retirement: Answer
    graduate_months: Answer
    graduate_within: Answer
    pension: Answer
    medical: Answer
    bounds: Bounds

    @property
    def of_floor(self) -> bool:
        """Whether the share is taken of the contribution at the floor, whatever base is paid on."""
        return self.share.of == FLOOR

    @cached_property
    def rests_on(self) -> tuple[Answer, ...]:
        """The answers every amount rests on."""
        floor = self.bounds.floor.answers if self.of_floor else ()
        return (self.share, self.pension, self.medical, *floor, self.share_max)

    def months_rest_on(self, graduate: bool) -> tuple[Answer, ...]:
        """The answers the longest duration rests on."""
        if graduate:
            return (self.graduate_months, self.graduate_within)
        return (self.months_max, self.until_retirement)

    def missing(self, graduate: bool) -> Answer | None:
        """The first answer that lacks for a group; None when all are there."""
        needed = (*self.rests_on, *self.months_rest_on(graduate))
        return next((answer for answer in needed if answer.value is None), None)

    def lacking(self, graduate: bool) -> Outcome:
        """Why nothing can be said for a group; NONE when everything is known."""
        missing = self.missing(graduate)
        if missing is None:
            return Outcome.NONE
        if missing.reason is Reason.DISPUTED:
            return Outcome.DISPUTED
        return Outcome(shortfall(missing))

    def verification(self, graduate: bool) -> Verification:
        """The weakest rule a result for a group rests on."""
        return weakest((*self.rests_on, *self.months_rest_on(graduate)))


def find_provision(lookup: Lookup, region: Region, on: date, known_on: date | None) -> Provision:
    """Ask the book everything once."""

    def at(key: str) -> Answer:
        return lookup.at(key, region, on, known_on)

    return Provision(
        region,
        on,
        share=at(SHARE),
        share_max=at(SHARE_MAX),
        months_max=at(MONTHS_MAX),
        until_retirement=at(UNTIL_RETIREMENT),
        graduate_months=at(GRADUATE_MONTHS),
        graduate_within=at(GRADUATE_WITHIN),
        pension=at(PENSION),
        medical=at(MEDICAL),
        bounds=find_bounds(lookup, region, on, known_on),
    )
