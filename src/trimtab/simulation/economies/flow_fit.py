"""Flows of the model at its steady state beside observed transitions: what fits and what does not.

Months against steps: a rate r per step of 6.75 weeks is 1 - (1 - r) ** (4.348 / 6.75) a month.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.simulation.economies.group_moves import UNEMPLOYED, Transitions
from trimtab.simulation.economies.mobility_fit import GroupMoves, Score, score
from trimtab.simulation.types import STEP_WEEKS, WEEKS_A_YEAR, Matrix, Vector

MONTHS_A_STEP = STEP_WEEKS / (WEEKS_A_YEAR / 12)
"""1.55 months."""


@dataclass(frozen=True, slots=True)
class ModelFlows:
    """Per step at the steady state, by G groups: ``employed``, ``unemployed`` (G,) persons,
    ``separations`` (G,), ``hires`` (G, G) persons by group of origin and of the job."""

    employed: Vector
    unemployed: Vector
    separations: Vector
    hires: Matrix


@dataclass(frozen=True, slots=True)
class Comparison:
    """One quantity by group, in the model and observed (G,); ``correlation`` over groups, weighted
    by nothing; ``distance``: of shares half the sum of absolute differences (0 the same, 1 nothing
    in common), of rates the mean absolute difference."""

    model: Vector
    observed: Vector
    distance: float

    @property
    def correlation(self) -> float | None:
        """Pearson's over groups; None where one of the two does not vary."""
        if min(np.ptp(self.model), np.ptp(self.observed)) < 1e-9:
            return None
        return float(np.corrcoef(self.model, self.observed)[0, 1])


@dataclass(frozen=True, slots=True)
class FlowFit:
    """``moves``: shares of those hired in another group, by group entered, scored as the mobility
    model is; ``entered``: share of hires by group against moves from unemployment to jobs;
    ``job_loss``, ``job_finding``: monthly rates by group (finding by the whole only: observed
    unemployed have no group), ``loss_rate``, ``finding_rate`` (model, observed) of the whole."""

    groups: tuple[str, ...]
    moves: Score
    entered: Comparison
    job_loss: Comparison
    loss_rate: tuple[float, float]
    finding_rate: tuple[float, float]


def monthly(rate: Vector | float) -> Vector:
    """From a share per step to a share per month."""
    return np.asarray(1.0 - (1.0 - np.asarray(rate)) ** (1.0 / MONTHS_A_STEP))


def compare_flows(model: ModelFlows, observed: Transitions) -> FlowFit:
    """Hold the flows of the model against observed monthly transitions.

    Inputs       model flows by the groups of ``observed``, in their order
    Simplifies   observed moves between groups are those of all persons employed in both months,
                 most of whom were never unemployed; the model has moves through unemployment only.
                 The model has no flows to and from non-participation. Months with both
                 observations miss spells between them
    """
    groups = len(model.employed)
    flows, unemployed = observed.flows, observed.states.index(UNEMPLOYED)
    seen = GroupMoves(flows[:groups, :groups], np.arange(groups))
    moved = GroupMoves(model.hires, np.arange(groups))
    hired, found = model.hires.sum(axis=0), flows[unemployed, :groups]
    loss = monthly(model.separations / model.employed)
    lost = observed.probability[:groups, unemployed]
    return FlowFit(
        groups=observed.states[:groups],
        moves=score(seen, moved.shares),
        entered=_shares(hired, found),
        job_loss=Comparison(loss, lost, float(np.abs(loss - lost).mean())),
        loss_rate=(
            float(monthly(model.separations.sum() / model.employed.sum())),
            float(flows[:groups, unemployed].sum() / observed.stock[:groups].sum()),
        ),
        finding_rate=(
            float(monthly(model.hires.sum() / model.unemployed.sum())),
            float(found.sum() / observed.stock[unemployed]),
        ),
    )


def _shares(model: Vector, observed: Vector) -> Comparison:
    left, right = model / model.sum(), observed / observed.sum()
    return Comparison(left, right, float(np.abs(left - right).sum() / 2))
