"""``trimtab credentials issue``: unsigned credentials, or a list, become signed certificates."""

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
    QuietOption,
    ReasonOption,
)
from trimtab.cli.output import language, print_json, print_lines, progress_shown, say
from trimtab.cli.show.credentials import findings_to_json, show_findings, show_unread

if TYPE_CHECKING:
    from trimtab.app.credentials_files import Written
    from trimtab.app.credentials_workspace_files import RegisterIssue
    from trimtab.credentials.issuing.types import AchievementRecord


def register(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("issue", help=say("help.credentials_issue"))(issue)


def issue(
    source: Annotated[Path, typer.Option("--input", help=say("help.credentials_input"))],
    out: Annotated[Path, typer.Option("--out", help=say("help.credentials_out"))],
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace", "-w", envvar="TRIMTAB_WORKSPACE", help=say("help.credentials_workspace")
        ),
    ] = None,
    database: DatabaseOption = None,
    issuer: Annotated[
        str | None, typer.Option("--issuer", help=say("help.credentials_issuer"))
    ] = None,
    approver: Annotated[
        str | None, typer.Option("--approver", help=say("help.credentials_approver"))
    ] = None,
    achievement: Annotated[
        str | None, typer.Option("--achievement", help=say("help.credentials_achievement"))
    ] = None,
    standard: Annotated[
        str | None, typer.Option("--standard", help=say("help.credentials_standard"))
    ] = None,
    level: Annotated[
        str | None, typer.Option("--level", help=say("help.credentials_level"))
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", help=say("help.credentials_region"))
    ] = None,
    title: Annotated[str, typer.Option("--title", help=say("help.credentials_batch_title"))] = "",
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.credentials_files import issue_without_workspace

    place = workspace or (DEFAULT_WORKSPACE if DEFAULT_WORKSPACE.is_dir() else None)
    if place is not None:
        found = _in_register(
            place, database, actor, reason, source, out, issuer, approver, region, title, quiet,
            required=workspace is not None or issuer is not None,
        )  # fmt: skip
        if found is not None:
            _show_register(found, as_json)
            _end(any(row.state.value == "faulty" for row in found.rows))
            return
    from datetime import UTC, datetime

    with progress_shown(quiet or as_json) as progress:
        written = issue_without_workspace(
            source,
            out,
            datetime.now(UTC),
            title=say("credentials.throw_away"),
            region=region or "CN",
            default=_default(achievement, standard, level),
            language=language(),
            progress=progress,
        )
    _show_written(written, as_json)
    _end(bool(written.faulty))


def _end(refused: bool) -> None:
    """A script must notice that rows were refused, although the others were issued."""
    from trimtab.kernel import InputRejectedError

    if refused:
        raise typer.Exit(InputRejectedError.exit_code)


def _in_register(
    place: Path,
    database: str | None,
    actor: str,
    reason: str,
    source: Path,
    out: Path,
    issuer_id: str | None,
    approver: str | None,
    region: str | None,
    title: str,
    quiet: bool,
    *,
    required: bool,
) -> RegisterIssue | None:
    """Issue in the workspace; None when it is only the one that happens to lie here and has no
    issuer with a key."""
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.app.credentials_workspace_files import able_issuer, issue_into_register
    from trimtab.kernel import StateError

    try:
        desk = open_desk(place, database, actor, reason or "credentials.issue")
    except StateError as failure:
        if required or failure.code != "STORE-002":
            raise
        return None
    with desk:
        able = able_issuer(desk, issuer_id)
        if able is None:
            if required:
                raise StateError("CREDENTIALS-158", issuer=str(place), algorithm="Ed25519")
            return None
        with progress_shown(quiet) as progress:
            return issue_into_register(
                desk, source, out, able, language=language(), title=title, approver=approver,
                region=region, progress=progress,
            )  # fmt: skip


def _default(
    achievement: str | None, standard: str | None, level: str | None
) -> AchievementRecord | None:
    """What rows certify that do not say it themselves."""
    if achievement is None and standard is None:
        return None
    from trimtab.app.credentials_achievements import AchievementFinder, read_grade
    from trimtab.kernel import UsageError

    grade = read_grade(level) if level else None
    if level and grade is None:
        raise UsageError("CREDENTIALS-143", level=level)
    finder = AchievementFinder((), inventing=True)
    made, _ = finder.find(achievement or "", standard or "", level or "")
    assert made is not None
    return finder.invented[made]


def _show_written(written: Written, as_json: bool) -> None:
    findings = findings_to_json(written.faulty)
    if as_json:
        print_json(
            {
                "out": str(written.out),
                "issuer": written.issuer_id,
                "throw_away_key": True,
                "replaced_issuer": list(written.replaced_issuers),
                "issued": 0 if written.again else len(written.files),
                "issued_before": len(written.files) if written.again else 0,
                "files": list(written.files),
                "trust": str(written.out / "issuer.json"),
                "unread_columns": list(written.unread),
                "findings": findings,
            }
        )
        return
    if written.again:
        print_lines(say("credentials.again", count=len(written.files), out=written.out))
    else:
        print_lines(say("credentials.issued", count=len(written.files), out=written.out))
        print_lines("", say("credentials.throw_away_warning", issuer=written.issuer_id))
        if written.replaced_issuers:
            named = ", ".join(written.replaced_issuers)
            print_lines(say("credentials.replaced_issuer", issuers=named))
        print_lines(say("credentials.throw_away_verify", out=written.out, file=written.files[0]))
        print_lines(say("credentials.hand_over"))
    show_unread(written.unread)
    show_findings(findings)


def _show_register(found: RegisterIssue, as_json: bool) -> None:
    faulty = [(row.row_number, row.findings) for row in found.rows if row.state.value == "faulty"]
    findings = findings_to_json(faulty)
    batch = found.batch
    if as_json:
        print_json(
            {
                "out": str(found.written.out) if found.written else None,
                "issuer": batch.issuer_id if batch else found.written and found.written.issuer_id,
                "throw_away_key": False,
                "batch": batch.batch_id if batch else None,
                "state": batch.state.value if batch else "issued",
                "issued": found.issued,
                "issued_before": found.certified_before,
                "files": list(found.written.files) if found.written else [],
                "unread_columns": list(found.unread),
                "findings": findings,
            }
        )
        return
    if found.written is None and batch is not None:
        count = batch.rows - batch.faulty - found.certified_before
        print_lines(say("credentials.drafted", count=count, batch=batch.batch_id))
        print_lines(say("credentials.drafted_next", batch=batch.batch_id))
    elif found.written is not None:
        print_lines(say("credentials.issued", count=found.issued, out=found.written.out))
    if found.certified_before:
        print_lines(say("credentials.certified_before", count=found.certified_before))
        if found.written is not None:
            print_lines(say("credentials.written_again", out=found.written.out))
    show_unread(found.unread)
    show_findings(findings, ahead=found.written is None)
