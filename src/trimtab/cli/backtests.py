"""``trimtab monitoring backtest`` and ``date-downturns``, which makes the dates it needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import JsonOption, QuietOption, RateOption
from trimtab.cli.output import language, print_json, progress_shown, say

MappingOption = Annotated[Path | None, typer.Option("--mapping", help=say("help.backtest_mapping"))]


def backtest(
    panel: Annotated[Path, typer.Option(help=say("help.backtest_panel"))],
    events: Annotated[Path, typer.Option(help=say("help.backtest_events"))],
    train_until: Annotated[str, typer.Option(help=say("help.train_until"))],
    test_from: Annotated[str, typer.Option(help=say("help.test_from"))],
    claims: Annotated[Path | None, typer.Option(help=say("help.backtest_claims"))] = None,
    postings: Annotated[Path | None, typer.Option(help=say("help.backtest_postings"))] = None,
    alarms: Annotated[Path | None, typer.Option(help=say("help.backtest_alarms"))] = None,
    probabilities: Annotated[
        Path | None, typer.Option(help=say("help.backtest_probabilities"))
    ] = None,
    report: Annotated[Path | None, typer.Option(help=say("help.backtest_report"))] = None,
    other_events: Annotated[
        Path | None, typer.Option(help=say("help.backtest_other_events"))
    ] = None,
    mapping: MappingOption = None,
    promised_rate: RateOption = 0.05,
    leave_one_out: Annotated[
        bool, typer.Option("--leave-one-out", help=say("help.leave_one_out"))
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.backtest import BacktestFiles, run_backtest_files
    from trimtab.cli.show.backtests import show_backtest
    from trimtab.kernel import Period

    files = BacktestFiles(panel, events, claims, postings, mapping, other_events)
    with progress_shown(quiet or as_json) as progress:
        result = run_backtest_files(
            files,
            Period.parse(train_until),
            Period.parse(test_from),
            promised_rate,
            leave_one_out=leave_one_out,
            alarms=alarms,
            probabilities=probabilities,
            report=report,
            progress=progress,
        )
    if as_json:
        print_json(result.to_json())
        return
    show_backtest(result, language())
    if report:
        typer.echo(say("backtest.report_written", path=str(report)))


def date_downturns(
    panel: Annotated[Path, typer.Option(help=say("help.dating_panel"))],
    out: Annotated[Path, typer.Option(help=say("help.dating_out"))],
    mapping: MappingOption = None,
    indicator: Annotated[str | None, typer.Option(help=say("help.dating_indicator"))] = None,
    window: Annotated[int, typer.Option(min=1, help=say("help.dating_window"))] = 6,
    shortest_downturn: Annotated[int, typer.Option(min=1, help=say("help.dating_shortest"))] = 5,
    shortest_cycle: Annotated[int, typer.Option(min=0, help=say("help.dating_cycle"))] = 0,
    least_fall: Annotated[
        float, typer.Option(min=0, max=0.99, help=say("help.dating_fall"))
    ] = 0.01,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.dating import date_downturns_file
    from trimtab.monitoring.backtest.dating import DatingRule

    rule = DatingRule(window, shortest_downturn, least_fall, shortest_cycle)
    dated = date_downturns_file(panel, out, mapping, indicator, rule)
    if as_json:
        print_json(dated.to_json())
        return
    typer.echo(
        say(
            "dating.written",
            n=len(dated.downturns),
            regions=dated.regions,
            indicator=dated.indicator_title(language()),
            path=str(out),
        )
    )
    if dated.going_on:
        typer.echo(say("dating.going_on", n=dated.going_on))
    typer.echo(say("dating.adjusted" if dated.adjusted_here else "dating.as_given"))
    typer.echo(say("dating.hindsight", months=rule.window))
