"""What the least of an aim is at least, in whole numbers: without a search for an answer.

An aim has whole weights, so where the linear program says 41.3 nothing below 42 exists. Then it is
asked whether 42 could be: columns that are not whole are tried both ways; where one way is
impossible the column is settled, where both are, 42 is impossible and 43 is asked; after a few such
steps only whether there is any answer at all. What is settled on the way holds for every answer
that is as good as the bound.

Sources: probing, M. W. P. Savelsbergh, Preprocessing and probing techniques for mixed integer
programming problems, ORSA Journal on Computing 6 (1994); trying both ways ("strong branching"),
D. Applegate, R. Bixby, V. Chvatal, W. Cook, Finding cuts in the TSP, DIMACS 95-05 (1995).
"""

from __future__ import annotations

from math import ceil, inf
from typing import NamedTuple

from trimtab.credentials.bank.highs import Numbers
from trimtab.credentials.bank.relaxing import Relaxation, Relaxed

_WHOLE = 1e-6  # how far a whole number may be off
_MARGIN = 0.05  # of a unit, by which a bound may be off
_MORE = 3  # units above the linear program that are tried, before it is asked for any answer
_TRIED = 3  # columns tried both ways before the bound is taken as it is


class Bound(NamedTuple):
    """Nothing below ``least`` exists; whatever is as good lies within ``lower`` and ``upper``."""

    least: float
    lower: Numbers
    upper: Numbers


class _Branch(NamedTuple):
    lower: Numbers
    upper: Numbers
    relaxed: Relaxed


def bound(
    relaxation: Relaxation,
    bounds: tuple[Numbers, Numbers],
    first: Numbers,
    above: float = -inf,
) -> Bound | None:
    """The bound of the relaxation's aim, ``above`` what is known to be impossible; columns with a
    high ``first`` are tried first. None where nothing is allowed at all."""
    relaxed = relaxation.least(*bounds)
    if relaxed is None:
        return None
    root, least = _Branch(*bounds, relaxed), max(above + 1, ceil(relaxed.least - _MARGIN))
    for most in (*(least + more for more in range(_MORE)), inf):
        branch: _Branch | None = _narrowed(root, most)
        while branch is not None:
            settled = _settled(relaxation, branch, first, most)
            if settled is branch:
                return Bound(min(most, least + _MORE), branch.lower, branch.upper)
            branch = settled
    return None


def _settled(
    relaxation: Relaxation, branch: _Branch, first: Numbers, most: float
) -> _Branch | None:
    """With one column settled; the same branch where none can be, None where nothing is left."""
    for column in _broken(branch.relaxed.values, first)[:_TRIED]:
        down, up = (_part(relaxation, branch, column, most, up=up) for up in (False, True))
        if down is None or up is None:
            return down or up
    return branch


def _broken(values: Numbers, first: Numbers) -> list[int]:
    """The columns that are not whole, the ones to be tried first in front."""
    import numpy as np

    off = np.abs(values - np.rint(values))
    columns = np.flatnonzero(off > _WHOLE)
    return [int(one) for one in columns[np.argsort(-(first + off)[columns], kind="stable")]]


def _part(
    relaxation: Relaxation, branch: _Branch, column: int, most: float, *, up: bool
) -> _Branch | None:
    """The branch with a column rounded up or down; None where it is not as good as ``most``."""
    lower, upper = branch.lower.copy(), branch.upper.copy()
    if up:
        lower[column] = branch.relaxed.values[column] // 1 + 1
    else:
        upper[column] = branch.relaxed.values[column] // 1
    relaxed = relaxation.least(lower, upper)
    if relaxed is None or relaxed.least - _MARGIN > most:
        return None
    return _narrowed(_Branch(lower, upper, relaxed), most)


def _narrowed(branch: _Branch, most: float) -> _Branch:
    """A column of which a unit costs more than there is room for stays where it is."""
    import numpy as np

    lower, upper, relaxed = branch
    room = most + _MARGIN - relaxed.least
    low = (relaxed.costs > room) & (relaxed.values < lower + _WHOLE)
    high = (relaxed.costs < -room) & (relaxed.values > upper - _WHOLE)
    return _Branch(np.where(high, upper, lower), np.where(low, lower, upper), relaxed)
