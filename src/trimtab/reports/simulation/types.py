"""What the report of a simulation is made of. Frozen; nothing here renders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from trimtab.kernel import NO_WORDING, InputRejectedError, Wording
from trimtab.messages import Language
from trimtab.simulation.answers import Answers, Runs
from trimtab.simulation.levers import BenefitScheme, Policy, Uncertain
from trimtab.simulation.types import DataBasis


@dataclass(frozen=True, slots=True)
class MixDescription:
    """A mix of policies as the scenario names it; without policies it is what happens anyway."""

    name: str
    title: Wording = NO_WORDING
    policies: tuple[Policy, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What a run takes as given besides its levers.

    ``search_intensity`` before any lever. ``unemployment_rate`` at the start, None for the steady
    state of the model; ``unemployment_source``: the embedded file it is computed from, "" where it
    comes with the economy. ``network``: name -> value of the assumptions of the modelled network
    that act here; empty for other networks. ``scheme``: the benefit there is before any lever.
    """

    search_intensity: float | Uncertain
    unemployment_rate: float | None = None
    unemployment_source: str = ""
    network: Mapping[str, float] = field(default_factory=dict)
    scheme: BenefitScheme | None = None


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """One scenario run and answered.

    ``mixes`` in the order of ``runs.mixes``. ``counted`` is true for exact counts, false for the
    mean field. ``to_country``: country whose policy it is, for the transfer of evidence ("US",
    "CN"). ``occupation_titles``: titles of what no list
    holds: the economy's own occupations, regions, and its name. ``sources``: entries of
    SOURCES.toml or file names. Raises SIMULATION-146 when the mixes are not those of the runs.
    """

    title: Wording
    runs: Runs
    answers: Answers
    mixes: tuple[MixDescription, ...]
    basis: DataBasis
    economy: str
    years: float
    counted: bool
    seed: int
    generated_at: datetime
    software_version: str
    note: Wording = NO_WORDING
    economy_note: Wording = NO_WORDING
    shocks: tuple[Policy, ...] = ()
    sources: tuple[str, ...] = ()
    scenario_file: str = ""
    scenario_sha256: str = ""
    to_country: str = ""
    budget: float | None = None
    least_reserve: float | None = None
    given: Given | None = None
    occupation_titles: Mapping[str, Wording] = field(default_factory=dict)
    language: Language = Language.ZH

    def __post_init__(self) -> None:
        names = tuple(one.name for one in self.mixes)
        if names != self.runs.mixes:
            raise InputRejectedError(
                "SIMULATION-146", got=", ".join(names), allowed=", ".join(self.runs.mixes)
            )
