"""Components of variance: against another implementation and against their own promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from trimtab.simulation.answers.variance import components, mean_squares, replicates_needed


def test_mean_squares_are_those_of_one_way_analysis_of_variance():
    runs = np.random.default_rng(1).normal(size=(7, 4)) + np.arange(7)[:, None]
    found = mean_squares(runs)
    theirs = stats.f_oneway(*runs).statistic
    assert 4 * float(found.between) / float(found.within) == pytest.approx(theirs, rel=1e-12)


def test_a_table_worked_by_hand():
    # draws with means 2, 4, 9; deviations -1, 1 in each: MSW = 2, MSB = 2 * 13 = 26
    runs = np.array([[99.0, 99.0], [1.0, 3.0], [3.0, 5.0], [8.0, 10.0]])  # row 0 is the central
    found = components(runs)
    assert found.chance is not None and found.parameters is not None
    assert found.chance.value == pytest.approx(2.0)
    assert found.parameters.value == pytest.approx((26 - 2) / 2)
    assert found.parameter_share == pytest.approx(12 / 14)


def test_a_negative_estimate_is_cut_and_shown():
    runs = np.array([[0.0, 0.0], [-5.0, 5.0], [-5.0, 5.0], [-5.0, 5.0]])
    found = components(runs).parameters
    assert found is not None
    assert found.value == 0.0
    assert found.unbiased < 0
    assert found.interval.low == 0.0


def test_the_mean_field_has_no_chance_and_one_draw_no_parameters():
    assert components(np.zeros((5, 1))).chance is None
    assert components(np.ones((1, 5))).parameters is None


@pytest.mark.parametrize(("parameters", "chance"), [(1.0, 1.0), (0.3, 2.0), (2.0, 0.5)])
def test_estimates_are_unbiased_and_intervals_keep_their_coverage(made_up, parameters, chance):
    generator, sets = np.random.default_rng(7), 600
    found = [components(made_up.nested(generator, 12, 5, parameters, chance)) for _ in range(sets)]
    middle = np.mean([one.parameters.unbiased for one in found])
    error = np.std([one.parameters.unbiased for one in found]) / np.sqrt(sets)
    assert abs(middle - parameters**2) < 4 * error
    for truth, parts in (
        (parameters**2, [one.parameters for one in found]),
        (chance**2, [one.chance for one in found]),
    ):
        held = np.mean([one.interval.low <= truth <= one.interval.high for one in parts])
        assert 0.86 <= held <= 0.94  # promised 0.90, standard error 0.012


def test_so_many_replicates_give_the_wanted_width():
    # 10 draws, chance 4.0: a half-width of 0.2 needs 1.645**2 * 4 / (10 * 0.04) = 27.06
    assert replicates_needed(4.0, 10, 0.2) == 28
    assert replicates_needed(0.0, 10, 0.2) == 1
    assert replicates_needed(4.0, 10, 0.0) is None
