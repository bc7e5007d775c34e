"""``trimtab credentials batches revoke, revoke-approve, keep``: a wrong list taken back whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.options import (
    DEFAULT_ACTOR,
    DEFAULT_WORKSPACE,
    ActorOption,
    DatabaseOption,
    QuietOption,
    WorkspaceOption,
)
from trimtab.cli.output import language, print_lines, progress_shown, say
from trimtab.credentials.issuing.states import Move
from trimtab.messages import text

if TYPE_CHECKING:
    from trimtab.credentials.issuing.batch_types import BatchRevocation

BatchArgument = Annotated[
    str, typer.Argument(metavar="BATCH", help=say("help.credentials_argument_batch"))
]
WhyOption = Annotated[
    str, typer.Option("--why", metavar="REASON", help=say("help.credentials_change_reason"))
]
YesOption = Annotated[bool, typer.Option("--yes", help=say("help.credentials_yes"))]


def register(batches: typer.Typer) -> None:
    """Add the verbs."""
    batches.command("revoke", help=say("help.credentials_batches_revoke"))(revoke)
    batches.command("revoke-approve", help=say("help.credentials_batches_revoke_approve"))(approve)
    batches.command("keep", help=say("help.credentials_batches_keep"))(keep)


def revoke(
    batch: BatchArgument,
    why: WhyOption,
    note: Annotated[str, typer.Option("--note", help=say("help.credentials_note"))],
    yes: YesOption = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.cli.credentials_register import change_reason
    from trimtab.credentials.issuing.batch_revoking import ask_revocation, require_askable
    from trimtab.credentials.issuing.batch_types import CertificateBatch
    from trimtab.credentials.issuing.registry import get_record
    from trimtab.credentials.issuing.storage import CertificateQuery

    reason = change_reason(Move.REVOKE, why)
    with open_desk(workspace, database, actor, "credentials.revoke_batch") as desk:
        with desk.work() as asking:  # who may not ask is told so, and not asked to be sure
            count = require_askable(asking, desk.store, batch)
            found = get_record(asking, CertificateBatch, batch)
            everything = desk.store.count_certificates(asking, CertificateQuery(batch_id=batch))
        counts = {"count": count, "revoked": everything - count}
        print_lines(say("credentials.revocation_preview", batch=batch, title=found.title, **counts))
        if not yes:
            typer.confirm(say("credentials.revocation_ask"), abort=True)
        with desk.work() as work:
            ask_revocation(work, desk.store, batch, reason, note)
    print_lines(say("credentials.revocation_asked", batch=batch))
    print_lines(say("credentials.revocation_next", batch=batch))


def approve(
    batch: BatchArgument,
    note: Annotated[str, typer.Option("--note", help=say("help.credentials_note"))] = "",
    yes: YesOption = False,
    queue: Annotated[bool, typer.Option("--queue", help=say("help.credentials_queue"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.app.credentials_revoking import revoke_here
    from trimtab.app.workbench.certificate_batches import views_of
    from trimtab.credentials.issuing.batch_revoking import approve_revocation, require_approvable
    from trimtab.credentials.issuing.batch_types import CertificateBatch
    from trimtab.credentials.issuing.registry import get_record

    with open_desk(workspace, database, actor, "credentials.revoke_batch") as desk:
        with desk.work() as work:  # who may not approve is told so, and not asked to be sure
            asked = require_approvable(work, batch)
            found = get_record(work, CertificateBatch, batch)
            (seen,) = views_of(work, actor, [found], language())
        if not yes:
            told = {"actor": seen.asked_by, "count": asked.certificates, "note": asked.note}
            reason = _reason_in_words(asked)
            asking = say("credentials.revocation_approve_ask", batch=batch, reason=reason, **told)
            typer.confirm(asking, abort=True)
        with desk.work() as work:
            approved = approve_revocation(work, batch, note)
        if queue:
            print_lines(say("credentials.revocation_queued", batch=batch, job=approved.job_id))
            return
        with progress_shown(quiet) as progress:
            done = revoke_here(desk, approved, progress)
    print_lines(say("credentials.revocation_done", batch=batch, count=done.revoked))


def keep(
    batch: BatchArgument,
    note: Annotated[str, typer.Option("--note", help=say("help.credentials_keep_note"))] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.credentials.issuing.batch_revoking import refuse_revocation

    reason = "credentials.revoke_batch"
    with open_desk(workspace, database, actor, reason) as desk, desk.work() as work:
        refuse_revocation(work, batch, note)
    print_lines(say("credentials.revocation_refused", batch=batch))


def _reason_in_words(asked: BatchRevocation) -> str:
    return text(f"web.certificates.reason.{asked.reason.value}", language())
