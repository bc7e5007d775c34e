"""Thresholds lent by simulated panels, and the words of components."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.messages import LANGUAGES, text
from trimtab.monitoring.attributed import Component, Undecided
from trimtab.monitoring.calibration import Calibration
from trimtab.monitoring.compute.attribution.rates import SIMULATED, calibrate_nodes, p_values_of
from trimtab.monitoring.compute.attribution.simulated import QUANTILES, simulate_null


def test_the_table_is_what_the_simulation_gives():
    """Two panels of 120 series and 30 years; the committed table rests on 32."""
    again = simulate_null(panels=2, seed=7)[Component.OWN]
    lent = SIMULATED[Component.OWN]
    np.testing.assert_allclose(again.thresholds[2:], lent.thresholds[2:], atol=0.2)
    np.testing.assert_allclose(again.quantiles, lent.quantiles, atol=0.1)


@pytest.mark.parametrize("component", list(Component))
def test_lent_p_values_fall_and_meet_the_quantiles(component):
    table = SIMULATED[component]
    values = np.array([-5.0, *table.quantiles, 9.0, 50.0, np.nan])
    found = table.p_values(values)
    np.testing.assert_allclose(found[1:5], 1 - np.array(QUANTILES), rtol=1e-9)
    assert found[0] == 1
    assert (np.diff(found[:-1]) < 0).all()
    assert np.isnan(found[-1])
    assert list(table.thresholds) == sorted(table.thresholds, reverse=True)


def test_one_node_borrows_and_many_calm_years_do_not():
    statistic = np.random.default_rng(1).standard_normal((40, 240))
    calm = np.ones(statistic.shape, bool)
    one = calibrate_nodes(Component.CYCLE, statistic[:1], calm[:1], 0.05)
    many = calibrate_nodes(Component.REGION, statistic, calm, 0.05)
    assert (one.calibration, many.calibration) == (Calibration.BORROWED, Calibration.OWN)
    assert one.thresholds[2] == pytest.approx(SIMULATED[Component.CYCLE].thresholds[2])
    lent = p_values_of(Component.CYCLE, np.full((1, 240), 2.33), calm[:1], one)
    assert lent[0] == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize("language", LANGUAGES)
def test_components_and_reasons_have_words(language):
    words = [text(f"monitoring.component.{one.value}", language) for one in Component]
    words += [text(f"monitoring.undecided.{one.value}", language) for one in Undecided]
    assert len(set(words)) == len(words)
    exposure = text("monitoring.component.exposure", language)
    assert not {"cause", "导致", "造成"} & {
        part for part in ("cause", "导致", "造成") if part in exposure
    }
