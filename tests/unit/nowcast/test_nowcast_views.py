"""Days become weeks, and every past origin stands where the present stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from trimtab.kernel import Frequency, Period, Region, SeasonalAdjustment, SeriesKey, end_instant
from trimtab.monitoring.nowcast.features import REFERENCE_DAY, view_fast, view_target
from trimtab.monitoring.nowcast.views import Known, build_views, weeks_of
from trimtab.tables import Panel, Vintage

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def panel(text: str, values: list[float], days: int, unit: str = "share") -> Panel:
    first = Period.parse(text)
    adjustment = SeasonalAdjustment.PUBLISHER
    key = SeriesKey("any", Region("US"), None, None, first.frequency, unit, adjustment)
    ends = np.array([(first + i).end for i in range(len(values))], dtype="datetime64[us]")
    released = (ends + np.timedelta64(days, "D"))[None, :]
    return Panel((key,), first, np.array([values]), released, LATER, Vintage.FINAL_WITH_LAG)


def test_a_week_needs_four_days_and_is_known_with_the_last():
    days = panel("2024-01-03", [1.0, 2, 3, 4, 5, 7, 7, 7, 7, 7, 7, 7, 9, 9], 2)  # from a Wednesday
    weeks = weeks_of(days)
    assert (weeks.first, weeks.frequency) == (Period.parse("2024-W01"), Frequency.WEEKLY)
    np.testing.assert_array_equal(weeks.values, [[3.0, 7.0, np.nan]])
    assert weeks.released[0, 0] == days.released[0, 4]
    assert np.isnat(weeks.released[0, 2])
    assert weeks_of(weeks) is weeks


@pytest.fixture
def monthly() -> Panel:
    return panel("2023-01", [0.01 * i for i in range(1, 13)], 6)


@pytest.fixture
def weekly() -> Panel:
    return panel("2022-W50", [100.0 + i for i in range(60)], 5)


def views_at(monthly: Panel, weekly: Panel, instant: datetime):
    return build_views(
        lambda at: Known(monthly.known_by(at), (weekly.known_by(at),)), instant, ahead=2
    )


def test_origins_stand_where_the_present_stands(monthly, weekly):
    now = datetime(2023, 11, 20, 12, tzinfo=UTC)
    views = views_at(monthly, weekly, now)
    assert views.origins[-1] == now
    assert [views.first_month + int(last) for last in views.last][-1] == Period.parse("2023-10")
    distances = {
        at - end_instant(views.first_month + int(last))
        for at, last in zip(views.origins, views.last, strict=True)
    }
    assert distances == {timedelta(days=19, hours=12)}
    assert views.target.shape == (len(views.origins), 12)
    for row, last in enumerate(views.last):
        known = ~np.isnan(views.target[row])
        assert known[: last + 1].all() and not known[last + 1 :].any()
        newest = np.flatnonzero(~np.isnan(views.weekly[0, row]))[-1]
        end = end_instant(views.first_week + int(newest))
        assert end + timedelta(days=5) <= views.origins[row] < end + timedelta(days=12)


def test_what_was_published_early_is_hidden(monthly, weekly):
    """Standing 35 days after the month's end, February's figure was out in a short month."""
    views = views_at(monthly, weekly, datetime(2023, 12, 6, tzinfo=UTC))
    assert (views.first_month + int(views.last[-1])) == Period.parse("2023-10")
    february = next(row for row, at in enumerate(views.origins) if at.month == 3)
    assert np.isnan(views.target[february, views.last[february] + 1])


def test_outcomes_are_known_only_once_published(monthly, weekly):
    views = views_at(monthly, weekly, datetime(2023, 11, 20, tzinfo=UTC))
    target = view_target(views, logarithmic=False, adjusted_by_publisher=True)
    one = target.outcomes(1)
    assert np.isnan(np.triu(one)).sum() == len(one) * (len(one) + 1) // 2
    np.testing.assert_allclose(one[np.tril_indices(len(one), -1)], 0.01)
    np.testing.assert_allclose(target.outcomes(2)[-1, :-2], 0.02)
    assert np.isnan(target.outcomes(2)[-1, -2:]).all()


def test_the_bridge_ends_at_the_last_week_known(monthly, weekly):
    """Weeks rise by one: the bridge counts the weeks between the two reference weeks."""
    views = views_at(monthly, weekly, datetime(2023, 11, 29, tzinfo=UTC))
    fast = view_fast(views, [True])
    october = Period.containing(date(2023, 10, REFERENCE_DAY), Frequency.WEEKLY)
    november = Period.containing(date(2023, 11, REFERENCE_DAY), Frequency.WEEKLY)
    columns = [week - views.first_week for week in (october, november)]
    expected = fast.mean[0, -1, columns[1]] - fast.mean[0, -1, columns[0]]
    assert fast.bridge(views.last, 1)[-1, 0] == pytest.approx(expected)
    edge = fast.mean[0, -1, fast.edge[0, -1]] - fast.mean[0, -1, columns[0]]
    assert fast.bridge(views.last, 2)[-1, 0] == pytest.approx(edge)
    assert edge > expected > 0
