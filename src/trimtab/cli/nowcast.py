"""``trimtab monitoring nowcast``: the months that are not published yet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import DEFAULT_WORKSPACE, DatabaseOption, JsonOption, WorkspaceOption
from trimtab.cli.output import print_basis, print_json, say


def nowcast(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    target: Annotated[str, typer.Option(help=say("help.nowcast_target"))] = "unemployment_rate",
    source: Annotated[
        list[str] | None, typer.Option("--from", help=say("help.nowcast_from"))
    ] = None,
    region: Annotated[str | None, typer.Option(help=say("help.nowcast_region"))] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help=say("help.as_of"))] = None,
    history: Annotated[Path | None, typer.Option(help=say("help.nowcast_history"))] = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.nowcast import estimate_ragged_edge, write_history
    from trimtab.app.workspace import open_workspace
    from trimtab.cli.show.nowcast import nowcast_to_json, show_history, show_nowcast
    from trimtab.kernel import parse_instant

    opened = open_workspace(workspace, database)
    instant = parse_instant(as_of) if as_of else None
    found = estimate_ragged_edge(opened, instant, target, tuple(source or ()), region)
    written = write_history(found, history) if history else 0
    if as_json:
        print_json({"basis": opened.basis.value} | nowcast_to_json(found))
    else:
        print_basis(opened)
        show_nowcast(found)
        if history:
            show_history(history, written)
