"""The mobility model against a published network of occupations that it was not fitted to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trimtab.kernel import InputRejectedError
from trimtab.simulation.economies.mobility import destination_shares
from trimtab.simulation.economies.mobility_fit import GroupMoves, Score, score, score_interval
from trimtab.simulation.economies.us_groups import us_coefficients
from trimtab.simulation.economies.us_occupations import CLASSIFICATION, us_occupations
from trimtab.simulation.types import Economy, Index, Matrix

FEWEST_CODES = 10
"""Codes that must be found for shares of moves between them to be scored."""

_BASELINES: Mapping[str, Mapping[str, float]] = {
    "size": {"size": 1.0},
    "group": {"same_high_level": 1.0},
}


@dataclass(frozen=True, slots=True)
class ExternalCheck:
    """``codes`` of the network and how many were ``joined``; ``flow_lost``: share of its moves
    between occupations that the others held; scores of leavers' destinations of the ``model``
    (95 % interval over origins in ``low``, ``high``), of ``size_alone`` and ``group_alone``;
    ``within_major``: share of moves inside the major group, model and observed."""

    codes: int
    joined: int
    flow_lost: float
    model: Score
    low: Score
    high: Score
    size_alone: Score
    group_alone: Score
    within_major: tuple[float, float]


def check_against_network(
    network: Economy, coefficients: Mapping[str, float] | None = None
) -> ExternalCheck:
    """Score the model on the moves of a network whose codes are those of SOC or the census.

    Model        each code takes the detailed occupations of SOC 2018 that begin with it, without
                 its closing zeros (``11-1010``: 11-1011); an occupation goes to the longest code
    Inputs       network of one region, rows sum to 1, own occupation included; ``prob`` are shares
                 of persons, so flows are employment times them
    Raises       InputRejectedError SIMULATION-011 when fewer than ten codes are found in SOC 2018
    Simplifies   codes renumbered between SOC 2010 and 2018 are lost, computer occupations and
                 health aides among them
    """
    jobs = network.employed.sum(axis=1)
    flows = network.network.layers[0].toarray() * jobs[:, None]
    np.fill_diagonal(flows, 0.0)
    owner = _owners(network.cells.occupations)
    kept = np.unique(owner[owner >= 0])
    if kept.size < FEWEST_CODES:
        raise InputRejectedError(
            "SIMULATION-011",
            joined=kept.size,
            codes=len(network.cells.occupations),
            fewest=FEWEST_CODES,
        )
    inside = flows[np.ix_(kept, kept)]
    moving = inside.sum(axis=1) > 0
    observed = GroupMoves(inside, np.arange(kept.size))
    chosen = np.flatnonzero(moving)
    terms = dict(coefficients or us_coefficients())
    predicted = _predicted(terms, owner, kept)
    low, high = score_interval(observed, predicted, draws=200, origins=chosen)
    digits = np.array([network.cells.occupations[at][:2] for at in kept])
    same = digits[:, None] == digits[None, :]
    weight = inside / inside.sum()
    shared = (predicted * inside.sum(axis=1, keepdims=True) * same).sum() / inside.sum()
    return ExternalCheck(
        codes=len(network.cells.occupations),
        joined=kept.size,
        flow_lost=float(1 - inside.sum() / flows.sum()),
        model=score(observed, predicted, chosen),
        low=low,
        high=high,
        size_alone=score(observed, _predicted(_BASELINES["size"], owner, kept), chosen),
        group_alone=score(observed, _predicted(_BASELINES["group"], owner, kept), chosen),
        within_major=(float(shared), float((weight * same).sum())),
    )


def _owners(codes: tuple[str, ...]) -> Index:
    """(O,): the code that each detailed occupation goes to, -1 for none."""
    stems = sorted(((code.rstrip("0"), at) for at, code in enumerate(codes)), key=_longest)
    owner = np.full(len(us_occupations()), -1, dtype=np.intp)
    for place, code in enumerate(us_occupations().codes):
        local = code.removeprefix(f"{CLASSIFICATION}:")
        owner[place] = next((at for stem, at in stems if local.startswith(stem)), -1)
    return owner


def _longest(stem: tuple[str, int]) -> int:
    return -len(stem[0])


def _predicted(coefficients: Mapping[str, float], owner: Index, kept: Index) -> Matrix:
    """(K, K) shares of those who leave a code, by code entered, among the codes joined."""
    occupations = us_occupations()
    member = (kept[:, None] == owner[None, :]).astype(np.float64)
    moves = destination_shares(occupations.pairs, coefficients) * occupations.jobs[:, None]
    summed = member @ moves @ member.T
    np.fill_diagonal(summed, 0.0)
    return np.asarray(summed / summed.sum(axis=1, keepdims=True))
