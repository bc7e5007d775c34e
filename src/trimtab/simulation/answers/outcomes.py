"""The outcomes a run can answer for, and those it refuses by name.

Titles and explanations are catalogue keys ``answers.outcome.<name>.title`` and ``.help``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trimtab.kernel import UnknownCodeError


class OutcomeUnit(StrEnum):
    """What a figure counts; money is in the currency of the economy."""

    SHARE = "share"
    PERSONS = "persons"
    JOB_YEARS = "job_years"
    PERSON_YEARS = "person_years"
    MONEY = "money"


class Span(StrEnum):
    """When an outcome is taken: mean of the window, sum over the horizon, at the end, lowest."""

    WINDOW = "window"
    HORIZON = "horizon"
    END = "end"
    LOWEST = "lowest"


class Direction(StrEnum):
    """Whether more is better. Vacancies, hires, separations have no better side of their own."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a run."""

    name: str
    unit: OutcomeUnit
    span: Span
    better: Direction

    @property
    def sign(self) -> int:
        """+1 where more is better, -1 where less is, 0 where neither."""
        return {Direction.HIGHER: 1, Direction.LOWER: -1, Direction.NEITHER: 0}[self.better]


def _registered(*outcomes: Outcome) -> Mapping[str, Outcome]:
    return {one.name: one for one in outcomes}


OUTCOMES = _registered(
    Outcome("unemployment", OutcomeUnit.SHARE, Span.WINDOW, Direction.LOWER),
    Outcome("long_term_unemployment", OutcomeUnit.SHARE, Span.WINDOW, Direction.LOWER),
    Outcome("vacancy_rate", OutcomeUnit.SHARE, Span.WINDOW, Direction.NEITHER),
    Outcome("employment_years", OutcomeUnit.JOB_YEARS, Span.HORIZON, Direction.HIGHER),
    Outcome("unemployment_years", OutcomeUnit.PERSON_YEARS, Span.HORIZON, Direction.LOWER),
    Outcome("hires", OutcomeUnit.PERSONS, Span.HORIZON, Direction.NEITHER),
    Outcome("separations", OutcomeUnit.PERSONS, Span.HORIZON, Direction.NEITHER),
    Outcome("in_training", OutcomeUnit.PERSONS, Span.WINDOW, Direction.NEITHER),
    Outcome("coverage", OutcomeUnit.SHARE, Span.WINDOW, Direction.HIGHER),
    Outcome("cost", OutcomeUnit.MONEY, Span.HORIZON, Direction.LOWER),
    Outcome("windfall", OutcomeUnit.MONEY, Span.HORIZON, Direction.LOWER),
    Outcome("fund_reserve_end", OutcomeUnit.MONEY, Span.END, Direction.HIGHER),
    Outcome("fund_reserve_lowest", OutcomeUnit.MONEY, Span.LOWEST, Direction.HIGHER),
)
"""Rates are pooled over the last year of the horizon; flows, job-years and money are sums."""

COST_PER_JOB_YEAR = "cost_per_job_year"
"""A ratio of two differences, answered by ``ratio.cost_per_job_year``, not measured in a run."""

# Names people ask for -> the code whose sentence says why not, and what to ask instead.
REFUSED: Mapping[str, str] = {
    **dict.fromkeys(("wages", "wage", "earnings", "income", "pay"), "SIMULATION-131"),
    **dict.fromkeys(("participation", "labour_supply", "inactivity"), "SIMULATION-132"),
    **dict.fromkeys(("job_to_job_moves", "quits", "on_the_job_search"), "SIMULATION-133"),
    **dict.fromkeys(("hours", "underemployment", "working_time"), "SIMULATION-134"),
    **dict.fromkeys(("prices", "inflation"), "SIMULATION-135"),
    **dict.fromkeys(("gdp", "output", "productivity", "profits", "tax_revenue"), "SIMULATION-136"),
    **dict.fromkeys(("inequality", "poverty", "job_quality", "wellbeing"), "SIMULATION-137"),
}

REFUSED_HEADS = (
    "wages",
    "participation",
    "job_to_job_moves",
    "hours",
    "prices",
    "gdp",
    "inequality",
)
"""One name of each refusal, for listing what the model does not carry."""


def outcome(name: str) -> Outcome:
    """The outcome of that name.

    Raises UnknownCodeError with the code of the refusal (SIMULATION-131 to 137) for what the model
    does not carry, SIMULATION-130 for a name nobody knows.
    """
    if name in REFUSED:
        raise UnknownCodeError(REFUSED[name], outcome=name)
    if name not in OUTCOMES:
        raise UnknownCodeError("SIMULATION-130", outcome=name, known=", ".join(OUTCOMES))
    return OUTCOMES[name]
