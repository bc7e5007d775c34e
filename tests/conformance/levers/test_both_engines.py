"""Exact counts and mean field agree on every lever: the mean of runs is the mean field's."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.simulation.counts import Stream, simulate_counts
from trimtab.simulation.levers import FORMS, costs

STEPS, RUNS = 8, 16


@pytest.mark.parametrize("form", sorted(FORMS))
def test_counts_average_to_the_mean_field(tiny, form):
    """16 runs of 0.64 million workers. A chance difference beyond 4.5 standard errors is one in
    150,000; the finite-size term, of the order of one person in ten thousand, is allowed for."""
    economy = tiny.economy(scale=20, kinds=tiny.INSURED if form == "gig_coverage" else None)
    values = {
        name: value * 20
        for name, value in tiny.WRITTEN[form].items()
        if name in ("seats_year", "jobs", "persons_year")
    }
    shock = tiny.use("ai_adoption", pace_years=1, automation_share=0.5)
    mix = [tiny.use(form, **values)] if form == "ai_adoption" else [shock, tiny.use(form, **values)]
    model = tiny.compiled(economy, mix, steps=STEPS)
    expected = tiny.run(model)
    runs = [simulate_counts(model.model, STEPS, Stream(5, one)) for one in range(RUNS)]

    def agrees(name, drawn, mean, slack):
        drawn = np.asarray(drawn)
        error = drawn.std(axis=0, ddof=1) / np.sqrt(RUNS)
        assert (np.abs(drawn.mean(axis=0) - mean) <= 4.5 * error + slack).all(), name

    for name in ("employed", "unemployed", "vacancies"):
        drawn = [getattr(run.whole, name)[:, 0, 0] for run in runs]
        mean = getattr(expected.whole, name)[:, 0, 0]
        agrees(name, drawn, mean, 2e-3 * mean.mean() * (name != "employed") + 1)
    agrees("statuses", [run.statuses[..., 0] for run in runs], expected.statuses[..., 0],
           2e-3 * expected.statuses.max() + 2)  # fmt: skip
    paid = [costs(model, run, column=0).total.sum() for run in runs]
    mean = costs(model, expected).total.sum()
    agrees("costs", paid, mean, 2e-3 * mean)
    for run in runs:
        force = (run.whole.employed + run.whole.unemployed)[:, 0, 0]
        assert (np.diff(force) == run.entrants[:, 0] - run.exits[:, 0]).all()
