"""``trimtab jobs``: work that goes on after whoever asked for it has left."""

from __future__ import annotations

from dataclasses import replace
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
from trimtab.kernel import UsageError
from trimtab.office.types import JobState

application = typer.Typer(help=say("help.jobs"), no_args_is_help=True, rich_markup_mode=None)

JobArgument = Annotated[str, typer.Argument(metavar="JOB", help=say("help.job_id"))]


@application.command("list", help=say("help.jobs_list"))
def list_jobs(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    state: Annotated[JobState | None, typer.Option(help=say("help.jobs_state"))] = None,
    limit: Annotated[int, typer.Option(min=1, help=say("help.jobs_limit"))] = 50,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.jobs import open_jobs
    from trimtab.cli.show.jobs import job_to_json, show_jobs

    with open_jobs(workspace, database, actor, "jobs.list") as opened:
        found = opened.list(state)
        shown = found[:limit]
        progress = opened.progress(shown)
    if as_json:
        jobs = [job_to_json(job, progress.get(job.job_id)) for job in shown]
        print_json({"total": len(found), "jobs": jobs})
    else:
        show_jobs(shown, progress, len(found))


@application.command("show", help=say("help.jobs_show"))
def show(
    job_id: JobArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.jobs import open_jobs
    from trimtab.cli.show.jobs import job_to_json, show_job

    with open_jobs(workspace, database, actor, "jobs.show") as opened:
        job = opened.show(job_id)
        progress = opened.progress([job]).get(job_id)
    if as_json:
        print_json(job_to_json(job, progress))
    else:
        show_job(job, progress)


@application.command("add", help=say("help.jobs_add"))
def add(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=say("help.job_kind"))],
    given: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME=VALUE", help=say("help.job_param")),
    ] = None,
    once: Annotated[str | None, typer.Option(help=say("help.job_once"))] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.jobs import open_jobs
    from trimtab.cli.show.jobs import job_to_json

    params = dict(_name_and_value(one) for one in given or ())
    with open_jobs(workspace, database, actor, reason or "jobs.add", create=True) as opened:
        job = opened.add(kind, params, once)
    if as_json:
        print_json(job_to_json(job, None))
    else:
        print_lines(say("jobs.added", job=job.job_id, state=say(f"jobs.state.{job.state}")))


def _name_and_value(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not name or not equals:
        raise UsageError("JOB-012", given=given)
    return name, value


@application.command("cancel", help=say("help.jobs_cancel"))
def cancel(
    job_id: JobArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.jobs import open_jobs

    with open_jobs(workspace, database, actor, reason or "jobs.cancel") as opened:
        job = opened.cancel(job_id)
    asked = job.state is not JobState.CANCELLED
    print_lines(say("jobs.cancel_asked" if asked else "jobs.cancelled", job=job_id))


@application.command("retry", help=say("help.jobs_retry"))
def retry(
    job_id: JobArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.jobs import open_jobs

    with open_jobs(workspace, database, actor, reason or "jobs.retry") as opened:
        job = opened.retry(job_id)
    print_lines(say("jobs.added", job=job_id, state=say(f"jobs.state.{job.state}")))


@application.command("work", help=say("help.jobs_work"))
def work(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    once: Annotated[bool, typer.Option("--once", help=say("help.work_once"))] = False,
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help=say("help.work_until_idle"))
    ] = False,
    kind: Annotated[list[str] | None, typer.Option(help=say("help.work_kind"))] = None,
    lease: Annotated[float, typer.Option(help=say("help.work_lease"))] = 60.0,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.jobs import JobsAtWork, open_jobs
    from trimtab.cli.show.jobs import show_job_line
    from trimtab.office.jobs_worker import WorkerSettings

    settings = WorkerSettings(lease_seconds=lease, beat_seconds=min(2.0, lease / 5))
    with (
        open_jobs(workspace, database, DEFAULT_ACTOR, "jobs.work") as opened,
        progress_shown(quiet) as progress,
    ):
        asked = JobsAtWork(
            jobs_max=1 if once else None,
            until_idle=until_idle,
            kinds=tuple(kind or ()),
            settings=settings,
            shown=progress,
        )
        attempts = opened.work(asked if quiet else replace(asked, told=show_job_line))
    if not quiet:
        print_lines(say("jobs.worked", n=attempts))
