"""Puts together what the report of a back-test shows, and writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from trimtab import __version__
from trimtab.app.titles import code_title
from trimtab.messages import preferred_language
from trimtab.monitoring.backtest import BacktestResult, BacktestStudy, study_result
from trimtab.monitoring.backtest.calibration_promises import (
    RateThresholds,
    fit_held_out,
    fit_left_out,
)
from trimtab.monitoring.backtest.truncation import truncate_downturns, truncate_inputs
from trimtab.monitoring.compute.detection import Detector, DetectorInputs, Downturn
from trimtab.ports import Progress
from trimtab.reports.backtest import BacktestReport, InputFile, write_backtest_report

if TYPE_CHECKING:
    from trimtab.app.backtest import BacktestAnswer, BacktestFiles


def report_backtest(
    answer: BacktestAnswer,
    inputs: DetectorInputs,
    downturns: Sequence[Downturn],
    detectors: Sequence[Detector],
    files: BacktestFiles,
    promised_rate: float,
    path: Path,
    progress: Progress,
) -> None:
    """Study held-out and development results apart and write both into one page at ``path``."""
    other = answer.other_truth
    held_out = _study_held_out(
        answer.held_out,
        other.held_out if other else None,
        (inputs, downturns, detectors, promised_rate),
        progress,
    )
    development = None
    if answer.development:
        until = answer.held_out.train_until
        assert until is not None
        known = truncate_downturns(downturns, until)
        past = truncate_inputs(inputs, until)
        development = _study_development(
            answer.development,
            other.development if other else None,
            (past, known, detectors, promised_rate),
            progress,
        )
    progress("app.step.report", 0, None)
    panel = inputs.unemployment
    write_backtest_report(
        BacktestReport(
            held_out=held_out,
            development=development,
            files=_input_files(files),
            regions=len(inputs.regions),
            first=panel.first,
            last=panel.last,
            dated=len(downturns),
            promised_rate=promised_rate,
            region_title=code_title,
            generated_at=datetime.now(UTC),
            software_version=__version__,
            language=preferred_language(),
        ),
        path,
    )


_Setting = tuple[DetectorInputs, Sequence[Downturn], Sequence[Detector], float]


def _study_held_out(
    result: BacktestResult, other: BacktestResult | None, setting: _Setting, progress: Progress
) -> BacktestStudy:
    inputs, downturns, detectors, rate = setting
    assert result.train_until is not None
    thresholds: dict[str, RateThresholds] = {}
    for detector in _promising(result, detectors):
        progress("app.step.promises", len(thresholds), None)
        thresholds[detector.name] = fit_held_out(
            detector, inputs, downturns, result.train_until, rate
        )
    return _study(result, downturns, thresholds, other, progress)


def _study_development(
    result: BacktestResult, other: BacktestResult | None, setting: _Setting, progress: Progress
) -> BacktestStudy:
    inputs, downturns, detectors, rate = setting
    thresholds: dict[str, RateThresholds] = {}
    for detector in _promising(result, detectors):
        progress("app.step.promises", len(thresholds), None)
        thresholds[detector.name] = fit_left_out(detector, inputs, downturns, rate)
    return _study(result, downturns, thresholds, other, progress)


def _study(
    result: BacktestResult,
    downturns: Sequence[Downturn],
    thresholds: Mapping[str, RateThresholds],
    other: BacktestResult | None,
    progress: Progress,
) -> BacktestStudy:
    progress("app.step.study", 0, None)
    return study_result(result, downturns, thresholds, other)


def _promising(result: BacktestResult, detectors: Sequence[Detector]) -> list[Detector]:
    """Those whose scored false alarms can be held against a promise."""
    names = {
        one.detector
        for one in result.detectors
        if one.scores is not None and one.promised_rate is not None
    }
    return [detector for detector in detectors if detector.name in names]


def _input_files(files: BacktestFiles) -> tuple[InputFile, ...]:
    """The files by role and name, with the digest that tells one version from another."""
    given = {
        "panel": files.panel,
        "events": files.events,
        "claims": files.claims,
        "postings": files.postings,
        "mapping": files.mapping,
        "other_events": files.other_events,
    }
    return tuple(
        InputFile(role, path.name, sha256(path.read_bytes()).hexdigest())
        for role, path in given.items()
        if path is not None
    )
