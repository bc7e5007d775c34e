"""A scenario: one economy, what happens to it, the mixes of policies compared, how it is run.

Years count from the start of the simulation, money is in the currency of the economy, shares are
0 to 1. The first mix is the one that the others are compared with. Paths are as they were written,
relative to the folder of the scenario file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from trimtab.kernel import NO_WORDING, OccupationLevel, Wording
from trimtab.simulation.economies import MobilityAssumptions
from trimtab.simulation.levers import Baseline, Policy
from trimtab.simulation.types import WEEKS_A_YEAR

MOST_YEARS = 40
MOST_REPLICATES = 2_000
MOST_DRAWS = 2_000
MOST_MIXES = 200
DEFAULT_DRAWS = 50
DEFAULT_REPLICATES = 4
"""Of counts, for each draw: 204 runs of a mix over 50 draws and the central one."""


class Mode(StrEnum):
    """How a scenario is run: with whole persons and chance, or with expectations alone."""

    COUNTS = "counts"
    MEAN_FIELD = "mean_field"


@dataclass(frozen=True, slots=True)
class EconomyChoice:
    """Which economy: ``us``, a folder that ``demo province`` wrote, or a network of one's own.

    ``regions``: only these; empty for all. ``currency``: of the wages of a network of one's own.
    ``network``: what the modelled network of ``us`` takes for granted.
    """

    province: str = ""
    edges: str = ""
    occupations_file: str = ""
    currency: str = ""
    regions: tuple[str, ...] = ()
    detail: OccupationLevel = OccupationLevel.DETAILED
    network: MobilityAssumptions = field(default_factory=MobilityAssumptions)

    @property
    def name(self) -> str:
        """``us``, ``province`` or ``network``."""
        return "province" if self.province else "network" if self.edges else "us"


@dataclass(frozen=True, slots=True)
class Mix:
    """Policies that act together; none of them is what happens without any."""

    name: str
    policies: tuple[Policy, ...] = ()
    title: Wording = NO_WORDING
    line: int = 0

    def title_in(self, language: str) -> str:
        """The title, or the name where none was given."""
        return self.title.in_language(language) or self.name


@dataclass(frozen=True, slots=True)
class Budget:
    """What the policies of a mix may cost over the years simulated, the benefits that they save
    taken off. ``least_reserve``: the fund may not fall below it at any time; None: it may."""

    amount: float
    currency: str
    least_reserve: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sizes:
    """One field of one lever of the mixes, and the sizes that a frontier tries; 0 leaves it out."""

    label: str
    field: str
    values: tuple[float, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario file as read, all values checked; ``sha256`` of its bytes names it."""

    title: Wording
    economy: EconomyChoice
    years: float
    mixes: tuple[Mix, ...]
    baseline: Baseline
    shocks: tuple[Policy, ...] = ()
    mode: Mode = Mode.MEAN_FIELD
    replicates: int = 1
    draws: int = DEFAULT_DRAWS
    seed: int = 0
    budget: Budget | None = None
    sizes: tuple[Sizes, ...] = ()
    note: Wording = NO_WORDING
    file: Path = field(default_factory=Path)
    sha256: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """Steps in the years simulated, to the nearest."""
        return max(1, self.baseline.steps(self.years))

    @property
    def years_run(self) -> float:
        """Years that these steps add up to: what every sum of an outcome covers."""
        return self.steps * self.baseline.step_weeks / WEEKS_A_YEAR

    def near_file(self, written: str) -> Path:
        """A path of the file, seen from its folder."""
        return self.file.parent / written

    def policies_of(self, mix: Mix) -> tuple[Policy, ...]:
        """All that acts in a mix: the shocks first, then its own."""
        return self.shocks + mix.policies
