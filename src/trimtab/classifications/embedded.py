"""The embedded data tables, as Arrow tables: figures as published, nothing filled or adjusted.

``period`` is ``Period.ordinal`` of the month (year * 12 + month - 1), as in the observation table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trimtab.classifications.reading import read_csv, read_parquet

if TYPE_CHECKING:
    import pyarrow as pa


def payroll_employment() -> pa.Table:
    """US payroll employment of 113 leaf industries, monthly to 2019-09, not seasonally adjusted.

    Columns
        industry            string, ``CES@2017:...``
        period              int32, month
        employment_persons  int32, persons
        basis               string, ``published`` or ``remainder`` (parent less published children)
    Key: industry, period. From 1990-01 the leaves partition total nonfarm employment up to
    rounding (``payroll_total``); before, only the leaves that were published are there.
    Simplifies: final vintage, so a replay is "final vintage + release lag".
    """
    return read_parquet("us_payroll_employment.parquet")


def payroll_sectors() -> pa.Table:
    """US payroll employment of 17 sectors, monthly 1939-01 to 2019-09, not seasonally adjusted.

    Columns and key as ``payroll_employment``. The sectors partition the total from 1972-01:
    transportation starts in 1972, utilities in 1964, state and local government in 1955.
    """
    return read_parquet("us_payroll_sectors.parquet")


def payroll_total() -> pa.Table:
    """US total nonfarm employment and what the sum of the leaves leaves over, monthly.

    Columns
        period            int32, month
        total_persons     int32, persons, as published (whole thousands)
        leaf_sum_persons  int32, persons, null before 1990-01
        residual_persons  int32, total less sum of leaves: rounding of the published figures
    """
    import pyarrow as pa

    rows = read_csv("us_payroll_total.csv")
    months = [row["month"].split("-") for row in rows]
    columns: dict[str, list[int | None]] = {
        "period": [int(year) * 12 + int(month) - 1 for year, month in months]
    }
    for name in ("total_persons", "leaf_sum_persons", "residual_persons"):
        columns[name] = [int(row[name]) if row[name] else None for row in rows]
    return pa.table({name: pa.array(values, pa.int32()) for name, values in columns.items()})


def oews_state_occupation() -> pa.Table:
    """Employment and wages by state and occupation, May 2025 (BLS OEWS).

    Columns
        region                string, ``US`` (states and DC), ``US-AL`` ..., territories
        occupation            string, ``SOC@2018:11-1011``; ``SOC@2018:00-0000`` is all
        occupation_level      string, total, major, minor, broad, detailed
        employment            int32, jobs, null when suppressed
        employment_rse        float64, relative standard error as a share, null when suppressed
        employment_status     string, ``published`` or ``suppressed``
        wage_mean_usd_year    int32; wage_median_usd_year int32: USD per year before tax
        wage_mean_status, wage_median_status
                              string, published, suppressed, top_coded (at least 239,200; null),
                              not_annual (see the hourly columns)
        wage_mean_usd_hour    float64; wage_median_usd_hour float64: USD per hour before tax
    Key: region, occupation. Levels overlap: choose one. Detailed rows do not add up to totals,
    which include suppressed cells. The self-employed are not covered.
    """
    return read_parquet("oews_state_occupation.parquet")


def oews_industry_occupation() -> pa.Table:
    """National employment and wages by industry and occupation, May 2025 (BLS OEWS).

    Columns as ``oews_state_occupation`` with, instead of region:
        industry        string, ``NAICS@2022:5415`` or, for groups only OEWS has, ``OEWS@2025:...``
        industry_level  string, total, ownership, sector, 3-digit, 4-digit, finer
    Key: industry, occupation. ``OEWS@2025:000000`` is all industries. Levels overlap: choose one.
    """
    return read_parquet("oews_industry_occupation.parquet")
