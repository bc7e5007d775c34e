"""``trimtab credentials verify``: what a certificate is worth, in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import DatabaseOption, JsonOption
from trimtab.cli.output import language, print_json, say

NOT_VALID = 1
"""Exit code of every outcome but "valid"; what cannot be read at all ends with the error's."""


def register(application: typer.Typer) -> None:
    """Add the verb to its noun."""
    application.command("verify", help=say("help.credentials_verify"))(verify)


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.verify_file"))],
    trust: Annotated[
        list[Path] | None, typer.Option("--trust", help=say("help.verify_trust"))
    ] = None,
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", help=say("help.verify_workspace"))
    ] = None,
    database: DatabaseOption = None,
    at: Annotated[str | None, typer.Option("--at", help=say("help.verify_at"))] = None,
    nonce: Annotated[str | None, typer.Option("--nonce", help=say("help.verify_nonce"))] = None,
    audience: Annotated[
        str | None, typer.Option("--audience", help=say("help.verify_audience"))
    ] = None,
    status: Annotated[Path | None, typer.Option("--status", help=say("help.verify_status"))] = None,
    online: Annotated[bool, typer.Option("--online", help=say("help.verify_online"))] = False,
    as_json: JsonOption = False,
) -> None:
    from datetime import UTC, datetime

    from trimtab.app.verification import judged_at, refusal_json, verification_json, verify_file
    from trimtab.cli.show.verdicts import show_verification
    from trimtab.credentials.types import Outcome
    from trimtab.kernel import InputRejectedError, UnknownCodeError

    instant = judged_at(at) if at else datetime.now(UTC)
    try:
        found = verify_file(
            file,
            at=instant,
            trust=trust or (),
            workspace=workspace,
            database_url=database,
            nonce=nonce,
            audience=audience,
            online=online,
            status=status,
        )
    except (InputRejectedError, UnknownCodeError) as error:
        if as_json:  # a program that asks gets an answer; the sentence goes to people as well
            print_json({"at": instant, **refusal_json(error, language())})
        raise
    if as_json:
        print_json({"at": instant, **verification_json(found, language())})
    else:
        show_verification(found, instant)
    if found.verdict.outcome is not Outcome.VALID:
        raise typer.Exit(NOT_VALID)
