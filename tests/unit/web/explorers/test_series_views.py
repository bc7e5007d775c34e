"""Level, index and change of series side by side."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.app.workbench.series_chart import charts
from trimtab.app.workbench.series_history import History, Origin
from trimtab.app.workbench.series_views import View, compared
from trimtab.kernel import Frequency, Industry, Period, Region, SeriesKey, UsageError
from trimtab.messages import Language

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = Period.parse("2024-01")


def history(
    values: list[float], unit: str = "count", status: str = "", first: Period = FIRST
) -> History:
    key = SeriesKey("hires", Region("CN-980100"), Industry("GBT4754@2017:C"), None,
                    Frequency.MONTHLY, unit)  # fmt: skip
    letters = np.array(list(status or "A" * len(values)))
    released = np.full(len(values), np.datetime64("2025-02-15", "us"))
    return History(key, first, np.array(values, float), letters, released)


def look(*given: History, view: View, **window: Period):
    return compared(given, (Origin(()),) * len(given), view, NOW, **window)


def test_level_is_what_is_held_and_the_window_includes_both_ends():
    shown = look(history([1, 2, 3, 4]), view=View.LEVEL, first=FIRST + 1, last=FIRST + 2)
    assert shown.lines[0].values.tolist() == [2, 3]
    assert [str(one) for one in shown.periods] == ["2024-02", "2024-03"]


def test_index_is_100_at_the_first_period_that_all_know():
    later = history([50, 100], first=FIRST + 1)
    shown = look(history([10, 20, 30]), later, view=View.INDEX)
    assert str(shown.base) == "2024-02"
    assert shown.lines[0].values.tolist() == [50, 100, 150]
    assert shown.lines[1].values[1:].tolist() == [100, 200]
    assert np.isnan(shown.lines[1].values[0])


def test_index_of_a_base_without_value_is_refused_by_name():
    with pytest.raises(UsageError, match="WEB-079"):
        look(history([0, 20]), view=View.INDEX, base=FIRST)
    with pytest.raises(UsageError, match="WEB-079"):
        look(history([10, 20]), view=View.INDEX, base=FIRST + -5)


def test_change_compares_the_same_month_and_reaches_before_the_window():
    shown = look(history([100] * 12 + [110]), view=View.CHANGE, first=FIRST + 12)
    assert shown.lines[0].values == pytest.approx([0.1])
    assert shown.units == ("change_share",)


def test_change_of_a_share_is_a_difference_and_from_zero_there_is_none():
    share = look(history([0.05] * 12 + [0.06], "share"), view=View.CHANGE, first=FIRST + 12)
    assert share.lines[0].values == pytest.approx([0.01])
    assert share.units == ("points",)
    nothing = look(history([0] * 12 + [5]), view=View.CHANGE)
    assert np.isnan(nothing.lines[0].values).all()


def test_periods_outside_are_refused_with_what_is_known():
    with pytest.raises(UsageError, match="WEB-076") as refused:
        look(history([1, 2]), view=View.LEVEL, first=Period.parse("2030-01"))
    assert refused.value.params["known_last"] == "2024-02"


def test_units_that_differ_get_a_chart_each():
    shown = look(history([1, 2]), history([0.1, 0.2], "share"), view=View.LEVEL)
    drawn = charts(shown, Language.ZH)
    assert len(drawn) == 2
    assert [len(one.document["series"]) for one in drawn] == [1, 1]


def test_the_provisional_end_is_shaded_from_its_first_month():
    shown = look(history([1, 2, 3, 4], status="AEPP"), view=View.LEVEL)
    assert charts(shown, Language.EN)[0].document["series"][0]["provisional_from"] == "2024-02"
    final = look(history([1, 2, 3, 4], status="APPA"), view=View.LEVEL)
    assert "provisional_from" not in charts(final, Language.EN)[0].document["series"][0]


def test_a_total_is_missing_where_a_part_is_and_estimated_where_one_is_open():
    first, second = history([1, 2, 3, 4]), history([10, 20, np.nan], status="APQ")
    total = History.added(first.key, (first.key, second.key), [first, second])
    assert total is not None
    assert total.values[:2].tolist() == [11, 22]
    assert np.isnan(total.values[2:]).all()
    assert "".join(total.status) == "AEMM"


def test_a_part_of_which_nothing_is_known_leaves_no_total():
    known = history([1, 2])
    total = History.added(known.key, (known.key, known.key), [known])
    assert total is not None
    assert np.isnan(total.values).all()
    assert History.added(known.key, (known.key,), []) is None
