"""The back-test on files: read them, run every detector whose inputs exist, write the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trimtab.ingest import read_claims, read_downturns, read_labour_panel, read_postings
from trimtab.kernel import InputRejectedError, Period
from trimtab.monitoring.backtest import (
    BacktestResult,
    leave_one_episode_out,
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

    ``mapping`` says how to read a panel whose form is not known.
    """

    panel: Path
    events: Path
    claims: Path | None = None
    postings: Path | None = None
    mapping: Path | None = None


@dataclass(frozen=True, slots=True)
class BacktestAnswer:
    """The held-out back-test and, where asked for, development scores of the training part."""

    held_out: BacktestResult
    development: BacktestResult | None

    def to_json(self) -> dict[str, object]:
        development = self.development.to_json() if self.development else None
        return self.held_out.to_json() | {"development": development}


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
    progress: Progress = no_progress,
) -> BacktestAnswer:
    """Run the back-test of ``trimtab monitoring backtest``; writes the CSV files asked for.

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
    return BacktestAnswer(held_out, development)


def _read(files: BacktestFiles) -> tuple[DetectorInputs, tuple[Downturn, ...]]:
    unemployment, vacancies = read_labour_panel(files.panel, files.mapping)
    claims = read_claims(files.claims) if files.claims else None
    postings = read_postings(files.postings) if files.postings else None
    inputs = DetectorInputs(unemployment, vacancies, claims, postings)
    country = unemployment.series[0].region.country
    downturns = read_downturns(files.events, country, unemployment.last)
    _refuse_others(downturns, inputs, files)
    return inputs, downturns


def _refuse_others(
    downturns: Sequence[Downturn], inputs: DetectorInputs, files: BacktestFiles
) -> None:
    """Dates of other places only would be left out without a word, and nothing be scored."""
    dated = {downturn.region for downturn in downturns}
    if dated and dated.isdisjoint(inputs.regions):
        raise InputRejectedError(
            "BACKTEST-007",
            events=files.events.name,
            dated=", ".join(sorted(map(str, dated))[:3]),
            panel=files.panel.name,
            held=", ".join(sorted(map(str, inputs.regions))[:3]),
        )


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
