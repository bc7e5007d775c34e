"""``trimtab credentials batches``: lists that wait for a second person, and what became of them."""

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
from trimtab.cli.show.credentials import findings_to_json, show_findings
from trimtab.cli.show.credentials_batches import (
    batch_to_json,
    revocation_to_json,
    show_batch_facts,
    show_batches,
)

BatchArgument = Annotated[
    str, typer.Argument(metavar="BATCH", help=say("help.credentials_argument_batch"))
]
NoteOption = Annotated[str, typer.Option("--note", help=say("help.credentials_note"))]
FileOption = Annotated[Path, typer.Option("--out", help=say("help.credentials_file_out"))]

batches = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@batches.command("list", help=say("help.credentials_batches_list"))
def list_batches(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.app.workbench.certificate_batches import views_of
    from trimtab.app.workbench.time_zone import time_zone_without_series
    from trimtab.credentials.issuing.batch_types import CertificateBatch
    from trimtab.office.rights import Right, require

    with open_desk(workspace, database, actor) as desk:
        with desk.office.reading() as reading:
            require(reading, actor, Right.CREDENTIALS_SEE, None)
            found = sorted(reading.find(CertificateBatch), key=lambda one: one.drafted_at)
            seen = views_of(reading, actor, found, language())
        zone = time_zone_without_series(desk.office)
    if as_json:
        print_json({"batches": [batch_to_json(one) for one in seen]})
    else:
        show_batches(seen, zone)


@batches.command("show", help=say("help.credentials_batches_show"))
def show_batch(
    batch: BatchArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.app.workbench.certificate_batches import views_of
    from trimtab.app.workbench.time_zone import time_zone_without_series
    from trimtab.credentials.issuing.batch_revoking import shown_counts, still_valid
    from trimtab.credentials.issuing.batch_types import BatchState, CertificateBatch, RowState
    from trimtab.credentials.issuing.registry import get_record
    from trimtab.office.rights import Right, require

    with open_desk(workspace, database, actor) as desk:
        with desk.office.reading() as reading:
            require(reading, actor, Right.CREDENTIALS_SEE, None)
            found = get_record(reading, CertificateBatch, batch)
            counts = desk.store.count_rows(reading, batch)
            told = [
                (row.row_number, row.findings)
                for state in (RowState.FAULTY, RowState.SKIPPED)
                for row in desk.store.rows(reading, batch, state=state)
            ]
            valid = still_valid(reading, desk.store, batch)
            (seen,) = views_of(reading, actor, [found], language())
        zone = time_zone_without_series(desk.office)
    findings = findings_to_json(sorted(told, key=lambda one: one[0]))
    if as_json:
        states = {state.value: count for state, count in counts.items()}
        revocation = None if seen.revocation is None else revocation_to_json(seen.revocation)
        print_json(
            {**batch_to_json(seen), "row_states": states, "findings": findings,
             "revocation": revocation}
        )  # fmt: skip
    else:
        show_batch_facts(seen, shown_counts(counts, valid), zone)
        ahead = found.state in (BatchState.DRAFTED, BatchState.APPROVED)
        show_findings(findings, ahead=ahead)


@batches.command("approve", help=say("help.credentials_batches_approve"))
def approve(
    batch: BatchArgument,
    note: NoteOption = "",
    queue: Annotated[bool, typer.Option("--queue", help=say("help.credentials_queue"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.credentials.issuing.batches import approve_batch

    with open_desk(workspace, database, actor, "credentials.approve") as desk:
        with desk.work() as work:
            approved = approve_batch(work, batch, note)
        if queue:
            print_lines(say("credentials.batch_queued", batch=batch, job=approved.job_id))
            return
        with progress_shown(quiet) as progress:
            count = desk.issue(batch, progress)
    print_lines(say("credentials.batch_approved", batch=batch, count=count))


@batches.command("refuse", help=say("help.credentials_batches_refuse"))
def refuse(
    batch: BatchArgument,
    note: NoteOption,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.credentials.issuing.batches import refuse_batch

    with open_desk(workspace, database, actor, "credentials.refuse") as desk, desk.work() as work:
        refuse_batch(work, desk.store, batch, note)
    print_lines(say("credentials.batch_refused", batch=batch))


@batches.command("cancel", help=say("help.credentials_batches_cancel"))
def cancel(
    batch: BatchArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.credentials.issuing.batches import cancel_batch

    with open_desk(workspace, database, actor, "credentials.cancel") as desk, desk.work() as work:
        found = cancel_batch(work, desk.store, batch)
    print_lines(say("credentials.batch_cancelled", batch=batch, count=found.issued))


@batches.command("result", help=say("help.credentials_batches_result"))
def result(
    batch: BatchArgument,
    out: FileOption,
    listed: Annotated[
        Path | None, typer.Option("--list", help=say("help.credentials_annotate"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.app.credentials_results import write_annotated, write_documents, write_result

    with open_desk(workspace, database, actor) as desk:
        if listed is not None:
            count = write_annotated(desk, batch, listed, out, language())
            print_lines(say("credentials.annotated", count=count, out=out))
            return
        if out.suffix.lower() == ".zip":
            count = write_documents(desk, batch, out)
        else:
            count = write_result(desk, batch, out, language())
    print_lines(say("credentials.batch_written", count=count, out=out))


@batches.command("template", help=say("help.credentials_batches_template"))
def template(out: FileOption) -> None:
    from trimtab.app.credentials_results import write_template

    write_template(out, language())
    print_lines(say("credentials.template", out=out))
