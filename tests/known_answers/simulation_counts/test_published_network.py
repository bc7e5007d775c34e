"""Unemployment of the published network in whole persons, within Monte-Carlo error.

Model: del Rio-Chanona et al. (2021), J. R. Soc. Interface 18:20200898, on 539 occupations
(``RMariaDelRioChanona/CanadaLaborApplication``, CC BY 4.0) with a seeded illustration of
automation. Known answers: shares pooled over steps 25-75 and over the transition of 231 steps.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trimtab.app.economies import read_network
from trimtab.simulation.counts import Stream, simulate_counts
from trimtab.simulation.published import (
    STEADY,
    Parameters,
    automation_path,
    demand_before,
    published_model,
    start_stocks,
)
from trimtab.simulation.types import Model

PARAMETERS = Parameters()
STEPS = PARAMETERS.transition.stop


def _model(folder: Path, workers: float) -> Model:
    network = read_network(
        folder / "us_occupations" / "mobility_network_edges.csv",
        folder / "us_occupations" / "mobility_network_occupations.csv",
    )
    start = start_stocks(network.economy.employed[:, 0], PARAMETERS.rates, workers, whole=True)
    automated = network.columns["p_auto_synthetic"]
    path = automation_path(demand_before(start), automated, STEPS, PARAMETERS)
    return published_model(network.economy, start, np.rint(path), PARAMETERS.rates)


def _shares(model: Model, replicate: int) -> list[float]:
    """Percent unemployed, before and in the transition; percent long-term unemployed likewise."""
    run = simulate_counts(model, STEPS, Stream(2026, replicate)).whole
    force = run.employed + run.unemployed
    windows = (STEADY, PARAMETERS.transition)
    return [
        100 * float(stock[window].sum() / force[window].sum())
        for stock in (run.unemployed, run.long_term)
        for window in windows
    ]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("workers", "replicates", "published"),
    [
        (746e6, 3, (4.8566, 6.3719, 1.8090, 3.3033)),
        (152e3, 5, (5.048, 6.488, 1.957, 3.367)),
    ],
)
def test_counts_meet_the_known_answers(
    shared_data: Path, workers: float, replicates: int, published: tuple[float, ...]
) -> None:
    model = _model(shared_data, workers)
    runs = np.array([_shares(model, replicate) for replicate in range(replicates)])
    spread = runs.std(axis=0, ddof=1) * np.sqrt(1 + 1 / replicates)
    printed = 0.5 * (0.0001 if workers > 1e6 else 0.001)
    factor = 9.0  # standard deviations of a difference of runs, estimated from few of them
    assert np.all(np.abs(runs.mean(axis=0) - published) < factor * spread + printed)
    assert spread.max() < (0.002 if workers > 1e6 else 0.1)
