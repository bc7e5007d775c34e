"""What a lever adds to a model: declarative pieces that the composer turns into step inputs.

``columns`` (n,) are the columns of the batch a piece acts in; arrays carry n last, and any other
axis may be 1 where it does not matter. ``on`` (T, n) is 1 in the steps in which a piece acts.
"""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.kernel import Problem
from trimtab.simulation.types import Index, Matrix, Tally, Tensor, Vector


@dataclass(frozen=True, slots=True)
class DemandChange:
    """Jobs demanded more or fewer: ``change`` (C, n) times ``path`` (T, n)."""

    columns: Index
    change: Matrix
    path: Matrix


@dataclass(frozen=True, slots=True)
class SearchChange:
    """Search intensity times ``factor`` (S or 1, K or 1, n); of one status, None for all."""

    columns: Index
    factor: Tensor
    on: Matrix
    status: int | None = None


@dataclass(frozen=True, slots=True)
class RetainedShare:
    """Share (C or 1, K or 1, n) of the state-dependent separations that do not happen."""

    columns: Index
    share: Tensor
    on: Matrix


@dataclass(frozen=True, slots=True)
class StatusMove:
    """A transfer between statuses; ``share`` (C or 1, S or 1, K or 1, n), ``seats`` (n,) a step.

    Moves act in the order of ``rank``: what ends a status before what begins one.
    """

    columns: Index
    name: str
    source: int
    target: int
    share: Tensor
    on: Matrix
    rank: int
    seats: Vector | None = None


@dataclass(frozen=True, slots=True)
class KindMove:
    """A conversion of employed persons; ``share`` (C or 1, n) a step, times ``on``."""

    columns: Index
    name: str
    source: int
    target: int
    share: Matrix
    on: Matrix


@dataclass(frozen=True, slots=True)
class Entry:
    """Persons who enter the labour force (C, K, n) a step."""

    columns: Index
    persons: Tensor
    on: Matrix


@dataclass(frozen=True, slots=True)
class Exit:
    """Share (C or 1, K or 1, n) of employed and unemployed who leave the labour force a step."""

    columns: Index
    share: Tensor
    on: Matrix


@dataclass(frozen=True, slots=True)
class LayerWeight:
    """Weight (n,) of a network layer for a row class, instead of what it had."""

    columns: Index
    row_class: int
    layer: int
    weight: Vector


@dataclass(frozen=True, slots=True)
class Charge:
    """Money of a step: ``amount`` (T, n) as planned, plus ``unit`` (T, n) for each person counted.

    ``counted``: names of transfers, conversions or tallies whose sum is multiplied by ``unit``.
    ``windfall`` (n,): share that pays for what would have happened anyway. ``from_fund`` (n,): 1
    where the insurance fund pays. ``is_contribution``: money that comes in.
    """

    columns: Index
    item: str
    windfall: Vector
    from_fund: Vector
    amount: Matrix | None = None
    unit: Matrix | None = None
    counted: tuple[str, ...] = ()
    is_contribution: bool = False


@dataclass(frozen=True, slots=True)
class DemandPart:
    """A part of a change in demand once its path is complete: jobs (n,), negative if fewer."""

    columns: Index
    name: str
    jobs: Vector


class Caution(Problem):
    """Something a reader should know before trusting a lever's result; ``row`` is the line of its
    policy, the sentence ``finding.<code>``. Not an error."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """All pieces of one lever; ``cautions`` are findings for the reader, not errors."""

    demand: tuple[DemandChange, ...] = ()
    search: tuple[SearchChange, ...] = ()
    retained: tuple[RetainedShare, ...] = ()
    moves: tuple[StatusMove, ...] = ()
    conversions: tuple[KindMove, ...] = ()
    entries: tuple[Entry, ...] = ()
    exits: tuple[Exit, ...] = ()
    weights: tuple[LayerWeight, ...] = ()
    tallies: tuple[Tally, ...] = ()
    charges: tuple[Charge, ...] = ()
    parts: tuple[DemandPart, ...] = ()
    cautions: tuple[Caution, ...] = ()
