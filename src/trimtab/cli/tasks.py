"""``trimtab tasks``: what the bureau must find out or do."""

from __future__ import annotations

from typing import Annotated

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
from trimtab.cli.output import language, print_json, print_lines, say
from trimtab.office.types import TaskState

application = typer.Typer(help=say("help.tasks"), no_args_is_help=True, rich_markup_mode=None)

TaskArgument = Annotated[str, typer.Argument(metavar="ID", help=say("help.tasks_id"))]
NoteOption = Annotated[str, typer.Option("--note", help=say("help.tasks_note"))]


@application.command("list", help=say("help.tasks_list"))
def list_tasks(
    state: Annotated[TaskState, typer.Option(help=say("help.tasks_state"))] = TaskState.OPEN,
    assignee: Annotated[str | None, typer.Option(help=say("help.tasks_assignee"))] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.office import open_office
    from trimtab.cli.show.office import show_tasks, task_to_json
    from trimtab.office.tasks import see_tasks

    with open_office(workspace, database) as office, office.reading() as reading:
        seen = see_tasks(reading, actor, state)
    found = [task for task in seen if assignee in (None, task.assignee)]
    if as_json:
        print_json({"tasks": [task_to_json(task, language()) for task in found]})
    else:
        show_tasks(found)


@application.command("show", help=say("help.tasks_show"))
def show_task(
    task: TaskArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.office import open_office
    from trimtab.cli.show.office import show_task, task_to_json
    from trimtab.office.tasks import find_task

    with open_office(workspace, database) as office, office.reading() as reading:
        found = find_task(reading, actor, task)
    if as_json:
        print_json(task_to_json(found, language()))
    else:
        show_task(found)


@application.command("assign", help=say("help.tasks_assign"))
def assign_task(
    task: TaskArgument,
    assignee: Annotated[
        str | None, typer.Argument(metavar="ACTOR", help=say("help.tasks_to"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import open_office
    from trimtab.office.tasks import assign_task

    with open_office(workspace, database) as office, office.work(actor, reason) as work:
        assigned = assign_task(work, task, assignee)
    if assigned.assignee:
        print_lines(say("tasks.assigned", id=task, actor=assigned.assignee))
    else:
        print_lines(say("tasks.given_back", id=task))


@application.command("close", help=say("help.tasks_close"))
def close_task(
    task: TaskArgument,
    note: NoteOption,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import open_office
    from trimtab.office.tasks import close_task

    with open_office(workspace, database) as office, office.work(actor, reason or note) as work:
        close_task(work, task, note)
    print_lines(say("tasks.done", id=task))


@application.command("dismiss", help=say("help.tasks_dismiss"))
def dismiss_task(
    task: TaskArgument,
    note: NoteOption,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import open_office
    from trimtab.office.tasks import close_task

    with open_office(workspace, database) as office, office.work(actor, reason or note) as work:
        close_task(work, task, note, dismissed=True)
    print_lines(say("tasks.dismissed", id=task))
