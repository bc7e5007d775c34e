"""``trimtab monitoring alerts``: the open alerts, and the whole card of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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

if TYPE_CHECKING:
    from trimtab.app.workspace import Workspace
    from trimtab.monitoring import MonitoringPass

application = typer.Typer(
    help=say("help.monitoring_alerts"), no_args_is_help=True, rich_markup_mode=None
)

AsOfOption = Annotated[str | None, typer.Option("--as-of", help=say("help.as_of"))]


@application.command("list", help=say("help.alerts_list"))
def list_alerts(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    as_of: AsOfOption = None,
    indicator: IndicatorOption = None,
    promised_rate: RateOption = 0.05,
    search: Annotated[str, typer.Option("--search", help=say("help.alerts_search"))] = "",
    ended: Annotated[bool, typer.Option("--ended", help=say("help.alerts_ended"))] = False,
    csv: Annotated[Path | None, typer.Option("--csv", help=say("help.alerts_csv"))] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.alerts import alerts_of, write_alerts
    from trimtab.app.workspace import open_workspace
    from trimtab.cli.show.alerts import alert_to_json, show_alerts

    opened = open_workspace(workspace, database)
    passes = _passes(opened, as_of, indicator, promised_rate, quiet or as_json)
    alerts = alerts_of(passes, search=search, ended=ended)
    if csv:
        write_alerts(alerts, csv)
    if as_json:
        listed = [alert_to_json(found, episode) for found, episode in alerts]
        print_json({"basis": opened.basis.value, "alerts": listed})
    else:
        print_basis(opened)
        show_alerts(alerts, passes[0].known_day, search)


@application.command("show", help=say("help.alerts_show"))
def show_alert(
    alert: Annotated[str, typer.Argument(metavar="ID", help=say("help.alert_id"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    as_of: AsOfOption = None,
    indicator: IndicatorOption = None,
    promised_rate: RateOption = 0.05,
    html: Annotated[Path | None, typer.Option("--html", help=say("help.card_html"))] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.alerts import card_in_words
    from trimtab.app.workspace import open_workspace
    from trimtab.cli.output import language, print_lines
    from trimtab.cli.show.alerts import card_to_json, show_card
    from trimtab.monitoring import find_alert

    opened = open_workspace(workspace, database)
    passes = _passes(opened, as_of, indicator, promised_rate, quiet or as_json)
    card = find_alert(passes, alert)
    if as_json:
        print_json({"basis": opened.basis.value} | card_to_json(card))
    else:
        print_basis(opened)
        show_card(card, card_in_words(card, opened.store.batches(), language()))
    if html:
        opened.write_card(card, html)
        if not as_json:
            print_lines(str(html))


def _passes(
    opened: Workspace,
    as_of: str | None,
    indicators: list[str] | None,
    promised_rate: float,
    quiet: bool,
) -> Sequence[MonitoringPass]:
    """The passes whose alerts are asked for."""
    from trimtab.kernel import parse_instant

    instant = parse_instant(as_of) if as_of else None
    with progress_shown(quiet) as progress:
        return opened.monitor(instant, tuple(indicators or ()), promised_rate, progress)
