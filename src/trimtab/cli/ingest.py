"""``trimtab ingest``: look at a file, draft its mapping, bring it into the store."""

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
    QuietOption,
    WorkspaceOption,
)
from trimtab.cli.output import language, print_json, print_lines, progress_shown, say

application = typer.Typer(help=say("help.ingest"), no_args_is_help=True, rich_markup_mode=None)


@application.command("inspect", help=say("help.ingest_inspect"))
def inspect(
    file: Annotated[Path, typer.Argument(help=say("help.ingest_file"))],
    sheet: Annotated[str | None, typer.Option(help=say("help.sheet"))] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=say("help.mapping_out"))] = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.imports import draft_mapping, write_mapping
    from trimtab.cli.show.imports import draft_to_json, show_draft, show_mapping_file

    draft = draft_mapping(file, sheet)
    target = None
    if draft.mapping and (out or not draft.connector):
        target = out or file.with_name(file.stem + ".mapping.yaml")
    if as_json:
        print_json(draft_to_json(draft) | {"mapping_file": str(target) if target else None})
    else:
        show_draft(draft)
    if draft.mapping and target:
        write_mapping(draft.mapping, target, language())
        if not as_json:
            show_mapping_file(draft, target)


@application.command("run", help=say("help.ingest_run"))
def run(
    source: Annotated[str, typer.Argument(help=say("help.ingest_source"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", "-m", help=say("help.mapping"))
    ] = None,
    connector: Annotated[str | None, typer.Option(help=say("help.connector"))] = None,
    check_only: Annotated[bool, typer.Option("--check-only", help=say("help.check_only"))] = False,
    accept_shrunk: Annotated[
        bool, typer.Option("--accept-shrunk", help=say("help.accept_shrunk"))
    ] = False,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.imports import import_source
    from trimtab.app.workspace import open_workspace
    from trimtab.cli.show.imports import import_to_json, show_import

    opened = open_workspace(workspace, database, create=True, actor=actor)
    with progress_shown(quiet or as_json) as progress:
        outcome = import_source(
            opened,
            source,
            mapping=mapping,
            connector=connector,
            check_only=check_only,
            accept_shrunk=accept_shrunk,
            progress=progress,
        )
    if as_json:
        print_json(import_to_json(outcome, language()))
    else:
        show_import(outcome)


@application.command("template", help=say("help.ingest_template"))
def template(
    out: Annotated[Path, typer.Option("--out", "-o", help=say("help.template_out"))],
) -> None:
    from trimtab.app.imports import write_panel_template

    write_panel_template(out, language())
    print_lines(str(out))


@application.command("connectors", help=say("help.ingest_connectors"))
def connectors(as_json: JsonOption = False) -> None:
    from trimtab.app.imports import connector_names
    from trimtab.messages import text

    named = {name: text(f"ingest.connector.{name}", language()) for name in connector_names()}
    if as_json:
        print_json(named)
    else:
        print_lines(*(f"{name:<10} {sentence}" for name, sentence in named.items()))
