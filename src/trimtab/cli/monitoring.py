"""``trimtab monitoring``: run, replay, backtest, alerts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import (
    DEFAULT_WORKSPACE,
    DatabaseOption,
    JsonOption,
    QuietOption,
    WorkspaceOption,
)
from trimtab.cli.output import language, print_json, progress_shown, say

application = typer.Typer(help=say("help.monitoring"), no_args_is_help=True, rich_markup_mode=None)

IndicatorOption = Annotated[
    list[str] | None, typer.Option("--indicator", help=say("help.indicator"))
]
RateOption = Annotated[
    float, typer.Option("--promised-rate", min=0.005, max=1.0, help=say("help.promised_rate"))
]
BriefOption = Annotated[Path | None, typer.Option("--brief", help=say("help.brief"))]


@application.command("run", help=say("help.monitoring_run"))
def run(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help=say("help.as_of"))] = None,
    indicator: IndicatorOption = None,
    promised_rate: RateOption = 0.05,
    brief: BriefOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    _passes(workspace, database, as_of, indicator, promised_rate, brief, as_json, quiet)


@application.command("replay", help=say("help.monitoring_replay"))
def replay(
    as_of: Annotated[str, typer.Option("--as-of", help=say("help.as_of"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    indicator: IndicatorOption = None,
    promised_rate: RateOption = 0.05,
    brief: BriefOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    _passes(workspace, database, as_of, indicator, promised_rate, brief, as_json, quiet)


def _passes(
    workspace: Path,
    database: str | None,
    as_of: str | None,
    indicators: list[str] | None,
    promised_rate: float,
    brief: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """One pass for each indicator; the same path for today and for a past day."""
    from trimtab.app.workspace import open_workspace
    from trimtab.cli.show import pass_to_json, show_brief, show_pass, show_unwatched
    from trimtab.kernel import parse_instant

    opened = open_workspace(workspace, database)
    instant = parse_instant(as_of) if as_of else None
    with progress_shown(quiet or as_json) as progress:
        passes = opened.monitor(instant, tuple(indicators or ()), promised_rate, progress)
    if as_json:
        print_json({"passes": [pass_to_json(one) for one in passes]})
    else:
        for one in passes:
            show_pass(one, replayed=as_of is not None)
        show_unwatched(opened.unwatched())
    if brief:
        opened.write_brief(passes[0], brief)
        if not as_json:
            show_brief(passes, brief)


@application.command("backtest", help=say("help.monitoring_backtest"))
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
    mapping: Annotated[Path | None, typer.Option(help=say("help.backtest_mapping"))] = None,
    promised_rate: RateOption = 0.05,
    leave_one_out: Annotated[
        bool, typer.Option("--leave-one-out", help=say("help.leave_one_out"))
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.backtest import BacktestFiles, run_backtest_files
    from trimtab.cli.show import show_backtest
    from trimtab.kernel import Period

    files = BacktestFiles(panel, events, claims, postings, mapping)
    with progress_shown(quiet or as_json) as progress:
        result = run_backtest_files(
            files,
            Period.parse(train_until),
            Period.parse(test_from),
            promised_rate,
            leave_one_out=leave_one_out,
            alarms=alarms,
            probabilities=probabilities,
            progress=progress,
        )
    if as_json:
        print_json(result.to_json())
    else:
        show_backtest(result, language())
