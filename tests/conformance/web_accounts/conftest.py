"""An office with people who sign in, on each database; a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trimtab.app.workbench.accounts import Accounts
from trimtab.app.workbench.password_hashing import PasswordHashing
from trimtab.office.people import add_actor, add_department
from trimtab.office.people_grants import give_grant
from trimtab.office.types import OPERATOR, Actor, ActorKind, Department, Role
from trimtab.stores import ObservationStore
from trimtab.stores.office.store import open_office


@dataclass
class Clock:
    """The time, as long as nobody moves it."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **given: float) -> None:
        self.at += timedelta(**given)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def office(tmp_path: Path, database_url: str | None, clock: Clock) -> Iterator[object]:
    folder = tmp_path / "workspace"
    ObservationStore.open(folder, database_url).close()
    with open_office(folder, database_url, now=clock) as opened:
        with opened.work(OPERATOR, "set up") as work:
            add_department(work, Department("claims", "失业保险处", "CN-310000"))
            for person in ("li", "wang", "chen"):
                add_actor(work, Actor(person, person.title(), department_id="claims"))
            add_actor(work, Actor("export", "Export", ActorKind.SYSTEM, "claims"))
            give_grant(work, "li", Role.ANALYST, "CN-310000")
            give_grant(work, "export", Role.ANALYST, "CN-310000")
            give_grant(work, "wang", Role.ADMINISTRATOR, "CN-310000")
            give_grant(work, "chen", Role.APPROVER, "CN")
        yield opened


@pytest.fixture
def hashing() -> PasswordHashing:
    """Real argon2id at the smallest cost, so that tests are quick."""
    return PasswordHashing(time_cost=1, memory_kib=8, lanes=1)


@pytest.fixture
def accounts(office, clock, hashing) -> Accounts:
    return Accounts(office, now=clock, hashing=hashing)
