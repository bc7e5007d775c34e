"""Which cells and kinds of persons a policy reaches, and in which steps."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers.policy import Policy
from trimtab.simulation.types import Cells, Kinds, Vector

Mask = npt.NDArray[np.bool_]


def occupation_matches(code: str, wanted: str) -> bool:
    """Whether an occupation is the wanted one or lies below it.

    Examples
    --------
    >>> occupation_matches("SOC@2018:15-1252", "15"), occupation_matches("15-1252", "15-1200")
    (True, True)
    >>> occupation_matches("15-1252", "1")
    False
    """
    code, wanted = code.rpartition(":")[2], wanted.rpartition(":")[2]
    if code == wanted:
        return True
    stem = re.sub(r"-?0+$", "", wanted) if "-" in wanted else wanted
    return code.startswith(stem) if "-" in stem else code.startswith(f"{stem}-")


def major_group(code: str) -> str:
    """First part of an occupation code: SOC major group, first level of CSCO.

    Examples
    --------
    >>> major_group("SOC@2018:15-1252"), major_group("4-04-05-05"), major_group("212")
    ('15', '4', '212')
    """
    return code.rpartition(":")[2].partition("-")[0]


def cells_reached(cells: Cells, policy: Policy, occupations: tuple[str, ...] = ()) -> Mask:
    """Mask (C,) of the cells that all selectors of a policy choose; all where it has none.

    ``occupations`` stands in for a selector left out. Raises SIMULATION-061 for an entry that
    matches no cell, and where the selectors together match none.
    """
    chosen = np.ones(len(cells), dtype=bool)
    chosen &= _among(cells.regions, cells.region_of, policy, "regions", str.__eq__)
    wanted = policy.codes("occupations") or occupations
    chosen &= _among(
        cells.occupations, cells.occupation_of, policy, "occupations", occupation_matches, wanted
    )
    chosen &= _among(cells.tiers, cells.tier_of, policy, "tiers", str.__eq__)
    if not chosen.any():
        raise _none(policy, "regions, occupations, tiers", "-", cells.regions)
    return chosen


def occupations_reached(cells: Cells, policy: Policy, field: str) -> Mask:
    """Mask (C,) of the cells whose occupation a field names; all where it names none.

    Raises SIMULATION-061 for an entry that matches no occupation.
    """
    return _among(cells.occupations, cells.occupation_of, policy, field, occupation_matches)


def _among(
    names: tuple[str, ...], of_cell: npt.NDArray[np.intp], policy: Policy, field: str,
    matches: object, given: tuple[str, ...] = (),
) -> Mask:  # fmt: skip
    wanted = given or policy.codes(field)
    if not wanted:
        return np.ones(len(of_cell), dtype=bool)
    reached = np.zeros(len(names) + 1, dtype=bool)  # the last for -1: no tier known
    for entry in wanted:
        found = [matches(name, entry) for name in names]  # type: ignore[operator]
        if not any(found):
            raise _none(policy, field, entry, names)
        reached[:-1] |= found
    return reached[of_cell]


def _none(policy: Policy, field: str, entry: str, names: tuple[str, ...]) -> InputRejectedError:
    shown = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
    return InputRejectedError(
        "SIMULATION-061", lever=policy.form, field=field, value=entry, held=shown or "-",
        line=policy.line or "-",
    )  # fmt: skip


def kinds_reached(kinds: Kinds, policy: Policy, field: str = "kinds") -> Mask:
    """Mask (K,) of the kinds with the traits asked for; all where none are.

    Raises SIMULATION-062 for an axis or a value that the economy does not have.
    """
    chosen = np.ones(len(kinds), dtype=bool)
    for axis, values in policy.traits(field).items():
        held = _values(kinds, axis)
        for value in values:
            if value not in held:
                raise InputRejectedError(
                    "SIMULATION-062", lever=policy.form, axis=axis, value=value,
                    held=", ".join(held) or ", ".join(kinds.axes) or "-", line=policy.line or "-",
                )  # fmt: skip
        chosen &= np.any([kinds.having(axis, value) for value in values], axis=0)
    return chosen


def _values(kinds: Kinds, axis: str) -> tuple[str, ...]:
    if axis not in kinds.axes:
        return ()
    at = kinds.axes.index(axis)
    return tuple(dict.fromkeys(one[at] for one in kinds.values))


INSURED = "insured"
INSURED_WORDS = frozenset({"insured", "yes", "true", "1"})


def insured_kinds(kinds: Kinds) -> Vector | None:
    """(K,) 1 for the kinds that are insured; None where the economy has no axis "insured"."""
    if INSURED not in kinds.axes:
        return None
    at = kinds.axes.index(INSURED)
    return np.array([float(one[at].lower() in INSURED_WORDS) for one in kinds.values])
