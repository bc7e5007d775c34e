"""A number with the interval and the honesty label it must be shown with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trimtab.kernel.errors import InputRejectedError


class Basis(StrEnum):
    """Where a figure comes from; shown wherever the figure is shown."""

    OBSERVED = "observed"
    MODELLED = "modelled"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with an interval of stated coverage (share, 0 to 1) and a unit.

    Raises InputRejectedError ESTIMATE-001 unless low <= value <= high (NaN value means "cannot
    tell" and is allowed only with NaN bounds).

    Examples
    --------
    >>> Estimate(5.4, 5.1, 5.7, unit="percent").value
    5.4
    """

    value: float
    low: float
    high: float
    unit: str
    coverage: float = 0.90
    basis: Basis = Basis.OBSERVED

    def __post_init__(self) -> None:
        undecided = self.value != self.value and self.low != self.low and self.high != self.high
        if not undecided and not self.low <= self.value <= self.high:
            raise InputRejectedError(
                "ESTIMATE-001", value=self.value, low=self.low, high=self.high, unit=self.unit
            )
