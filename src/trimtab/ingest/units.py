"""How a figure may be written in a file, and the unit and range it has inside Trimtab."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit inside Trimtab with the range its values must keep (inclusive)."""

    name: str
    low: float = -inf
    high: float = inf


UNITS = {
    unit.name: unit
    for unit in (
        Unit("share", 0, 1),  # never percent
        Unit("change_share", -1),  # relative change; may more than double
        Unit("count", 0),
        Unit("net_count"),  # differences of counts: job creation minus destruction
        Unit("index", 0),
        Unit("ratio", 0),
        Unit("cny_month", 0),
        Unit("cny_year", 0),
        Unit("usd_month", 0),
        Unit("usd_year", 0),
        Unit("usd_hour", 0),
        Unit("hours_week", 0, 168),
    )
}


@dataclass(frozen=True, slots=True)
class Notation:
    """How a column writes its numbers: in units of ten to the ``exponent``.

    The exponent is appended to the digits before they are read (``2.8`` percent is ``2.8e-2``), so
    that 0.028 is stored and not the nearest quotient of two rounded numbers.
    """

    name: str
    exponent: int = 0


NOTATIONS = {
    notation.name: notation
    for notation in (
        Notation("plain"),
        Notation("percent", -2),
        Notation("permille", -3),
        Notation("thousand", 3),
        Notation("ten_thousand", 4),
        Notation("million", 6),
        Notation("hundred_million", 8),
    )
}
