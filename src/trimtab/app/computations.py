"""Every rule that computes, collected from the rooms, by name."""

from __future__ import annotations

from functools import cache

from trimtab import coverage, unemployment
from trimtab.rules.computation import Computation
from trimtab.rules.minimum_wage import COMPUTATION as MINIMUM_WAGE
from trimtab.rules.parameter_lookup import PARAMETER


@cache
def computations() -> tuple[Computation, ...]:
    """Those of the rule book itself, then each room's."""
    return (PARAMETER, MINIMUM_WAGE, *unemployment.COMPUTATIONS, *coverage.COMPUTATIONS)
