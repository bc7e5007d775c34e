"""The legal retirement age under the delayed retirement of 2025, by month of birth.

Months are counted since year 0 (``year * 12 + month - 1``), as in ``kernel.Period``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Months = npt.NDArray[np.int64]

REACHED = -1
"""Months left for whoever has reached the legal retirement date."""

UNKNOWN = int(np.iinfo(np.int16).max)
"""Months left where birth date or group is not known."""


@dataclass(frozen=True, slots=True)
class RetirementRule:
    """Ages in months of life; ``begins`` is the first month with a delay.

    Every ``step`` months by which the original age is reached after ``begins`` delay retirement by
    one more month, up to ``cap_age``.
    """

    original_age: int
    step: int
    cap_age: int
    begins: int


def retirement_age(birth_month: Months, rule: RetirementRule) -> Months:
    """Legal retirement age in months of life.

    Model       age = original + min(cap - original, floor((m - begins) / step) + 1) from the month
                m in which the original age is reached; original before ``begins``
    Inputs      birth_month (n,) months since year 0
    Returns     (n,) months
    Simplifies  early retirement by choice, and posts with ages of their own
    References  NPC Standing Committee decision on delayed retirement (2024-09-13), Articles 1-2 and
                its tables

    Examples
    --------
    >>> men = RetirementRule(original_age=720, step=4, cap_age=756, begins=2025 * 12)
    >>> born = np.array([1964 * 12 + 11, 1965 * 12, 1976 * 12 + 8])
    >>> retirement_age(born, men).tolist()
    [720, 721, 756]
    """
    after = birth_month + rule.original_age - rule.begins
    delay = np.where(after < 0, 0, after // rule.step + 1)
    return rule.original_age + np.minimum(delay, rule.cap_age - rule.original_age)


def months_left(
    birth: npt.NDArray[np.datetime64], on: npt.NDArray[np.datetime64], rule: RetirementRule
) -> Months:
    """Full months from a day to the legal retirement date; REACHED from that date on.

    Inputs      birth, on (n,) days
    Simplifies  the date is the day of birth in the month of retirement, also where that month is
                shorter

    Examples
    --------
    >>> men = RetirementRule(720, 4, 756, 2025 * 12)
    >>> birth = np.array(["1966-03-15"] * 3, "datetime64[D]")
    >>> on = np.array(["2025-06-15", "2025-06-16", "2026-07-01"], "datetime64[D]")
    >>> months_left(birth, on, men).tolist()
    [13, 12, 0]
    """
    birth_month, birth_day = _month_and_day(birth)
    month, day = _month_and_day(on)
    between = birth_month + retirement_age(birth_month, rule) - month
    reached = (between < 0) | ((between == 0) & (birth_day <= day))
    return np.where(reached, REACHED, between - (birth_day < day))


def _month_and_day(days: npt.NDArray[np.datetime64]) -> tuple[Months, Months]:
    months = days.astype("datetime64[M]")
    since = months.astype(np.int64) + 1970 * 12
    return since, (days.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
