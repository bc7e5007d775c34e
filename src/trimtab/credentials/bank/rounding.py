"""Rows that follow for whole numbers only, and bring the linear program nearer to them.

A need of 5 that entries of 4 can fill takes two of them, where the linear program is content with
one and a quarter. Mixed integer rounding says so: for ``sum w x + s >= b`` with whole ``x``, any
``s >= 0``, a divisor ``d`` and ``f`` the fraction of ``b/d``, every solution keeps

    sum (floor(w/d) + min(1, fraction(w/d) / f)) x + s / (d f) >= ceil(b/d)

Source: G. L. Nemhauser and L. A. Wolsey, Integer and Combinatorial Optimization (1988), II.1.7.
What a cap takes away (a weight below 0) is dropped first, which only weakens the row; where a need
is asked by a choice, ``b`` is nothing or all of it, and the right side goes with the choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, inf

from trimtab.credentials.bank.columns import Program, Row

_MOST_DIVISORS = 8


def rounded_rows(program: Program) -> Iterator[Row]:
    """The rounded rows of every need, the total and the residency."""
    lacks = {*program.short, *program.limits.values()}
    asks = frozenset(program.asks.values())
    for columns, weights, low, high in program.rows:
        if high == inf and not lacks.isdisjoint(columns):
            yield from _rounded(dict(zip(columns, weights, strict=True)), low, lacks, asks)


def _rounded(
    row: dict[int, float], low: float, lacks: set[int], asks: frozenset[int]
) -> Iterator[Row]:
    ask = next((column for column in row if column in asks), None)
    wanted = low if ask is None else -row[ask]
    lack = next(column for column in row if column in lacks)
    placed = {k: weight for k, weight in row.items() if weight > 0 and k != lack}
    divisors = sorted(set(placed.values()), reverse=True)[:_MOST_DIVISORS]
    for divisor in divisors:
        part = wanted / divisor - floor(wanted / divisor)
        if divisor < 2 or part * divisor < 0.5:  # whole numbers: nothing is rounded
            continue
        rounded = {k: _share(weight / divisor, part) for k, weight in placed.items()}
        rounded[lack] = 1 / (divisor * part)
        least = float(ceil(wanted / divisor))
        if ask is not None:
            rounded[ask], least = -least, 0.0
        yield list(rounded), list(rounded.values()), least, inf


def _share(ratio: float, part: float) -> float:
    return floor(ratio) + min(1.0, (ratio - floor(ratio)) / part)
