"""Everything the rule book says about a claim at one place on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from trimtab.kernel import Region
from trimtab.rules.minimum_wage import MINIMUM_WAGE, MINIMUM_WAGE_CLASS
from trimtab.rules.types import Answer, Condition, Reason
from trimtab.rules.unknowns import Lookup, shortfall
from trimtab.unemployment.amount_rule import AMOUNT, SHARE, AmountRule, find_amount_rule
from trimtab.unemployment.types import Outcome

MINIMUM = "unemployment.contribution_months_min"
INVOLUNTARY = "unemployment.involuntary_separation_required"
REGISTRATION = "unemployment.registration_required"
AWARD = "unemployment.benefit_duration_months"
CEILING = "unemployment.benefit_duration_cap_months"
COMBINED = "unemployment.combined_duration_cap_months"
EXTENSION = "unemployment.extension_to_retirement"
EXTENSION_WITHIN = "unemployment.extension_months_before_retirement"

KEYS = (
    MINIMUM,
    INVOLUNTARY,
    REGISTRATION,
    AWARD,
    CEILING,
    COMBINED,
    EXTENSION,
    EXTENSION_WITHIN,
    AMOUNT,
    SHARE,
    MINIMUM_WAGE,
    MINIMUM_WAGE_CLASS,
)


@dataclass(frozen=True)
class Provision:
    """The answers of the book for one place and day."""

    region: Region
    on: date
    minimum: Answer
    involuntary: Answer
    registration: Answer
    award: Answer
    ceiling: Answer
    combined: Answer
    extension: Answer
    extension_within: Answer
    amount: AmountRule

    @property
    def conditions(self) -> tuple[Answer, ...]:
        return (self.minimum, self.involuntary, self.registration)

    @property
    def duration(self) -> tuple[Answer, ...]:
        return (self.award, self.ceiling)

    @cached_property
    def blocked(self) -> Outcome:
        """Why nothing can be said at all: a condition or a ceiling nobody knows."""
        needed = (*self.conditions, self.ceiling, self.combined)
        lacking = next((answer for answer in needed if answer.value is None), None)
        return Outcome.NONE if lacking is None else outcome_of(lacking)

    @cached_property
    def extension_lacking(self) -> Outcome:
        """Why there is no extension at this place and day; NONE when there is."""
        for answer in (self.extension, self.extension_within):
            if answer.value is None:
                return outcome_of(answer)
        return Outcome.NONE if is_asked(self.extension) else Outcome.NOT_IN_FORCE

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Every answer there is."""
        extension = (self.extension, self.extension_within)
        return (
            *self.conditions,
            *self.duration,
            self.combined,
            *extension,
            *self.amount.answers,
        )

    def resting_on(self, outcome: Outcome, extended: bool) -> tuple[Answer, ...]:
        """The answers a result with this outcome rests on: what its clause is made of."""
        match outcome:
            case Outcome.NOT_INVOLUNTARY:
                return (self.involuntary,)
            case Outcome.NOT_REGISTERED:
                return (self.registration,)
            case Outcome.TOO_FEW_CONTRIBUTIONS:
                return (self.minimum,)
            case Outcome.CLAIM_CITY_NEEDED:
                return self.amount.answers[:1]
            case Outcome.RETIREMENT_REACHED | Outcome.NOT_NEAR_RETIREMENT:
                return (self.extension, self.extension_within)
            case Outcome.BENEFIT_EXHAUSTED:
                return self.duration
        extension = (self.extension,) if extended else ()
        return (*self.duration, *self.amount.answers, *extension)

    def lacking(self, outcome: Outcome, extension: bool) -> Answer | None:
        """The first answer without a value that this outcome speaks of; ``extension`` was asked
        for."""
        if extension and outcome is Outcome.NOT_IN_FORCE and self.extension_lacking is outcome:
            return self.extension
        asked = (self.extension, self.extension_within) if extension else ()
        needed = (*self.conditions, self.ceiling, self.combined, *asked, self.award)
        amount = () if self.amount.missing is None else (self.amount.missing,)
        return next(
            (one for one in (*needed, *amount) if one.value is None and outcome_of(one) is outcome),
            None,
        )

    def all_resting_on(self, outcome: Outcome, extended: bool) -> tuple[Answer, ...]:
        """As ``resting_on``, with the conditions of entitlement that were met."""
        conditions = () if outcome.is_refusal else self.conditions
        return (*conditions, *self.resting_on(outcome, extended))


def find_provision(lookup: Lookup, region: Region, on: date, known_on: date | None) -> Provision:
    """Ask the book everything once."""

    def at(key: str) -> Answer:
        return lookup.at(key, region, on, known_on)

    return Provision(
        region,
        on,
        minimum=at(MINIMUM),
        involuntary=at(INVOLUNTARY),
        registration=at(REGISTRATION),
        award=at(AWARD),
        ceiling=at(CEILING),
        combined=at(COMBINED),
        extension=at(EXTENSION),
        extension_within=at(EXTENSION_WITHIN),
        amount=find_amount_rule(lookup, region, on, known_on),
    )


def is_asked(condition: Answer) -> bool:
    """Whether the law asks for something (or grants it)."""
    return isinstance(condition.value, Condition) and condition.value.holds


def outcome_of(answer: Answer) -> Outcome:
    """The outcome of a missing answer; disputes are told apart by what they are about."""
    if answer.reason is Reason.DISPUTED:
        about_money = answer.key in (AMOUNT, SHARE, MINIMUM_WAGE)
        return Outcome.AMOUNT_DISPUTED if about_money else Outcome.MONTHS_DISPUTED
    return Outcome(shortfall(answer))
