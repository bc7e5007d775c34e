"""``trimtab credentials achievements, accreditations``: what is certified, and by whom."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated
from uuid import uuid4

import typer

from trimtab.cli.credentials_issuers import (
    IssuerArgument,
    RegionOption,
    StandardOption,
    found_records,
    titled,
)
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
from trimtab.messages import text

accreditations = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
achievements = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

LevelOption = Annotated[str | None, typer.Option("--level", help=say("help.credentials_own_level"))]


def register_standards(application: typer.Typer) -> None:
    """Add the groups."""
    for name, group in (("achievements", achievements), ("accreditations", accreditations)):
        application.add_typer(group, name=name, help=say(f"help.credentials_{name}"))


@accreditations.command("list", help=say("help.credentials_accreditations_list"))
def list_accreditations(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.credentials.types import Accreditation

    found = found_records(workspace, database, actor, Accreditation)
    if as_json:
        print_json({"accreditations": [asdict(one) for one in found]})
        return
    columns = ("id", "issuer", "standard", "level", "region", "from", "until", "authority")
    rows = (
        (a.accreditation_id, a.issuer_id, a.standard_id, grade_words(a.highest_level), a.region,
         a.since, a.until, a.authority)
        for a in found
    )  # fmt: skip
    show_table("credentials.accreditations", columns, rows)


@accreditations.command("add", help=say("help.credentials_accreditations_add"))
def add_accreditation(
    issuer: IssuerArgument,
    standard: StandardOption,
    level: Annotated[str, typer.Option("--level", help=say("help.credentials_own_level"))],
    region: RegionOption,
    authority: Annotated[str, typer.Option("--authority", help=say("help.credentials_authority"))],
    basis: Annotated[str, typer.Option("--basis", help=say("help.credentials_legal_basis"))],
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help=say("help.credentials_day_since")),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help=say("help.credentials_until")),
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.credentials.issuing.registry import add_accreditation
    from trimtab.credentials.types import Accreditation

    with open_desk(workspace, database, actor, reason or "credentials.accredit") as desk:
        made = Accreditation(
            str(uuid4()),
            issuer,
            standard,
            _grade(level) or 0,
            region,
            since.date() if since else desk.now().date(),
            until.date() if until else None,
            authority,
            basis,
        )
        with desk.work() as work:
            add_accreditation(work, made)
    print_lines(say("credentials.accredited", id=made.accreditation_id))


@accreditations.command("end", help=say("help.credentials_accreditations_end"))
def end_accreditation(
    accreditation: Annotated[
        str,
        typer.Argument(
            metavar="ACCREDITATION", help=say("help.credentials_argument_accreditation")
        ),
    ],
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help=say("help.credentials_until")),
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.credentials.issuing.registry import end_accreditation

    why = reason or "credentials.accreditations.end"
    with open_desk(workspace, database, actor, why) as desk, desk.work() as work:
        day: date = until.date() if until else work.at.date()
        ended = end_accreditation(work, accreditation, day)
    print_lines(say("credentials.accreditation_ended", id=accreditation, until=ended.until))


@achievements.command("list", help=say("help.credentials_achievements_list"))
def list_achievements(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.credentials.issuing.types import AchievementRecord

    found = found_records(workspace, database, actor, AchievementRecord)
    if as_json:
        print_json({"achievements": [asdict(one) for one in found]})
        return
    rows = (
        (one.achievement_id, titled(one.title), one.standard_id, grade_words(one.level))
        for one in found
    )
    show_table("credentials.achievements", ("id", "title", "standard", "grade"), rows)


def grade_words(level: int | None) -> str | None:
    """One of the eight grades in words: a bare 3 is read as the senior worker by many."""
    return text(f"web.certificates.grade.{level}", language()) if level else None


@achievements.command("add", help=say("help.credentials_achievements_add"))
def add_achievement(
    standard: StandardOption,
    title: Annotated[str, typer.Option("--title", help=say("help.credentials_title_zh"))],
    region: RegionOption,
    title_en: Annotated[
        str | None, typer.Option("--title-en", help=say("help.credentials_title_en"))
    ] = None,
    level: LevelOption = None,
    criteria: Annotated[
        str | None, typer.Option("--criteria", help=say("help.credentials_criteria"))
    ] = None,
    occupation: Annotated[
        list[str] | None, typer.Option("--occupation", help=say("help.credentials_occupation"))
    ] = None,
    hours: Annotated[
        float | None, typer.Option("--hours", help=say("help.credentials_hours"))
    ] = None,
    credits: Annotated[
        float | None, typer.Option("--credits", help=say("help.credentials_credits"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.credentials_issuing import open_desk
    from trimtab.credentials.issuing.registry import add_achievement
    from trimtab.credentials.issuing.types import AchievementRecord

    made = AchievementRecord(
        f"urn:uuid:{uuid4()}",
        standard,
        {"zh": title, **({"en": title_en} if title_en else {})},
        {"zh": criteria} if criteria else {},
        _grade(level),
        tuple(occupation or ()),
        hours,
        credits,
    )
    why = reason or "credentials.achievements.add"
    with open_desk(workspace, database, actor, why) as desk, desk.work() as work:
        add_achievement(work, made, region)
    print_lines(say("credentials.achievement_added", id=made.achievement_id))


def _grade(written: str | None) -> int | None:
    from trimtab.app.credentials_achievements import read_grade
    from trimtab.kernel import UsageError

    if written is None:
        return None
    grade = read_grade(written)
    if grade is None:
        raise UsageError("CREDENTIALS-143", level=written)
    return grade
