"""Levers that contradict each other, or ask for what lies outside the run."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from trimtab.kernel import InputRejectedError, Problem
from trimtab.simulation.levers.acts import Column
from trimtab.simulation.levers.policy import Policy
from trimtab.simulation.levers.selection import occupation_matches

_ONE_AT_A_TIME = ("benefit", "retention_subsidy")
"""Forms of which two must not act on the same persons at the same time: two levels of one benefit,
two subsidies for the same job."""

_EVER = float("inf")


def policy_conflicts(policies: Sequence[Policy]) -> list[Problem]:
    """Contradictions within one mix, without looking at an economy: SIMULATION-064.

    ``column`` is the lever, ``row`` its line.
    """
    found = []
    for first, second in combinations(policies, 2):
        if (
            first.form == second.form
            and first.form in _ONE_AT_A_TIME
            and _together(first, second)
            and _same_place(first, second)
        ):
            found.append(
                Problem(
                    "SIMULATION-064", row=second.line, column=second.label or second.form,
                    params={
                        "lever": second.form, "line": second.line or "-",
                        "other": first.line or "-",
                    },
                )
            )  # fmt: skip
    return found


def check_columns(columns: Sequence[Column], steps: int, step_years: float) -> None:
    """Refuse contradictions in any column and windows outside the horizon.

    Raises InputRejectedError SIMULATION-063 (window), SIMULATION-064 (contradiction).
    """
    seen: set[tuple[int, ...]] = set()
    for column in columns:
        key = tuple(map(id, column.policies))
        if key in seen:
            continue
        seen.add(key)
        for problem in policy_conflicts(column.policies):
            raise InputRejectedError(problem.code, problems=(), **problem.params)
        for policy in column.policies:
            _check_horizon(policy, steps, step_years)


def _check_horizon(policy: Policy, steps: int, step_years: float) -> None:
    start = policy.number("from_year")
    if round(start / step_years) >= steps:
        raise InputRejectedError(
            "SIMULATION-063", lever=policy.form, start=f"{start:g}",
            years=f"{steps * step_years:.2f}", line=policy.line or "-",
        )  # fmt: skip


def _window(policy: Policy) -> tuple[float, float]:
    stop = policy.values.get("until_year")
    return policy.number("from_year"), _EVER if stop is None else policy.number("until_year")


def _together(first: Policy, second: Policy) -> bool:
    (a, b), (c, d) = _window(first), _window(second)
    return a < d and c < b


def _same_place(first: Policy, second: Policy) -> bool:
    """False only where both name regions, occupations, tiers or kinds of persons that have nothing
    in common."""
    for name in ("regions", "occupations", "tiers"):
        one, other = set(first.codes(name)), set(second.codes(name))
        if one and other and not any(_overlap(a, b) for a in one for b in other):
            return False
    wanted, others = first.traits(), second.traits()
    return all(set(wanted[axis]) & set(others[axis]) for axis in wanted.keys() & others.keys())


def _overlap(one: str, other: str) -> bool:
    return occupation_matches(one, other) or occupation_matches(other, one)
