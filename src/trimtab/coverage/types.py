"""Contribution bases and the flexible-employment subsidy, as columns over persons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from trimtab.rules.columns import Labels, Situations
from trimtab.rules.types import Verification
from trimtab.rules.unknowns import OpenQuestion

Money = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]


class Group(StrEnum):
    """Who may be subsidised."""

    HARD_TO_EMPLOY = "hard_to_employ"
    GRADUATE = "graduate"


class Outcome(StrEnum):
    """Why nothing is paid, the first that applies; ``NONE`` when the subsidy is due.

    The words from ``NO_RULE`` on say why a rule gives no value: a discretionary subsidy waits.
    """

    NONE = ""
    BASE_BELOW_FLOOR = "base_below_floor"
    BASE_ABOVE_CAP = "base_above_cap"
    GRADUATED_TOO_LONG_AGO = "graduated_too_long_ago"
    MONTHS_USED_UP = "months_used_up"
    DISPUTED = "disputed"
    NO_RULE = "no_rule"
    NOT_RECORDED = "not_recorded"
    NOT_IN_FORCE = "not_in_force"
    UNKNOWN_AFTER = "unknown_after"
    KNOWN_ONLY_ON = "known_only_on"

    @property
    def is_refusal(self) -> bool:
        """Whether the application itself is refused, by rules that are known."""
        return self in _REFUSALS


_REFUSALS = frozenset(
    {
        Outcome.BASE_BELOW_FLOOR,
        Outcome.BASE_ABOVE_CAP,
        Outcome.GRADUATED_TOO_LONG_AGO,
        Outcome.MONTHS_USED_UP,
    }
)

OUTCOMES = tuple(Outcome)
"""Outcomes by the code that columns hold."""

VERIFICATIONS = tuple(Verification)
"""Verifications by the code that columns hold, the best known first."""


@dataclass(frozen=True, slots=True, eq=False)
class Applications:
    """Persons (n,) in flexible employment who pay on a base of their own, CNY a month.

    ``months_received`` of the subsidy so far; ``months_to_retirement`` and
    ``months_since_graduation`` are NaN where not known.
    """

    situations: Situations
    group: Labels
    contribution_base: Money
    months_received: Money
    months_to_retirement: Money
    months_since_graduation: Money

    def __len__(self) -> int:
        return len(self.contribution_base)


@dataclass(frozen=True, slots=True, eq=False)
class Subsidies:
    """What each application (n,) gets.

    subsidy_cny_month   NaN where nothing is paid
    max_months          longest subsidy, NaN where nothing is paid or known
    outcome             position in OUTCOMES
    verification        position in VERIFICATIONS: the weakest rule the result rests on
    questions           rules somebody has to find out
    """

    subsidy_cny_month: Money
    max_months: Money
    outcome: Codes
    verification: Codes
    questions: tuple[OpenQuestion, ...] = ()
