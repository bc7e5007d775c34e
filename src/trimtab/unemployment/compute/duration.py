"""How many months of benefit a number of contribution months earns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.rules.types import Computable

Months = npt.NDArray[np.int16]

NOT_KNOWN = -1
"""A number of months that nobody can say."""


@dataclass(frozen=True, slots=True, eq=False)
class DurationTable:
    """Months of benefit for 0, 1, 2, ... months of contributions.

    ``least`` is what every reading of the rule awards, ``most`` the longest any of them does; they
    are equal where the rule is clear. NOT_KNOWN where no rule says it.
    """

    least: Months
    most: Months


def tabulate_duration(
    readings: Sequence[Computable], ceiling: Computable, longest: int
) -> DurationTable:
    """The award of each reading under the national ceiling, for 0 to ``longest`` months.

    Model       months(x) = floor(min(reading(x), ceiling(x)))
    Inputs      readings: one rule, several where sources contradict each other, none where nothing
                is known (then ``least`` is NOT_KNOWN and ``most`` the ceiling)
    References  Social Insurance Law Art. 46: 12, 18 and 24 months are ceilings, provinces set the
                formula

    Examples
    --------
    >>> from trimtab.rules.types import Accrual, AccrualBand, Band, Bands
    >>> shanghai = Accrual("contribution_months", (AccrualBand(0, 12, 2),), 12, 24)
    >>> national = Bands("contribution_months", (Band(12, 12), Band(60, 18), Band(120, 24)))
    >>> tabulate_duration([shanghai], national, 144).least[[12, 35, 120, 144]].tolist()
    [2, 4, 20, 24]
    """
    argument = np.arange(longest + 1)
    limit = ceiling.evaluate(argument)
    awards = [np.minimum(reading.evaluate(argument), limit) for reading in readings]
    if not awards:
        nothing = np.full(longest + 1, NOT_KNOWN, np.int16)
        return DurationTable(nothing, _whole(limit))
    return DurationTable(_whole(np.min(awards, axis=0)), _whole(np.max(awards, axis=0)))


def ceiling_bites(
    readings: Sequence[Computable], ceiling: Computable, longest: int
) -> npt.NDArray[np.bool_]:
    """For 0 to ``longest`` months: whether the ceiling, and not the award alone, sets the months.

    Without a reading of the award there is only the ceiling.

    Examples
    --------
    >>> from trimtab.rules.types import Band, Bands, Number
    >>> national = Bands("contribution_months", (Band(12, 12), Band(60, 18), Band(120, 24)))
    >>> ceiling_bites([Number(18)], national, 60)[[12, 60]].tolist()
    [True, False]
    """
    argument = np.arange(longest + 1)
    if not readings:
        return np.ones(len(argument), np.bool_)
    awarded = np.max([reading.evaluate(argument) for reading in readings], axis=0)
    bitten: npt.NDArray[np.bool_] = awarded > ceiling.evaluate(argument)
    return bitten


def _whole(months: npt.NDArray[np.float64]) -> Months:
    return np.where(np.isnan(months), NOT_KNOWN, np.floor(months)).astype(np.int16)
