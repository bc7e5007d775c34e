"""What no finite estimate can use is left out, and nothing else."""

from __future__ import annotations

import numpy as np

from trimtab.monitoring.event_study.cells import block_of_cells

NOTHING = np.nan


def test_empty_cells_lone_cells_and_empty_quarters_are_left_out():
    counts = np.array(
        [
            [3.0, 4.0, 0.0, 5.0],
            [1.0, 0.0, 0.0, 2.0],
            [0.0, 0.0, 0.0, 0.0],  # zero throughout
            [7.0, NOTHING, 2.0, 2.0],  # alone in its group once the next is gone
            [0.0, 0.0, 0.0, 0.0],
        ]
    )
    block = block_of_cells(counts, np.arange(5), np.array([0, 0, 0, 1, 1]))
    assert block.cells == 2
    assert sorted(block.industry[block.industry >= 0]) == [0, 1]
    # the third quarter is zero in the whole group
    np.testing.assert_array_equal(block.used[0, 0], [True, True, False, True])
    assert block.observations == 6


def test_missing_is_not_zero():
    counts = np.array([[3.0, NOTHING, 2.0], [1.0, 4.0, 2.0], [2.0, 5.0, 6.0]])
    block = block_of_cells(counts, np.arange(3), np.zeros(3, dtype=int))
    assert block.observations == 8
    assert not block.used[0, list(block.industry[0]).index(0), 1]


def test_a_part_that_is_everything_throughout_is_left_out():
    part = np.array([[5.0, 6.0], [1.0, 2.0], [2.0, 1.0]])
    whole = np.array([[5.0, 6.0], [4.0, 4.0], [4.0, 4.0]])
    block = block_of_cells(part, np.arange(3), np.zeros(3, dtype=int), whole)
    assert sorted(block.industry[block.industry >= 0]) == [1, 2]


def test_groups_of_different_size_are_padded():
    counts = np.arange(1.0, 16.0).reshape(5, 3)
    block = block_of_cells(counts, np.array([0, 1, 2, 0, 1]), np.array([4, 4, 4, 9, 9]))
    assert block.counts.shape == (2, 3, 3)
    assert block.industry[1].tolist() == [0, 1, -1]
    assert block.regressors(np.ones((3, 1)))[1, :, 0].tolist() == [1.0, 1.0, 0.0]
