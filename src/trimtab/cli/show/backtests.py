"""A back-test: detectors beside each other, every score with its interval."""

from __future__ import annotations

from math import isinf, isnan

from trimtab.app.backtest import BacktestAnswer
from trimtab.cli.output import console, say, table
from trimtab.kernel import Estimate
from trimtab.messages import Language, format_interval, format_number, format_period, text
from trimtab.monitoring.backtest import BacktestResult, scores_table

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
)


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
