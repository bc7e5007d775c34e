"""The baseline rests at the rates that the economy states."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError
from trimtab.messages import LANGUAGES, explain_problem
from trimtab.simulation.levers import SEARCH_PATH, Baseline, Column, compile_model
from trimtab.simulation.levers.steady_state import solve_steady_states
from trimtab.simulation.types import Rates


@pytest.mark.parametrize("unemployment", [0.03, 0.05, 0.12])
@pytest.mark.parametrize("vacancies", [0.01, 0.03, 0.06])
def test_it_rests_at_both_rates(tiny, unemployment, vacancies):
    given = tiny.economy(unemployment=unemployment, vacancies=vacancies)
    model = tiny.compiled(given, (), steps=30)
    rest = model.solution.best
    assert rest.unemployment_rate == pytest.approx(unemployment, abs=1e-12)
    assert rest.vacancy_rate == pytest.approx(vacancies, abs=1e-12)
    assert rest.opening / rest.separation == pytest.approx(0.75, abs=1e-5)
    whole = tiny.run(model).whole
    np.testing.assert_allclose(whole.unemployment[:, 0, 0], unemployment, atol=1e-7)
    long_term = whole.long_term[:, 0, 0]
    np.testing.assert_allclose(long_term, long_term[0], rtol=1e-4)


def test_it_rests_with_the_unemployment_rate_alone(tiny):
    model = tiny.compiled(tiny.economy(vacancies=None), (), steps=30)
    whole = tiny.run(model).whole
    np.testing.assert_allclose(whole.unemployment[:, 0, 0], 0.05, atol=1e-6)


def test_without_rates_it_is_the_steady_state_of_the_rates_given(tiny):
    given = tiny.economy(unemployment=None, vacancies=None)
    baseline = Baseline(rates=Rates(0.02, 0.015, 0.2), search_intensity=1.0)
    (rest,) = solve_steady_states(given, baseline, [1.0])
    assert (rest.separation, rest.opening) == (0.02, 0.015)
    labour_force = given.employed.sum() * 1.02
    assert rest.employed.sum() + rest.unemployed.sum() == pytest.approx(labour_force)


def test_observed_jobs_are_kept_by_cell(tiny):
    """Demand is proportional to observed jobs; vacancies differ by cell, jobs hardly do."""
    given = tiny.economy()
    (rest,) = solve_steady_states(given, Baseline(), [0.6])
    ratio = rest.employed / given.employed[:, 0]
    assert np.abs(ratio - 1).max() < 0.03


def test_any_intensity_of_the_range_rests_at_the_rate(tiny):
    """Rates between the three solved intensities are interpolated; the start is the best one's."""
    given, baseline = tiny.economy(), Baseline()
    columns = [Column((), {SEARCH_PATH: u}) for u in (0.02, 0.3, 0.7, 0.98)]
    model = compile_model(given, baseline, columns, 40)
    assert np.ptp(model.model.rates.separation) > 0.001
    last = tiny.run(model).whole.unemployment[-1, 0]
    np.testing.assert_allclose(last, 0.05, atol=2e-5)


def test_spells_follow_from_the_finding_rate(tiny):
    start = tiny.compiled(tiny.economy(regions=1), ()).model.start
    ages = start.unemployed[:, :, 0, 0]
    staying = ages[:, 1] / ages[:, 0]
    np.testing.assert_allclose(ages[:, 2] / ages[:, 1], staying, rtol=1e-6)
    # The last spell is open-ended: the geometric tail.
    np.testing.assert_allclose(ages[:, -1], ages[:, -2] * staying / (1 - staying), rtol=1e-4)


@pytest.mark.parametrize("faulty", ["nobody", "impossible"])
def test_what_cannot_rest_is_refused(tiny, faulty):
    given = tiny.economy()
    if faulty == "nobody":
        given = replace(given, employed=given.employed * 0)
    else:  # hardly any unemployed and as many vacancies as jobs: everybody is hired at once
        given = replace(given, unemployment_rate=1e-9, vacancy_rate=0.5)
    with pytest.raises(InputRejectedError, match="SIMULATION-060"):
        solve_steady_states(given, Baseline(), [0.6])


def test_a_start_that_still_moves_carries_a_caution(tiny):
    model = tiny.compiled(tiny.economy(), (), baseline=Baseline(steady_steps=3))
    assert [one.code for one in model.cautions] == ["SIMULATION-084"]
    for language in LANGUAGES:
        assert "{" not in explain_problem(model.cautions[0], language)
