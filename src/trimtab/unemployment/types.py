"""Claims on unemployment benefit and what they are entitled to, as columns over persons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.rules.columns import Situations
from trimtab.rules.types import Verification
from trimtab.rules.unknowns import OpenQuestion

Flags = npt.NDArray[np.bool_]
Months = npt.NDArray[np.int16]
Numbers = npt.NDArray[np.number[Any]]
Money = npt.NDArray[np.float64]


class Outcome(StrEnum):
    """Why a claim has no months, or no amount, or only a provisional one. The first that applies,
    in this order, is given; ``NONE`` when nothing lacks.
    """

    NONE = ""
    NOT_INVOLUNTARY = "not_involuntary"
    NOT_REGISTERED = "not_registered"
    TOO_FEW_CONTRIBUTIONS = "too_few_contributions"
    CLAIM_CITY_NEEDED = "claim_city_needed"
    RETIREMENT_REACHED = "retirement_reached"
    NOT_NEAR_RETIREMENT = "not_near_retirement"
    BENEFIT_EXHAUSTED = "benefit_exhausted"
    MONTHS_DISPUTED = "months_disputed"
    AMOUNT_DISPUTED = "amount_disputed"
    NO_RULE = "no_rule"
    NOT_RECORDED = "not_recorded"
    NOT_IN_FORCE = "not_in_force"
    UNKNOWN_AFTER = "unknown_after"
    KNOWN_ONLY_ON = "known_only_on"

    @property
    def is_refusal(self) -> bool:
        """Whether nothing is awarded: neither months nor an amount."""
        return self in _REFUSALS

    @property
    def is_nothing_due(self) -> bool:
        """Whether it is known that nothing is due; without the claim city nobody knows."""
        refused = self.is_refusal and self is not Outcome.CLAIM_CITY_NEEDED
        return refused or self is Outcome.BENEFIT_EXHAUSTED


_REFUSALS = frozenset(
    {
        Outcome.NOT_INVOLUNTARY,
        Outcome.NOT_REGISTERED,
        Outcome.TOO_FEW_CONTRIBUTIONS,
        Outcome.CLAIM_CITY_NEEDED,
        Outcome.RETIREMENT_REACHED,
        Outcome.NOT_NEAR_RETIREMENT,
    }
)

OUTCOMES = tuple(Outcome)
"""Outcomes by the code that columns hold."""

VERIFICATIONS = tuple(Verification)
"""Verifications by the code that columns hold, the best known first."""


class RetirementGroup(StrEnum):
    """Whose original retirement age counts: men 60, women 55, women 50."""

    MEN = "men"
    WOMEN55 = "women55"
    WOMEN50 = "women50"


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Persons (n,) who ask what they are entitled to on a day at a place.

    Months may be of any number type and count in full: a part of one does not.
    ``contribution_months`` are those that count: after the last spell with benefit.
    ``spell_month`` is the month of the spell asked about, from 1. ``extension`` asks for the
    continuation up to retirement. ``months_left`` to the legal retirement date is as
    ``compute.retirement`` gives it. ``last_amount`` is what was paid last, CNY a month, NaN if
    nothing. A column that is None holds for everybody what the law presumes: left involuntarily,
    registered, no months unused, retirement date and last amount not known.
    """

    situations: Situations
    contribution_months: Numbers
    spell_month: Numbers
    extension: Flags
    involuntary: Flags | None = None
    registered: Flags | None = None
    unused_months: Numbers | None = None
    months_left: Numbers | None = None
    last_amount: Money | None = None

    def __len__(self) -> int:
        return len(self.contribution_months)


@dataclass(frozen=True, slots=True, eq=False)
class Entitlements:
    """What each claim (n,) is entitled to.

    months              of benefit for the spell; -1 where none are fixed (extension), known or
                        undisputed, or the claim is refused
    months_undisputed   what every reading of the rule awards; -1 where nobody knows
    months_most         the longest that any reading awards; -1 where nobody knows
    amount_cny_month    in the month of the spell asked about; NaN where nothing is due or known
    outcome             position in OUTCOMES
    verification        position in VERIFICATIONS: the weakest rule the result rests on
    extended            the month is one of the extension to retirement
    back_pay_due        an amount or duration that goes on provisionally past what is known
    questions           rules somebody has to find out
    """

    months: Months
    months_undisputed: Months
    months_most: Months
    amount_cny_month: Money
    outcome: npt.NDArray[np.uint8]
    verification: npt.NDArray[np.uint8]
    extended: Flags
    back_pay_due: Flags
    questions: tuple[OpenQuestion, ...] = ()

    @property
    def provisional(self) -> Flags:
        """Rests on a number that is not verified, or goes on past what is known."""
        return (self.verification > 0) | self.back_pay_due


@dataclass(frozen=True, slots=True)
class AwardReading:
    """One reading of a disputed duration for one claim."""

    months: int
    clause: str
