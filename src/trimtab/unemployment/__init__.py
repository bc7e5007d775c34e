"""Unemployment insurance: entitlement, duration, amount, extension, legal retirement date.

``decide`` works on columns of claims and asks the rule book once for each place and day; one claim
is a column of length one. The same computations by named columns are ``COMPUTATIONS``.
"""

from trimtab.unemployment.computations import (
    COMPUTATIONS,
    ENTITLEMENT,
    INPUTS,
    RETIREMENT_DATE,
    columns_of,
    decide_columns,
)
from trimtab.unemployment.service import Decided, decide
from trimtab.unemployment.types import (
    OUTCOMES,
    VERIFICATIONS,
    AwardReading,
    Claims,
    Entitlements,
    Outcome,
    RetirementGroup,
)

__all__ = [
    "COMPUTATIONS",
    "ENTITLEMENT",
    "INPUTS",
    "OUTCOMES",
    "RETIREMENT_DATE",
    "VERIFICATIONS",
    "AwardReading",
    "Claims",
    "Decided",
    "Entitlements",
    "Outcome",
    "RetirementGroup",
    "columns_of",
    "decide",
    "decide_columns",
]
