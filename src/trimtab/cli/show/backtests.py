"""A back-test: detectors beside each other, every score with its interval."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf, isnan

import numpy as np
import numpy.typing as npt

from trimtab.app.backtest import BacktestAnswer
from trimtab.cli.output import console, say, table
from trimtab.kernel import Estimate
from trimtab.messages import Language, format_interval, format_number, format_period, text
from trimtab.monitoring.backtest import BacktestResult, DetectorResult, ScoreRow, scores_table

_MEASURES = (
    "hit_rate",
    "median_lag_reference",
    "median_lag_known",
    "hits_before_start",
    "false_alarms_per_series_year",
    "calm_false_alarm_rate",
    "realised_to_promised",
    "auc_in_downturn",
    "auc_within_folds_in_downturn",
    "brier_in_downturn",
    "calibration_slope_in_downturn",
    "auc_within_6_months",
    "auc_within_folds_within_6_months",
)
_PROBABILITIES = ("auc_in_downturn", "auc_within_6_months")
_CHANCE = 0.5
_WEAK = 0.6  # an AUC whose whole interval lies below this tells months apart too poorly to use


def show_backtest(answer: BacktestAnswer, asked: Language) -> None:
    """One table for the held-out part and, where asked for, one for development."""
    held_out = answer.held_out
    assert held_out.train_until is not None
    title = say(
        "title.backtest",
        train_until=format_period(held_out.train_until, asked),
        test_from=format_period(held_out.test_from, asked),
    )
    _show(held_out, title, asked)
    if answer.development:
        _show(answer.development, say("title.leave_one_out"), asked)
    if answer.other_truth:
        for part, name in (
            (answer.other_truth.held_out, "title.other_truth"),
            (answer.other_truth.development, "title.other_truth_left_out"),
        ):
            if part:
                _show(part, say(name), asked)


def _show(result: BacktestResult, title: str, asked: Language) -> None:
    rows = scores_table(result)
    out = console()
    if not rows:
        alarms = sum(len(one.alarms) for one in result.detectors)
        out.print(say("backtest.no_scores", alarms=alarms))
        return
    label = say(f"vintage.{result.vintage.value}")
    names = [row.detector for row in rows]
    shown = table(f"{title} ({label})", [say("column.metric"), *names], range(1, len(names) + 1))
    for measure in _MEASURES:
        if any(measure in row.measures for row in rows):
            cells = (_cell(row.measures.get(measure), asked) for row in rows)
            shown.add_row(text(f"backtest.measure.{measure}", asked), *cells)
    promised = {one.detector: one.promised_rate for one in result.detectors}
    rates = (_rate(promised[name], asked) for name in names)
    shown.add_row(text("backtest.measure.promised_rate", asked), *rates)
    out.print(shown)
    out.print(say("backtest.counts", downturns=rows[0].downturns))
    if result.skipped:
        out.print(say("backtest.skipped", detectors=", ".join(result.skipped)))
    for row in rows:
        _print_all(_promise(row, asked))
    untrained = {one.detector for one in result.detectors if not _trained(one, result)}
    for row in rows:
        if row.detector not in untrained:
            _print_all(_chance(row, asked))
    for one in result.detectors:
        _print_all(_gaps(one, result, asked))


def _print_all(sentences: Iterator[str]) -> None:
    for sentence in sentences:
        console().print(sentence)


def _promise(row: ScoreRow, asked: Language) -> Iterator[str]:
    """Whether the realised false-alarm rate is surely another than the promised one."""
    ratio = row.measures.get("realised_to_promised")
    if ratio is None or isnan(ratio.value) or ratio.low <= 1 <= ratio.high:
        return
    outcome = "promise_broken" if ratio.low > 1 else "promise_exceeded"
    yield text(
        f"backtest.verdict.{outcome}",
        asked,
        detector=row.detector,
        ratio=format_number(ratio.value, asked, digits=3),
        interval=format_interval(ratio.low, ratio.high, asked, digits=3),
    )


def _chance(row: ScoreRow, asked: Language) -> Iterator[str]:
    """Probabilities that order months no better than a coin would."""
    for name in _PROBABILITIES:
        within = f"auc_within_folds_{name.removeprefix('auc_')}"
        area = row.measures.get(within, row.measures.get(name))
        if area is not None and (area.value < _CHANCE or area.high < _WEAK):
            yield text(
                "backtest.verdict.no_better_than_chance",
                asked,
                detector=row.detector,
                measure=text(f"backtest.measure.{name}", asked),
                value=format_number(area.value, asked, digits=3),
            )


def _gaps(one: DetectorResult, result: BacktestResult, asked: Language) -> Iterator[str]:
    """Why a detector that ran has no probabilities of its own, or no column in the table."""
    if not _trained(one, result):
        yield text("backtest.verdict.base_rate", asked, detector=one.detector)
    if one.scores is None:
        stated = _stated(one, one.track.months >= result.test_from.ordinal)
        reason = "unscored" if stated else "no_figures"
        yield text(f"backtest.verdict.{reason}", asked, detector=one.detector)


def _trained(one: DetectorResult, result: BacktestResult) -> bool:
    last = result.train_until  # a development score trains on every other stretch
    return last is None or _stated(one, one.track.months <= last.ordinal)


def _stated(one: DetectorResult, months: npt.NDArray[np.bool_]) -> bool:
    """Whether the detector has a statistic in any of these months."""
    return bool((~np.isnan(one.track.ratio[:, months])).any())


def _rate(promised: float | None, asked: Language) -> str:
    """A named rule promises nothing, and the table must not promise for it."""
    return "–" if promised is None else format_number(promised, asked, digits=1)


def _cell(estimate: Estimate | None, asked: Language) -> str:
    if estimate is None:
        return "–"
    if isnan(estimate.value):
        return text("form.unknown", asked)
    value = format_number(estimate.value, asked, digits=3)
    if isinf(estimate.low) or isinf(estimate.high):
        return f"{value}\n{text('form.unbounded', asked)}"
    return f"{value}\n{format_interval(estimate.low, estimate.high, asked, digits=3)}"
