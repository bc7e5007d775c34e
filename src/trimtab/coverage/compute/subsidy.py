"""The flexible-employment subsidy: a share of the contributions, for so many months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.rules.money import round_to_fen

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class SubsidyRule:
    """Figures of the rule for each person (n,), or one (scalar arrays) for all.

    ``base`` is the base the share is taken of, NaN where it is the person's own.
    """

    share: Numbers
    share_max: Numbers
    contribution_share: Numbers
    base: Numbers


def size_subsidy(contribution_base: Numbers, rule: SubsidyRule) -> Numbers:
    """CNY a month.

    Model       min(share * base, share_max * own base) * (pension + medical share), to 0.01 CNY
    Inputs      contribution_base (n,) CNY a month, what the person pays on
    Returns     (n,) CNY a month, NaN where a figure is not known
    Simplifies  contributions are taken as paid in full for the month
    References  employment subsidy fund rules (2023-12-20): at most two thirds of what was paid

    Examples
    --------
    >>> one = lambda x: np.array([x])
    >>> rule = SubsidyRule(one(0.5), one(2 / 3), one(0.2 + 0.1), one(7546.0))
    >>> size_subsidy(one(7546.0), rule).tolist(), size_subsidy(one(20000.0), rule).tolist()
    ([1131.9], [1131.9])
    """
    base = np.where(np.isnan(rule.base), contribution_base, rule.base)
    paid = np.minimum(rule.share * base, rule.share_max * contribution_base)
    return round_to_fen(paid * rule.contribution_share)


def longest_subsidy(
    months_max: Numbers, until_retirement_within: Numbers, months_to_retirement: Numbers
) -> Numbers:
    """Months of subsidy for people hard to employ: up to retirement where it is near.

    Examples
    --------
    >>> longest_subsidy(np.array([36.0]), np.array([60.0]), np.array([np.nan, 50.0, 60.0])).tolist()
    [36.0, 50.0, 36.0]
    """
    near = months_to_retirement < until_retirement_within
    return np.where(near, months_to_retirement, months_max)
