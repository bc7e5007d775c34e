"""Panels drawn from calm history: the same months for all series, never a slump."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import Basis, InputRejectedError
from trimtab.monitoring.studies import learn_history

MONTHS = 240


def level(series: int = 6) -> np.ndarray:
    """A slow trend and white noise of deviation 1, 2, 3, ...; a slump from month 100 to 129."""
    generator = np.random.default_rng(3)
    noise = generator.standard_normal((series, MONTHS)) * np.arange(1, series + 1)[:, None]
    made = noise + 0.05 * np.arange(MONTHS)
    made[:, 100:130] += 50 * np.linspace(0, 1, 30)
    made[:, 130:] += 50
    return made


def calm() -> np.ndarray:
    months = np.ones(MONTHS, dtype=bool)
    months[90:140] = False
    return months


def learn(given: np.ndarray, months: int = 120, quiet: np.ndarray | None = None):
    names = [f"R{row}" for row in range(len(given))]
    used = calm() if quiet is None else quiet
    return learn_history("test", given, used, names, [""] * len(given), None, months)


def test_drawn_panels_are_modelled_and_of_the_length_asked_for():
    history = learn(level())
    assert history.basis is Basis.MODELLED
    assert history.draw(1, 0).level.shape == (6, 120)
    assert history.calm_months == MONTHS - 50 - 12 - 1


def test_a_replicate_drawn_alone_is_the_same():
    history = learn(level())
    np.testing.assert_array_equal(history.draw(1, 3).level, history.draw(1, 3).level)
    assert not np.array_equal(history.draw(1, 3).level, history.draw(1, 4).level)


def test_noise_deviation_is_that_of_the_series():
    history = learn(np.tile(level(), (1, 1)))
    np.testing.assert_allclose(history.noise_deviation, np.arange(1, 7), rtol=0.2)


def test_no_slump_is_ever_drawn():
    drawn = np.array([learn(level()).draw(1, replicate).level for replicate in range(20)])
    assert drawn.mean(axis=1).max() < 25  # the slump alone is 50; the trend adds 6 in 120 months


def test_series_keep_what_they_share_in_a_month():
    given = level(4)
    given[1] = given[0]
    history = learn(given)
    panel = history.draw(1, 0)
    np.testing.assert_allclose(panel.level[0], panel.level[1])


def test_series_with_gaps_or_without_movement_are_left_out():
    given = level()
    given[2, 30:80] = np.nan
    given[4] = 1.0
    assert learn(given).regions == ("R0", "R1", "R3", "R5")


def test_too_short_a_calm_history_is_refused():
    quiet = np.zeros(MONTHS, dtype=bool)
    quiet[:90] = True
    with pytest.raises(InputRejectedError) as refused:
        learn(level(), quiet=quiet)
    assert refused.value.code == "MONITORING-052"
