"""The connectors on real files: figures checked against the file's own text, read independently."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from trimtab.ingest import (
    connect,
    read_claims,
    read_downturns,
    read_labour_panel,
    read_postings,
    recognised_connector,
)
from trimtab.kernel import Frequency, Period
from trimtab.tables import OBSERVATIONS, Panel, Vintage


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _at(panel: Panel, region: str, period: str) -> float:
    row = [str(key.region) for key in panel.series].index(region)
    return float(panel.values[row, panel.column(Period.parse(period))])


def _released(panel: Panel, period: str) -> datetime:
    return panel.released[0, panel.column(Period.parse(period))].astype(datetime)


@pytest.mark.shared
def test_laus_rates_come_from_the_counts(shared_data: Path) -> None:
    path = shared_data / "us_states/labour_force_nsa_1976_1999.csv"
    panel, vacancies = read_labour_panel(path)
    assert vacancies is None and len(panel.series) == 51
    assert (str(panel.first), str(panel.last)) == ("1976-01", "1999-12")
    assert not np.isnan(panel.values).any()
    for row in _rows(path)[::997]:
        printed = float(row["unem_rate"]) / 100
        computed = float(row["unem"]) / float(row["clf"])
        region = next(k for k in panel.series if abs(_at(
            panel, str(k.region), f"{row['year']}-{row['month']}") - computed) < 1e-12)  # fmt: skip
        assert abs(_at(panel, str(region.region), f"{row['year']}-{row['month']}") - printed) < 6e-4
    alabama = 116702.0 / 1479554.0  # the file's first row
    assert _at(panel, "US-AL", "1976-01") == alabama
    assert panel.vintage is Vintage.FINAL_WITH_LAG
    assert _released(panel, "1976-01").isoformat() == "1976-02-25T00:00:00"


@pytest.mark.shared
def test_national_unemployment_and_vacancies(shared_data: Path) -> None:
    path = shared_data / "us_national/unemployment_vacancy_1929_1984.csv"
    unemployment, vacancies = read_labour_panel(path)
    assert vacancies is not None
    rows = _rows(path)
    assert unemployment.values.shape == vacancies.values.shape == (1, len(rows))
    assert unemployment.values[0].tolist() == [float(row["unemployment_rate"]) for row in rows]
    assert vacancies.values[0].tolist() == [float(row["vacancy_rate"]) for row in rows]
    assert (vacancies.released > unemployment.released).all()  # vacancies come out later


@pytest.mark.shared
def test_weekly_claims_by_state(shared_data: Path) -> None:
    path = shared_data / "us_states/claims_weekly_2020_2022.csv"
    panel = read_claims(path)
    assert panel.frequency is Frequency.WEEKLY and len(panel.series) == 51
    first = _rows(path)[0]  # Alabama, the week that ended on Saturday 4 January 2020
    assert _at(panel, "US-AL", "2020-W01") == float(first["contclaims_rate_regular"]) / 100
    assert np.nanmax(panel.values) < 0.5


@pytest.mark.shared
def test_the_national_insured_rate(shared_data: Path) -> None:
    path = shared_data / "us_national/insured_unemployment_rate_weekly_1971_1984.csv"
    panel = read_claims(path)
    rows = _rows(path)
    assert panel.values.shape == (1, len(rows))
    assert _at(panel, "US", "1970-W53") == 0.039  # week ending 1971-01-02
    # Saturday 2 January + 12 days is Thursday 14 January; known when that day is over.
    assert _released(panel, "1970-W53").isoformat() == "1971-01-15T00:00:00"


@pytest.mark.shared
def test_postings_by_state_and_sector(shared_data: Path) -> None:
    states = read_postings(shared_data / "us_states/postings_daily_2020_2022.csv")
    assert len(states.series) == 51 and _at(states, "US-WY", "2022-05-31") == 151.65
    sectors = read_postings(shared_data / "us_sectors/postings_daily_2020_2022.csv")
    names = {str(key.occupation) for key in sectors.series}
    assert len(names) == 46 and "INDEED@2020:loading-stocking" in names


@pytest.mark.shared
def test_dated_downturns(shared_data: Path) -> None:
    states = read_downturns(shared_data / "us_states/downturns_1979_1999.csv")
    assert len(states) == 107
    assert str(states[0].region) == "US-AK"
    nation = read_downturns(shared_data / "us_national/recessions_to_1984.csv")
    assert [str(nation[-1].start), str(nation[-1].end)] == ["1981-08", "1982-11"]
    assert {str(downturn.region) for downturn in nation} == {"US"}


@pytest.mark.shared
def test_staged_files_keep_the_contract(shared_data: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for name, connector in (
        ("us_states/labour_force_nsa_1976_1999.csv", "laus"),
        ("us_states/claims_weekly_2020_2022.csv", "claims"),
        ("us_sectors/postings_daily_2020_2022.csv", "postings"),
    ):
        assert recognised_connector(shared_data / name) == connector
        staged = connect(shared_data / name, tmp_path)
        OBSERVATIONS.check_schema(pq.read_schema(staged.path))
        assert staged.release_basis == "lag" and not staged.findings
