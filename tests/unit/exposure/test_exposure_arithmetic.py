"""Common scale, consensus, groups, splitting: what the docstrings say."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.exposure import consensus, means_of_groups, on_scale_of, split_by_shares

NAN = np.nan


def test_a_standardised_measure_takes_the_values_of_the_reference_at_its_places():
    jobs = np.array([10.0, 20.0, 30.0, 40.0])
    reference = np.array([0.1, 0.4, 0.2, 0.9])
    same_order = np.array([-2.0, 0.5, 0.0, 3.0])
    assert on_scale_of(same_order, jobs, reference, jobs) == pytest.approx(reference)


def test_the_reversed_order_mirrors_the_reference():
    jobs = np.ones(3)
    found = on_scale_of(np.array([3.0, 2.0, 1.0]), jobs, np.array([0.1, 0.2, 0.7]), jobs)
    assert found == pytest.approx([0.7, 0.2, 0.1])


def test_ties_share_the_middle_of_their_places():
    found = on_scale_of(np.zeros(2), np.ones(2), np.array([0.2, 0.6]), np.ones(2))
    assert found == pytest.approx([0.4, 0.4])


def test_more_jobs_move_a_value_up_the_ranking():
    reference, alike = np.array([0.0, 0.5, 1.0]), np.ones(3)
    light = on_scale_of(np.array([0.0, 1.0]), np.array([1.0, 9.0]), reference, alike)
    heavy = on_scale_of(np.array([0.0, 1.0]), np.array([9.0, 1.0]), reference, alike)
    assert light[0] < heavy[0] and light[1] < heavy[1]


def test_what_is_unknown_stays_unknown_and_counts_for_nothing():
    jobs = np.array([5.0, 5.0, 90.0])
    found = on_scale_of(np.array([1.0, 2.0, NAN]), jobs, np.array([0.3, 0.5]), np.ones(2))
    assert found[:2] == pytest.approx([0.3, 0.5]) and np.isnan(found[2])
    assert np.isnan(on_scale_of(np.array([NAN]), np.ones(1), np.ones(1), np.ones(1))).all()


def test_consensus_counts_only_measures_that_are_known():
    found = consensus(np.array([[0.1, 0.3, 0.8], [NAN, 0.4, NAN], [NAN, NAN, NAN]]))
    assert found.middle[:2] == pytest.approx([0.3, 0.4])
    assert found.low[:2] == pytest.approx([0.1, 0.4])
    assert found.high[:2] == pytest.approx([0.8, 0.4])
    assert found.measures.tolist() == [3, 1, 0]
    assert np.isnan([found.middle[2], found.low[2], found.high[2]]).all()


def test_group_means_leave_out_the_unknown_and_show_how_much_was_matched():
    jobs = np.array([[10.0, 30.0, 60.0], [NAN, 5.0, 0.0], [0.0, 0.0, 7.0]])
    scores = np.array([[0.2, 1.0], [0.6, NAN], [NAN, NAN]])
    found = means_of_groups(jobs, scores)
    assert found.means[0] == pytest.approx([0.5, 1.0])
    assert found.matched[0] == pytest.approx([0.4, 0.1])
    assert found.matched[1] == pytest.approx([1.0, 0.0])
    assert np.isnan(found.means[2]).all() and found.jobs.tolist() == [100.0, 5.0, 7.0]


def test_a_published_total_larger_than_its_parts_lowers_what_was_matched():
    found = means_of_groups(np.array([[10.0]]), np.array([[0.5]]), np.array([40.0]))
    assert found.matched[0, 0] == pytest.approx(0.25)


def test_a_region_is_split_as_the_nation_is():
    nation = np.array([[90.0, 10.0, NAN], [10.0, 10.0, 0.0]])
    found = split_by_shares(nation, np.array([50.0, 4.0, 3.0]))
    assert found == pytest.approx(np.array([[45.0, 2.0, 0.0], [5.0, 2.0, 0.0]]))
