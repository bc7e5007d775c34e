"""Figures that the publishers print, found again in the embedded tables."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from trimtab import classifications
from trimtab.kernel import Period, Region


def _persons(table: pa.Table, industry: str, month: str) -> int:
    chosen = pc.and_(
        pc.equal(table["industry"], industry),
        pc.equal(table["period"], Period.parse(month).ordinal),
    )
    (value,) = table.filter(chosen)["employment_persons"].to_pylist()
    return int(value)


@pytest.mark.parametrize(
    ("industry", "month", "thousands"),
    [
        # BLS, Current Employment Statistics, not seasonally adjusted, as of October 2019
        ("CES@2017:60561320", "2019-09", 3109.2),  # temporary help
        ("CES@2017:42441100", "2019-09", 1314.9),  # automobile dealers
        ("CES@2017:10113300", "2019-09", 49.9),  # logging
        ("CES@2017:90919120", "2019-09", 603.3),  # postal service
    ],
)
def test_payroll_of_leaf_industries(industry: str, month: str, thousands: float) -> None:
    persons = _persons(classifications.payroll_employment(), industry, month)
    assert persons == round(thousands * 1000)


@pytest.mark.parametrize(
    ("industry", "thousands"),
    [
        ("CES@2017:20000000", 7689),
        ("CES@2017:55000000", 8699),
        ("CES@2017:90910000", 2846),
        ("CES@2017:90930000", 14520),
    ],
)
def test_payroll_of_sectors_in_september_2019(industry: str, thousands: int) -> None:
    persons = _persons(classifications.payroll_sectors(), industry, "2019-09")
    assert persons == thousands * 1000


def test_total_nonfarm_runs_from_1939_to_september_2019() -> None:
    total = classifications.payroll_total().to_pylist()
    assert (total[0]["period"], total[-1]["period"]) == (
        Period.parse("1939-01").ordinal,
        Period.parse("2019-09").ordinal,
    )
    assert total[-1]["total_persons"] == 151_949_000


def _sums(table: pa.Table) -> dict[int, int]:
    grouped = table.group_by("period").aggregate([("employment_persons", "sum")])
    return dict(
        zip(
            grouped["period"].to_pylist(),
            grouped["employment_persons_sum"].to_pylist(),
            strict=True,
        )
    )


@pytest.mark.parametrize(
    ("first", "table", "each"),
    [
        # Half a unit of the last printed digit for each series: 50 persons for leaves, 500 for
        # sectors; the total itself is printed in thousands.
        ("1990-01", classifications.payroll_employment, 50),
        ("1972-01", classifications.payroll_sectors, 500),
    ],
)
def test_parts_add_up_to_the_total_within_rounding(first: str, table: object, each: int) -> None:
    columns = table()  # type: ignore[operator]
    sums, parts = _sums(columns), len(pc.unique(columns["industry"]))
    total = classifications.payroll_total().to_pylist()
    rows = [row for row in total if row["period"] >= Period.parse(first).ordinal]
    residual = np.array([row["total_persons"] - sums[row["period"]] for row in rows])
    assert len(rows) >= 357
    assert np.abs(residual).max() <= 500 + each * parts
    assert np.abs(residual / [row["total_persons"] for row in rows]).max() < 1e-4


def test_residual_file_states_what_the_leaves_leave_over() -> None:
    sums = _sums(classifications.payroll_employment())
    for row in classifications.payroll_total().to_pylist():
        if row["leaf_sum_persons"] is not None:
            assert row["leaf_sum_persons"] == sums[row["period"]]
            assert row["residual_persons"] == row["total_persons"] - row["leaf_sum_persons"]


def _employment(table: pa.Table, **keys: str) -> int | None:
    chosen = pc.and_(*[pc.equal(table[name], value) for name, value in keys.items()])
    (value,) = table.filter(chosen)["employment"].to_pylist()
    return value


@pytest.mark.parametrize(
    ("region", "occupation", "employment"),
    [  # BLS, OEWS May 2025
        ("US", "SOC@2018:00-0000", 155_495_730),
        ("US", "SOC@2018:11-0000", 11_132_700),
    ],
)
def test_oews_national_figures(region: str, occupation: str, employment: int) -> None:
    table = classifications.oews_state_occupation()
    assert _employment(table, region=region, occupation=occupation) == employment
    by_industry = classifications.oews_industry_occupation()
    same = _employment(by_industry, industry="OEWS@2025:000000", occupation=occupation)
    assert same == employment


def test_states_add_up_to_the_nation_within_rounding() -> None:
    table = classifications.oews_state_occupation()
    totals = table.filter(pc.equal(table["occupation"], "SOC@2018:00-0000"))
    by_region = dict(
        zip(totals["region"].to_pylist(), totals["employment"].to_pylist(), strict=True)
    )
    states = [by_region[str(code)] for code in classifications.regions("US", "state")]
    # Every state figure is rounded to 10; national and state estimates are benchmarked alike.
    assert sum(states) == pytest.approx(by_region["US"], rel=2e-5)


def test_major_groups_never_exceed_the_total_of_their_state() -> None:
    table = classifications.oews_state_occupation()
    majors = table.filter(pc.equal(table["occupation_level"], "major"))
    sums = majors.group_by("region").aggregate([("employment", "sum")])
    totals = table.filter(pc.equal(table["occupation_level"], "total"))
    total = dict(zip(totals["region"].to_pylist(), totals["employment"].to_pylist(), strict=True))
    for region, covered in zip(
        sums["region"].to_pylist(), sums["employment_sum"].to_pylist(), strict=True
    ):
        assert 0.99 < covered / total[region] < 1.001, region


def test_suppressed_cells_stay_suppressed() -> None:
    for table in (
        classifications.oews_state_occupation(),
        classifications.oews_industry_occupation(),
    ):
        suppressed = pc.equal(table["employment_status"], "suppressed")
        assert pc.all(pc.equal(suppressed, pc.is_null(table["employment"]))).as_py()
        for wage in ("mean", "median"):
            published = pc.equal(table[f"wage_{wage}_status"], "published")
            given = pc.is_valid(table[f"wage_{wage}_usd_year"])
            assert pc.all(pc.equal(published, given)).as_py()
    state = classifications.oews_state_occupation()
    territories = pc.equal(state["employment_status"], "suppressed")
    assert pc.sum(pc.cast(territories, pa.int32())).as_py() == 1318


def test_recessions_agree_with_the_reference_file(shared_data: Path) -> None:
    lines = (shared_data / "us_national" / "recessions_to_1984.csv").read_text("utf-8").split()
    ours = [
        f"{recession.start},{recession.end}"
        for recession in classifications.recessions("US")
        if Period.parse("1929-09") <= recession.start <= Period.parse("1981-08")
    ]
    assert lines == ["start,end", *ours]


def test_nber_counts_34_contractions_with_known_mean_length() -> None:
    """NBER prints 17.0 months as the mean contraction, peak to trough, 1854-2020: 1857 onwards."""
    recessions = classifications.recessions("US")
    lengths = [recession.end - recession.start + 1 for recession in recessions]
    assert len(recessions) == 34
    assert round(float(np.mean(lengths)), 1) == 17.0
    assert all(a.end < b.start for a, b in pairwise(recessions))


def test_a_recession_was_announced_after_it_began() -> None:
    announced = [r for r in classifications.recessions("US") if r.start_announced]
    assert len(announced) == 6
    for recession in announced:
        assert recession.start_announced and recession.end_announced
        assert recession.start.start < recession.start_announced < recession.end_announced
        assert recession.end.end <= recession.end_announced


@pytest.mark.parametrize(
    "day",
    [
        "1954-02-03",
        "1985-02-20",
        "2020-01-25",
        "2023-01-22",
        "2024-02-10",
        "2025-01-29",
        "2026-02-17",
        "2027-02-06",
        "2030-02-03",
        "2033-01-31",
    ],
)
def test_spring_festival(day: str) -> None:
    expected = date.fromisoformat(day)
    assert classifications.spring_festival(expected.year) == expected


def test_spring_festivals_are_a_whole_number_of_lunations_apart() -> None:
    days = [classifications.spring_festival(year) for year in range(1949, 2051)]
    for before, after in pairwise(days):
        months = (after - before).days / 29.530588
        assert round(months) in (12, 13) and abs(months - round(months)) < 0.05
        assert date(after.year, 1, 20) < after < date(after.year, 2, 22)


def test_official_grouping_of_provinces() -> None:
    """National Bureau of Statistics: 10 provinces East, 6 Central, 12 West, 3 Northeast."""
    groups = [
        classifications.region(code).group for code in classifications.regions("CN", "province")
    ]
    counted = {name: groups.count(name) for name in ("east", "central", "west", "northeast", "")}
    assert counted == {"east": 10, "central": 6, "west": 12, "northeast": 3, "": 3}


def test_census_regions_of_the_states() -> None:
    """Census Bureau: 9 states Northeast, 12 Midwest, 17 and DC South, 13 West."""
    groups = [classifications.region(code).group for code in classifications.regions("US", "state")]
    counted = {name: groups.count(name) for name in ("northeast", "midwest", "south", "west")}
    assert counted == {"northeast": 9, "midwest": 12, "south": 17, "west": 13}


def test_prefectures_of_china() -> None:
    """333 divisions of prefecture level (end of 2024), and the five codes inside municipalities."""
    prefectures = classifications.regions("CN", "prefecture")
    municipal = [code for code in prefectures if str(code)[3:5] in ("11", "12", "31", "50")]
    assert (len(prefectures) - len(municipal), len(municipal)) == (333, 5)
    assert Region("CN-310100") in municipal
