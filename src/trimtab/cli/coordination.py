"""``trimtab coordination``: cases, from an alert to its review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.options import (
    DEFAULT_ACTOR,
    DEFAULT_WORKSPACE,
    ActorOption,
    DatabaseOption,
    JsonOption,
    ReasonOption,
    WorkspaceOption,
)
from trimtab.cli.output import print_json, print_lines, say

if TYPE_CHECKING:
    from trimtab.coordination import Escalation

application = typer.Typer(
    help=say("help.coordination"), no_args_is_help=True, rich_markup_mode=None
)

CaseArgument = Annotated[str, typer.Argument(metavar="ID", help=say("help.coordination_id"))]


@application.command("list", help=say("help.coordination_list"))
def list_cases(
    stage: Annotated[str, typer.Option(help=say("help.coordination_stage"))] = "",
    ended: Annotated[bool, typer.Option("--all", help=say("help.coordination_all"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.coordination import chosen_stages
    from trimtab.app.office import open_office, record_to_json
    from trimtab.cli.show.coordination import show_cases
    from trimtab.coordination import see_cases

    stages = chosen_stages(stage, ended)
    with open_office(workspace, database) as office, office.reading() as reading:
        found = see_cases(reading, actor, stages)
    if as_json:
        print_json({"cases": [record_to_json(one) for one in found]})
    else:
        show_cases(found)


@application.command("show", help=say("help.coordination_show"))
def show_case(
    case: CaseArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.coordination import case_to_json
    from trimtab.app.office import open_office
    from trimtab.cli.show.coordination import show_folder
    from trimtab.coordination import folder_of

    with open_office(workspace, database) as office, office.reading() as reading:
        if as_json:
            print_json(case_to_json(reading, actor, case))
        else:
            show_folder(folder_of(reading, actor, case))


@application.command("history", help=say("help.coordination_history"))
def show_history(
    case: CaseArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.coordination import case_to_json
    from trimtab.app.office import open_office
    from trimtab.cli.show.coordination import show_story
    from trimtab.coordination import folder_of

    with open_office(workspace, database) as office, office.reading() as reading:
        if as_json:
            print_json({"story": case_to_json(reading, actor, case)["story"]})
        else:
            show_story(folder_of(reading, actor, case))


@application.command("export", help=say("help.coordination_export"))
def export(
    case: CaseArgument,
    out: Annotated[Path, typer.Option("--out", help=say("help.coordination_out"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.coordination import export_case
    from trimtab.app.office import open_office

    with open_office(workspace, database) as office, office.reading() as reading:
        export_case(reading, actor, case, out)
    print_lines(say("coordination.exported", file=out))


@application.command("verify", help=say("help.coordination_verify"))
def verify(
    case: CaseArgument,
    again: Annotated[bool, typer.Option("--again", help=say("help.coordination_again"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from dataclasses import asdict

    from trimtab.app.coordination import check_case, check_guards, files_of, require_intact
    from trimtab.app.office import open_office
    from trimtab.cli.show.coordination import show_checks

    with open_office(workspace, database) as office, office.reading() as reading:
        files = files_of(office)
        found = (
            *check_case(reading, files, actor, case, workspace if again else None),
            check_guards(office),
        )
        if as_json:
            print_json({"checks": [asdict(one) for one in found]})
        else:
            show_checks(found)
        require_intact(reading, files, actor, case)


@application.command("escalate", help=say("help.coordination_escalate"))
def escalate_case(
    case: CaseArgument,
    note: Annotated[str, typer.Option("--note", help=say("help.coordination_note"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import open_office
    from trimtab.coordination import escalate

    with open_office(workspace, database) as office, office.work(actor, reason or note) as work:
        done = escalate(work, case, note)
    print_lines(say("coordination.escalated_one", id=case, department=done.department_to))


@application.command("deadlines", help=say("help.coordination_deadlines"))
def deadlines(
    do: Annotated[bool, typer.Option("--escalate", help=say("help.coordination_do"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    from datetime import UTC, datetime

    from trimtab.app.office import open_office, record_to_json
    from trimtab.cli.show.coordination import show_cases
    from trimtab.coordination import escalate_overdue, overdue_seen

    today = datetime.now(UTC).date()
    with open_office(workspace, database) as office:
        with office.reading() as reading:
            late = overdue_seen(reading, actor, today)
        done: tuple[Escalation, ...] = ()
        if do:
            with office.work(actor, reason or "deadlines") as work:
                done = escalate_overdue(work, today)
    if as_json:
        told = [record_to_json(one) for one in late]
        print_json({"overdue": told, "escalated": [record_to_json(one) for one in done]})
        return
    show_cases(late)
    if do:
        print_lines(say("coordination.escalated", n=len(done)))
    else:
        print_lines(say("coordination.would_escalate", n=len(late)))


@application.command("evidence", help=say("help.coordination_evidence"))
def evidence(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.coordination_review import write_evidence_file
    from trimtab.app.office import open_office

    with open_office(workspace, database) as office:
        file, rows = write_evidence_file(office, workspace, actor)
    print_lines(say("coordination.evidence_written", file=file, n=rows))
