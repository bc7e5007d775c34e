"""A country whose unemployment rises in every downturn, with the days each was dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pytest

from trimtab.kernel import Frequency, Industry, Period, Region, SeriesKey
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.compute.pooled import baseline_statistic

FIRST = Period.parse("1985-01")


@dataclass(frozen=True)
class Country:
    """Levels and statistics of series, and what had been dated by an instant."""

    series: tuple[SeriesKey, ...]
    level: npt.NDArray[np.float64]
    statistic: npt.NDArray[np.float64]
    downturns: tuple[Downturn, ...]

    def dated(self, country: str, instant: datetime) -> tuple[Downturn, ...]:
        """A downturn is dated, start and end, a year after it ended."""
        day = Period.containing(instant.date(), Frequency.MONTHLY)
        return tuple(d for d in self.downturns if d.end + 12 <= day and d.region.country == country)


def key(region: str, industry: str | None = None) -> SeriesKey:
    code = Industry(f"NAICS@2022:{industry}") if industry else None
    return SeriesKey("unemployment_rate", Region(region), code, None, Frequency.MONTHLY, "share")


def make_country(
    series: list[SeriesKey], months: int = 360, every: int = 60, seed: int = 3
) -> Country:
    """Downturns of a year every five years; every series rises in them and recovers after."""
    generator = np.random.default_rng(seed)
    time = np.arange(months)
    inside = time % every >= every - 12
    step = np.where(inside, 0.15, -0.15 * 12 / (every - 12))
    noise = generator.normal(0, 0.12, (len(series), months))
    level = 6 + np.cumsum(step) + noise
    country = series[0].region.country
    starts = range(every - 12, months - 11, every)
    regions = sorted({k.region for k in series} | {Region(country)})
    downturns = tuple(
        Downturn(region, FIRST + t, FIRST + t + 11) for region in regions for t in starts
    )
    statistic = baseline_statistic(level, [country] * len(series))
    return Country(tuple(series), level, statistic, downturns)


@pytest.fixture(scope="session")
def nation() -> Country:
    return make_country([key("US")])


@pytest.fixture(scope="session")
def states() -> Country:
    return make_country([key(f"US-{name}") for name in ("AL", "AK", "AZ", "CA", "CO", "CT")])


@pytest.fixture(scope="session")
def series_key():
    """Builds the key of a region's series, of an industry where one is given."""
    return key
