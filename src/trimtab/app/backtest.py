"""The back-test on files: read them, run every detector whose inputs exist, write the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from trimtab.ingest import read_claims, read_downturns, read_labour_panel, read_postings
from trimtab.kernel import InputRejectedError, Period
from trimtab.monitoring.backtest import (
    BacktestResult,
    leave_one_episode_out,
    rescore,
    run_backtest,
    write_alarms_csv,
    write_probabilities_csv,
)
from trimtab.monitoring.compute.detection import Detector, DetectorInputs, Downturn
from trimtab.monitoring.compute.named_rules import MCKELVEY, MICHEZ, SAHM
from trimtab.monitoring.compute.named_rules_weekly import SOS
from trimtab.monitoring.compute.pooled_detector import PooledDetector
from trimtab.ports import Progress, no_progress


@dataclass(frozen=True, slots=True)
class BacktestFiles:
    """The files a back-test reads; ``claims`` and ``postings`` may be absent.

    ``mapping`` says how to read a panel whose form is not known. ``other_events`` are downturns
    of the same regions dated on something else (payroll employment): the same alarms are scored
    on them as well.
    """

    panel: Path
    events: Path
    claims: Path | None = None
    postings: Path | None = None
    mapping: Path | None = None
    other_events: Path | None = None


@dataclass(frozen=True, slots=True)
class BacktestAnswer:
    """The held-out back-test and, where asked for, development scores of the training part."""

    held_out: BacktestResult
    development: BacktestResult | None
    other_truth: BacktestAnswer | None = None

    def to_json(self) -> dict[str, object]:
        development = self.development.to_json() if self.development else None
        answer: dict[str, object] = self.held_out.to_json() | {"development": development}
        if self.other_truth:
            answer["other_truth"] = self.other_truth.to_json()
        return answer


def standard_detectors() -> tuple[Detector, ...]:
    """Ours first, then the named rules users compare it with."""
    return (PooledDetector(), SAHM, MCKELVEY, MICHEZ, SOS)


def run_backtest_files(
    files: BacktestFiles,
    train_until: Period,
    test_from: Period,
    promised_rate: float = 0.05,
    *,
    leave_one_out: bool = False,
    alarms: Path | None = None,
    probabilities: Path | None = None,
    report: Path | None = None,
    progress: Progress = no_progress,
) -> BacktestAnswer:
    """Run the back-test of ``trimtab monitoring backtest``; writes the files asked for.

    Development scores use only the part of the panel up to ``train_until``.
    """
    progress("app.step.read", 0, None)
    inputs, downturns = _read(files)
    detectors = standard_detectors()
    progress("app.step.fit", 0, None)
    held_out = run_backtest(
        inputs, downturns, None, detectors, train_until, test_from, promised_rate
    )
    development = None
    if leave_one_out:
        progress("app.step.score", 0, None)
        development = _develop(inputs, downturns, detectors, train_until, promised_rate)
    if alarms:
        write_alarms_csv(held_out, alarms)
    if probabilities:
        write_probabilities_csv(held_out, probabilities)
    answer = BacktestAnswer(held_out, development)
    if files.other_events:
        answer = _with_other_truth(answer, _read_events(files.other_events, inputs, files))
    if report:
        from trimtab.app.backtest_report import report_backtest

        report_backtest(
            answer, inputs, downturns, detectors, files, promised_rate, report, progress
        )
    return answer


def _read(files: BacktestFiles) -> tuple[DetectorInputs, tuple[Downturn, ...]]:
    unemployment, vacancies = read_labour_panel(files.panel, files.mapping)
    claims = read_claims(files.claims) if files.claims else None
    postings = read_postings(files.postings) if files.postings else None
    inputs = DetectorInputs(unemployment, vacancies, claims, postings)
    return inputs, _read_events(files.events, inputs, files)


def _read_events(
    events: Path, inputs: DetectorInputs, files: BacktestFiles
) -> tuple[Downturn, ...]:
    """Dated downturns; those of other places only would be left out without a word."""
    panel = inputs.unemployment
    downturns = read_downturns(events, panel.series[0].region.country, panel.last)
    dated = {downturn.region for downturn in downturns}
    if dated and dated.isdisjoint(inputs.regions):
        raise InputRejectedError(
            "BACKTEST-007",
            events=events.name,
            dated=", ".join(sorted(map(str, dated))[:3]),
            panel=files.panel.name,
            held=", ".join(sorted(map(str, inputs.regions))[:3]),
        )
    return downturns


def _with_other_truth(answer: BacktestAnswer, others: Sequence[Downturn]) -> BacktestAnswer:
    """The same alarms and probabilities scored on other dates, each part on its own months."""
    held_out, development = answer.held_out, answer.development
    rescored = BacktestAnswer(
        rescore(held_out, others), rescore(development, others) if development else None
    )
    return replace(answer, other_truth=rescored)


def _develop(
    inputs: DetectorInputs,
    downturns: Sequence[Downturn],
    detectors: Sequence[Detector],
    train_until: Period,
    promised_rate: float,
) -> BacktestResult:
    """Leave-one-episode-out scores of the training part, from its first dated downturn on."""
    from trimtab.monitoring.backtest.truncation import truncate_downturns, truncate_inputs

    known = truncate_downturns(downturns, train_until)
    if not known:
        raise InputRejectedError("APP-007", train_until=str(train_until))
    past = truncate_inputs(inputs, train_until)
    score_from = max(min(one.start for one in known), past.unemployment.first + 1)
    return leave_one_episode_out(
        past, known, None, detectors, score_from, train_until, promised_rate
    )
