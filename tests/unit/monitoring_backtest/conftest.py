"""A small made-up panel: three regions, two shared downturns, one of a region's own."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from trimtab.kernel import Frequency, Period, Region, SeasonalAdjustment, SeriesKey
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn
from trimtab.tables import Panel, Vintage

FIRST = Period.parse("1990-01")
MONTHS = 216
REGIONS = tuple(Region(code) for code in ("US-AK", "US-AL", "US-AZ"))
SPANS = {
    REGIONS[0]: ((60, 76), (150, 165)),
    REGIONS[1]: ((62, 78), (152, 170)),
    REGIONS[2]: ((64, 75), (108, 118), (149, 166)),
}


def _rates() -> np.ndarray:
    generator = np.random.default_rng(11)
    drift = np.full((3, MONTHS), -0.0002)
    for row, region in enumerate(REGIONS):
        for start, end in SPANS[region]:
            drift[row, start : end + 1] = 0.0025
            drift[row, end + 1 : end + 25] = -0.0012
    noise = generator.normal(0, 0.0004, drift.shape)
    return np.clip(0.06 + drift.cumsum(axis=1) + noise, 0.01, 0.3)


@pytest.fixture
def inputs() -> DetectorInputs:
    values = _rates()
    keys = tuple(
        SeriesKey(
            "unemployment_rate",
            region,
            None,
            None,
            Frequency.MONTHLY,
            "share",
            SeasonalAdjustment.PUBLISHER,
        )
        for region in REGIONS
    )
    days = [(FIRST + column + 1).start.isoformat() for column in range(MONTHS)]
    released = np.broadcast_to(np.array(days, dtype="datetime64[us]"), values.shape).copy()
    known_at = datetime(2020, 1, 1, tzinfo=UTC)
    panel = Panel(keys, FIRST, values, released, known_at, Vintage.FINAL_WITH_LAG)
    return DetectorInputs(panel)


@pytest.fixture
def downturns() -> list[Downturn]:
    return [
        Downturn(region, FIRST + start, FIRST + end)
        for region in REGIONS
        for start, end in SPANS[region]
    ]
