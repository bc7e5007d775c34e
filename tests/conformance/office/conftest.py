"""An empty office on each operational database, and hands that tamper with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from trimtab.office.types import (
    Actor,
    Channel,
    ChannelKind,
    Department,
    Grant,
    Role,
    RuleDecisionRecord,
    Task,
)
from trimtab.stores import database
from trimtab.stores.office.store import SqlOfficeStore, open_office

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def office(workspace: Path, database_url: str | None) -> Iterator[SqlOfficeStore]:
    with open_office(workspace, database_url, create=True) as opened:
        yield opened


def fill(office: SqlOfficeStore) -> None:
    """Records of many kinds, added, changed and removed over several transactions."""
    shanghai = "CN-310000"
    with office.work("operator", "set up") as work:
        work.add(Department("statistics", "统计处", shanghai))
        for name in ("li", "wang", "zhao", "chen"):
            work.add(Actor(name, name.title(), department_id="statistics"))
            work.add(Grant(f"{name}:analyst", name, Role.ANALYST, shanghai, granted_at=AT))
    with office.work("li", "rule asked for") as work:
        for number in range(6):
            params = {"key": f"rule{number}", "share": 0.1 * number, "区": "浦东"}
            work.add(Task(f"task:{number}", "rule_unknown", params, shanghai, work.at))
    with office.work("wang", "月度核对") as work:
        for number in range(4):
            task = work.get(Task, f"task:{number}")
            assert task is not None
            work.replace(replace(task, assignee="zhao", due=date(2026, 12, number + 1)))
        work.add(Channel("mail", ChannelKind.EMAIL, "a@b.cn", ("task_opened", "test")))
    with office.work("operator", "leaves") as work:
        grant = work.get(Grant, "chen:analyst")
        assert grant is not None
        work.remove(grant)
        work.note("restore", "2026-11-23", {"files": 3})
        day = date(2026, 11, 1)
        work.add(RuleDecisionRecord("d1", "unemployment", "duration", shanghai, day, day, "{}"))


@pytest.fixture(name="fill")
def _fill() -> Callable[[SqlOfficeStore], None]:
    return fill


@pytest.fixture
def filled(office: SqlOfficeStore) -> SqlOfficeStore:
    fill(office)
    return office


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a filled office on SQLite, to be copied."""
    folder = tmp_path_factory.mktemp("office") / "workspace"
    with open_office(folder, create=True) as office:
        fill(office)
    return folder


@pytest.fixture
def copied(filled_folder: Path, workspace: Path) -> Iterator[SqlOfficeStore]:
    """A filled office of one's own on SQLite, quickly."""
    shutil.copytree(filled_folder, workspace)
    with open_office(workspace) as opened:
        yield opened


@pytest.fixture
def tamper() -> Callable[..., None]:
    """Change a database behind the trail's back, with its guards taken off and put on again."""

    def change(office: SqlOfficeStore, *statements: str, **values: object) -> None:
        with database.writing(office.engine) as connection:
            guards = _take_off(connection)
            for statement in statements:
                connection.execute(text(statement), values)
            for guard in guards:
                connection.execute(text(guard))

    return change


def _take_off(connection: Connection) -> list[str]:
    """Switch the guards off; the statements that switch them on again."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        return ["ALTER TABLE audit ENABLE TRIGGER ALL"]
    found = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
    ).all()
    for name, _ in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return [sql for _, sql in found]
