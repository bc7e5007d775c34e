"""An office in memory, for services that need no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from trimtab.kernel import StateError, UnknownCodeError
from trimtab.office.types import Actor, Department, Grant, Role
from trimtab.ports import Record

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


class MemoryWork:
    """``trimtab.ports.Work`` on a dictionary."""

    def __init__(self, rows: dict[tuple[type, str], Record], actor: str) -> None:
        self.rows, self.actor, self.at = rows, actor, AT

    def by(self, actor: str) -> MemoryWork:
        """The same office, somebody else at work."""
        return MemoryWork(self.rows, actor)

    def get(self, kind: type, key: str) -> Any:
        return self.rows.get((kind, key))

    def find(self, kind: type, **equal: object) -> tuple[Any, ...]:
        return tuple(
            record
            for (held, _), record in sorted(self.rows.items(), key=lambda row: row[0][1])
            if held is kind and all(getattr(record, name) == v for name, v in equal.items())
        )

    def add(self, record: Record) -> None:
        if _place(record) in self.rows:
            raise StateError("OFFICE-001")
        self.rows[_place(record)] = record

    def replace(self, record: Record) -> None:
        if _place(record) not in self.rows:
            raise UnknownCodeError("OFFICE-002")
        self.rows[_place(record)] = record

    def remove(self, record: Record) -> None:
        del self.rows[_place(record)]

    def note(self, entity: str, entity_id: str, facts: Mapping[str, Any]) -> None:
        raise AssertionError("no service of these tests tells of anything else")


def _place(record: Record) -> tuple[type, str]:
    return type(record), getattr(record, record.KEY)


@pytest.fixture
def work() -> MemoryWork:
    """Departments of two provinces, somebody of every role in Shanghai; the operator at work."""
    office = MemoryWork({}, "operator")
    for key, region, parent in (
        ("sh", "CN-310000", None),
        ("sh-claims", "CN-310000", "sh"),
        ("sh-pudong", "CN-310000", "sh-claims"),
        ("js", "CN-320000", None),
    ):
        office.add(Department(key, key.upper(), region, parent))
    for role in Role:
        office.add(Actor(role.value, role.value, department_id="sh"))
        office.add(Grant(f"{role.value}:sh", role.value, role, "CN-310000"))
    office.add(Actor("clerk", "clerk", department_id="sh-claims"))
    office.add(Grant("clerk:claims", "clerk", Role.CASEWORKER, "CN-310000", "sh-claims"))
    office.add(Actor("country", "country"))
    office.add(Grant("country:cn", "country", Role.ADMINISTRATOR, "CN"))
    return office


@pytest.fixture
def switch_off(work: MemoryWork) -> Callable[[str], None]:
    """Switch an actor off without asking."""
    return lambda actor: work.replace(replace(work.get(Actor, actor), active=False))
