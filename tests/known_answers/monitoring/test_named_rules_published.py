"""The named rules against their published signals: five US recessions that started 1960-1981.

Source: Michaillat and Saez (2025), Oxford Bulletin of Economics and Statistics 87(6), and their
public data (pmichaillat/recession-detection, MIT). A lag is the number of months from the first
month of the recession to the first month at or above the threshold.
"""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import Period
from trimtab.monitoring.compute.detection import DetectorInputs
from trimtab.monitoring.compute.named_rules import MCKELVEY, MICHEZ, SAHM, NamedRule
from trimtab.monitoring.compute.named_rules_weekly import SOS, weekly_rise
from trimtab.monitoring.compute.thresholds import ALARM_INDEX

STARTS = ("1960-05", "1970-01", "1973-12", "1980-02", "1981-08")


def months_at_or_above(rule: NamedRule, inputs: DetectorInputs) -> list[Period]:
    indicator = rule.indicate(inputs)
    reached = np.flatnonzero(indicator.values[0] >= rule.thresholds[ALARM_INDEX])
    return [indicator.first + int(column) for column in reached]


@pytest.mark.parametrize(
    ("rule", "lags"),
    [(SAHM, [5, 2, 7, 1, 3]), (MCKELVEY, [3, 1, 2, 0, 2]), (MICHEZ, [3, 1, 2, 0, 2])],
    ids=lambda value: value.name if isinstance(value, NamedRule) else "",
)
def test_lags_of_five_recessions(us_nation, rule, lags):
    months = months_at_or_above(rule, us_nation.inputs)
    found = [
        next(month - Period.parse(start) for month in months if month >= Period.parse(start))
        for start in STARTS
    ]
    assert found == lags


def test_mckelvey_also_rises_twice_in_expansions(us_nation):
    reached = months_at_or_above(MCKELVEY, us_nation.inputs)
    assert Period.parse("1959-10") in reached
    assert Period.parse("1963-03") in reached
    michez = months_at_or_above(MICHEZ, us_nation.inputs)
    assert Period.parse("1959-10") not in michez
    assert Period.parse("1963-03") not in michez


def test_michez_is_known_a_month_later_than_sahm(us_nation):
    sahm, michez = SAHM.indicate(us_nation.inputs), MICHEZ.indicate(us_nation.inputs)
    reference = sahm.first.ordinal + np.arange(sahm.values.shape[1])
    assert set((sahm.known[0] - reference).tolist()) == {1}
    assert set((michez.known[0] - reference).tolist()) == {2}  # 38 days: never the month after


def test_sos_crosses_in_the_weeks_of_its_definition(us_nation):
    claims = us_nation.inputs.claims
    weekly = weekly_rise(claims.values)[0]
    reached = weekly >= SOS.thresholds[ALARM_INDEX]
    first = np.flatnonzero(reached[1:] & ~reached[:-1]) + 1
    ends = [str((claims.first + int(week)).end) for week in first]
    # the data's weeks end on Saturday; ours, ISO weeks, end before the Monday that follows
    assert ends == ["1974-02-25", "1980-02-04", "1981-12-14"]


def test_sos_month_is_the_month_of_release(us_nation):
    indicator = SOS.indicate(us_nation.inputs)
    reached = indicator.values[0] >= SOS.thresholds[ALARM_INDEX]
    first = np.flatnonzero(reached[1:] & ~reached[:-1]) + 1
    months = [str(indicator.first + int(column)) for column in first]
    assert months == ["1974-03", "1980-02", "1981-12"]  # 12 days after 23 Feb, 2 Feb, 12 Dec
