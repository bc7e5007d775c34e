"""Fitting a table to its margins, and whole numbers that keep them."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError
from trimtab.province.fitting import Margin, fit_to_margins, round_along_rows


def test_a_table_takes_both_margins():
    prior = np.array([[40.0, 30.0, 20.0], [35.0, 50.0, 100.0], [30.0, 80.0, 70.0]])
    rows, columns = np.array([150.0, 300.0, 400.0]), np.array([250.0, 300.0, 300.0])
    fitted = fit_to_margins(prior, (Margin((0,), rows), Margin((1,), columns)))
    assert fitted.sum(axis=1) == pytest.approx(rows, rel=1e-6)
    assert fitted.sum(axis=0) == pytest.approx(columns, rel=1e-6)


def test_the_odds_ratios_of_the_prior_stay():
    prior = np.array([[4.0, 1.0], [2.0, 3.0]])
    fitted = fit_to_margins(
        prior, (Margin((0,), np.array([7.0, 3.0])), Margin((1,), np.array([4.0, 6.0])))
    )
    odds = fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0])
    assert odds == pytest.approx(4 * 3 / (1 * 2))


def test_grouped_margin_adds_consecutive_entries():
    prior = np.ones((2, 5))
    target = np.array([[6.0, 4.0], [3.0, 7.0]])
    fitted = fit_to_margins(prior, (Margin((0, 1), target, np.array([0, 2])),))
    assert np.add.reduceat(fitted, [0, 2], axis=1) == pytest.approx(target)
    assert fitted[0] == pytest.approx([3, 3, 4 / 3, 4 / 3, 4 / 3])


def test_zeros_that_leave_no_table_are_refused():
    prior = np.array([[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(InputRejectedError) as raised:
        fit_to_margins(
            prior, (Margin((0,), np.array([2.0, 1.0])), Margin((1,), np.array([1.0, 2.0])))
        )
    assert raised.value.code == "PROVINCE-003"


def test_rounding_keeps_the_sum_of_every_whole_stretch():
    values = np.array([[0.5, 0.5, 1.25, 1.75, 0.0], [0.2, 0.2, 0.6, 2.0, 0.0]])
    rounded = round_along_rows(values)
    assert rounded[:, :2].sum(axis=1).tolist()[0] == 1
    assert rounded.sum(axis=1).tolist() == [4, 3]
    assert (np.abs(rounded - values) < 1).all()
