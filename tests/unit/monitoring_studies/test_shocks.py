"""A shock moves the series it is about, by its size in each one's own noise, from its onset on."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.studies import GeneratedPanels, PanelDesign, Shape, Shock, inject
from trimtab.monitoring.studies.shocks import viewpoint

PANEL = GeneratedPanels(PanelDesign(3, 4, 60)).draw(1, 0)
ONSET = 40


def moved(component: Component, row: int = 5, size: float = 1.0, shape: Shape = Shape.STEP):
    """Change in each series' own noise deviations (S, T)."""
    level = inject(PANEL, Shock(component, row, size, shape, ONSET))
    return (level - PANEL.level) / PANEL.noise_deviation[:, None]


@pytest.mark.parametrize(
    ("component", "rows"),
    [
        (Component.CYCLE, range(12)),
        (Component.REGION, [4, 5, 6, 7]),
        (Component.INDUSTRY, [1, 5, 9]),
        (Component.OWN, [5]),
    ],
)
def test_who_moves(component, rows):
    change = moved(component)[:, -1]
    expected = np.isin(np.arange(12), list(rows)).astype(float)
    np.testing.assert_allclose(change, expected, atol=1e-9)


def test_exposure_moves_in_proportion_and_the_most_exposed_by_the_whole_size():
    change = moved(Component.EXPOSURE, size=1.5)[:, -1]
    np.testing.assert_allclose(change, 1.5 * PANEL.exposure / PANEL.exposure.max())
    row = viewpoint(PANEL, Component.EXPOSURE, np.random.default_rng(0))
    assert change[row] == pytest.approx(1.5)


def test_a_step_is_whole_at_once_and_lasts():
    change = moved(Component.OWN)[5]
    np.testing.assert_allclose(change, np.where(np.arange(60) >= ONSET, 1.0, 0.0), atol=1e-9)


def test_a_ramp_is_whole_after_twelve_months():
    change = moved(Component.OWN, shape=Shape.RAMP)[5, ONSET:]
    expected = np.minimum(np.arange(1, 21) / 12, 1.0)
    np.testing.assert_allclose(change, expected, atol=1e-9)


@pytest.mark.parametrize("component", list(Component))
def test_nothing_moves_before_the_onset(component):
    level = inject(PANEL, Shock(component, 5, 1.5, Shape.RAMP, ONSET))
    np.testing.assert_array_equal(level[:, :ONSET], PANEL.level[:, :ONSET])
