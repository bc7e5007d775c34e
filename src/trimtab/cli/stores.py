"""``trimtab stores``: what is held, as known on a day; verify, sweep, compact."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import (
    DEFAULT_ACTOR,
    DEFAULT_WORKSPACE,
    ActorOption,
    DatabaseOption,
    JsonOption,
    WorkspaceOption,
)
from trimtab.cli.output import language, print_json, print_lines, say
from trimtab.kernel import Frequency

application = typer.Typer(help=say("help.stores"), no_args_is_help=True, rich_markup_mode=None)


@application.command("list", help=say("help.stores_list"))
def list_batches(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.workspace import open_workspace
    from trimtab.cli.show.stored import batch_to_json, show_batches

    batches = open_workspace(workspace, database).store.batches()
    if as_json:
        print_json({"batches": [batch_to_json(batch, language()) for batch in batches]})
    else:
        show_batches(batches)


@application.command("read", help=say("help.stores_read"))
def read(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help=say("help.as_of"))] = None,
    indicator: Annotated[list[str] | None, typer.Option(help=say("help.indicator"))] = None,
    region: Annotated[list[str] | None, typer.Option(help=say("help.region"))] = None,
    industry: Annotated[list[str] | None, typer.Option(help=say("help.industry"))] = None,
    frequency: Annotated[Frequency, typer.Option(help=say("help.frequency"))] = Frequency.MONTHLY,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=say("help.read_out"))] = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.extract import panel_rows, write_panel
    from trimtab.app.workspace import open_workspace
    from trimtab.cli.show.stored import show_panel
    from trimtab.kernel import parse_instant
    from trimtab.ports import SeriesQuery

    query = SeriesQuery(
        tuple(indicator or ()),
        tuple(region or ()),
        tuple(industry or ()),
        frequency=frequency,
    )
    panel = open_workspace(workspace, database).panel(
        parse_instant(as_of) if as_of else None, query
    )
    if out:
        write_panel(panel, out)
        print_lines(str(out))
    elif as_json:
        print_json({"known_at": panel.known_at, "observations": panel_rows(panel)})
    else:
        show_panel(panel)


@application.command("verify", help=say("help.stores_verify"))
def verify(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.workspace import open_workspace

    checked = open_workspace(workspace, database).verify_store()
    if as_json:
        print_json({"batches": checked, "intact": True})
    else:
        print_lines(say("stores.intact", n=checked))


@application.command("compact", help=say("help.stores_compact"))
def compact(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.workspace import open_workspace

    merged = open_workspace(workspace, database, actor=actor).compact_store()
    print_lines(say("stores.compacted", n=merged))
