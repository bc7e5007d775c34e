"""What both engines share: cells, worker groups, network, rates, the inputs of a step, the record.

Axes, in this order everywhere: cell C (one region and one occupation), spell S (steps without work,
the last one open-ended), status P, kind K, batch B. A *kind* is what a person is (age band,
insured, form of employment) and stays through jobs; a *status* is what an unemployed person is
doing or has done (ordinary, served, in training, trained) and ends with the next job. Groups are
status x kind, ``g = status * K + kind``. The batch axis is always last and holds independent runs
(policy mixes, parameter draws); the mean field carries it always, exact counts run one column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from trimtab.kernel import InputRejectedError, Wording

Vector: TypeAlias = npt.NDArray[np.float64]
Matrix: TypeAlias = npt.NDArray[np.float64]
Tensor: TypeAlias = npt.NDArray[np.float64]
Counts: TypeAlias = npt.NDArray[np.int64]
Index: TypeAlias = npt.NDArray[np.intp]

LONG_TERM_FROM = 3
"""Spell index from which an unemployed person counts as long-term: 4 or more steps of 6.75 weeks,
about 27 weeks, when the newly separated have index 0."""

STEP_WEEKS = 6.75
"""Length of a step: del Rio-Chanona et al. (2021), J. R. Soc. Interface 18:20200898."""

WEEKS_A_YEAR = 365.25 / 7
"""For turning steps into years; a step of 6.75 weeks is 0.129 years."""


class DataBasis(StrEnum):
    """How far a starting point is observed; shown wherever its figures are shown."""

    PUBLISHED = "published"
    MODELLED = "modelled"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, slots=True)
class Cells:
    """C cells of one region and one occupation each; ``tier_of`` -1 where the tier is unknown.

    ``wage_year`` (C,) in ``currency`` per year, NaN where unknown. Raises SIMULATION-030 when the
    columns differ in length or an index is out of range.
    """

    regions: tuple[str, ...]
    occupations: tuple[str, ...]
    region_of: Index
    occupation_of: Index
    tiers: tuple[str, ...]
    tier_of: Index
    wage_year: Vector
    currency: str = ""
    occupation_titles: Mapping[str, Wording] = field(default_factory=dict)

    def __post_init__(self) -> None:
        size = len(self.region_of)
        columns = (self.occupation_of, self.tier_of, self.wage_year)
        in_range = (
            size > 0
            and all(len(column) == size for column in columns)
            and 0 <= int(self.region_of.min()) <= int(self.region_of.max()) < len(self.regions)
            and int(self.occupation_of.min()) >= 0
            and int(self.occupation_of.max()) < len(self.occupations)
            and -1 <= int(self.tier_of.min()) <= int(self.tier_of.max()) < len(self.tiers)
        )
        if not in_range:
            raise InputRejectedError("SIMULATION-030", cells=size)

    def __len__(self) -> int:
        return len(self.region_of)


@dataclass(frozen=True, slots=True)
class Kinds:
    """K kinds of persons: ``axes`` such as ("age", "insured"), one value of each per kind.

    The economy without persons' traits has one kind and no axis. Outcomes by an axis that is not
    here are refused by name, never guessed.
    """

    axes: tuple[str, ...] = ()
    values: tuple[tuple[str, ...], ...] = ((),)

    def __len__(self) -> int:
        return len(self.values)

    def having(self, axis: str, value: str) -> npt.NDArray[np.bool_]:
        """Mask (K,) of the kinds with that value. Raises ValueError for an axis not here."""
        at = self.axes.index(axis)
        return np.array([one[at] == value for one in self.values])


@dataclass(frozen=True, slots=True)
class Statuses:
    """P statuses of unemployed persons; 0 is always ``ordinary``. ``row_class`` (P,): which row of
    ``StepInputs.weights`` directs their applications (0 ordinary, 1 trained, ...)."""

    names: tuple[str, ...] = ("ordinary",)
    row_class: tuple[int, ...] = (0,)

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Network:
    """Layers of mobility between cells, each (C, C) CSR, rows from, columns to.

    ``layers[0]`` is the mobility observed or modelled and its rows sum to 1, own cell included.
    Others are added to it with the weights of a step: "between" the moves to other regions taken
    out of layer 0 (then the rows of both together sum to 1), "training" the rows that a course
    opens. Only relative weights matter: applications are normalised by row at each step.
    """

    names: tuple[str, ...]
    layers: tuple[sparse.csr_array, ...]

    def __post_init__(self) -> None:
        if len(self.names) != len(self.layers) or not self.names:
            raise ValueError("a network needs one name for each of its layers, and a layer")

    def layer(self, name: str) -> int:
        """Position of a layer; -1 where the network has none of that name."""
        return self.names.index(name) if name in self.names else -1


@dataclass(frozen=True, slots=True)
class Rates:
    """Per step, each a float or (B,): separation d_u, opening d_v, adjustment gamma.

    Defaults: del Rio-Chanona et al. (2021), table 1, per 6.75 weeks.
    """

    separation: float | Vector = 0.016
    opening: float | Vector = 0.012
    adjustment: float | Vector = 0.16


@dataclass(frozen=True, slots=True)
class Transfer:
    """Unemployed persons who change status after a step, with the spells already counted on.

    ``share`` broadcastable to (C, S, K, B): the share of those with status ``source`` who move to
    ``target`` (positions in Statuses). With ``seats`` (B,), at most so many persons move in the
    step, whole country: the share becomes ``share * min(1, seats / sum(share * stock))``.
    Counts draw a binomial with that share, so that seats hold on average.
    """

    name: str
    source: int
    target: int
    share: Tensor
    seats: Vector | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """Employed persons who change kind after a step: ``share`` broadcastable to (C, B)."""

    name: str
    source: int
    target: int
    share: Matrix


@dataclass(frozen=True, slots=True)
class StepInputs:
    """What acts in the step from t to t+1; arrays broadcast to the axes given, batch last.

    target       (C, B) demand d*(t+1), jobs
    retained     (C, K, B) share 0..1 of the *state-dependent* separations that do not happen
    search       (S, P, K, B) probability that an unemployed person applies in this step
    weights      (Q, L, B) weight of network layer L for applicants of row class Q
    transfers, conversions   in this order, after hiring
    entrants     (C, K, B) persons who enter the labour force, unemployed with spell 0
    exits        (C, K, B) share of employed and unemployed who leave it, drawn before anything else
    """

    target: Matrix
    retained: Tensor | float = 0.0
    search: Tensor | float = 1.0
    weights: Tensor | None = None  # None: layer 0 alone, every status alike
    transfers: tuple[Transfer, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    entrants: Tensor | None = None
    exits: Tensor | None = None


class Stock(StrEnum):
    """What a tally weighs in a step. ``SEPARATIONS`` and ``RETAINED`` (state-dependent separations
    that did not happen) are (C, K); ``UNEMPLOYED``, ``HIRED`` (by origin) are (C, S, P, K);
    ``EMPLOYED`` is (C, K). Stocks are those at the start of the step."""

    EMPLOYED = "employed"
    UNEMPLOYED = "unemployed"
    SEPARATIONS = "separations"
    RETAINED = "retained"
    HIRED = "hired"


@dataclass(frozen=True, slots=True)
class Tally:
    """A weighted sum recorded at each step, for costs and recipients: ``weight`` broadcastable to
    the axes of the stock, batch last."""

    name: str
    stock: Stock
    weight: Tensor | float = 1.0


@dataclass(frozen=True, slots=True)
class Start:
    """Stocks at t = 0: employed (C, K), unemployed (C, S, P, K), vacancies (C,). Whole persons for
    exact counts; the mean field takes reals."""

    employed: Tensor
    unemployed: Tensor
    vacancies: Vector


@dataclass(frozen=True, slots=True)
class Model:
    """One specification for both engines. ``inputs(t)`` is pure: the same t gives the same step."""

    cells: Cells
    kinds: Kinds
    statuses: Statuses
    network: Network
    rates: Rates
    start: Start
    inputs: Callable[[int], StepInputs]
    batch: int = 1
    tallies: tuple[Tally, ...] = ()

    @property
    def spells(self) -> int:
        return int(self.start.unemployed.shape[1])


@dataclass(frozen=True, slots=True)
class Recording:
    """What a run keeps. ``groupings``: name -> position of each cell's group (C,), -1 for none;
    ``cells``: keep employed, unemployed, long-term, vacancies of every cell and step;
    ``moves``: a name of ``groupings``: count hires from group to group over the whole run."""

    groupings: Mapping[str, Index] = field(default_factory=dict)
    cells: bool = False
    moves: str = ""


@dataclass(frozen=True, slots=True)
class Stocks:
    """Persons and jobs over time, each (T + 1, N, B); N = 1 for the whole economy."""

    employed: Tensor
    unemployed: Tensor
    long_term: Tensor
    vacancies: Tensor

    @property
    def unemployment(self) -> Tensor:
        """Unemployed as a share of the labour force; people in training count as unemployed."""
        return self.unemployed / (self.employed + self.unemployed)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The record of a run of T steps; flows (T, B), float64 for both engines (exact below 2**53).

    ``by``: the stocks of each grouping of the recording, and ``cells`` where asked for (T+1, C, B).
    ``kinds``: stocks by kind (vacancies are NaN: jobs have no kind). ``statuses`` (T+1, P, B).
    ``tallies`` (T, number of tallies, B) and ``transfers``/``conversions``: name -> (T, B).
    ``moves``: (N, N, B) hires from group to group, None unless asked for.
    """

    whole: Stocks
    by: Mapping[str, Stocks]
    kinds: Stocks
    statuses: Tensor
    separations: Matrix
    openings: Matrix
    hires: Matrix
    entrants: Matrix
    exits: Matrix
    tallies: Tensor
    transfers: Mapping[str, Matrix]
    conversions: Mapping[str, Matrix]
    moves: Tensor | None = None

    @property
    def steps(self) -> int:
        return int(self.hires.shape[0])


@dataclass(frozen=True, slots=True)
class Economy:
    """A starting point with its network: what a scenario is run on.

    ``employed`` (C, K) persons. ``name`` and ``note`` are shown; ``basis`` labels every figure
    made from it; ``sources`` are the entries of SOURCES.toml or file names it rests on.
    ``unemployment_rate`` and ``vacancy_rate``: shares the baseline is set to, None for the model's
    own steady state. ``exposure`` (C, M): published AI exposure of each cell by ``measures``, NaN
    where a cell has none. ``industry_mix`` (C, I): share of each cell's jobs by industry, rows sum
    to 1. Both are empty where the economy carries none.
    """

    name: str
    cells: Cells
    kinds: Kinds
    network: Network
    employed: Matrix
    basis: DataBasis
    sources: tuple[str, ...] = ()
    note: Wording = field(default_factory=lambda: Wording("", ""))
    unemployment_rate: float | None = None
    vacancy_rate: float | None = None
    measures: tuple[str, ...] = ()
    exposure: Matrix = field(default_factory=lambda: np.empty((0, 0)))
    industries: tuple[str, ...] = ()
    industry_mix: Matrix = field(default_factory=lambda: np.empty((0, 0)))
