"""What ``as_of`` answers, the same on every operational database."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.kernel import Frequency, Period, UnknownCodeError, UsageError
from trimtab.ports import SeriesQuery
from trimtab.tables import OBSERVATIONS, Vintage

ALABAMA = "unemployment|US-AL|||M|count|N"
ALASKA = "unemployment|US-AK|||M|count|N"
WEEKLY = "claims|US-AL|||W|count|N"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
MONTHLY = SeriesQuery()


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_revision_counts_from_the_instant_of_its_release(store, stage):
    store.publish(
        stage([(ALABAMA, "2008-01", "2008-02-20", 100.0, "A"),
               (ALABAMA, "2008-01", "2008-03-20", 110.0, "A"),
               (ALABAMA, "2008-02", "2008-03-20", 120.0, "A")])
    )  # fmt: skip
    before = store.as_of(day("2008-03-19"), MONTHLY)
    assert before.values.tolist() == [[100.0]]
    assert before.first == before.last == Period.parse("2008-01")
    after = store.as_of(day("2008-03-20"), MONTHLY)
    assert after.values.tolist() == [[110.0, 120.0]]
    assert after.released.astype(str).tolist() == [["2008-03-20T00:00:00.000000"] * 2]
    assert after.vintage is Vintage.TRUE


def test_nothing_was_known_before_the_first_release(store, stage):
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 100.0, "A")]))
    panel = store.as_of(day("2008-02-19"), MONTHLY)
    assert panel.series == () and panel.values.shape == (0, 0)


def test_a_series_appears_with_its_first_release(store, stage):
    store.publish(
        stage([(ALASKA, "2008-01", "2009-01-01", 7.0, "A"),
               (ALABAMA, "2008-03", "2008-04-20", 100.0, "A")])
    )  # fmt: skip
    assert [str(k) for k in store.as_of(day("2008-12-31"), MONTHLY).series] == [ALABAMA]
    both = store.as_of(day("2009-01-01"), MONTHLY)
    assert [str(k) for k in both.series] == [ALASKA, ALABAMA]
    np.testing.assert_array_equal(both.values, [[7.0, np.nan, np.nan], [np.nan, np.nan, 100.0]])
    assert np.isnat(both.released[0, 1])


def test_of_two_batches_released_at_one_instant_the_later_published_counts(store, stage):
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 1.0, "A")]))
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 2.0, "A")]))
    assert store.as_of(NOW, MONTHLY).values.tolist() == [[2.0]]


def test_importing_an_old_vintage_late_changes_only_the_past(store, stage):
    store.publish(stage([(ALABAMA, "2008-01", "2008-03-20", 3.0, "A")]))
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 2.0, "P")]))
    assert store.as_of(NOW, MONTHLY).values.tolist() == [[3.0]]
    assert store.as_of(day("2008-03-01"), MONTHLY).values.tolist() == [[2.0]]


@pytest.mark.parametrize("status", ["Q", "M"])
def test_a_row_without_a_value_supersedes_the_value_before_it(store, stage, status):
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 1.0, "A")]))
    store.publish(stage([(ALABAMA, "2008-01", "2008-03-20", None, status)]))
    panel = store.as_of(NOW, MONTHLY)
    assert np.isnan(panel.values).all()
    # It is known when it became known to be absent.
    assert panel.released == np.datetime64("2008-03-20")


def test_the_query_names_series_and_half_open_periods(store, stage):
    rows = [(key, f"2008-{month:02d}", "2009-06-01", float(month), "A")
            for key in (ALABAMA, ALASKA) for month in range(1, 13)]  # fmt: skip
    store.publish(stage([*rows, (WEEKLY, "2008-W10", "2009-06-01", 9.0, "A")]))
    query = SeriesQuery(
        regions=("US-AK",), since=Period.parse("2008-03"), until=Period.parse("2008-05")
    )
    panel = store.as_of(NOW, query)
    assert [str(key) for key in panel.series] == [ALASKA]
    assert panel.first == Period.parse("2008-03") and panel.values.tolist() == [[3.0, 4.0]]
    # Named bounds are kept even where nothing is known.
    wide = SeriesQuery(since=Period.parse("2007-12"), until=Period.parse("2009-02"))
    assert store.as_of(NOW, wide).values.shape == (2, 14)
    weekly = store.as_of(NOW, SeriesQuery(frequency=Frequency.WEEKLY))
    assert str(weekly.first) == "2008-W10" and weekly.values.tolist() == [[9.0]]


def test_series_are_listed_sorted_and_empty_where_none_matches(store, stage):
    store.publish(stage([(ALASKA, "2008-01", "2008-02-20", 1.0, "A")]))
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 1.0, "A")]))
    assert [str(key) for key in store.series(MONTHLY)] == [ALASKA, ALABAMA]
    assert store.series(SeriesQuery(indicators=("vacancies",))) == ()


def test_a_code_never_held_is_an_error_and_not_an_empty_answer(store, stage):
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 1.0, "A")]))
    with pytest.raises(UnknownCodeError, match="STORE-014") as failure:
        store.as_of(NOW, SeriesQuery(regions=("US-AL", "US-XX")))
    assert failure.value.params["codes"] == "US-XX" and failure.value.params["held"] == "US-AL"


def test_questions_that_make_no_sense_are_refused(store, stage):
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 1.0, "A")]))
    with pytest.raises(UsageError, match="STORE-015"):
        store.as_of(datetime(2008, 1, 1), MONTHLY)  # noqa: DTZ001
    with pytest.raises(UsageError, match="STORE-017"):
        store.as_of(NOW, SeriesQuery(since=Period.parse("2008Q1")))
    assert store.as_of(datetime.fromisoformat("2009-01-01T00:00+08:00"), MONTHLY).known_at == day(
        "2008-12-31T16:00"
    )
    with pytest.raises(UsageError, match="STORE-016"):
        store.as_of(NOW, SeriesQuery(until=Period(Frequency.MONTHLY, 2**32)))


def test_one_reconstructed_release_time_is_said_of_the_whole_panel(store, stage):
    store.publish(stage([(ALABAMA, "2008-01", "2008-02-20", 1.0, "A")], "vintage"))
    store.publish(stage([(ALASKA, "2008-01", "2008-06-20", 1.0, "A")], "lag"))
    assert store.as_of(day("2008-03-01"), MONTHLY).vintage is Vintage.TRUE
    assert store.as_of(NOW, MONTHLY).vintage is Vintage.FINAL_WITH_LAG
    assert store.as_of(NOW, SeriesQuery(regions=("US-AL",))).vintage is Vintage.TRUE


def test_the_stream_of_rows_says_the_same_with_the_status(store, stage):
    rows = [(ALASKA, "2008-01", "2008-02-20", None, "Q"),
            (ALABAMA, "2008-01", "2008-02-20", 1.0, "P"),
            (ALABAMA, "2008-01", "2008-03-20", 2.0, "A")]  # fmt: skip
    store.publish(stage(rows))
    reader = store.as_of_table(NOW, MONTHLY)
    assert reader.schema.equals(OBSERVATIONS.schema)
    found = reader.read_all().to_pylist()
    assert [(r["region"], r["value"], r["obs_status"]) for r in found] == [
        ("US-AK", None, "Q"),
        ("US-AL", 2.0, "A"),
    ]
    assert found[1]["release_time"] == day("2008-03-20")
    assert found[1]["period"] == Period.parse("2008-01").ordinal


def test_totals_add_what_is_known_and_count_what_is_not(store, stage):
    first, second = "NAICS@2022:52", "NAICS@2022:53"
    store.publish(
        stage([(f"jobs|US-AL|{first}||M|count|N", "2008-01", "2008-02-20", 10.0, "A"),
               (f"jobs|US-AL|{second}||M|count|N", "2008-01", "2008-02-20", 5.0, "A"),
               (f"jobs|US-AL|{second}||M|count|N", "2008-01", "2008-03-20", None, "Q"),
               (f"jobs|US-AK|{first}||M|count|N", "2008-02", "2008-03-20", 1.0, "A")])
    )  # fmt: skip
    early = store.totals_as_of(day("2008-03-01"), MONTHLY, by=("region",))
    assert early.groups == (("jobs", "count", "N", "US-AL"),)
    assert early.values.tolist() == [[15.0]]
    late = store.totals_as_of(NOW, MONTHLY, by=("region",))
    np.testing.assert_array_equal(late.values, [[np.nan, 1.0], [10.0, np.nan]])
    assert late.groups == (("jobs", "count", "N", "US-AK"), ("jobs", "count", "N", "US-AL"))
    assert late.observed.tolist() == [[0, 1], [1, 0]]
    assert late.without_value.tolist() == [[0, 0], [1, 0]]
    assert store.totals_as_of(NOW, MONTHLY).values.tolist() == [[10.0, 1.0]]


def test_shares_are_not_added_up(store, stage):
    rate = "unemployment_rate|US-AL|||M|share|N"
    store.publish(stage([(rate, "2008-01", "2008-02-20", 0.05, "A")]))
    with pytest.raises(UsageError, match="STORE-020"):
        store.totals_as_of(NOW, MONTHLY)
    with pytest.raises(UsageError, match="STORE-021"):
        store.totals_as_of(NOW, MONTHLY, by=("unit",))


def test_an_empty_store_answers(store):
    assert store.batches() == () and store.series(MONTHLY) == ()
    assert store.as_of(NOW, MONTHLY).values.shape == (0, 0)
    assert store.as_of_table(NOW, MONTHLY).read_all().num_rows == 0
    assert store.totals_as_of(NOW, MONTHLY).groups == ()
