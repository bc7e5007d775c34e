"""The monthly amount by month of the spell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.rules.money import round_to_fen
from trimtab.rules.types import Bands, Computable

Money = npt.NDArray[np.float64]

EXTENDED = "extended"
"""The special figure of a schedule for the months up to retirement."""


@dataclass(frozen=True, slots=True, eq=False)
class AmountTable:
    """CNY a month for spell months 0, 1, 2, ... and, last, for the extension to retirement.

    NaN where no rule gives an amount.
    """

    by_month: Money

    @property
    def extension(self) -> int:
        """Where the amount of the extension stands."""
        return len(self.by_month) - 1


def tabulate_amount(readings: Sequence[tuple[Computable, float]], longest: int) -> AmountTable:
    """The least that any reading gives, for spell months 0 to ``longest`` and the extension.

    Model       amount(m) = reading(m) * base, rounded half up to 0.01 CNY
    Inputs      readings: a schedule in CNY with base 1, or a share with the minimum wage as its
                base; several where sources contradict each other
    Simplifies  one day decides the rules of all months: a rate that rises during the spell is
                seen by asking again on the later day

    Examples
    --------
    >>> from trimtab.rules.types import Band, Number
    >>> schedule = Bands("spell_month", (Band(1, 2340), Band(13, 1872)), {"extended": 1690})
    >>> table = tabulate_amount([(schedule, 1.0)], 24)
    >>> table.by_month[[1, 12, 13, 24, table.extension]].tolist()
    [2340.0, 2340.0, 1872.0, 1872.0, 1690.0]
    >>> tabulate_amount([(Number(0.9), 2680.0)], 12).by_month[[0, 1]].tolist()
    [nan, 2412.0]
    """
    if not readings:
        return AmountTable(np.full(longest + 2, np.nan))
    rows = [_row(reading, longest) * base for reading, base in readings]
    return AmountTable(round_to_fen(np.min(rows, axis=0)))


def _row(reading: Computable, longest: int) -> Money:
    months = np.arange(longest + 2)
    row = reading.evaluate(months)
    row[0] = np.nan  # there is no month before the first
    if isinstance(reading, Bands):
        row[-1] = reading.special.get(EXTENDED, np.nan)
    return row
