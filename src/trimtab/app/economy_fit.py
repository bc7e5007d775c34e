"""The United States economy run to its steady state, beside observed transitions of persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trimtab.kernel import UsageError

if TYPE_CHECKING:
    from trimtab.simulation.economies.external_check import ExternalCheck
    from trimtab.simulation.economies.flow_fit import FlowFit, ModelFlows
    from trimtab.simulation.economies.group_moves import Transitions
    from trimtab.simulation.economies.mobility_fit import Score
    from trimtab.simulation.types import Economy, Model

_STEPS = 8


@dataclass(frozen=True, slots=True)
class EconomyFit:
    """``flows``: the fit of the model; ``trained`` and ``tested``: months (first, last) that the
    coefficients come from and that they are compared with, None for the embedded table, which both
    are; ``earlier``: score of the shares of the trained months themselves, None without a split;
    ``held_out``: rows of the embedded cross-validation."""

    flows: FlowFit
    trained: tuple[str, str] | None
    tested: tuple[str, str] | None
    earlier: Score | None
    held_out: tuple[Mapping[str, str], ...]
    external: ExternalCheck | None = None


def fit_economy(
    transitions: Path | None = None,
    train_until: str | None = None,
    edges: Path | None = None,
    occupations: Path | None = None,
) -> EconomyFit:
    """Hold the steady state of the nation's 22 groups against transitions of persons.

    Without a file: the embedded mean table of 2019 to 2022, from which the coefficients come too.
    With a file of months (``month, origin_state, destination_state, weighted_transition_count``):
    coefficients from the months up to ``train_until`` (the first half of the months by default),
    comparison with the months after. With edges and occupations: the embedded coefficients against
    that network, too. Raises SIMULATION-026, -027 and -028 for a file that cannot be used so, -023
    for one of the two files of a network, what reading raises.
    """
    external = _external(edges, occupations)
    return replace(_against_persons(transitions, train_until), external=external)


def _external(edges: Path | None, occupations: Path | None) -> ExternalCheck | None:
    if edges is None and occupations is None:
        return None
    if edges is None or occupations is None:
        raise UsageError("SIMULATION-023", name="network")
    from trimtab.app.economies import read_network
    from trimtab.simulation.economies.external_check import check_against_network

    return check_against_network(read_network(edges, occupations).economy)


def _against_persons(transitions: Path | None, train_until: str | None) -> EconomyFit:
    from trimtab.classifications.reading import read_csv
    from trimtab.simulation.economies.flow_fit import compare_flows
    from trimtab.simulation.economies.group_moves import us_transitions
    from trimtab.simulation.economies.mobility_fit import GroupMoves, score

    held_out = tuple(read_csv("mobility_fit_us.csv"))
    if transitions is None:
        flows = compare_flows(_model_flows(None), us_transitions())
        return EconomyFit(flows, None, None, None, held_out)
    from trimtab.app.transition_files import read_months

    months = read_months(transitions)
    early, late = months.split(train_until)
    coefficients = _coefficients(early.transitions())
    flows = compare_flows(_model_flows(coefficients), late.transitions())
    groups = np.arange(len(flows.groups))
    before, after = (
        GroupMoves(part.transitions().flows[: groups.size, : groups.size], groups)
        for part in (early, late)
    )
    return EconomyFit(flows, early.span, late.span, score(after, before.shares), held_out)


def _coefficients(observed: Transitions) -> Mapping[str, float]:
    from trimtab.simulation.economies.group_moves import group_moves, pairs_for_fit
    from trimtab.simulation.economies.mobility import HIERARCHY
    from trimtab.simulation.economies.mobility_fit import estimate_coefficients
    from trimtab.simulation.economies.occupation_pairs import FEATURES

    found = estimate_coefficients(pairs_for_fit(observed), group_moves(observed), FEATURES)
    return {**found, HIERARCHY: found["same_high_level"]}


def _model_flows(coefficients: Mapping[str, float] | None) -> ModelFlows:
    from trimtab.simulation.economies.united_states import us_economy

    return steady_flows(us_economy(("US",), "major", coefficients=coefficients))


def steady_model(economy: Economy, steps: int) -> Model:
    """An economy at its steady state, everybody searching, without any lever."""
    from trimtab.simulation.levers import Baseline, Column, compile_model

    return compile_model(economy, Baseline(search_intensity=1.0), (Column((), {}),), steps).model


def steady_flows(economy: Economy) -> ModelFlows:
    """Flows per step of an economy at its steady state, by occupation."""
    from trimtab.simulation.economies.flow_fit import ModelFlows
    from trimtab.simulation.mean_field import simulate_mean_field
    from trimtab.simulation.types import Recording

    groups = economy.cells.occupation_of
    recording = Recording({"occupation": groups}, moves="occupation")
    run = simulate_mean_field(steady_model(economy, _STEPS), _STEPS, recording)
    stocks = run.by["occupation"]
    hires = np.asarray(run.moves)[:, :, 0] / _STEPS
    gained = stocks.employed[-1, :, 0] - stocks.employed[0, :, 0]
    return ModelFlows(
        employed=stocks.employed[:-1, :, 0].mean(axis=0),
        unemployed=stocks.unemployed[:-1, :, 0].mean(axis=0),
        separations=hires.sum(axis=0) - gained / _STEPS,
        hires=hires,
    )
