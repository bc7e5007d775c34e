"""The closed lists of the evidence register: levers, designs, outcomes, units, directions.

Each value is what a register file writes; the words people read are ``evidence.<list>.<value>`` of
the catalogue.
"""

from __future__ import annotations

import math
from enum import StrEnum


class Lever(StrEnum):
    """What a bureau can do; the levers of the policy simulator. ``ALL_PROGRAMMES``: all kinds of
    active programme together, as meta-analyses report them.
    """

    ALL_PROGRAMMES = "all_programmes"
    TRAINING = "training"
    STUDY_SUPPORT = "study_support"
    JOB_SEARCH_ASSISTANCE = "job_search_assistance"
    REEMPLOYMENT_SERVICE = "reemployment_service"
    HIRING_SUBSIDY = "hiring_subsidy"
    PUBLIC_EMPLOYMENT = "public_employment"
    SHORT_TIME_WORK = "short_time_work"
    UNEMPLOYMENT_BENEFIT = "unemployment_benefit"


class Design(StrEnum):
    """How the effect was told apart from what would have happened anyway."""

    RANDOMISED_TRIAL = "rct"
    QUASI_EXPERIMENT = "quasi_experiment"
    META_ANALYSIS = "meta_analysis"
    MATCHING = "matching"
    MODEL = "model"
    DESCRIPTIVE = "descriptive"


class Outcome(StrEnum):
    """What was measured."""

    EMPLOYMENT = "employment"
    EARNINGS = "earnings"
    JOBS = "jobs"
    BENEFIT_WEEKS = "benefit_weeks"
    BENEFIT_PAYMENTS = "benefit_payments"
    PUBLIC_SAVING = "public_saving"
    SERVICE_RECEIVED = "service_received"
    RECIPIENTS = "recipients"
    EMPLOYMENT_OF_OTHERS = "employment_of_others"

    @property
    def less_is_better(self) -> bool:
        """Whether a fall is the improvement: weeks on benefit, benefit paid."""
        return self in (Outcome.BENEFIT_WEEKS, Outcome.BENEFIT_PAYMENTS)


class EffectUnit(StrEnum):
    """Unit of an effect. ``SHARE_POINTS``: difference of two shares; ``RELATIVE``: change as a
    share of the comparison group's level; money per person over the horizon, or per year of it.
    """

    SHARE_POINTS = "share_points"
    RELATIVE = "relative"
    ODDS_RATIO = "odds_ratio"
    WEEKS = "weeks"
    MONEY_PERSON = "money_person"
    MONEY_PERSON_YEAR = "money_person_year"

    @property
    def is_money(self) -> bool:
        return self in (EffectUnit.MONEY_PERSON, EffectUnit.MONEY_PERSON_YEAR)

    @property
    def no_effect(self) -> float:
        """The value that says "no effect": 1 for an odds ratio, else 0."""
        return 1.0 if self is EffectUnit.ODDS_RATIO else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest value that can be meant."""
        return {
            EffectUnit.SHARE_POINTS: (-1.0, 1.0),
            EffectUnit.RELATIVE: (-1.0, math.inf),
            EffectUnit.ODDS_RATIO: (math.ulp(0.0), math.inf),
        }.get(self, (-math.inf, math.inf))


class IntervalKind(StrEnum):
    """What ``low`` and ``high`` are. ``RANGE`` spans several published estimates and has no
    coverage; ``DERIVED`` was computed by us from published figures.
    """

    NONE = "none"
    CONFIDENCE = "confidence"
    DERIVED = "derived"
    RANGE = "range"


class Direction(StrEnum):
    """Sign of a finding that has no figure. The last three compare with other programmes, groups
    or times; ``DESCRIBED`` is a fact about a programme, not an effect.
    """

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEAR_ZERO = "near_zero"
    MIXED = "mixed"
    INCONCLUSIVE = "inconclusive"
    DESCRIBED = "described"
    LARGER = "larger"
    SMALLER = "smaller"
    OFTENER_POSITIVE = "oftener_positive"


class EvidenceVerification(StrEnum):
    """Whether we saw the source, read of it elsewhere, or only remember it."""

    SEEN = "seen"
    SECOND_HAND = "second_hand"
    RECALLED = "recalled"


class Market(StrEnum):
    """State of the labour market that was studied."""

    ORDINARY = "ordinary"
    TIGHT = "tight"
    SLACK = "slack"
    RECESSION = "recession"
    NOT_STATED = "not_stated"


class Span(StrEnum):
    """How a study words its horizon: in months, by the claim, in terms of its own, or not."""

    MONTHS = "months"
    CLAIM = "claim"
    SHORT = "short"
    MEDIUM = "medium"
    LONGER = "longer"
    NOT_STATED = "not_stated"


class CountedFrom(StrEnum):
    """The moment at which the months of a horizon begin."""

    ENTRY = "entry"
    PROGRAMME_END = "programme_end"
    NOT_STATED = "not_stated"


class SampleUnit(StrEnum):
    """What a sample counts; ``UNIVERSE``: everybody there was, without a number."""

    PERSONS = "persons"
    FIRMS = "firms"
    STUDIES = "studies"
    ESTIMATES = "estimates"
    UNIVERSE = "universe"


class CostBasis(StrEnum):
    """What a cost buys: one participant, or the whole programme for a year."""

    PERSON = "person"
    PROGRAMME_YEAR = "programme_year"


class Unusable(StrEnum):
    """Why an effect must not be a default."""

    RECALLED = "recalled"
    QUALITATIVE = "qualitative"
    DESCRIPTIVE = "descriptive"
    FOREIGN_MONEY = "foreign_money"
