"""The development data of the detectors as panels: read here, never copied into the project."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from trimtab.kernel import Frequency, Period, Region, SeasonalAdjustment, SeriesKey
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn
from trimtab.tables import Panel, Vintage

KNOWN_AT = datetime(2026, 1, 1, tzinfo=UTC)
UNEMPLOYMENT_DAYS, VACANCY_DAYS, CLAIMS_DAYS, STATE_DAYS = 6, 38, 12, 24


@dataclass(frozen=True)
class History:
    """Inputs and dated downturns of one test bed."""

    inputs: DetectorInputs
    downturns: tuple[Downturn, ...]


def make_panel(
    indicator: str,
    regions: list[str],
    first: Period,
    values: npt.NDArray[np.float64],
    delay_days: int,
    adjustment: SeasonalAdjustment,
) -> Panel:
    """A panel whose figures come out ``delay_days`` after their period ends."""
    keys = tuple(
        SeriesKey(indicator, Region(r), None, None, first.frequency, "share", adjustment)
        for r in regions
    )
    ends = np.array([(first + i).end for i in range(values.shape[1])], dtype="datetime64[us]")
    released = np.broadcast_to(ends + np.timedelta64(delay_days, "D"), values.shape)
    released = np.where(np.isnan(values), np.datetime64("NaT", "us"), released)
    return Panel(keys, first, values, released, KNOWN_AT, Vintage.FINAL_WITH_LAG)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def us_nation(shared_data: Path) -> History:
    """US unemployment and vacancies 1929-1984, insured unemployment 1971-1984, 11 recessions."""
    folder = shared_data / "us_national"
    rows = _rows(folder / "unemployment_vacancy_1929_1984.csv")
    first = Period.parse(rows[0]["month"])
    columns = [
        np.array([[float(row[name]) for row in rows]])
        for name in ("unemployment_rate", "vacancy_rate")
    ]
    weeks = _rows(folder / "insured_unemployment_rate_weekly_1971_1984.csv")
    first_week = Period.containing(date.fromisoformat(weeks[0]["week_ending"]), Frequency.WEEKLY)
    claims = np.array([[float(row["insured_unemployment_rate_percent"]) / 100 for row in weeks]])
    published = SeasonalAdjustment.PUBLISHER
    inputs = DetectorInputs(
        make_panel("unemployment_rate", ["US"], first, columns[0], UNEMPLOYMENT_DAYS, published),
        make_panel("vacancy_rate", ["US"], first, columns[1], VACANCY_DAYS, published),
        make_panel("insured_unemployment_rate", ["US"], first_week, claims, CLAIMS_DAYS, published),
    )
    return History(
        inputs,
        tuple(
            Downturn(Region("US"), Period.parse(row["start"]), Period.parse(row["end"]))
            for row in _rows(folder / "recessions_to_1984.csv")
        ),
    )


@pytest.fixture(scope="session")
def us_states(shared_data: Path) -> History:
    """Unemployment rates of 51 states 1976-1999, not adjusted, and their 107 downturns."""
    folder = shared_data / "us_states"
    postal = {int(r["statefips"]): r["stateabbrev"] for r in _rows(folder / "state_ids.csv")}
    rows = _rows(folder / "labour_force_nsa_1976_1999.csv")
    codes = sorted({int(row["fips"]) for row in rows})
    values = np.full((len(codes), 24 * 12), np.nan)
    for row in rows:
        column = (int(row["year"]) - 1976) * 12 + int(row["month"]) - 1
        values[codes.index(int(row["fips"])), column] = float(row["unem"]) / float(row["clf"])
    panel = make_panel(
        "unemployment_rate",
        [f"US-{postal[code]}" for code in codes],
        Period.parse("1976-01"),
        values,
        STATE_DAYS,
        SeasonalAdjustment.NONE,
    )
    return History(
        DetectorInputs(panel),
        tuple(
            Downturn(
                Region(f"US-{row['state']}"), Period.parse(row["start"]), Period.parse(row["end"])
            )
            for row in _rows(folder / "downturns_1979_1999.csv")
        ),
    )
