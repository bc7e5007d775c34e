"""When an alarm sounds, and when it may sound again. Threshold 1.0 unless the row says otherwise.

``.`` is a gap. Alarms are marked ``A`` under their month.
"""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.monitoring.compute.crossings import alarm_months, levels_reached

ROWS = {
    "a crossing is one alarm however long it lasts": """
        0.0 0.5 1.0 2.0 3.0 1.5
         -   -   A   -   -   -
    """,
    "falling below the threshold does not re-arm": """
        0.0 1.2 0.8 1.3
         -   A   -   -
    """,
    "falling to 40 % of it does": """
        0.0 1.2 0.4 1.3
         -   A   -   A
    """,
    "a gap changes nothing": """
        0.0 1.2  .  1.3 0.3  .  1.1
         -   A   -   -   -   -   A
    """,
    "a series that begins above was not seen to cross": """
        1.5 1.4 0.9 1.1 0.2 1.0
         -   -   -   -   -   A
    """,
    "nor one that begins above after a gap": """
         .  1.5 0.9 1.1 0.4 1.1
         -   -   -   -   -   A
    """,
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_alarms(row):
    values, marks = (line.split() for line in row.strip().splitlines())
    statistic = np.array([[np.nan if value == "." else float(value) for value in values]])
    expected = [mark == "A" for mark in marks]
    assert alarm_months(statistic, np.array([1.0]))[0].tolist() == expected


def test_several_thresholds_at_once_agree_with_each_alone():
    statistic = np.random.default_rng(3).normal(0.5, 1, (7, 200))
    thresholds = np.array([0.5, 1.0, 2.0])
    together = alarm_months(statistic, thresholds[:, None])
    for row, threshold in enumerate(thresholds):
        alone = alarm_months(statistic, np.array([threshold]))
        assert np.array_equal(together[row], alone)
        assert alone.any()


def test_levels():
    statistic = np.array([[np.nan, 0.5, 1.0, 2.5, 9.0]])
    thresholds = np.array([1.0, 2.0, 3.0, 4.0])
    assert levels_reached(statistic, thresholds).tolist() == [[0, 0, 1, 2, 4]]
