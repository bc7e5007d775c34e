"""``trimtab backup``: save a workspace with its database, prove it, bring it back."""

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
    ReasonOption,
    WorkspaceOption,
)
from trimtab.cli.output import print_json, print_lines, progress_shown, say

application = typer.Typer(help=say("help.backup"), no_args_is_help=True, rich_markup_mode=None)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help=say("help.backup_file"))]
FolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help=say("help.backup_folder"))]


@application.command("create", help=say("help.backup_create"))
def create(
    out: Annotated[Path, typer.Option("--out", "-o", help=say("help.backup_out"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    replace: Annotated[bool, typer.Option("--replace", help=say("help.backup_replace"))] = False,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "backup create",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.backup import backup_to_json, create_backup
    from trimtab.cli.show.backup import show_backup

    with progress_shown(quiet or as_json) as progress:
        info = create_backup(
            workspace, database, out, progress, actor=actor, reason=reason, replace=replace
        )
    if as_json:
        print_json(backup_to_json(info))
    else:
        show_backup(info)


@application.command("restore", help=say("help.backup_restore"))
def restore(
    file: FileArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    accept_broken_trail: Annotated[
        bool, typer.Option("--accept-broken-trail", help=say("help.accept_broken_trail"))
    ] = False,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "backup restore",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.backup import restore_backup
    from trimtab.cli.show.backup import checked_to_json, show_restored

    with progress_shown(quiet or as_json) as progress:
        checked = restore_backup(
            file,
            workspace,
            database,
            progress,
            actor=actor,
            reason=reason,
            accept_broken_trail=accept_broken_trail,
        )
    if as_json:
        print_json(checked_to_json(checked) | {"workspace": str(workspace)})
    else:
        show_restored(checked, workspace)


@application.command("verify", help=say("help.backup_verify"))
def verify(file: FileArgument, as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    from trimtab.app.backup import verify_backup
    from trimtab.cli.show.backup import checked_to_json, show_checked
    from trimtab.kernel import InputRejectedError

    with progress_shown(quiet or as_json) as progress:
        checked = verify_backup(file, progress)
    if as_json:
        print_json(checked_to_json(checked))
    else:
        show_checked(checked)
    if not checked.trail_intact:
        raise typer.Exit(InputRejectedError.exit_code)


@application.command("list", help=say("help.backup_list"))
def list_folder(folder: FolderArgument, as_json: JsonOption = False) -> None:
    from trimtab.app.backup import list_backups
    from trimtab.cli.show.backup import found_to_json, show_found

    found = list_backups(folder)
    if as_json:
        print_json(found_to_json(found))
    else:
        show_found(found)


@application.command("prune", help=say("help.backup_prune"))
def prune_folder(
    folder: FolderArgument,
    keep: Annotated[int, typer.Option("--keep", help=say("help.backup_keep"))],
    yes: Annotated[bool, typer.Option("--yes", help=say("help.backup_yes"))] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.backup import plan_pruning, prune
    from trimtab.cli.show.backup import pruning_to_json, show_pruning
    from trimtab.kernel import UsageError

    if as_json and not yes:
        raise UsageError("BACKUP-024")
    with progress_shown(quiet or as_json) as progress:
        pruning = plan_pruning(folder, keep, progress)
    if not as_json:
        show_pruning(pruning)
    if pruning.surplus and not yes:
        typer.confirm(say("backup.ask", n=len(pruning.surplus)), abort=True)
    prune(folder, pruning)
    if as_json:
        print_json(pruning_to_json(pruning))
    elif pruning.surplus:
        print_lines(say("backup.pruned", n=len(pruning.surplus)))
