"""Tile grids, hierarchy of regions, exposure, release delays, and the errors around them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from trimtab import classifications
from trimtab.classifications import region, regions, subregions, tile_grid
from trimtab.kernel import Frequency, Occupation, Region, UnknownCodeError
from trimtab.messages import LANGUAGES, explain_error, has_text


@pytest.mark.parametrize(("country", "level"), [("US", "state"), ("CN", "province")])
def test_tile_grid_has_one_tile_for_each_region_and_no_overlap(country: str, level: str) -> None:
    grid = tile_grid(country)
    assert set(grid) == set(regions(country, level))
    assert len(set(grid.values())) == len(grid)
    rows, columns = zip(*grid.values(), strict=True)
    assert min(rows) == min(columns) == 0
    assert max(rows) < 9 and max(columns) < 12


@pytest.mark.parametrize(
    ("west", "east"),
    [
        ("US-CA", "US-NV"),
        ("US-OR", "US-ME"),
        ("CN-650000", "CN-110000"),
        ("CN-540000", "CN-310000"),
    ],
)
def test_tiles_keep_west_and_east(west: str, east: str) -> None:
    grid = tile_grid(west[:2])
    assert grid[Region(west)][1] <= grid[Region(east)][1]


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("US-WA", "US-CA"),
        ("US-ND", "US-TX"),
        ("CN-230000", "CN-440000"),
        ("CN-110000", "CN-460000"),
    ],
)
def test_tiles_keep_north_and_south(north: str, south: str) -> None:
    grid = tile_grid(north[:2])
    assert grid[Region(north)][0] < grid[Region(south)][0]


def test_every_region_hangs_under_its_country() -> None:
    for country in ("US", "CN"):
        for code in regions(country):
            above = region(code).parent
            assert above is not None
            assert code in subregions(above)
            assert above == Region(country) or region(above).parent == Region(country)


def test_exposure_covers_the_civilian_major_groups() -> None:
    table = classifications.exposure_by_major_group()
    majors = {f"SOC@2018:{code}" for code in classifications.code_list("SOC@2018").codes("major")}
    assert {str(code) for code in table} == majors - {"SOC@2018:55-0000"}
    computing = table[Occupation("SOC@2018:15-0000")]
    assert computing.measures["eloundou_gpt4_beta"] == 0.751
    for row in table.values():
        shares = [value for name, value in row.measures.items() if name.startswith("eloundou")]
        assert len(shares) == 3 and all(0 <= share <= 1 for share in shares)


def test_exposure_by_submajor_group_lies_between_its_extremes() -> None:
    table = classifications.exposure_by_submajor_group()
    codes = set(classifications.code_list("ISCO@08").codes("sub-major"))
    assert {code.local for code in table} == codes - {"01", "02", "03"}
    for row in table.values():
        low, mean, high = (row.measures[f"ilo_{name}_2025"] for name in ("min", "mean", "max"))
        assert 0 <= low <= mean <= high <= 1


@pytest.mark.parametrize(
    ("indicator", "code", "frequency", "days"),
    [
        ("payroll_employment", "US", Frequency.MONTHLY, 5),
        ("unemployment_rate", "US-AL", Frequency.MONTHLY, 24),
        ("initial_claims", "US", Frequency.WEEKLY, 5),
        ("insured_unemployment_rate", "US", Frequency.WEEKLY, 12),
        ("vacancy_rate", "US", Frequency.MONTHLY, 37),
        ("urban_survey_unemployment_rate", "CN", Frequency.MONTHLY, 16),
    ],
)
def test_release_lag(indicator: str, code: str, frequency: Frequency, days: int) -> None:
    assert classifications.release_lag(indicator, Region(code), frequency).days == days


def test_release_lags_lie_in_their_range_and_say_how_they_are_known() -> None:
    for lag in classifications.release_lags():
        assert 0 < lag.low <= lag.days <= lag.high
        assert lag.source and lag.verification in {"verified", "unverified"}
        Frequency(lag.frequency)


ERRORS = {
    "CLASSIFICATION-001": lambda: classifications.code_list("X@1"),
    "CLASSIFICATION-002": lambda: classifications.code_list("ISCO@08").title("9999", "en"),
    "CLASSIFICATION-003": lambda: classifications.resolve_region("Alabma"),
    "CLASSIFICATION-004": lambda: classifications.regions("DE"),
    "CLASSIFICATION-005": lambda: classifications.resolve_region("Suzhou"),
    "CLASSIFICATION-006": lambda: classifications.resolve_region("341400"),
    "CLASSIFICATION-007": lambda: classifications.source_of("nothing.csv"),
    "CLASSIFICATION-008": lambda: classifications.recessions("CN"),
    "CLASSIFICATION-009": lambda: classifications.spring_festival(1900),
    "CLASSIFICATION-010": lambda: classifications.release_lag(
        "happiness", Region("US"), Frequency.MONTHLY
    ),
    "CLASSIFICATION-011": lambda: classifications.crosswalk("A@1", "B@1"),
}


@pytest.mark.parametrize("code", ERRORS)
def test_every_error_is_explained_in_every_language(code: str) -> None:
    with pytest.raises(UnknownCodeError) as raised:
        ERRORS[code]()
    assert raised.value.code == code
    for language in LANGUAGES:
        said = explain_error(raised.value, language)
        assert said.startswith(f"{code}: ") and "{" not in said


def test_every_grouping_and_level_has_its_words() -> None:
    for country in ("US", "CN"):
        for entry in map(region, regions(country)):
            wanted = [f"classifications.level.{entry.level}"]
            if entry.group:
                wanted.append(f"classifications.group.{country}.{entry.group}")
            if entry.division:
                wanted.append(f"classifications.division.{country}.{entry.division}")
            for language in LANGUAGES:
                assert all(has_text(key, language) for key in wanted), wanted


def test_importing_the_room_reads_no_file_and_imports_no_arrow() -> None:
    program = (
        "import builtins, sys\n"
        "import trimtab.classifications\n"
        "from trimtab.classifications import reading\n"
        "assert 'pyarrow' not in sys.modules and 'csv' not in sys.modules\n"
        "assert reading.folder.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
