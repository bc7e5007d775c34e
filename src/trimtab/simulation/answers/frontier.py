"""Mixes that no other beats in cost and outcome at once; a frontier, not one winner."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.kernel import UsageError
from trimtab.simulation.answers.comparing import measured
from trimtab.simulation.answers.outcomes import outcome
from trimtab.simulation.answers.types import Frontier, FrontierMix, Runs, Verdict
from trimtab.simulation.types import Matrix, Tensor, Vector

COST, RESERVE, BENEFITS = "cost", "fund_reserve_lowest", "benefits"
MOST_NAMED = 3


def frontier(
    runs: Runs, name: str, budget: float | None = None, least_reserve: float | None = None
) -> Frontier:
    """Non-dominated mixes among those within budget and reserve.

    Model        a mix dominates another when it costs no more, does no worse, and is better in
                 one of the two; judged on means over draws. Shares say in how many single draws a
                 mix is on the frontier, and within budget and reserve.
    Inputs       budget: limit of ``policy_cost``; least_reserve: the fund may not fall below
    Raises       SIMULATION-141 for an outcome without a better side, SIMULATION-139 when costs or
                 the reserve were not run
    """
    sign = outcome(name).sign
    if sign == 0:
        raise UsageError("SIMULATION-141", outcome=name)
    cost, value = _draw_means(policy_cost(runs)), _draw_means(measured(runs, name))
    allowed = cost <= (np.inf if budget is None else budget)
    over_budget = ~_judged(cost, budget, np.less_equal)
    short = np.zeros(len(runs.mixes), dtype=bool)
    if least_reserve is not None:
        reserve = _draw_means(measured(runs, RESERVE))
        allowed &= reserve >= least_reserve
        short = ~_judged(reserve, least_reserve, np.greater_equal)
    middle = cost.mean(1), sign * value.mean(1)
    open_mean = ~(over_budget | short)
    on_mean = undominated(*middle, open_mean)
    on_draw = np.stack(
        [undominated(cost[:, d], sign * value[:, d], allowed[:, d]) for d in range(cost.shape[1])],
        axis=1,
    )
    found = []
    for at, mix in enumerate(runs.mixes):
        verdict = (
            Verdict.OVER_BUDGET if over_budget[at]
            else Verdict.UNDER_RESERVE if short[at]
            else Verdict.ON_FRONTIER if on_mean[at]
            else Verdict.DOMINATED
        )  # fmt: skip
        by = _dominating(at, *middle, on_mean) if verdict is Verdict.DOMINATED else []
        found.append(
            FrontierMix(
                mix=mix,
                cost=float(middle[0][at]),
                outcome=float(value[at].mean()),
                verdict=verdict,
                dominated_by=tuple(runs.mixes[one] for one in by[:MOST_NAMED]),
                share_on_frontier=float(on_draw[at].mean()),
                share_allowed=float(allowed[at].mean()),
            )
        )
    found.sort(key=lambda one: one.cost)
    return Frontier(name, budget, least_reserve, tuple(found))


def policy_cost(runs: Runs) -> Tensor:
    """What the policies of a mix cost over the horizon, run by run (M, D, R): its cost less the
    benefits that the first mix pays in the paired run. Benefits that a mix saves are taken off,
    those it adds are put on; without a benefit scheme it is the cost itself.
    """
    cost = measured(runs, COST)
    benefits = runs.costs.get(BENEFITS)
    return cost if benefits is None else cost - benefits[0]


def _draw_means(runs: Matrix) -> Matrix:
    """(M, n) over the random draws; the central draw alone where there is no other."""
    return np.asarray((runs[:, 1:] if runs.shape[1] > 1 else runs).mean(2))


def _judged(table: Matrix, limit: float | None, holds: np.ufunc) -> npt.NDArray[np.bool_]:
    """Whether the limit holds for the mean over draws (M,)."""
    if limit is None:
        return np.ones(len(table), dtype=bool)
    return np.asarray(holds(table.mean(1), limit))


def undominated(
    cost: Vector, goodness: Vector, allowed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Which of M mixes no other allowed one dominates. Equal mixes stand together. O(M log M)."""
    kept = np.zeros(len(cost), dtype=bool)
    places = np.flatnonzero(allowed)
    if not len(places):
        return kept
    order = places[np.lexsort((-goodness[places], cost[places]))]
    ordered_cost, ordered_good = cost[order], goodness[order]
    best = np.maximum.accumulate(ordered_good)
    before = np.concatenate([[-np.inf], best[:-1]])
    fresh = ordered_good > before
    # An equal twin follows its first one directly: same cost, same outcome.
    group = np.cumsum(fresh) - 1
    leaders = np.flatnonzero(fresh)[np.clip(group, 0, None)]
    twin = (ordered_cost == ordered_cost[leaders]) & (ordered_good == ordered_good[leaders])
    kept[order] = fresh | twin
    return kept


def _dominating(
    at: int, cost: Vector, goodness: Vector, on_frontier: npt.NDArray[np.bool_]
) -> list[int]:
    """Mixes of the frontier that dominate one, the best outcome first."""
    beats = on_frontier & (cost <= cost[at]) & (goodness >= goodness[at])
    beats &= (cost < cost[at]) | (goodness > goodness[at])
    return [int(one) for one in sorted(np.flatnonzero(beats), key=lambda one: -goodness[one])]
