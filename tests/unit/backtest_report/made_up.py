"""A made-up panel of six regions with four shared downturns, and its back-test report."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

import numpy as np

from trimtab.kernel import Frequency, Period, Region, SeasonalAdjustment, SeriesKey
from trimtab.messages import Language
from trimtab.monitoring.backtest import (
    BacktestResult,
    leave_one_episode_out,
    rescore,
    run_backtest,
    study_result,
)
from trimtab.monitoring.backtest.calibration_promises import fit_held_out, fit_left_out
from trimtab.monitoring.backtest.truncation import truncate_downturns, truncate_inputs
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn
from trimtab.monitoring.compute.named_rules import MCKELVEY, SAHM
from trimtab.monitoring.compute.pooled_detector import PooledDetector
from trimtab.reports.backtest import BacktestReport, InputFile
from trimtab.tables import Panel, Vintage

FIRST = Period.parse("1970-01")
MONTHS = 360
REGIONS = tuple(Region(f"US-{code}") for code in ("AK", "AL", "AR", "AZ", "CA", "CO"))
STARTS, LENGTH = (70, 140, 215, 290), 14
TRAIN_UNTIL, TEST_FROM = FIRST + 180, FIRST + 181
DETECTORS = (PooledDetector(), SAHM, MCKELVEY)
RATE = 0.05
NAMES = {"US-AK": "阿拉斯加", "US-AL": "亚拉巴马"}


def downturns(months: int = MONTHS) -> list[Downturn]:
    """Each region follows by a month; those that fit into ``months``."""
    return [
        Downturn(region, FIRST + (start + row), FIRST + (start + row + LENGTH))
        for row, region in enumerate(REGIONS)
        for start in STARTS
        if start + row + LENGTH < months
    ]


@lru_cache
def inputs(regions: int = len(REGIONS)) -> DetectorInputs:
    generator = np.random.default_rng(11)
    drift = np.full((regions, MONTHS), -0.0002)
    for row in range(regions):
        for start in STARTS:
            drift[row, start + row : start + row + LENGTH + 1] = 0.0025
            drift[row, start + row + LENGTH + 1 : start + row + LENGTH + 29] = -0.0012
    noise = generator.normal(0, 0.0008, drift.shape)
    values = np.clip(0.06 + drift.cumsum(axis=1) + noise, 0.01, 0.3)
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
        for region in REGIONS[:regions]
    )
    days = [(FIRST + column + 1).start.isoformat() for column in range(MONTHS)]
    released = np.broadcast_to(np.array(days, dtype="datetime64[us]"), values.shape).copy()
    known_at = datetime(2020, 1, 1, tzinfo=UTC)
    return DetectorInputs(Panel(keys, FIRST, values, released, known_at, Vintage.FINAL_WITH_LAG))


@lru_cache
def held_out(regions: int = len(REGIONS), dated: bool = True) -> BacktestResult:
    known = downturns() if dated else []
    return run_backtest(inputs(regions), known, None, DETECTORS, TRAIN_UNTIL, TEST_FROM, RATE)


@lru_cache
def development() -> BacktestResult:
    past = truncate_inputs(inputs(), TRAIN_UNTIL)
    known = truncate_downturns(downturns(), TRAIN_UNTIL)
    return leave_one_episode_out(past, known, None, DETECTORS, known[0].start, TRAIN_UNTIL, RATE)


def _held_out_study(regions: int, dated: bool, other: bool):
    result, known = held_out(regions, dated), downturns() if dated else []
    thresholds = {}
    if dated:
        thresholds["trimtab"] = fit_held_out(
            DETECTORS[0], inputs(regions), known, TRAIN_UNTIL, RATE
        )
    later = [Downturn(one.region, one.start + 2, one.end) for one in known]
    return study_result(result, known, thresholds, rescore(result, later) if other else None)


def _development_study():
    past = truncate_inputs(inputs(), TRAIN_UNTIL)
    known = truncate_downturns(downturns(), TRAIN_UNTIL)
    thresholds = {"trimtab": fit_left_out(DETECTORS[0], past, known, RATE)}
    return study_result(development(), known, thresholds)


@lru_cache
def report(
    regions: int = len(REGIONS),
    dated: bool = True,
    developed: bool = True,
    other: bool = True,
    language: Language = Language.ZH,
) -> BacktestReport:
    """The whole report, or one without its optional parts."""
    return BacktestReport(
        held_out=_held_out_study(regions, dated, other and dated),
        development=_development_study() if developed else None,
        files=(InputFile("panel", "panel.csv", "0" * 64), InputFile("events", "e.csv", "1" * 64)),
        regions=regions,
        first=FIRST,
        last=FIRST + (MONTHS - 1),
        dated=len(downturns()) if dated else 0,
        promised_rate=RATE,
        region_title=lambda region, language: NAMES.get(str(region), str(region)),
        generated_at=datetime(2026, 11, 22, tzinfo=UTC),
        software_version="0.0.0",
        language=language,
    )
