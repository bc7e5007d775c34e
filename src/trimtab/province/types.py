"""The axes of the province's counts, and the counts themselves.

Axes, in this order everywhere: prefecture P, job J (a pair of industry and occupation, sorted by
industry), skill tier T, form of employment F, age band A, sex S, insured against unemployment U.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = npt.NDArray[np.float64]
Array: TypeAlias = npt.NDArray[np.float64]
Counts: TypeAlias = npt.NDArray[np.int64]
Index: TypeAlias = npt.NDArray[np.intp]

TIERS = ("low", "middle", "high")
FORMS = ("standard", "flexible", "platform")
AGES = ("16-24", "25-39", "40-49", "50+")
SEXES = ("female", "male")
INSURED = ("no", "yes")

EDUCATION = ("junior_secondary", "senior_secondary", "college")
"""Highest education that stands for each tier, in the order of TIERS."""

AXES = ("prefecture", "job", "tier", "form", "age_band", "sex", "insured")


@dataclass(frozen=True, slots=True)
class Population:
    """Persons of the province in the last month of its panel, (P, J, T, F, A, S, U) each.

    ``employed`` by the job they have, ``unemployed`` by the job they had. Whole persons.
    """

    employed: Counts
    unemployed: Counts

    @property
    def labour_force(self) -> int:
        """Employed and unemployed persons."""
        return int(self.employed.sum() + self.unemployed.sum())


Numbers = TypeVar("Numbers", Array, Counts)


def sum_by_industry(values: Numbers, starts: Index) -> Numbers:
    """(P, J, ...) to (P, I): jobs added up to industries, every later axis added up."""
    flat = values.reshape(*values.shape[:2], -1).sum(axis=2)
    added: Numbers = np.add.reduceat(flat, starts, axis=1)
    return added
