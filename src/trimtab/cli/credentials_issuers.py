"""``trimtab credentials issuers, keys``: who signs, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

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
from trimtab.cli.show.credentials import show_table
from trimtab.credentials.types import Algorithm, KeyEnd
from trimtab.messages import in_words, text

if TYPE_CHECKING:
    from trimtab.app.credentials_issuing import CredentialDesk

issuers = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
keys = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

IssuerArgument = Annotated[
    str, typer.Argument(metavar="ISSUER", help=say("help.credentials_argument_issuer"))
]
KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help=say("help.credentials_argument_key"))
]
RegionOption = Annotated[str, typer.Option("--region", help=say("help.credentials_region"))]
StandardOption = Annotated[str, typer.Option("--standard", help=say("help.credentials_standard"))]


def register_issuers(application: typer.Typer) -> None:
    """Add the groups."""
    for name, group in (("issuers", issuers), ("keys", keys)):
        application.add_typer(group, name=name, help=say(f"help.credentials_{name}"))


@issuers.command("list", help=say("help.credentials_issuers_list"))
def list_issuers(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.credentials.types import Issuer

    found = found_records(workspace, database, actor, Issuer)
    if as_json:
        listed = [
            {"issuer_id": one.issuer_id, "title": dict(one.title), "region": one.region,
             "department_id": one.department_id, "trusted": one.trusted}
            for one in found
        ]  # fmt: skip
        print_json({"issuers": listed})
        return
    rows = ((one.issuer_id, titled(one.title), one.region) for one in found)
    show_table("credentials.issuers", ("id", "title", "region"), rows)


@issuers.command("add", help=say("help.credentials_issuers_add"))
def add_issuer(
    title: Annotated[str, typer.Option("--title", help=say("help.credentials_title_zh"))],
    region: RegionOption,
    title_en: Annotated[
        str | None, typer.Option("--title-en", help=say("help.credentials_title_en"))
    ] = None,
    issuer_id: Annotated[str | None, typer.Option("--id", help=say("help.credentials_id"))] = None,
    department: Annotated[
        str | None, typer.Option("--department", help=say("help.credentials_department"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.credentials_issuing import open_desk

    titles = {"zh": title, **({"en": title_en} if title_en else {})}
    why = reason or "credentials.issuers.add"
    with open_desk(workspace, database, actor, why, create=True) as desk:
        issuer, key = desk.enter_issuer(titles, region, issuer_id, department)
    print_lines(say("credentials.issuer_added", issuer=issuer.issuer_id, key_id=key.key_id))


@issuers.command("trust", help=say("help.credentials_issuers_trust"))
def trust(
    issuer: IssuerArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.app.credentials_public import trust_file_of
    from trimtab.credentials.issuing.registry import get_record
    from trimtab.credentials.types import Issuer

    with open_desk(workspace, database, actor) as desk, desk.office.reading() as reading:
        get_record(reading, Issuer, issuer)
        print_json(trust_file_of(reading, issuer))


@keys.command("list", help=say("help.credentials_keys_list"))
def list_keys(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.credentials.types import KeyRecord

    found, now = found_records(workspace, database, actor, KeyRecord), datetime.now(UTC)
    if as_json:
        listed = [
            {"key_id": one.key_id, "issuer_id": one.issuer_id, "algorithm": one.algorithm.value,
             "valid_from": one.valid_from, "expires": one.expires, "revoked_at": one.revoked_at,
             "end": one.end.value if one.end else None, "held_in": one.held_in,
             "standing": one.standing(now).value}
            for one in found
        ]  # fmt: skip
        print_json({"keys": listed})
        return
    columns = ("id", "algorithm", "from", "until", "standing")
    rows = (
        (k.key_id, k.algorithm.value, k.valid_from.date(),
         (k.revoked_at or k.expires or k.valid_from).date() if k.revoked_at or k.expires else None,
         text(f"web.issuers.key_end.{k.end.value}", language()) if k.end
         else text(f"web.issuers.standing.{k.standing(now).value}", language()))
        for k in found
    )  # fmt: skip
    show_table("credentials.keys", columns, rows)


@keys.command("make", help=say("help.credentials_keys_make"))
def make_key(
    issuer: IssuerArgument,
    algorithm: Annotated[
        Algorithm, typer.Option("--algorithm", help=say("help.credentials_algorithm"))
    ] = Algorithm.ED25519,
    rotate: Annotated[bool, typer.Option("--rotate", help=say("help.credentials_rotate"))] = False,
    token: Annotated[
        str | None, typer.Option("--token", help=say("help.credentials_token"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.credentials_issuing import open_desk

    with open_desk(workspace, database, actor, reason or "credentials.keys.make") as desk:
        key = desk.make_key(issuer, algorithm, rotate=rotate, token=token)
    print_lines(say("credentials.key_made", key_id=key.key_id, issuer=issuer))


@keys.command("revoke", help=say("help.credentials_keys_revoke"))
def revoke_key(
    key: KeyArgument,
    why: Annotated[KeyEnd, typer.Option("--why", help=say("help.credentials_end"))],
    since: Annotated[
        str | None, typer.Option("--since", help=say("help.credentials_since"))
    ] = None,
    note: Annotated[str, typer.Option("--note", help=say("help.credentials_note"))] = "",
    yes: Annotated[bool, typer.Option("--yes", help=say("help.credentials_yes"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.credentials.issuing.compromise import compromise_key
    from trimtab.credentials.issuing.keys import end_key

    begin = _beginning(since) if since else None
    reason = note or "credentials.keys.revoke"
    with open_desk(workspace, database, actor, reason) as desk:
        if why is KeyEnd.COMPROMISED:
            _ask(desk, key, begin or desk.now(), yes)
        with desk.work() as work:
            at = begin or work.at
            if why is not KeyEnd.COMPROMISED:
                ended = end_key(work, key, why, at)
                print_lines(say("credentials.key_ended", key_id=key, at=ended.revoked_at))
                return
            found = compromise_key(work, desk.store, key, at, note)
    counts = {"before": found.before, "later": found.since, "revoked": found.revoked}
    print_lines(
        say("credentials.compromised", key_id=key, since=at, total=found.certificates, **counts)
    )
    issuer = key.partition("#")[0]
    print_lines(say("credentials.compromised_next", issuer=issuer, key_id=key))


def _ask(desk: CredentialDesk, key_id: str, since: datetime, yes: bool) -> None:
    """Whether somebody means it, who is told how many certificates stop counting."""
    from trimtab.credentials.issuing.registry import get_record
    from trimtab.credentials.types import KeyRecord
    from trimtab.kernel import InputRejectedError

    with desk.office.reading() as reading:
        begun = get_record(reading, KeyRecord, key_id).valid_from
        found = desk.store.count_signed(reading, key_id, since)
    if since.date() < begun.date():
        raise InputRejectedError("CREDENTIALS-267", key=key_id, since=begun.date().isoformat())
    if not yes:
        counts = {"total": found.certificates, "later": found.since}
        shown = f"{since:%Y-%m-%d %H:%M UTC}"
        asked = say("credentials.compromise_ask", key_id=key_id, since=shown, **counts)
        typer.confirm(asked, abort=True)


def _beginning(named: str) -> datetime:
    """An instant, or the first of a day: what a thief signed on that day is not good."""
    from trimtab.kernel import Period, parse_instant
    from trimtab.kernel.time import utc

    if "T" in named:
        return parse_instant(named)
    return utc(Period.parse(named).start)


@keys.command("reissue", help=say("help.credentials_keys_reissue"))
def reissue_key(
    key: KeyArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.credentials_issuing import open_desk

    with open_desk(workspace, database, actor, reason or "credentials.reissue") as desk:
        count = desk.reissue_key(key)
    print_lines(say("credentials.reissued", count=count))


def found_records(workspace: Any, database: str | None, actor: str, kind: type[Any]) -> Any:
    """The records of a type, for whoever may see the register."""
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.office.rights import Right, require

    with open_desk(workspace, database, actor) as desk, desk.office.reading() as reading:
        require(reading, actor, Right.CREDENTIALS_SEE, None)
        return reading.find(kind)


def titled(title: Mapping[str, str]) -> str:
    """A title in the language of this process."""
    return in_words(title, language())
