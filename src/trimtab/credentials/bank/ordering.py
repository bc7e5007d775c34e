"""Which of several equally good assignments is the answer: the first in one order.

They are compared point by point, and the first difference decides:

1. the parts of a choice: one further to the left is rather asked,
2. the rules in the order of their ids: one is rather not applied,
3. the entries: one that ends sooner is rather used, then an older one, then by id,
4. the entries and what rules give, in order: put rather to a need further to the left,
5. the inputs of rules, in order: rather fed by the earlier entry,
6. the needs from left to right: a cap takes away rather from a later one.

The order speaks of the question alone, so neither the solver nor the order of a list decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from trimtab.credentials.bank.columns import Program
from trimtab.credentials.bank.highs import Numbers


class Point(NamedTuple):
    """One point of comparison: what some columns sum up to, at most ``most``, rather ``rather``."""

    columns: tuple[int, ...]
    most: int
    rather: int

    def at(self, values: Numbers) -> int:
        """What the columns sum up to."""
        return round(sum(float(values[column]) for column in self.columns))


def points(program: Program) -> Iterator[Point]:
    """The points of comparison, in order."""
    yield from (Point((column,), 1, 1) for column in dict.fromkeys(program.asks.values()))
    yield from (Point((column,), 1, 0) for column in program.applies)
    yield from (Point(tuple(used), 1, 1) for used in program.uses if used)
    yield from (Point((column,), 1, 1) for column in program.places.values())
    yield from (Point((column,), 1, 1) for column in program.consumes.values())
    for _, column in sorted(program.lost.items()):
        yield Point((column,), round(program.upper[column]), 0)
