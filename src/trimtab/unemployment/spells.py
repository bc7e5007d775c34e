"""Spells of benefit of the same person that cannot both be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_OPEN = np.iinfo(np.int32).max  # days: later than any end


@dataclass(frozen=True, slots=True, eq=False)
class Overlaps:
    """Rows (n,) whose spell began before an earlier one of the same person had ended.

    ``other`` is the row of that earlier spell, ``both_open`` says that neither has an end.
    """

    overlapping: npt.NDArray[np.bool_]
    both_open: npt.NDArray[np.bool_]
    other: npt.NDArray[np.int64]


def find_overlaps(
    person: npt.NDArray[Any],
    place: npt.NDArray[Any],
    start: npt.NDArray[np.datetime64],
    end: npt.NDArray[np.datetime64],
    month: npt.NDArray[Any],
) -> Overlaps:
    """Compare each person's spells, ``end`` excluded and NaT while a spell is open.

    Rows of one person with the same place, start and end, and another ``month`` each, are months of
    one spell.

    Examples
    --------
    >>> day = np.array(["2026-01-01", "2026-03-01"], "datetime64[D]")
    >>> never = np.array(["NaT", "NaT"], "datetime64[D]")
    >>> found = find_overlaps(np.array([7, 7]), np.array([1, 1]), day, never, np.array([1, 1]))
    >>> found.both_open.tolist(), found.other.tolist()
    ([False, True], [0, 0])
    """
    first = start.astype("datetime64[D]").astype(np.int64)
    last = np.where(np.isnat(end), _OPEN, end.astype("datetime64[D]").astype(np.int64))
    order = np.lexsort((month, place, last, first, person))
    who, where, begun, ended = person[order], place[order], first[order], last[order]
    same_person = np.r_[False, who[1:] == who[:-1]]
    same_spell = (
        same_person & np.r_[False, _unchanged(where) & _unchanged(begun) & _unchanged(ended)]
    )
    same_spell &= np.r_[False, ~_unchanged(month[order])]
    group = np.cumsum(~same_person)
    reach = group * (2 * _OPEN) + ended
    latest = np.maximum.accumulate(reach)
    holder = np.maximum.accumulate(np.where(reach == latest, np.arange(len(order)), 0))
    before = np.r_[0, holder[:-1]]
    overlapping = same_person & ~same_spell & (begun < ended[before])
    both_open = overlapping & (ended == _OPEN) & (ended[before] == _OPEN)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return Overlaps(overlapping[back], both_open[back], order[before][back])


def _unchanged(column: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    same: npt.NDArray[np.bool_] = column[1:] == column[:-1]
    return same
