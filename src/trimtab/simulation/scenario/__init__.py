"""Scenario files: one readable YAML file for an economy, its shocks and the mixes compared."""

from trimtab.simulation.scenario.checks import budget_cautions, economy_problems
from trimtab.simulation.scenario.reading import inspect_scenario, read_scenario
from trimtab.simulation.scenario.types import (
    DEFAULT_REPLICATES,
    Budget,
    EconomyChoice,
    Mix,
    Mode,
    Scenario,
    Sizes,
)

__all__ = [
    "DEFAULT_REPLICATES",
    "Budget",
    "EconomyChoice",
    "Mix",
    "Mode",
    "Scenario",
    "Sizes",
    "budget_cautions",
    "economy_problems",
    "inspect_scenario",
    "read_scenario",
]
