"""``trimtab audit``: read the trail of every write, and prove that nobody changed it."""

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

application = typer.Typer(help=say("help.audit"), no_args_is_help=True, rich_markup_mode=None)


@application.command("verify", help=say("help.audit_verify"))
def verify(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    anchor: Annotated[
        str | None, typer.Option(metavar="HASH:SEQUENCE", help=say("help.audit_anchor_given"))
    ] = None,
    anchor_file: Annotated[
        Path | None, typer.Option("--anchor-file", help=say("help.audit_anchor_file"))
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.audit import examine_trail, read_anchor, refuse_tampered
    from trimtab.app.office import open_office
    from trimtab.cli.show.audit import verdict_to_json
    from trimtab.office.audit import Anchor

    known = Anchor.parse(anchor) if anchor else read_anchor(anchor_file) if anchor_file else None
    with (
        open_office(workspace, database) as office,
        progress_shown(quiet or as_json) as progress,
    ):
        verdict = examine_trail(office, known, progress)
    if as_json:
        print_json(verdict_to_json(verdict, language()))
    refuse_tampered(verdict)
    if not as_json:
        print_lines(say("audit.intact", n=verdict.entries, head=verdict.head or "-"))


@application.command("anchor", help=say("help.audit_anchor"))
def show_anchor(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.audit import head_anchor
    from trimtab.app.office import open_office

    with open_office(workspace, database) as office:
        head = head_anchor(office)
    if as_json:
        print_json({"anchor": str(head), "sequence": head.sequence, "hash": head.hash})
    else:
        print_lines(str(head))


@application.command("list", help=say("help.audit_list"))
def list_entries(
    entity: Annotated[str, typer.Option(help=say("help.audit_entity"))] = "",
    key: Annotated[str, typer.Option(help=say("help.audit_key"))] = "",
    by: Annotated[str, typer.Option(help=say("help.audit_by"))] = "",
    since: Annotated[str | None, typer.Option(help=say("help.audit_since"))] = None,
    until: Annotated[str | None, typer.Option(help=say("help.audit_until"))] = None,
    search: Annotated[str, typer.Option(help=say("help.audit_search"))] = "",
    limit: Annotated[int | None, typer.Option(min=1, help=say("help.audit_limit"))] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=say("help.audit_out"))] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.audit import begin_of, list_trail, write_trail
    from trimtab.app.office import open_office
    from trimtab.cli.show.audit import link_to_json, show_links
    from trimtab.kernel import parse_instant
    from trimtab.office.audit import TrailQuery

    query = TrailQuery(
        entity,
        key,
        by,
        begin_of(since) if since else None,
        parse_instant(until) if until else None,
        search,
    )
    with open_office(workspace, database) as office:
        if out:
            write_trail(office, actor, query, limit, out)
            print_lines(str(out))
            return
        found = list_trail(office, actor, query, limit or _SHOWN)
    if as_json:
        print_json({"entries": [link_to_json(link) for link in found]})
    else:
        show_links(found)


@application.command("show", help=say("help.audit_show"))
def show_entry(
    sequence: Annotated[int, typer.Argument(metavar="SEQUENCE", help=say("help.audit_sequence"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.audit import find_entry
    from trimtab.app.office import open_office
    from trimtab.cli.show.audit import link_to_json, show_link

    with open_office(workspace, database) as office:
        found = find_entry(office, actor, sequence)
    if as_json:
        print_json(link_to_json(found))
    else:
        show_link(found)


_SHOWN = 50
"""Entries on the screen where no limit is given; a file holds all."""
