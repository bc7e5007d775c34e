"""A back-test: detectors beside each other, every score with its interval."""

from __future__ import annotations

from math import isnan

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
    "auc_in_downturn",
    "brier_in_downturn",
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
    label = say(f"vintage.{result.vintage.value}")
    names = [one.detector for one in result.detectors]
    shown = table(f"{title} ({label})", [say("column.metric"), *names], range(1, len(names) + 1))
    if not rows:
        console().print(
            say("backtest.no_scores", alarms=sum(len(d.alarms) for d in result.detectors))
        )
        return
    promised = format_number(result.detectors[0].promised_rate, asked, digits=1)
    for measure in _MEASURES:
        cells = [_cell(row.measures[measure], asked) for row in rows]
        shown.add_row(text(f"backtest.measure.{measure}", asked), *cells)
    shown.add_row(text("backtest.measure.promised_rate", asked), *(promised for _ in rows))
    console().print(shown)
    first = rows[0]
    console().print(say("backtest.counts", downturns=first.downturns))


def _cell(estimate: Estimate, asked: Language) -> str:
    if isnan(estimate.value):
        return text("form.unknown", asked)
    value = format_number(estimate.value, asked, digits=3)
    return f"{value}\n{format_interval(estimate.low, estimate.high, asked, digits=3)}"
