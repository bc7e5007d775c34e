"""The doors of a demonstration: one account for each role, opened without a password."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.app.demonstration_titles import title_in
from trimtab.app.workbench.accounts import may_sign_in
from trimtab.app.workbench.bench import Workbench
from trimtab.messages import Language, opening_capital, text
from trimtab.office.rights import is_current, today
from trimtab.office.types import Actor, Department, Grant, Role


@dataclass(frozen=True, slots=True)
class Door:
    """An account, and what it shows of the work."""

    actor_id: str
    name: str
    department: str
    roles: tuple[Role, ...]


def demonstration_accounts(bench: Workbench, language: Language) -> tuple[Door, ...]:
    """The people who hold a role, in the order of the roles.

    Accounts and departments of the demonstration office are named in the language of the reader,
    all others as they are registered.
    """
    order = list(Role)
    with bench.office.reading() as reading:
        departments = {
            one.department_id: title_in(one.title, language) for one in reading.find(Department)
        }
        roles: dict[str, set[Role]] = {}
        for grant in reading.find(Grant):
            if is_current(grant, today()):
                roles.setdefault(grant.actor_id, set()).add(grant.role)
        doors = [
            Door(
                person.actor_id,
                _role_name(person, roles[person.actor_id], language),
                departments.get(person.department_id or "", ""),
                tuple(sorted(roles[person.actor_id], key=order.index)),
            )
            for person in reading.find(Actor, active=True)
            if person.actor_id in roles and may_sign_in(reading, person.actor_id)
        ]
    return tuple(sorted(doors, key=lambda door: (order.index(door.roles[0]), door.actor_id)))


def _role_name(person: Actor, roles: set[Role], language: Language) -> str:
    """The account of a role is named after it."""
    if person.actor_id in {role.value for role in roles}:
        return opening_capital(text(f"office.role.{person.actor_id}", language))
    return title_in(person.title, language)
