"""Which series a nowcast reads: the region, the adjusted before the raw, weekly before daily."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.kernel import (
    Frequency,
    Industry,
    InputRejectedError,
    Period,
    Region,
    SeasonalAdjustment,
    SeriesKey,
    UnknownCodeError,
    UsageError,
)
from trimtab.monitoring.nowcast.reading import find_series
from trimtab.tables import Panel, Vintage

NOW = datetime(2024, 6, 1, tzinfo=UTC)
FIRST = {
    "M": Period.parse("2023-01"),
    "W": Period.parse("2023-W01"),
    "D": Period.parse("2023-01-01"),
}


class Held:
    """A PanelStore of constant series."""

    def __init__(self, *keys: SeriesKey) -> None:
        self.keys = keys

    def series(self, query):
        return tuple(key for key in self.keys if key.frequency is query.frequency)

    def as_of(self, instant, query):
        chosen = tuple(key for key in self.series(query) if key.indicator in query.indicators)
        first = FIRST[query.frequency.value]
        released = np.full((len(chosen), 3), np.datetime64("2023-05-01", "us"))
        values = np.ones((len(chosen), 3))
        return Panel(chosen, first, values, released, instant, Vintage.FINAL_WITH_LAG)


def key(indicator: str, region: str, frequency: str, adjusted: bool = False) -> SeriesKey:
    adjustment = SeasonalAdjustment.PUBLISHER if adjusted else SeasonalAdjustment.NONE
    return SeriesKey(
        indicator, Region(region), None, None, Frequency(frequency), "count", adjustment
    )


RATES = tuple(key("unemployment_rate", region, "M") for region in ("US-AL", "US-AZ", "US"))


def test_the_country_goes_before_its_parts():
    held = Held(*RATES, *(key("initial_claims", one, "W") for one in ("US-AL", "US")))
    assert find_series(held, NOW, "unemployment_rate").target.region == Region("US")


def test_the_only_region_with_both_needs_no_naming():
    held = Held(*RATES, key("initial_claims", "US-AZ", "W"), key("initial_claims", "US-WY", "W"))
    assert find_series(held, NOW, "unemployment_rate").target.region == Region("US-AZ")


def test_several_regions_must_be_told_apart():
    held = Held(*RATES, *(key("initial_claims", one, "W") for one in ("US-AL", "US-AZ")))
    with pytest.raises(UsageError, match="NOWCAST-004"):
        find_series(held, NOW, "unemployment_rate")
    found = find_series(held, NOW, "unemployment_rate", region="US-AL")
    assert found.target.region == Region("US-AL")


def test_adjusted_before_raw_and_weekly_before_daily():
    held = Held(
        key("unemployment_rate", "US", "M"),
        key("unemployment_rate", "US", "M", adjusted=True),
        key("job_postings", "US", "D", adjusted=True),
        key("job_postings", "US", "W"),
        key("initial_claims", "US", "W", adjusted=True),
        replace(key("continued_claims", "US", "W"), industry=Industry("NAICS@2022:52")),
    )
    found = find_series(held, NOW, "unemployment_rate")
    assert found.target.seasonal_adjustment is SeasonalAdjustment.PUBLISHER
    assert [(one.indicator, one.frequency.value) for one in found.fast] == [
        ("initial_claims", "W"),
        ("job_postings", "W"),
    ]
    only = find_series(held, NOW, "unemployment_rate", sources=("job_postings",))
    assert [one.indicator for one in only.fast] == ["job_postings"]
    known = found.read(datetime(2023, 4, 30, tzinfo=UTC))
    assert np.isnan(known.target.values).all()


def test_what_is_missing_is_said():
    held = Held(*RATES, key("initial_claims", "US", "W"))
    with pytest.raises(UnknownCodeError, match="NOWCAST-002"):
        find_series(held, NOW, "employment")
    with pytest.raises(UnknownCodeError, match="NOWCAST-002"):
        find_series(held, NOW, "unemployment_rate", region="US-WY")
    with pytest.raises(InputRejectedError, match="NOWCAST-003"):
        find_series(held, NOW, "unemployment_rate", region="US-AL")
    with pytest.raises(InputRejectedError, match="NOWCAST-003"):
        find_series(held, NOW, "unemployment_rate", sources=("job_postings",))
