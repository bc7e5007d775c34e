"""One part of the report: held-out scores, or development scores. Never both at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.monitoring.backtest import BacktestStudy, DetectorResult, scores_table
from trimtab.reports.backtest.charts.comparison import draw_comparison
from trimtab.reports.backtest.charts.delays import draw_delays
from trimtab.reports.backtest.charts.promises import draw_promises
from trimtab.reports.backtest.charts.reliability import draw_reliability
from trimtab.reports.backtest.charts.sensitivity import draw_sensitivity
from trimtab.reports.backtest.measures import budget_table
from trimtab.reports.backtest.tables import difference_table, episode_table, truth_table
from trimtab.reports.backtest.wording import ReportWording
from trimtab.reports.charts.figure import Figure, TableView


@dataclass(frozen=True, slots=True)
class PartView:
    """What the template sets. ``unscored`` says why there is nothing else."""

    name: str
    title: str
    sentences: tuple[str, ...]
    unscored: str
    figures: tuple[Figure, ...]
    differences: TableView | None
    budgets: TableView | None
    episodes: TableView | None
    sensitivity: Figure | None
    other_truth: TableView | None
    other_truth_unscored: str
    gaps: tuple[str, ...]


def build_part(name: str, study: BacktestStudy, wording: ReportWording) -> PartView:
    """Everything about one result in one language."""
    result, scored = study.result, study.scored
    title = wording.tell(f"part.{name}.title")
    gaps = _gaps(study, wording)
    if not scored:
        alarms = sum(len(one.alarms) for one in result.detectors)
        told = () if wording.report.leading else gaps
        unscored = wording.tell(
            "part.unscored",
            first=wording.period(result.test_from),
            last=wording.period(wording.report.last),
            n=alarms,
        )
        return PartView(name, title, (), unscored, (), None, None, None, None, None, "", told)
    other = truth_table(study.other_truth, wording) if study.other_truth else None
    missing = bool(study.other_truth) and other is None
    return PartView(
        name=name,
        title=title,
        sentences=_sentences(name, study, wording),
        unscored="",
        figures=_figures(name, study, wording),
        differences=difference_table(study.differences, wording),
        budgets=budget_table(scored, wording),
        episodes=episode_table(study.episodes, wording) if study.episodes else None,
        sensitivity=draw_sensitivity(study.sensitivity, name, wording),
        other_truth=other,
        other_truth_unscored=wording.tell("other_truth.unscored") if missing else "",
        gaps=gaps,
    )


def _figures(name: str, study: BacktestStudy, wording: ReportWording) -> tuple[Figure, ...]:
    scored = study.scored
    rows = scores_table(study.result)
    figures = [
        draw_comparison(rows, scored, name, wording),
        draw_delays(study.delays, name, wording),
    ]
    ours = [one for one in study.promises if one.detector == scored[0].detector]
    if ours and scored[0].promised_rate is not None:
        figures.append(draw_promises(ours, scored[0].promised_rate, name, wording))
    figures.append(draw_reliability(study.reliability, scored, name, wording))
    return tuple(figures)


def _sentences(name: str, study: BacktestStudy, wording: ReportWording) -> tuple[str, ...]:
    """What was scored, by what, and how much independent evidence that is."""
    scores = study.scored[0].scores
    assert scores is not None
    until = study.result.train_until
    what = wording.tell(
        f"part.{name}.explained",
        first=wording.period(scores.scored_from),
        last=wording.period(scores.scored_until),
        until=wording.period(until) if until else "",
        downturns=scores.downturns,
    )
    return (what, evidence_sentence(study, wording))


def evidence_sentence(study: BacktestStudy, wording: ReportWording) -> str:
    """How many independent pieces of evidence the intervals rest on."""
    ours = study.scored[0].detector
    episodes = sum(one.detector == ours and one.downturns > 0 for one in study.episodes)
    few = "none" if episodes == 0 else "one" if episodes == 1 else "few" if episodes < 4 else "many"
    return wording.tell(f"evidence.{few}", episodes=episodes)


def _gaps(study: BacktestStudy, wording: ReportWording) -> tuple[str, ...]:
    """Detectors that did not run, were not scored, or state a base rate only."""
    result = study.result
    gaps = []
    if result.skipped:
        names = wording.names(wording.detector(name) for name in result.skipped)
        gaps.append(wording.tell("gap.skipped", detectors=names))
    some_scored = bool(study.scored)
    for one in result.detectors:
        name = wording.detector(one.detector)
        if one.scores is None and some_scored:
            gaps.append(wording.tell("gap.unscored", detector=name))
        if result.train_until is not None and not _stated(one, result.train_until.ordinal):
            gaps.append(wording.tell("gap.base_rate", detector=name))
    return tuple(gaps)


def _stated(one: DetectorResult, until: int) -> bool:
    """Whether the detector had a statistic in training at all."""
    return bool((~np.isnan(one.track.ratio[:, one.track.months <= until])).any())
