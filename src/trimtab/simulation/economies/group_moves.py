"""Observed monthly transitions between occupation groups, United States 2019 to 2022."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from trimtab.classifications.reading import read_csv
from trimtab.simulation.economies.mobility_fit import GroupMoves
from trimtab.simulation.economies.occupation_pairs import OccupationPairs
from trimtab.simulation.economies.us_occupations import us_occupations
from trimtab.simulation.types import Matrix, Vector

GROUPS_FILE = "mobility_groups_us.csv"
UNEMPLOYED = "unemployed"
NOT_IN_LABOUR_FORCE = "not_in_labour_force"


@dataclass(frozen=True, slots=True)
class Transitions:
    """Mean monthly transitions between states: ``states`` (N,), major groups first, then
    ``unemployed`` and ``not_in_labour_force``; ``probability`` (N, N), rows sum to 1;
    ``stock`` (N,) persons."""

    states: tuple[str, ...]
    probability: Matrix
    stock: Vector

    @property
    def unemployment_rate(self) -> float:
        """Unemployed as a share of employed and unemployed."""
        unemployed = self.stock[self.states.index(UNEMPLOYED)]
        idle = self.stock[self.states.index(NOT_IN_LABOUR_FORCE)]
        return float(unemployed / (self.stock.sum() - idle))

    @property
    def flows(self) -> Matrix:
        """(N, N) persons per month."""
        return self.probability * self.stock[:, None]


@cache
def us_transitions() -> Transitions:
    """The embedded table: CPS, matched consecutive months; see ``source_of`` of its file."""
    rows = read_csv(GROUPS_FILE)
    states = tuple(
        sorted({row["origin"] for row in rows}, key=lambda s: (":" not in s, s != UNEMPLOYED, s))
    )
    place = {state: at for at, state in enumerate(states)}
    probability = np.zeros((len(states), len(states)))
    stock = np.zeros(len(states))
    for row in rows:
        origin = place[row["origin"]]
        probability[origin, place[row["destination"]]] = float(row["probability"])
        stock[origin] = float(row["origin_stock_persons"])
    return Transitions(states, probability, stock)


def group_moves(observed: Transitions) -> GroupMoves:
    """Moves between the major groups, with the group of each detailed occupation of the nation."""
    groups = len(observed.states) - 2
    place = {state.removeprefix("SOC@2018:"): at for at, state in enumerate(observed.states)}
    group_of = np.array([place[code] for code in us_occupations().major], dtype=np.intp)
    return GroupMoves(observed.flows[:groups, :groups], group_of)


def pairs_for_fit(observed: Transitions) -> OccupationPairs:
    """Pairs of detailed occupations with sizes on the footing of the transitions.

    OEWS counts employees and CPS all employed persons, so each group's occupations are scaled to
    the stock of the group among the persons whose transitions are observed.
    """
    occupations, group_of = us_occupations(), group_moves(observed).group_of
    held = np.bincount(group_of, weights=occupations.jobs)
    scale = observed.stock[: held.size] / held
    return replace(occupations.pairs, size=occupations.jobs * scale[group_of])
