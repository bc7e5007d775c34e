"""People, departments and roles as the administration shows and changes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trimtab.app.audit import list_trail
from trimtab.app.office import change_people
from trimtab.app.places import parse_region
from trimtab.app.workbench.account import HeldRole, held_roles
from trimtab.app.workbench.account_tokens import see_tokens
from trimtab.app.workbench.accounts import Accounts
from trimtab.kernel import NotAllowedError, UnknownCodeError
from trimtab.office.accounts import ApiToken, Credential, require_over
from trimtab.office.audit import Link, TrailQuery
from trimtab.office.people import (
    add_actor,
    add_department,
    change_actor,
    close_actor,
    close_department,
    see_actors,
    see_departments,
)
from trimtab.office.people_grants import give_grant, see_grants, withdraw_grant
from trimtab.office.rights import Right, holds, is_current, today
from trimtab.office.types import Actor, ActorKind, Department, Grant, Role
from trimtab.ports import Reading
from trimtab.stores.office import accounts as rows

_HISTORY = 100


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people."""

    person: Actor
    department: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """One line of the list of departments: the one above it by its title, who belongs to it."""

    department: Department
    above: str
    people: int


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person or program, as whoever manages them sees it.

    ``may_open``: whether one may make links and tokens for the account. ``history``: what the
    trail tells of their roles, the newest first; None for who may not read the trail.
    """

    person: Actor
    department: str
    roles: tuple[HeldRole, ...]
    credential: Credential | None
    tokens: tuple[ApiToken, ...]
    last_seen: datetime | None
    may_open: bool
    history: tuple[Link, ...] | None


def list_people(accounts: Accounts, asking: str, words: str = "") -> tuple[PersonRow, ...]:
    """The people and programs one may see whose id, title or department holds the words."""
    with accounts.office.reading() as reading:
        titles = {one.department_id: one.title for one in reading.find(Department)}
        roles: dict[str, list[Role]] = {}
        for grant in see_grants(reading, asking):
            if is_current(grant, today()):
                roles.setdefault(grant.actor_id, []).append(grant.role)
        found = [
            PersonRow(
                one,
                titles.get(one.department_id or "", ""),
                tuple(sorted(set(roles.get(one.actor_id, ())), key=list(Role).index)),
            )
            for one in see_actors(reading, asking)
        ]
    return tuple(
        sorted(
            (row for row in found if _matches(words, row)),
            key=lambda row: (not row.person.active, row.person.actor_id),
        )
    )


def _matches(words: str, row: PersonRow) -> bool:
    said = f"{row.person.actor_id} {row.person.title} {row.department}".casefold()
    return all(word in said for word in words.casefold().split())


def list_departments(accounts: Accounts, asking: str) -> tuple[DepartmentRow, ...]:
    """The departments one may see, those that are open first."""
    with accounts.office.reading() as reading:
        titles = {one.department_id: one.title for one in reading.find(Department)}
        found = [
            DepartmentRow(
                one,
                titles.get(one.parent or "", ""),
                len(reading.find(Actor, department_id=one.department_id, active=True)),
            )
            for one in see_departments(reading, asking)
        ]
    return tuple(sorted(found, key=lambda row: (not row.department.active, row.department.region)))


def list_grants(accounts: Accounts, asking: str, actor: str = "") -> tuple[Grant, ...]:
    """The roles one may see, of one actor or of all."""
    with accounts.office.reading() as reading:
        found = see_grants(reading, asking)
    return tuple(one for one in found if actor in ("", one.actor_id))


def see_person(accounts: Accounts, asking: str, actor: str) -> PersonView:
    """One person or program. Raises UnknownCodeError OFFICE-002 also for one not to be seen."""
    with accounts.office.reading() as reading:
        person = next((one for one in see_actors(reading, asking) if one.actor_id == actor), None)
        if person is None:
            raise UnknownCodeError("OFFICE-002", entity="actor", key=actor)
        department = reading.get(Department, person.department_id or "")
        credential = rows.find_credential(reading.connection, actor)
        roles = held_roles(reading, actor)
        may_open = _may_open(reading, asking, person)
    sessions = accounts.sessions_of(actor) if may_open else ()
    return PersonView(
        person,
        department.title if department else "",
        roles,
        credential,
        tuple(one for one in see_tokens(accounts, asking) if one.actor_id == actor),
        sessions[0].seen_at if sessions else None,
        may_open,
        _history(accounts, asking, actor),
    )


def _may_open(reading: Reading, asking: str, person: Actor) -> bool:
    try:
        require_over(reading, asking, person)
    except NotAllowedError:
        return False
    return person.active


def _history(accounts: Accounts, asking: str, actor: str) -> tuple[Link, ...] | None:
    with accounts.office.reading() as reading:
        if not holds(reading, asking, Right.AUDIT_READ, None):
            return None
    found = list_trail(
        accounts.office, asking, TrailQuery(entity="role_grant", search=f"{actor}:"), _HISTORY
    )
    return tuple(one for one in found if one.entity_id.startswith(f"{actor}:"))


def add_person(accounts: Accounts, asking: str, person: Actor, reason: str) -> Actor:
    """Add a person or program, or switch one on again. Raises what ``add_actor`` raises."""
    with change_people(accounts.office, asking, reason) as work:
        return add_actor(work, person)


def change_person(accounts: Accounts, asking: str, person: Actor, reason: str) -> Actor:
    """Change who somebody is. Raises what ``change_actor`` raises."""
    with change_people(accounts.office, asking, reason) as work:
        return change_actor(work, person)


def close_person(accounts: Accounts, asking: str, actor: str, reason: str) -> Actor:
    """Switch somebody off and out: sessions, links, tokens and the password end with it."""
    with change_people(accounts.office, asking, reason) as work:
        return close_actor(work, actor)


def open_department(
    accounts: Accounts, asking: str, department: Department, reason: str
) -> Department:
    """Add a department, or open a closed one again. Raises what ``add_department`` raises."""
    with change_people(accounts.office, asking, reason) as work:
        return add_department(work, department)


def shut_department(accounts: Accounts, asking: str, department: str, reason: str) -> Department:
    """Close a department. Raises what ``close_department`` raises."""
    with change_people(accounts.office, asking, reason) as work:
        return close_department(work, department)


def give_role(
    accounts: Accounts,
    asking: str,
    actor: str,
    role: Role,
    region: str,
    department: str | None,
    until: date | None,
    reason: str,
) -> Grant:
    """Give a role; ``region`` is a code or a name. Raises what ``give_grant`` raises."""
    with change_people(accounts.office, asking, reason) as work:
        return give_grant(work, actor, role, str(parse_region(region)), department, until)


def withdraw_role(accounts: Accounts, asking: str, grant: str, reason: str) -> Grant:
    """Take a role away. Raises what ``withdraw_grant`` raises."""
    with change_people(accounts.office, asking, reason) as work:
        return withdraw_grant(work, grant)


def new_person(
    actor: str,
    title: str,
    *,
    program: bool = False,
    department: str = "",
    address: str = "",
    language: str = "zh",
) -> Actor:
    """A person or program out of what somebody typed; what is empty is absent."""
    kind = ActorKind.SYSTEM if program else ActorKind.PERSON
    return Actor(
        actor.strip(), title.strip(), kind, department or None, address.strip() or None, language
    )


def new_department(department: str, title: str, region: str, above: str = "") -> Department:
    """A department out of what somebody typed. Raises UnknownCodeError for an unknown region."""
    return Department(department.strip(), title.strip(), str(parse_region(region)), above or None)
