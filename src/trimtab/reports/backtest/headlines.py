"""The main answer in three sentences with intervals, and the figures under them."""

from __future__ import annotations

from collections.abc import Callable
from math import isinf, isnan

from trimtab.kernel import Estimate
from trimtab.monitoring.backtest import BacktestStudy, DetectorResult, Scores
from trimtab.monitoring.backtest.differences import Difference
from trimtab.reports.backtest.tables import COMPARED
from trimtab.reports.backtest.verdicts import promise, verdict_on
from trimtab.reports.backtest.wording import Kind, ReportWording
from trimtab.reports.key_figure import KeyFigure

_ENOUGH = 0.8  # a rule is compared with in the first place if it judged so many of our downturns


_KEY_FIGURES: tuple[tuple[str, Callable[[Scores], Estimate], Kind], ...] = (
    ("hit_rate", lambda scores: scores.hit_rate, Kind.PERCENT),
    ("median_lag_known", lambda scores: scores.median_lag_known, Kind.MONTHS),
    (
        "false_alarms_per_series_year",
        lambda scores: scores.false_alarms_per_series_year,
        Kind.RATE,
    ),
    ("auc_in_downturn", lambda scores: scores.in_downturn.auc_within_folds, Kind.DECIMAL),
)


def headlines(wording: ReportWording) -> tuple[str, ...]:
    """Found and how soon; false alarms against the promise; against the strongest named rule."""
    report = wording.report
    study = report.leading
    if study is None:
        return _nothing_scored(wording)
    ours = study.scored[0]
    assert ours.scores is not None
    name = "held_out" if study is report.held_out else "development"
    name += "" if ours.scores.hits else "_none"
    found = wording.tell(
        f"headline.{name}",
        detector=wording.detector(ours.detector),
        downturns=ours.scores.downturns,
        hits=ours.scores.hits,
        rate=wording.figure(ours.scores.hit_rate, Kind.PERCENT),
        reference=wording.figure(ours.scores.median_lag_reference, Kind.MONTHS),
        known=wording.figure(ours.scores.median_lag_known, Kind.MONTHS),
    )
    return (found, _false_alarms(ours, ours.scores, wording), _compared(study, wording))


def _nothing_scored(wording: ReportWording) -> tuple[str, ...]:
    report = wording.report
    result = report.held_out.result
    alarms = len(result.detectors[0].alarms) if result.detectors else 0
    return (
        wording.tell(
            "headline.nothing",
            first=wording.period(result.test_from),
            last=wording.period(report.last),
        ),
        wording.tell("headline.alarms", n=alarms),
        wording.tell("headline.what_to_do"),
    )


def _false_alarms(ours: DetectorResult, scores: Scores, wording: ReportWording) -> str:
    rate = wording.figure(scores.false_alarms_per_series_year, Kind.RATE)
    if ours.promised_rate is None:
        return wording.tell("headline.false_unpromised", rate=rate)
    verdict = promise(ours.promised_rate, scores.calm_false_alarm_rate)
    sentence = wording.tell(
        "headline.false",
        rate=rate,
        calm=wording.figure(scores.calm_false_alarm_rate, Kind.RATE),
        promised=wording.constant(ours.promised_rate),
        verdict=wording.tell(f"headline.promise.{verdict}"),
    )
    times = wording.times_promised(ours.promised_rate, scores.calm_false_alarm_rate)
    return wording.sentences((sentence, times))


def strongest_rule(study: BacktestStudy) -> Difference | None:
    """Of the rules that judged most of our downturns the one that found most, then erred least."""
    scored = {one.detector: one.scores for one in study.scored if one.scores}
    ours = study.scored[0].scores
    assert ours is not None
    comparable = [d for d in study.differences if d.downturns >= _ENOUGH * ours.downturns]

    def strength(one: Difference) -> tuple[float, float]:
        scores = scored[one.other]
        return scores.hit_rate.value, -scores.false_alarms_per_series_year.value

    return max(comparable or study.differences, key=strength, default=None)


def _compared(study: BacktestStudy, wording: ReportWording) -> str:
    rule = strongest_rule(study)
    if rule is None:
        return wording.tell("headline.alone")
    ours = study.scored[0].scores
    assert ours is not None
    clauses = [_clause(rule, ours, *measure, wording) for measure in COMPARED]
    sentence = wording.tell(
        "headline.compared.sentence",
        rule=wording.detector(rule.other),
        n=rule.downturns,
        clauses=wording.tell("headline.compared.joint").join(clauses),
    )
    if not any(isinf(getattr(rule, name).low) for name, _, _ in COMPARED):
        return sentence
    return wording.sentences((sentence, wording.tell("headline.compared.no_interval")))


def _clause(
    rule: Difference,
    ours: Scores,
    name: str,
    kind: Kind,
    more_is_better: bool,
    wording: ReportWording,
) -> str:
    """One measure; without hits on both sides there is no delay to compare."""
    difference = getattr(rule, name)
    if kind is Kind.MORE_MONTHS and isnan(difference.value):
        return wording.tell(f"headline.no_delay.{'not_both' if ours.hits else 'none_found'}")
    verdict = verdict_on(rule, name, more_is_better=more_is_better)
    return wording.tell(
        f"headline.compared.{name}.{verdict}", figure=wording.figure(difference, kind)
    )


def key_figures(wording: ReportWording) -> tuple[KeyFigure, ...]:
    """Four numbers of the leading part; none when nothing was scored."""
    study = wording.report.leading
    if study is None:
        return ()
    ours = study.scored[0]
    scores = ours.scores
    assert scores is not None
    rule = strongest_rule(study)
    theirs = next((o.scores for o in study.scored if rule and o.detector == rule.other), None)
    return tuple(
        _key_figure(
            wording.tell(f"short.{name}"),
            of(scores),
            of(theirs) if theirs else None,
            kind,
            rule,
            wording,
        )
        for name, of, kind in _KEY_FIGURES
    )


def _key_figure(
    label: str,
    estimate: Estimate,
    other: Estimate | None,
    kind: Kind,
    rule: Difference | None,
    wording: ReportWording,
) -> KeyFigure:
    value, _, interval = wording.figure(estimate, kind).partition(" [")
    context = ""
    if other is not None and rule is not None:
        context = wording.tell(
            "key.rule", rule=wording.detector(rule.other), figure=wording.figure(other, kind)
        )
    return KeyFigure(label, value, context, f"[{interval}" if interval else "")
