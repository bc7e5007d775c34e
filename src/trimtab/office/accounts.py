"""Accounts: what is known of how people and programs sign in. Secrets are never among it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from trimtab.office.rights import Right, require
from trimtab.office.types import Actor, Department, Grant
from trimtab.ports import Reading


class Entry(StrEnum):
    """How a session was begun."""

    PASSWORD = "password"
    LINK = "link"
    DEMONSTRATION = "demonstration"


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """How long a session lasts, without a request and at all; how long a link waits."""

    idle: timedelta = timedelta(hours=1)
    absolute: timedelta = timedelta(hours=12)
    link: timedelta = timedelta(hours=48)
    token_longest: timedelta = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class AttemptPolicy:
    """How many attempts to sign in may fail within ``window``.

    The pair of account and address is limited tightest. The limit of an account alone slows who
    tries from many addresses; that of an address alone, who tries many accounts (a bureau behind
    one address shares it).
    """

    window: timedelta = timedelta(minutes=15)
    pair: int = 5
    account: int = 20
    address: int = 40


@dataclass(frozen=True, slots=True)
class Session:
    """A session somebody has open, as its owner sees it."""

    session_id: str
    actor_id: str
    entry: Entry
    device: str
    made_at: datetime
    seen_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What a program signs in with; ``scopes`` are the rights it may use of its actor's."""

    token_id: str
    actor_id: str
    title: str
    scopes: tuple[Right, ...]
    made_by: str
    made_at: datetime
    until: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """When a password was set, and by whose link; None where its owner changed it."""

    actor_id: str
    set_at: datetime
    link_made_by: str | None


def require_over(reading: Reading, asking: str, actor: Actor) -> None:
    """Refuse who may not open an actor's account to somebody.

    Whoever can hand out a link to an account can act as it: so besides managing people where the
    actor belongs, it takes the right to give each role that the actor holds. Raises
    NotAllowedError OFFICE-010.
    """
    department = reading.get(Department, actor.department_id) if actor.department_id else None
    region = department.region if department else None
    require(reading, asking, Right.PEOPLE_MANAGE, region, actor.department_id)
    for grant in reading.find(Grant, actor_id=actor.actor_id):
        require(reading, asking, Right.ROLES_GRANT, grant.region, grant.department_id)
