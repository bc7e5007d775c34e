"""When a statistic alarms: it reaches the threshold while armed, and re-arms at 40 % of it.

One digit a month, in tenths of the threshold (``.`` no value); ``A`` alarm.
"""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.monitoring.compute.crossings import alarm_months

ROWS = {
    "reaching the threshold is enough": ("0 5 10 9", "- - A -"),
    "staying above is one alarm": ("0 12 15 20", "- A - -"),
    "falling below without re-arming is no new alarm": ("0 12 5 12", "- A - -"),
    "at 40 % of the threshold it re-arms": ("0 12 4 12", "- A - A"),
    "a missing month changes nothing": ("0 12 . 4 . 12", "- A - - - A"),
    "a row that begins above was not seen to cross": ("12 15 9 12", "- - - -"),
    "it must first fall to 40 % then": ("12 9 4 12", "- - - A"),
    "a row that begins below is armed": (". 9 12", "- - A"),
}


@pytest.mark.parametrize("name", ROWS)
def test_crossings(name: str) -> None:
    values, answer = (row.split() for row in ROWS[name])
    statistic = np.array([[np.nan if v == "." else float(v) / 10 for v in values]])
    crossed = alarm_months(statistic, np.ones(1))[0]
    assert ["A" if at else "-" for at in crossed] == answer


def test_each_threshold_of_a_sweep_is_crossed_as_if_it_were_alone() -> None:
    generator = np.random.default_rng(5)
    statistic = generator.normal(size=(4, 120)).cumsum(axis=1)
    thresholds = np.array([0.5, 1.0, 3.0])
    together = alarm_months(statistic, thresholds[:, None])
    for index, threshold in enumerate(thresholds):
        alone = alarm_months(statistic / threshold, np.ones(1))
        assert (together[index] == alone).all()
        assert together[index].any()
