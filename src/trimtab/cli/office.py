"""``trimtab office``: departments, actors, the roles they hold, and what each role may do."""

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
from trimtab.cli.output import print_json, print_lines, say
from trimtab.office.rights import Right
from trimtab.office.types import Role

application = typer.Typer(help=say("help.office"), no_args_is_help=True, rich_markup_mode=None)
departments = typer.Typer(
    help=say("help.office_departments"), no_args_is_help=True, rich_markup_mode=None
)
actors = typer.Typer(help=say("help.office_actors"), no_args_is_help=True, rich_markup_mode=None)
grants = typer.Typer(help=say("help.office_grants"), no_args_is_help=True, rich_markup_mode=None)
application.add_typer(departments, name="departments")
application.add_typer(actors, name="actors")
application.add_typer(grants, name="grants")
tokens = typer.Typer(help=say("help.office_tokens"), no_args_is_help=True, rich_markup_mode=None)
application.add_typer(tokens, name="tokens")

IdArgument = Annotated[str, typer.Argument(metavar="ID", help=say("help.office_id"))]
TitleOption = Annotated[str, typer.Option("--title", help=say("help.office_title"))]
RegionOption = Annotated[str, typer.Option("--region", help=say("help.office_region"))]
DepartmentOption = Annotated[
    str | None, typer.Option("--department", help=say("help.office_department"))
]


@application.command("rights", help=say("help.office_rights"))
def show_rights(as_json: JsonOption = False) -> None:
    from trimtab.cli.show.office import show_rights
    from trimtab.office.rights import RIGHTS

    if as_json:
        print_json({"roles": {role: sorted(rights) for role, rights in RIGHTS.items()}})
    else:
        show_rights()


