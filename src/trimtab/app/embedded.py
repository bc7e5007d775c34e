"""The embedded real data as staged observations, with release times from the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from trimtab import classifications
from trimtab.kernel import Frequency, ObsStatus, Period, SeasonalAdjustment
from trimtab.tables import OBSERVATIONS, StagedObservations, Vintage

EMBEDDED = "embedded:"
"""What the source of a batch of embedded data begins with."""

PAYROLL_FILE = "us_payroll_employment.parquet"
STATE_OCCUPATION_FILE = "oews_state_occupation.parquet"

_ALL_OCCUPATIONS = "SOC@2018:00-0000"
_OEWS_YEAR = 2025  # reference month May 2025
OEWS_RELEASED = date(2026, 5, 15)


def payroll_release(period: Period) -> date:
    """The day a month's payroll employment was published: the first Friday after the month.

    Simplifies   holds for the Employment Situation release in most months; a few releases came a
                 week later (the survey week ended late) and are dated up to seven days early here
    References   BLS, Schedule of Releases for the Employment Situation
    """
    first = period.end
    return first + timedelta(days=(4 - first.weekday()) % 7)


def stage_payroll(staging: Path) -> StagedObservations:
    """US payroll employment of the leaf industries, monthly, persons, not seasonally adjusted.

    Every value carries the instant at which that month's figure was first published; the values
    themselves are the final vintage, so the release basis is ``lag``.
    """
    table = classifications.payroll_employment()
    months = pc.unique(table["period"]).to_numpy()
    days = {month: payroll_release(Period(Frequency.MONTHLY, month)) for month in months.tolist()}
    released = np.array([days[m] for m in table["period"].to_pylist()], dtype="datetime64[us]")
    return _stage(
        staging,
        name=PAYROLL_FILE,
        indicator="employment",
        region="US",
        industry=table["industry"],
        occupation="",
        frequency=Frequency.MONTHLY,
        unit="count",
        period=table["period"],
        released=released,
        value=pc.cast(table["employment_persons"], pa.float64()),
        status=np.full(table.num_rows, ObsStatus.NORMAL.value),
    )


def stage_state_occupations(staging: Path) -> StagedObservations:
    """US employment by state and occupation (OEWS); suppressed cells stay suppressed."""
    table = classifications.oews_state_occupation()
    released = np.full(table.num_rows, np.datetime64(OEWS_RELEASED, "us"))
    value = pc.cast(table["employment"], pa.float64())
    suppressed = pc.is_null(value).to_numpy(zero_copy_only=False)
    return _stage(
        staging,
        name=STATE_OCCUPATION_FILE,
        indicator="employment",
        region=table["region"],
        industry="",
        occupation=_all_as_empty(table["occupation"]),
        frequency=Frequency.ANNUAL,
        unit="count",
        period=pa.array(np.full(table.num_rows, _OEWS_YEAR, dtype=np.int32)),
        released=released,
        value=value,
        status=np.where(suppressed, ObsStatus.SUPPRESSED.value, ObsStatus.NORMAL.value),
    )


def _all_as_empty(occupation: pa.ChunkedArray) -> pa.ChunkedArray:
    """The publisher's code for all occupations becomes the house's: the empty text."""
    return pc.if_else(pc.equal(occupation, _ALL_OCCUPATIONS), "", occupation)


def _stage(
    staging: Path,
    *,
    name: str,
    indicator: str,
    region: str | pa.ChunkedArray,
    industry: str | pa.ChunkedArray,
    occupation: str | pa.ChunkedArray,
    frequency: Frequency,
    unit: str,
    period: pa.Array | pa.ChunkedArray,
    released: np.ndarray,
    value: pa.Array | pa.ChunkedArray,
    status: np.ndarray,
) -> StagedObservations:
    rows = len(period)

    def column(given: str | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
        return pa.repeat(pa.scalar(given), rows) if isinstance(given, str) else given

    columns = {
        "indicator": column(indicator),
        "region": column(region),
        "industry": column(industry),
        "occupation": column(occupation),
        "frequency": column(frequency.value),
        "unit": column(unit),
        "seasonal_adjustment": column(SeasonalAdjustment.NONE.value),
        "period": period,
        "release_time": pa.array(released, pa.timestamp("us", tz="UTC")),
        "value": value,
        "obs_status": pa.array(status, pa.string()),
    }
    table = pa.table([columns[c.name] for c in OBSERVATIONS.columns], names=list(columns))
    table = table.cast(OBSERVATIONS.schema)
    staging.mkdir(parents=True, exist_ok=True)
    path = staging / name
    pq.write_table(table, path)
    return StagedObservations(
        path=path,
        rows=rows,
        source=f"{EMBEDDED}{name}",
        source_sha256=classifications.source_of(name).sha256,
        release_basis=Vintage.FINAL_WITH_LAG.value,
    )
