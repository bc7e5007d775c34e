"""One's own account: what one is, holds, has open, and may change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from trimtab.app.workbench.accounts import Accounts
from trimtab.kernel import InputRejectedError
from trimtab.messages import LANGUAGES
from trimtab.office.accounts import ApiToken, Credential, Session
from trimtab.office.people import find_active
from trimtab.office.rights import RIGHTS, Right, is_current, today
from trimtab.office.types import Actor, Department, Grant
from trimtab.ports import Reading
from trimtab.stores.office import accounts as rows


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody holds, and what it lets them do."""

    grant: Grant
    department: str
    rights: tuple[Right, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    """What the account page shows."""

    person: Actor
    department: str
    roles: tuple[HeldRole, ...]
    credential: Credential | None
    sessions: tuple[Session, ...]
    tokens: tuple[ApiToken, ...]


def see_account(accounts: Accounts, actor: str) -> AccountView:
    """One's own account. Raises UnknownCodeError OFFICE-006 for who is switched off."""
    with accounts.office.reading() as reading:
        person = find_active(reading, Actor, actor)
        return AccountView(
            person,
            _title(reading, person.department_id),
            held_roles(reading, actor),
            rows.find_credential(reading.connection, actor),
            accounts.sessions_of(actor),
            rows.tokens(reading.connection, actor),
        )


def held_roles(reading: Reading, actor: str, on: date | None = None) -> tuple[HeldRole, ...]:
    """Somebody's roles, those that have ended last."""
    day = on or today()
    found = [
        HeldRole(
            grant,
            _title(reading, grant.department_id),
            tuple(sorted(RIGHTS[grant.role])),
            is_current(grant, day),
        )
        for grant in reading.find(Grant, actor_id=actor)
    ]
    return tuple(sorted(found, key=lambda held: not held.current))


def choose_language(accounts: Accounts, actor: str, language: str) -> Actor:
    """The language of one's own pages and messages. Raises InputRejectedError OFFICE-008."""
    if language not in set(LANGUAGES):
        raise InputRejectedError("OFFICE-008", language=language, allowed=", ".join(LANGUAGES))
    with accounts.office.work(actor, "own language") as work:
        changed = replace(find_active(work, Actor, actor), language=language)
        work.replace(changed)
    return changed


def _title(reading: Reading, department_id: str | None) -> str:
    found = reading.get(Department, department_id) if department_id else None
    return found.title if found else ""
