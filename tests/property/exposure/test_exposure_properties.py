"""What holds of every set of scores and jobs."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trimtab.exposure import consensus, means_of_groups, on_scale_of, split_by_shares

shares = st.floats(0, 1) | st.just(float("nan"))
jobs = st.floats(0, 1e6).map(lambda value: round(value, 2))


@given(
    arrays(float, 12, elements=st.floats(-5, 5)),
    arrays(float, 12, elements=st.floats(0, 1)),
    arrays(float, 12, elements=st.floats(0.01, 100)),
)
def test_the_common_scale_keeps_order_and_stays_within_the_reference(values, reference, weights):
    found = on_scale_of(values, weights, reference, weights)
    ordered = found[np.argsort(values, kind="stable")]
    assert (np.diff(ordered) >= -1e-12).all()
    assert (found >= reference.min() - 1e-12).all() and (found <= reference.max() + 1e-12).all()


@given(
    arrays(float, 9, elements=st.floats(-5, 5).map(lambda v: round(v, 3)), unique=True),
    arrays(float, 9, elements=st.floats(0.01, 100)),
    st.floats(0.1, 10),
    st.floats(-3, 3),
)
def test_the_common_scale_asks_only_for_order(values, weights, stretch, shift):
    reference = np.linspace(0.05, 0.9, 9)
    stretched = on_scale_of(stretch * values + shift, weights, reference, weights)
    assert np.allclose(on_scale_of(values, weights, reference, weights), stretched)


@given(arrays(float, (7, 4), elements=shares))
def test_low_middle_and_high_stand_in_order(scores):
    found = consensus(scores)
    known = found.measures > 0
    assert (known == np.isfinite(scores).any(axis=1)).all()
    assert (found.low[known] <= found.middle[known]).all()
    assert (found.middle[known] <= found.high[known]).all()
    assert np.isnan(found.middle[~known]).all()


@given(arrays(float, (3, 6), elements=jobs), arrays(float, (6, 2), elements=shares))
def test_a_mean_lies_between_the_scores_of_its_occupations(counts, scores):
    found = means_of_groups(counts, scores)
    assert ((found.matched >= 0) & (found.matched <= 1 + 1e-12)).all()
    for group in range(3):
        for measure in range(2):
            there = (counts[group] > 0) & np.isfinite(scores[:, measure])
            mean = found.means[group, measure]
            if there.any():
                kept = scores[there, measure]
                assert kept.min() - 1e-9 <= mean <= kept.max() + 1e-9
            else:
                assert np.isnan(mean)


@settings(max_examples=50)
@given(arrays(float, (4, 5), elements=jobs), arrays(float, 5, elements=jobs))
def test_splitting_keeps_the_jobs_of_each_occupation(nation, region):
    found = split_by_shares(nation, region)
    assert (found >= 0).all()
    placed = nation.sum(axis=0) > 0
    assert np.allclose(found.sum(axis=0)[placed], region[placed])
    assert (found.sum(axis=0)[~placed] == 0).all()
