"""What a task measured as named arrays, for a file or another process, and back."""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.simulation.answers.measuring import Measured
from trimtab.simulation.types import Tensor

_FLAT = ("outcomes", "series", "costs", "moves")
_BETWEEN = "\x1f"  # stands in no name of an outcome, item or axis


def pack(measured: tuple[Measured, ...]) -> dict[str, Tensor]:
    """One array a name; the number of the record stands first in it."""
    found: dict[str, Tensor] = {}
    for at, one in enumerate(measured):
        for part in _FLAT:
            for name, array in getattr(one, part).items():
                found[_BETWEEN.join((str(at), part, name))] = array
        for axis, outcomes in one.by.items():
            for name, array in outcomes.items():
                found[_BETWEEN.join((str(at), "by", axis, name))] = array
    return found


def unpack(arrays: Mapping[str, Tensor]) -> tuple[Measured, ...]:
    """The records that ``pack`` took apart."""
    records: dict[int, Measured] = {}
    for key, array in arrays.items():
        at, part, *names = key.split(_BETWEEN)
        record = records.setdefault(int(at), Measured({}, {}, {}, {}, {}))
        held = getattr(record, part)
        for name in names[:-1]:
            held = held.setdefault(name, {})
        held[names[-1]] = array
    return tuple(records[at] for at in sorted(records))
