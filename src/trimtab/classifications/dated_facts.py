"""Dated facts: recessions, Spring Festivals, release delays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from trimtab.classifications.reading import read_csv
from trimtab.classifications.types import Recession, ReleaseLag
from trimtab.kernel import Frequency, Period, Region, UnknownCodeError


@cache
def recessions(country: str = "US") -> tuple[Recession, ...]:
    """Dated recessions of a country, oldest first: NBER for the US, 1857 to 2020.

    China has no official chronology; any country but the US raises UnknownCodeError
    CLASSIFICATION-008.

    >>> str(recessions("US")[-1].start), str(recessions("US")[-1].end)
    ('2020-03', '2020-04')
    """
    if country != "US":
        raise UnknownCodeError("CLASSIFICATION-008", country=country)
    announced = {row["start"]: row for row in read_csv("recession_announcements_us.csv")}

    def day(start: str, column: str) -> date | None:
        return date.fromisoformat(announced[start][column]) if start in announced else None

    return tuple(
        Recession(
            Period.parse(row["start"]),
            Period.parse(row["end"]),
            day(row["start"], "start_announced"),
            day(row["start"], "end_announced"),
        )
        for row in read_csv("recessions_us.csv")
    )


@cache
def _spring_festivals() -> Mapping[int, date]:
    rows = read_csv("spring_festival.csv")
    return {int(row["year"]): date.fromisoformat(row["date"]) for row in rows}


def spring_festival(year: int) -> date:
    """First day of the Chinese year that begins in a Gregorian year, 1949 to 2050.

    Raises UnknownCodeError CLASSIFICATION-009 outside these years.

    >>> spring_festival(2026)
    datetime.date(2026, 2, 17)
    """
    days = _spring_festivals()
    if year not in days:
        raise UnknownCodeError("CLASSIFICATION-009", year=year, first=min(days), last=max(days))
    return days[year]


@cache
def release_lags() -> tuple[ReleaseLag, ...]:
    """Usual release delays by indicator, region (``US``, ``US-*``, ``CN``) and frequency."""
    return tuple(
        ReleaseLag(
            row["indicator"],
            row["region"],
            row["frequency"],
            int(row["lag_days"]),
            int(row["lag_days_usual_low"]),
            int(row["lag_days_usual_high"]),
            row["counted_from"],
            row["publisher"],
            row["source"],
            row["verification"],
        )
        for row in read_csv("release_lags.csv")
    )


def release_lag(indicator: str, region: Region, frequency: Frequency) -> ReleaseLag:
    """Usual release delay of an indicator, the region's own before its country's parts (``US-*``).

    Raises UnknownCodeError CLASSIFICATION-010 when none is listed: give the lag yourself then.

    >>> release_lag("unemployment_rate", Region("US-AL"), Frequency.MONTHLY).days
    24
    """
    written = str(region) if region.is_country else f"{region.country}-*"
    for lag in release_lags():
        if (lag.indicator, lag.frequency) == (indicator, frequency.value) and lag.region in (
            str(region),
            written,
        ):
            return lag
    raise UnknownCodeError(
        "CLASSIFICATION-010", indicator=indicator, region=str(region), frequency=frequency.value
    )
