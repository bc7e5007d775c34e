"""``trimtab credentials certificates, erase, export``: the register of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.credentials_batches import NoteOption, batches
from trimtab.cli.credentials_issuers import register_issuers
from trimtab.cli.credentials_revoking import register as register_revoking
from trimtab.cli.credentials_standards import register_standards
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
from trimtab.cli.show.credentials import certificate_to_json, show_certificates
from trimtab.credentials.issuing.states import CertificateState, ChangeReason, Move
from trimtab.messages import text

CertificateArgument = Annotated[
    str, typer.Argument(metavar="CERTIFICATE", help=say("help.credentials_argument_certificate"))
]
WhyOption = Annotated[
    str, typer.Option("--why", metavar="REASON", help=say("help.credentials_change_reason"))
]

certificates = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def register(application: typer.Typer) -> None:
    """Add the verbs."""
    register_issuers(application)
    register_standards(application)
    application.add_typer(
        certificates, name="certificates", help=say("help.credentials_certificates")
    )
    register_revoking(batches)
    application.add_typer(batches, name="batches", help=say("help.credentials_batches"))
    application.command("erase", help=say("help.credentials_erase"))(erase)
    application.command("export", help=say("help.credentials_export"))(export)


@certificates.command("list", help=say("help.credentials_certificates_list"))
def list_certificates(
    state: Annotated[
        CertificateState | None, typer.Option(help=say("help.credentials_state"))
    ] = None,
    search: Annotated[str | None, typer.Option(help=say("help.credentials_search"))] = None,
    limit: Annotated[int, typer.Option(min=1, help=say("help.credentials_limit"))] = 50,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.app.workbench.certificates_search import kind_words, state_of, title_of
    from trimtab.credentials.issuing.storage import CertificateQuery
    from trimtab.credentials.issuing.types import AchievementRecord
    from trimtab.office.rights import Right, require

    query = CertificateQuery(state=state, search=search)
    with open_desk(workspace, database, actor) as desk, desk.office.reading() as reading:
        require(reading, actor, Right.CREDENTIALS_SEE, None)
        found = desk.store.certificates(reading, query, limit=limit)
        total = desk.store.count_certificates(reading, query)
        achievements = {one.achievement_id: one for one in reading.find(AchievementRecord)}
    if as_json:
        listed = [certificate_to_json(one) for one in found]
        print_json({"certificates": listed, "total": total})
        return
    titles = {
        one.certificate_id: title_of(
            achievements.get(one.achievement_id or ""), language(), kind_words(one.kind, language())
        )
        for one in found
    }
    now = desk.now()
    states = {one.certificate_id: state_of(one.state, one.valid_until, now) for one in found}
    show_certificates(found, titles, states)
    if total > len(found):
        print_lines(say("credentials.more_certificates", shown=len(found), total=total))


@certificates.command("show", help=say("help.credentials_certificates_show"))
def show(
    certificate: CertificateArgument,
    document: Annotated[
        bool, typer.Option("--document", help=say("help.credentials_document"))
    ] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.app.workbench.certificates import see_certificate
    from trimtab.app.workbench.time_zone import time_zone_without_series
    from trimtab.cli.show.credentials_certificate import show_certificate
    from trimtab.office.rights import Right, require

    with open_desk(workspace, database, actor) as desk:
        with desk.office.reading() as reading:
            require(reading, actor, Right.CREDENTIALS_SEE, None)
        seen = see_certificate(desk.office, actor, certificate, language(), named=False)
        zone = time_zone_without_series(desk.office)
    if document:
        print_lines(seen.content)
    elif as_json:
        steps = [one.step for one in reversed(seen.steps)]
        print_json(certificate_to_json(seen.record, steps))
    else:
        show_certificate(seen, zone)


@certificates.command("suspend", help=say("help.credentials_certificates_suspend"))
def suspend(
    certificate: CertificateArgument,
    why: WhyOption,
    note: NoteOption,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    _change(certificate, Move.SUSPEND, why, note, workspace, database, actor)


@certificates.command("lift", help=say("help.credentials_certificates_lift"))
def lift(
    certificate: CertificateArgument,
    why: WhyOption,
    note: NoteOption,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    _change(certificate, Move.LIFT, why, note, workspace, database, actor)


@certificates.command("revoke", help=say("help.credentials_certificates_revoke"))
def revoke(
    certificate: CertificateArgument,
    why: WhyOption,
    note: NoteOption,
    yes: Annotated[bool, typer.Option("--yes", help=say("help.credentials_yes"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    if not yes:
        typer.confirm(say("credentials.revoke_ask", id=certificate), abort=True)
    _change(certificate, Move.REVOKE, why, note, workspace, database, actor)


def _change(
    certificate: str,
    move: Move,
    why: str,
    note: str,
    workspace: Path,
    database: str | None,
    actor: str,
) -> None:
    from trimtab.app.credentials_issuing import open_desk

    reason = change_reason(move, why)
    with open_desk(workspace, database, actor, f"credentials.{move.value}") as desk:
        changed = desk.change(certificate, move, reason, note)
    words = {
        Move.SUSPEND: "credentials.changed_suspend",
        Move.LIFT: "credentials.changed_lift",
        Move.REVOKE: "credentials.changed_revoke",
    }
    print_lines(say(words[move], id=changed.certificate.certificate_id))
    if changed.published:
        print_lines(say("credentials.published"))
    elif changed.job is not None:
        print_lines(say("credentials.not_published", job=changed.job.job_id))


def change_reason(move: Move, why: str) -> ChangeReason:
    """One of the reasons for a move. Raises InputRejectedError CREDENTIALS-187, which lists them
    with what they mean."""
    from trimtab.credentials.issuing.changing import REASONS
    from trimtab.kernel import InputRejectedError

    found = next((one for one in REASONS[move] if one.value == why), None)
    if found is None:
        able = "; ".join(
            f"{one.value} ({text(f'web.certificates.reason.{one.value}', language())})"
            for one in REASONS[move]
        )
        raise InputRejectedError("CREDENTIALS-187", reason=why[:40], able=able)
    return found


@certificates.command("reissue", help=say("help.credentials_certificates_reissue"))
def reissue(
    certificate: CertificateArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.credentials_issuing import open_desk

    with open_desk(workspace, database, actor, reason or "credentials.reissue") as desk:
        desk.reissue(certificate)
    print_lines(say("credentials.reissued", count=1))


def erase(
    holder: Annotated[
        str, typer.Argument(metavar="HOLDER", help=say("help.credentials_argument_holder"))
    ],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.credentials.issuing.erasing import forget_holder

    with open_desk(workspace, database, actor, "credentials.erase") as desk, desk.work() as work:
        count = forget_holder(work, desk.store, holder)
    print_lines(say("credentials.erased", holder=holder, count=count))


def export(
    issuer: Annotated[str, typer.Option("--issuer", help=say("help.credentials_issuer"))],
    out: Annotated[Path, typer.Option("--out", help=say("help.credentials_file_out"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk

    with open_desk(workspace, database, actor, "credentials.export") as desk:
        days = desk.sign_days(issuer)
    if not days:
        print_lines(say("credentials.export_none"))
        return
    out.mkdir(parents=True, exist_ok=True)
    for day in days:
        (out / f"{day.day}.json").write_text(day.content, encoding="utf-8")
    print_lines(say("credentials.exported", days=len(days), out=out))
