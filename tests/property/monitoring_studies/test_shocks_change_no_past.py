"""A shock changes no evidence and no threshold of the months before it: nothing looks ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.monitoring.attributed import Component
from trimtab.monitoring.studies import GeneratedPanels, PanelDesign, Shape, Shock, inject
from trimtab.monitoring.studies.signals import pooled_signal, pooled_statistic, scan_panel

SOURCE = GeneratedPanels(PanelDesign(4, 8, 90, gap_share=0.02))
TRAINING = 60


@settings(max_examples=6)
@given(
    replicate=st.integers(0, 50),
    component=st.sampled_from(list(Component)),
    shape=st.sampled_from(list(Shape)),
    onset=st.integers(TRAINING, 85),
)
def test_evidence_and_thresholds_of_the_past_stay(replicate, component, shape, onset):
    panel = SOURCE.draw(2, replicate)
    shock = Shock(component, 9, 4.0, shape, onset)
    shocked = replace(panel, level=inject(panel, shock))
    before, after = (scan_panel(one, TRAINING, 0.05) for one in (panel, shocked))
    for calm, moved in zip(before.signals, after.signals, strict=True):
        np.testing.assert_array_equal(calm.statistic[:, :onset], moved.statistic[:, :onset])
        assert calm.thresholds == moved.thresholds
    assert before.attribution(9, onset - 1) == after.attribution(9, onset - 1)


@settings(max_examples=8)
@given(replicate=st.integers(0, 50), onset=st.integers(TRAINING, 85))
def test_the_pooled_detector_neither(replicate, onset):
    panel = SOURCE.draw(2, replicate)
    moved = inject(panel, Shock(Component.REGION, 9, 4.0, Shape.STEP, onset))
    np.testing.assert_array_equal(
        pooled_statistic(panel, moved)[:, :onset], pooled_statistic(panel, panel.level)[:, :onset]
    )
    shocked = pooled_signal(replace(panel, level=moved), TRAINING, 0.05)
    assert shocked.thresholds == pooled_signal(panel, TRAINING, 0.05).thresholds
