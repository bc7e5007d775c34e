"""By what a run can be divided: regions, tiers, occupation groups, and traits of persons."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from trimtab.kernel import UnknownCodeError
from trimtab.simulation.types import Cells, Economy, Index, Kinds, Recording, Tensor

GROUPINGS = ("region", "tier", "occupation_group")
MOVES = "moves"
MOST_MOVES = 400
"""Groups of region x occupation group above which only occupation groups are crossed: the matrix
of moves is the square of them."""


_GROUPED = (
    (re.compile(r"(.*:)?(\d\d)-\d{4}"), "{0}{1}-0000"),  # SOC: major group
    (re.compile(r"(.*:)?(\d)(?:-\d\d){3}"), "{0}{1}-00-00-00"),  # CSCO: first level
    (re.compile(r"(.*:)?(\d\d)\d+"), "{0}{1}"),  # ISCO: sub-major group
)


def occupation_group(occupation: str) -> str:
    """The group an occupation is shown under; a name of the user's own stays what it is.

    Examples
    --------
    >>> occupation_group("SOC@2018:11-1011"), occupation_group("CSCO@2022:4-04-05-05")
    ('SOC@2018:11-0000', 'CSCO@2022:4-00-00-00')
    >>> occupation_group("ISCO@08:2411"), occupation_group("weavers")
    ('ISCO@08:24', 'weavers')
    """
    for pattern, group in _GROUPED:
        if found := pattern.fullmatch(occupation):
            return group.format(found[1] or "", found[2])
    return occupation


def _grouped(cells: Cells) -> tuple[tuple[str, ...], Index]:
    """Occupation groups and that of each cell."""
    of_occupation = [occupation_group(one) for one in cells.occupations]
    groups = tuple(dict.fromkeys(of_occupation))
    place = np.array([groups.index(one) for one in of_occupation], dtype=np.intp)
    return groups, place[cells.occupation_of]


def axis_labels(economy: Economy) -> dict[str, tuple[str, ...]]:
    """The groups of each axis this economy can be divided by; an axis of one group is no axis."""
    cells, kinds = economy.cells, economy.kinds
    labels = {"region": cells.regions, "occupation_group": _grouped(cells)[0]}
    if bool((cells.tier_of >= 0).any()):
        labels["tier"] = cells.tiers
    for axis in kinds.axes:
        labels[axis] = _values(kinds, axis)
    return {axis: names for axis, names in labels.items() if len(names) > 1}


def _values(kinds: Kinds, axis: str) -> tuple[str, ...]:
    at = kinds.axes.index(axis)
    return tuple(dict.fromkeys(one[at] for one in kinds.values))


def require_axis(axis: str, labels: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse to divide by what is not there. Raises UnknownCodeError SIMULATION-138."""
    if axis not in labels:
        raise UnknownCodeError("SIMULATION-138", axis=axis, known=", ".join(labels) or "-")


def recording(economy: Economy, moves: bool = False) -> Recording:
    """What a run must keep for ``measure_by`` and, with ``moves``, for ``measure_moves``."""
    cells = economy.cells
    groups, group_of = _grouped(cells)
    known = axis_labels(economy)
    all_of = {"region": cells.region_of, "tier": cells.tier_of, "occupation_group": group_of}
    groupings = {axis: place for axis, place in all_of.items() if axis in known}
    if moves and len(groups) * len(cells.regions) > 1:
        groupings[MOVES] = group_of
        if _crossed(cells, groups):
            groupings[MOVES] = cells.region_of * len(groups) + group_of
    return Recording(groupings=groupings, moves=MOVES if MOVES in groupings else "")


def _crossed(cells: Cells, groups: tuple[str, ...]) -> bool:
    return len(groups) * len(cells.regions) <= MOST_MOVES


def measure_moves(cells: Cells, moves: Tensor) -> dict[str, Tensor]:
    """Axis -> (N, N, B) hires from group to group, of the record kept by ``recording``.

    Regions are told apart only where region x occupation group has at most ``MOST_MOVES`` groups.
    """
    groups, _ = _grouped(cells)
    if not _crossed(cells, groups):
        return {"occupation_group": moves}
    regions, count = len(cells.regions), len(groups)
    full = np.zeros((regions * count, regions * count, moves.shape[-1]))
    full[: moves.shape[0], : moves.shape[1]] = moves
    table = full.reshape(regions, count, regions, count, -1)
    both = {"region": table.sum((1, 3)), "occupation_group": table.sum((0, 2))}
    return {axis: table for axis, table in both.items() if len(table) > 1}


def kind_axes(kinds: Kinds) -> dict[str, Tensor]:
    """Axis -> (N, K) 0 or 1: which kinds of persons belong to each of its values."""
    return {
        axis: np.array([kinds.having(axis, value) for value in _values(kinds, axis)], dtype=float)
        for axis in kinds.axes
        if len(_values(kinds, axis)) > 1
    }


def group_sums(stock: Tensor, masks: Tensor) -> Tensor:
    """Stocks by kind (T + 1, K, B) summed to groups (T + 1, N, B)."""
    return np.asarray(np.einsum("nk,tkb->tnb", masks, stock))
