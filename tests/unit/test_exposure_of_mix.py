"""Exposure of a mix is between its groups', and says on how much employment it rests."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trimtab.app.briefing import state_exposure
from trimtab.exposure import exposure_of_mix


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=6), st.data())
def test_a_mix_lies_between_its_groups(employment, data):
    shares = st.floats(0, 1)
    scores = np.array([[data.draw(shares), data.draw(shares)] for _ in employment])
    jobs = np.array([employment], dtype=float)
    found = exposure_of_mix(jobs, jobs.sum(axis=1), scores)
    assert (found.by_measure >= scores.min(axis=0) - 1e-12).all()
    assert (found.by_measure <= scores.max(axis=0) + 1e-12).all()
    assert (found.low <= found.middle).all()
    assert (found.middle <= found.high).all()
    assert np.allclose(found.coverage, 1)


def test_a_suppressed_group_lowers_the_coverage():
    found = exposure_of_mix(np.array([[30.0, np.nan]]), np.array([100.0]), np.eye(2))
    assert found.coverage[0] == 0.3
    assert found.by_measure.tolist() == [[1.0, 0.0]]


def test_states_differ_as_their_work_does():
    exposure = {str(region): one.value for region, one in state_exposure().estimates.items()}
    assert len(exposure) == 51
    assert exposure["US-DC"] > exposure["US-NV"]  # offices against casinos
