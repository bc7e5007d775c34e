"""``trimtab monitoring``: run, replay, backtest; the other nouns have files of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli import alerts, backtests, event_study, gradient, studies
from trimtab.cli.nowcast import nowcast
from trimtab.cli.options import (
    DEFAULT_WORKSPACE,
    DatabaseOption,
    IndicatorOption,
    JsonOption,
    QuietOption,
    RateOption,
    WorkspaceOption,
)
from trimtab.cli.output import print_basis, print_json, progress_shown, say

application = typer.Typer(help=say("help.monitoring"), no_args_is_help=True, rich_markup_mode=None)
application.add_typer(alerts.application, name="alerts")
application.add_typer(gradient.application, name="gradient")
application.add_typer(studies.application, name="study")
event_study.register(application)
application.command("nowcast", help=say("help.nowcast"))(nowcast)
application.command("backtest", help=say("help.monitoring_backtest"))(backtests.backtest)
application.command("date-downturns", help=say("help.date_downturns"))(backtests.date_downturns)

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
    from trimtab.cli.show.passes import pass_to_json, show_brief, show_pass, show_unwatched
    from trimtab.kernel import parse_instant

    opened = open_workspace(workspace, database)
    instant = parse_instant(as_of) if as_of else None
    with progress_shown(quiet or as_json) as progress:
        passes = opened.monitor(instant, tuple(indicators or ()), promised_rate, progress)
    if as_json:
        basis = opened.basis.value
        print_json({"basis": basis, "passes": [pass_to_json(one) for one in passes]})
    else:
        print_basis(opened)
        for one in passes:
            show_pass(one, replayed=as_of is not None)
        show_unwatched(opened.unwatched())
    if brief:
        opened.write_brief(passes, brief)
        if not as_json:
            show_brief(passes, brief)
