"""Files of monthly transitions between occupation groups, unemployment and non-participation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trimtab.app.column_files import Columns, Faults, Indices, fetch, opened
from trimtab.kernel import InputRejectedError
from trimtab.simulation.types import Tensor, Vector

if TYPE_CHECKING:
    from trimtab.simulation.economies.group_moves import Transitions

_COLUMNS = ("month", "origin_state", "destination_state", "weighted_transition_count")
_MAJOR = (11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53)
STATES = (*(f"occ22_{at:02d}" for at in range(1, 23)), "unemployed", "nilf")
"""The states of such a file: the 22 major groups of the CPS recode in order of their codes."""

_FEWEST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Months:
    """``counts`` (M, 24, 24) persons by month, origin and destination, in order of ``STATES``."""

    file: str
    months: tuple[str, ...]
    counts: Tensor

    @property
    def span(self) -> tuple[str, str]:
        """First and last month."""
        return self.months[0], self.months[-1]

    def split(self, until: str | None) -> tuple[Months, Months]:
        """Months up to one (the first half by default) and those after; 12 at least in each.

        Raises InputRejectedError SIMULATION-026.
        """
        last = until or self.months[(len(self.months) - 1) // 2]
        early = [at for at, month in enumerate(self.months) if month <= last]
        late = [at for at, month in enumerate(self.months) if month > last]
        if min(len(early), len(late)) < _FEWEST_MONTHS:
            raise InputRejectedError(
                "SIMULATION-026",
                file=self.file,
                month=last,
                early=len(early),
                late=len(late),
                fewest=_FEWEST_MONTHS,
            )
        return self._only(early), self._only(late)

    def _only(self, places: list[int]) -> Months:
        return Months(self.file, tuple(self.months[at] for at in places), self.counts[places])

    def transitions(self) -> Transitions:
        """Transitions pooled over the months; stocks are means."""
        from trimtab.simulation.economies.group_moves import (
            NOT_IN_LABOUR_FORCE,
            UNEMPLOYED,
            Transitions,
        )

        flows = self.counts.mean(axis=0)
        stock = flows.sum(axis=1)
        states = (*(f"SOC@2018:{code}-0000" for code in _MAJOR), UNEMPLOYED, NOT_IN_LABOUR_FORCE)
        return Transitions(states, flows / stock[:, None], stock)


def read_months(path: Path) -> Months:
    """Read monthly transition counts: CSV, Excel or Parquet.

    Raises InputRejectedError INGEST-021 (a column is missing), INGEST-049 with SIMULATION-027 for
    rows that hold no state of ``STATES`` or no count of at least 0, SIMULATION-028 when a state has
    nobody in it.
    """
    with opened(path) as source:
        places = [source.position(name) for name in _COLUMNS]
        columns = fetch(source, places)
        faults = Faults(source.file)
        month = columns.words(places[0])
        at = [_states(columns, place, faults) for place in places[1:3]]
        values = _counts(columns, places[3], faults)
        faults.refuse()
        size = len(STATES)
        summed = np.zeros((len(month.texts), size, size))
        np.add.at(summed, (month.indices, *at), values)
    empty = [state for state, held in zip(STATES, summed.sum(axis=(0, 2)), strict=True) if not held]
    if empty:
        raise InputRejectedError("SIMULATION-028", file=path.name, states=", ".join(empty))
    return Months(path.name, month.texts, summed)


def _states(columns: Columns, place: int, faults: Faults) -> Indices:
    """The state of each row (rows,), -1 where it is none, which is noted."""
    words = columns.words(place)
    known = np.array([STATES.index(text) if text in STATES else -1 for text in words.texts])
    at = known[words.indices]
    columns.note(faults, "SIMULATION-027", at < 0, place, lambda row: {"value": words.at(row)})
    return at


def _counts(columns: Columns, place: int, faults: Faults) -> Vector:
    """The count of each row (rows,); what is no number of at least 0 is noted."""
    words = columns.words(place)
    values = np.array([_number(text) for text in words.texts])[words.indices]
    wrong = ~(values >= 0) | ~np.isfinite(values)
    columns.note(faults, "SIMULATION-027", wrong, place, lambda row: {"value": words.at(row)})
    return values


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
