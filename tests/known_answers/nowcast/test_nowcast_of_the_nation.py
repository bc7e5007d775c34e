"""US unemployment rate from weekly insured unemployment, 1977-1984: development figures.

Final vintage with release lags. The figures of docs/how-to/nowcast.md.
"""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.app.nowcast import estimate_ragged_edge
from trimtab.kernel import parse_instant
from trimtab.monitoring.nowcast import Nowcast, NowcastSettings, Verdict
from trimtab.monitoring.nowcast.estimating import judge_step, run_step
from trimtab.monitoring.nowcast.features import view_fast, view_target
from trimtab.monitoring.nowcast.intervals import turning_origins
from trimtab.monitoring.nowcast.reading import find_series
from trimtab.monitoring.nowcast.views import build_views
from trimtab.tables import Vintage

pytestmark = pytest.mark.shared

# Day of look-back: ratio of squared errors one and two months ahead, to the second decimal.
PUBLISHED = {
    "1985-01-10": (0.91, 0.83),
    "1985-01-20": (0.85, 0.78),
    "1985-01-31": (0.81, 0.74),
}


@pytest.fixture(scope="module")
def found(nation) -> dict[str, Nowcast]:
    return {day: estimate_ragged_edge(nation, parse_instant(day)) for day in PUBLISHED}


@pytest.mark.parametrize("day", PUBLISHED)
def test_claims_beat_the_last_value_the_more_the_later_in_the_month(found, day):
    whole = {skill.step: skill for skill in found[day].skills if skill.regime is None}
    assert (whole[1].squared_error.value, whole[2].squared_error.value) == pytest.approx(
        PUBLISHED[day], abs=0.006
    )
    assert {skill.verdict for skill in whole.values()} == {Verdict.BETTER}
    assert (whole[1].origins, whole[2].origins) == (95, 92)
    assert whole[1].carried_error == pytest.approx(0.0022, abs=0.0001)


@pytest.mark.parametrize("day", PUBLISHED)
def test_realised_coverage_agrees_with_the_stated_one(found, day):
    for coverage in found[day].coverages:
        assert coverage.realised.low <= 0.90 <= coverage.realised.high, coverage


def test_months_beyond_1984_are_estimates_of_the_present_position(found):
    one = found["1985-01-31"]
    assert [str(month.month) for month in one.months] == ["1985-01", "1985-02"]
    assert one.vintage is Vintage.FINAL_WITH_LAG
    assert one.position_days == 31
    for month in one.months:
        assert month.estimate.low < month.estimate.value < month.estimate.high
        assert 0.065 < month.estimate.value < 0.08


def test_every_past_estimate_was_made_before_its_month_was_published(found):
    for past in found["1985-01-31"].past:
        assert past.origin < parse_instant(str(past.month)).replace(hour=1) or past.step == 1
        assert past.low <= past.estimate <= past.high


def test_claims_add_to_what_the_rate_itself_tells(nation):
    """The same equation without claims, on its own past changes only."""
    ratios = {}
    for day in ("1985-01-10", "1985-01-31"):
        instant = parse_instant(day)
        reader = find_series(nation.store, instant, "unemployment_rate")
        views = build_views(reader.read, instant, 2)
        target = view_target(views, logarithmic=False, adjusted_by_publisher=True)
        fast = view_fast(views, [True])
        settings = NowcastSettings()
        turning = turning_origins(fast.restlessness(), settings)
        alone = fast.select(np.zeros(1, dtype=bool))
        for step in (1, 2):
            skills, _ = judge_step(run_step(target, alone, turning, step, settings))
            ratios[day, step] = skills[0].squared_error.value
    own = [ratios["1985-01-31", step] for step in (1, 2)]
    assert own == pytest.approx((0.93, 0.89), abs=0.006)
    assert ratios["1985-01-10", 1] == pytest.approx(own[0], abs=0.02)  # one origin fewer
