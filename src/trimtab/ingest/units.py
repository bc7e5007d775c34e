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
    """How a column writes its numbers: multiply, then divide (exact for percent: 5.2 / 100)."""

    name: str
    multiplier: float = 1.0
    divisor: float = 1.0


NOTATIONS = {
    notation.name: notation
    for notation in (
        Notation("plain"),
        Notation("percent", divisor=100),
        Notation("permille", divisor=1_000),
        Notation("thousand", multiplier=1_000),
        Notation("ten_thousand", multiplier=10_000),
        Notation("million", multiplier=1_000_000),
        Notation("hundred_million", multiplier=100_000_000),
    )
}
