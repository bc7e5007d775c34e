"""What a measure is, the scores it gives to occupations, and what was lost on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


class Scale(StrEnum):
    """What the numbers of a measure mean."""

    TASK_SHARE = "task_share"  # share of an occupation's tasks, 0 to 1
    TASK_SCORE = "task_score"  # mean over tasks of a score from 0 to 1
    STANDARDISED = "standardised"  # mean 0, deviation 1 over occupations: an order, no unit
    OBSERVED_USE = "observed_use"  # tasks seen in use, weighted, 0 to 1: use, not possibility


class Grain(StrEnum):
    """How fine the scores are that an occupation rests on."""

    OCCUPATION = "occupation"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Measure:
    """A published measure. ``classification``: of the codes it is published for.

    ``counted``: whether it is one of those whose median and spread are shown. A measure that is
    another cut of one that is counted, or that measures something else, is shown by name only.
    """

    name: str
    scale: Scale
    classification: str
    publisher: str
    citation: str
    licence: str
    vintage: str
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Joining:
    """What became of the codes of a file: ``rows`` read, ``codes`` with a score after finer ones
    were averaged, ``lost`` those that lead to no single code of the classification wanted."""

    rows: int
    codes: int
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of occupations by one measure.

    ``codes`` with their classification, ``values`` (N,) on the scale of the measure; ``deviation``
    (N,) between the tasks of an occupation and ``categories`` the publisher's classes, both empty
    where it gives none; ``source``: the file, or the embedded table.
    """

    measure: Measure
    codes: tuple[str, ...]
    values: Vector
    source: str
    joining: Joining
    deviation: Vector = field(default_factory=lambda: np.empty(0))
    categories: tuple[str, ...] = ()

    def by_code(self) -> Mapping[str, float]:
        return dict(zip(self.codes, self.values.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Modes:
    """How AI is used in the tasks of an occupation: ``automation`` (N,), the share of classified
    use in which the task is handed over; the rest is augmentation."""

    codes: tuple[str, ...]
    automation: Vector
    source: str
    joining: Joining