@departments.command("list", help=say("help.office_departments_list"))
def list_departments(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.office import open_office, record_to_json
    from trimtab.cli.show.office import show_departments
    from trimtab.office.people import see_departments

    with open_office(workspace, database) as office, office.reading() as reading:
        found = see_departments(reading, actor)
    if as_json:
        print_json({"departments": [record_to_json(one) for one in found]})
    else:
        show_departments(found)


@departments.command("add", help=say("help.office_departments_add"))
def add_department(
    department: IdArgument,
    title: TitleOption,
    region: RegionOption,
    parent: Annotated[str | None, typer.Option(help=say("help.office_parent"))] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import change_people, open_office
    from trimtab.app.places import parse_region
    from trimtab.office import Department
    from trimtab.office.people import add_department

    new = Department(department, title, str(parse_region(region)), parent)
    with open_office(workspace, database) as office, change_people(office, actor, reason) as work:
        add_department(work, new)
    print_lines(say("office.added", id=department))


@departments.command("close", help=say("help.office_departments_close"))
def close_department(
    department: IdArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import change_people, open_office
    from trimtab.office.people import close_department

    with open_office(workspace, database) as office, change_people(office, actor, reason) as work:
        close_department(work, department)
    print_lines(say("office.closed", id=department))


@actors.command("list", help=say("help.office_actors_list"))
def list_actors(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.office import open_office, record_to_json
    from trimtab.cli.show.office import show_actors
    from trimtab.office.people import see_actors

    with open_office(workspace, database) as office, office.reading() as reading:
        found = see_actors(reading, actor)
    if as_json:
        print_json({"actors": [record_to_json(one) for one in found]})
    else:
        show_actors(found)


@actors.command("add", help=say("help.office_actors_add"))
def add_actor(
    person: IdArgument,
    title: TitleOption,
    department: DepartmentOption = None,
    address: Annotated[str | None, typer.Option(help=say("help.office_address"))] = None,
    language: Annotated[str, typer.Option(help=say("help.office_language"))] = "zh",
    program: Annotated[bool, typer.Option("--program", help=say("help.office_program"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import change_people, open_office
    from trimtab.office import Actor, ActorKind
    from trimtab.office.people import add_actor

    kind = ActorKind.SYSTEM if program else ActorKind.PERSON
    new = Actor(person, title, kind, department, address, language)
    with open_office(workspace, database) as office, change_people(office, actor, reason) as work:
        add_actor(work, new)
    print_lines(say("office.added", id=person))


@actors.command("close", help=say("help.office_actors_close"))
def close_actor(
    person: IdArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import change_people, open_office
    from trimtab.office.people import close_actor

    with open_office(workspace, database) as office, change_people(office, actor, reason) as work:
        close_actor(work, person)
    print_lines(say("office.closed", id=person))


@grants.command("list", help=say("help.office_grants_list"))
def list_grants(
    of: Annotated[str | None, typer.Option("--of", help=say("help.office_of"))] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.office import open_office, record_to_json
    from trimtab.cli.show.office import show_grants
    from trimtab.office.people_grants import see_grants

    with open_office(workspace, database) as office, office.reading() as reading:
        found = [one for one in see_grants(reading, actor) if of in (None, one.actor_id)]
    if as_json:
        print_json({"grants": [record_to_json(one) for one in found]})
    else:
        show_grants(found)


@grants.command("give", help=say("help.office_grants_give"))
def give_grant(
    person: IdArgument,
    role: Annotated[Role, typer.Argument(help=say("help.office_role"))],
    region: RegionOption,
    department: DepartmentOption = None,
    until: Annotated[str | None, typer.Option(help=say("help.office_until"))] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import change_people, open_office
    from trimtab.app.places import parse_region
    from trimtab.kernel import Period
    from trimtab.office.people_grants import give_grant

    day = Period.parse(until).start if until else None
    with open_office(workspace, database) as office, change_people(office, actor, reason) as work:
        place = str(parse_region(region))
        given = give_grant(work, person, role, place, department, day)
    print_lines(say("office.given", id=given.grant_id))


@grants.command("withdraw", help=say("help.office_grants_withdraw"))
def withdraw_grant(
    grant: Annotated[str, typer.Argument(metavar="ID", help=say("help.office_grant"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import change_people, open_office
    from trimtab.office.people_grants import withdraw_grant

    with open_office(workspace, database) as office, change_people(office, actor, reason) as work:
        withdraw_grant(work, grant)
    print_lines(say("office.withdrawn", id=grant))


@application.command("link", help=say("help.office_link"))
def make_link(
    person: IdArgument,
    address: Annotated[
        str, typer.Option("--address", help=say("help.office_link_address"))
    ] = "http://127.0.0.1:8000",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import open_office
    from trimtab.app.workbench.account_links import link_address, make_link
    from trimtab.app.workbench.accounts import Accounts

    with open_office(workspace, database) as office:
        accounts = Accounts(office)
        secret = make_link(accounts, actor, person, reason)
    hours = int(accounts.policy.link.total_seconds() // 3600)
    print_lines(link_address(address, secret), say("office.link", id=person, hours=hours))


@tokens.command("list", help=say("help.office_tokens_list"))
def list_tokens(
    of: Annotated[str | None, typer.Option("--of", help=say("help.office_of"))] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from dataclasses import asdict

    from trimtab.app.office import open_office
    from trimtab.app.workbench.account_tokens import see_tokens
    from trimtab.app.workbench.accounts import Accounts
    from trimtab.cli.show.office import show_tokens

    with open_office(workspace, database) as office:
        found = [one for one in see_tokens(Accounts(office), actor) if of in (None, one.actor_id)]
    if as_json:
        print_json({"tokens": [asdict(one) for one in found]})
    else:
        show_tokens(found)


@tokens.command("add", help=say("help.office_tokens_add"))
def add_token(
    person: IdArgument,
    title: Annotated[str, typer.Option("--title", help=say("help.office_token_title"))],
    scope: Annotated[list[Right], typer.Option("--scope", help=say("help.office_token_scope"))],
    days: Annotated[int, typer.Option("--days", help=say("help.office_token_days"))] = 90,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import open_office
    from trimtab.app.workbench.account_tokens import make_token
    from trimtab.app.workbench.accounts import Accounts

    with open_office(workspace, database) as office:
        accounts = Accounts(office)
        token, secret = make_token(accounts, actor, person, title, scope, days, reason)
    print_lines(secret, say("office.token", id=token.token_id, until=token.until.date()))


@tokens.command("revoke", help=say("help.office_tokens_revoke"))
def revoke_token(
    token: Annotated[str, typer.Argument(metavar="ID", help=say("help.office_token"))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.office import open_office
    from trimtab.app.workbench.account_tokens import revoke_token
    from trimtab.app.workbench.accounts import Accounts

    with open_office(workspace, database) as office:
        revoke_token(Accounts(office), actor, token, reason)
    print_lines(say("office.revoked", id=token))
