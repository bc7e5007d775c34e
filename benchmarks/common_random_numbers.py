"""How much common random numbers narrow the difference of two scenarios in the exact counts.

    python benchmarks/common_random_numbers.py [--replicates 30] [--json]

Ohio's occupations (US default economy, modelled mobility) run ``STEPS`` steps as they are and with
one change. The difference in person-steps of unemployment is taken over replicates, once with the
same stream in both runs and once as if the streams were different; a row gives the ratio of the
variances: how many times more replicates different streams would need. No reference, no speed.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace

import numpy as np

from trimtab.app.economies import open_economy
from trimtab.simulation.counts import Stream, simulate_counts
from trimtab.simulation.published import Parameters, demand_before, published_model, start_stocks
from trimtab.simulation.types import Model, StepInputs

STEPS = 20


def baseline() -> Model:
    """Ohio at the paper's rates, demand as at the start."""
    economy = open_economy("us", regions=("US-OH",))
    start = start_stocks(economy.employed.sum(axis=1), Parameters().rates, whole=True)
    path = np.tile(np.rint(demand_before(start)), (STEPS + 1, 1))
    return published_model(economy, start, path, Parameters().rates)


def with_demand(model: Model, share: float, every: int) -> Model:
    """Demand of one cell in ``every`` changed by a share."""

    def inputs(t: int) -> StepInputs:
        given = model.inputs(t)
        target = given.target.copy()
        target[::every] = np.rint(target[::every] * (1 + share))
        return replace(given, target=target)

    return replace(model, inputs=inputs)


def with_search(model: Model, search: float) -> Model:
    """Everybody searches with a probability."""
    return replace(model, inputs=lambda t: replace(model.inputs(t), search=search))


def unemployed(model: Model, replicate: int) -> float:
    """Person-steps of unemployment of a run."""
    return float(simulate_counts(model, STEPS, Stream(1, replicate)).whole.unemployed.sum())


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    model, number = baseline(), given.replicates
    changes = {
        "demand of 5 % of the cells -10 %": with_demand(model, -0.1, 20),
        "demand of every cell -2 %": with_demand(model, -0.02, 1),
        "search 0.95 instead of 1": with_search(model, 0.95),
    }
    base = np.array([unemployed(model, replicate) for replicate in range(number)])
    rows = []
    for name, changed in changes.items():
        runs = np.array([unemployed(changed, replicate) for replicate in range(number)])
        common = runs - base
        ratio = float((runs.var(ddof=1) + base.var(ddof=1)) / common.var(ddof=1))
        rows.append({"name": name, "mean": float(common.mean()), "variance_ratio": ratio})
    if given.json:
        print(json.dumps(rows))
    else:
        for row in rows:
            print(f"{row['name']}: {row['mean']:,.0f}, variance / {row['variance_ratio']:.1f}")


if __name__ == "__main__":
    main()
