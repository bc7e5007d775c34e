"""Workspaces that hold batches, office records and a rule book of their own, on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from trimtab.kernel import Period
from trimtab.office.types import Actor, Grant, Job, Message, Role, Task, TaskState
from trimtab.ports import SeriesQuery
from trimtab.stores import ObservationStore
from trimtab.stores.backup import create_backup
from trimtab.stores.office.store import open_office
from trimtab.tables import OBSERVATIONS, StagedObservations

INSTANTS = [datetime(2008, month, 21, tzinfo=UTC) for month in (2, 3, 4, 12)]
AT = datetime(2026, 11, 23, 8, 30, 1, 250_001, tzinfo=UTC)
REGIONS = ("US-AL", "US-AK", "US-AZ")


def write_revision(folder: Path, number: int) -> StagedObservations:
    """Three series of two months, all with the value ``number``; a suppressed value among them."""
    columns: dict[str, list[object]] = {name: [] for name in OBSERVATIONS.schema.names}
    for region in REGIONS:
        for month in ("2008-01", "2008-02"):
            suppressed = region == "US-AZ" and month == "2008-01"
            cells = ["jobs", region, "", "", "M", "count", "N", Period.parse(month).ordinal,
                     datetime(2008, number % 12 + 1, 20, tzinfo=UTC),
                     None if suppressed else number + 0.1, "Q" if suppressed else "A"]  # fmt: skip
            for name, cell in zip(columns, cells, strict=True):
                columns[name].append(cell)
    path = folder / f"revision{number}.parquet"
    pq.write_table(pa.table(columns, schema=OBSERVATIONS.schema), path)
    return StagedObservations(path, len(REGIONS) * 2, path.name, "0" * 64, "vintage")


def answers(workspace: Path, url: str | None) -> list[object]:
    """What the store says at several instants, bit for bit."""
    with ObservationStore.open(workspace, url, create=False) as store:
        panels = [store.as_of(instant, SeriesQuery()) for instant in INSTANTS]
        return [
            store.batches(),
            [(p.series, p.first, p.values.tobytes(), p.released.tobytes()) for p in panels],
        ]


def records(workspace: Path, url: str | None) -> dict[type, object]:
    """Every record of the office."""
    with open_office(workspace, url) as office, office.reading() as reading:
        return {kind: reading.find(kind) for kind in (Actor, Grant, Task, Job, Message)}


def fill(workspace: Path, url: str | None, scratch: Path) -> None:
    """Batches, one of them compacted from two, and records with awkward content."""
    with ObservationStore.open(workspace, url) as store:
        for number in (1, 2):
            store.publish(write_revision(scratch, number))
        store.compact()
        store.publish(write_revision(scratch, 3))
    with open_office(workspace, url) as office, office.work("operator", "开始") as work:
        work.add(Actor("li", "李\n“引号” \\ \u2028", department_id=None, active=False))
        work.add(Grant("g", "li", Role.ANALYST, "CN-310000", until=date(2027, 1, 31)))
        params = {"份额": 0.1 + 0.2, "n": 2**60, "leer": None, "z": [1, {"a": True}], "b": ""}
        work.add(Task("t", "rule_unknown", params, "CN", AT))
        work.add(Job("j", "stores.verify", {}, "li", AT, result=None, error={}))
        work.add(Message("m", "mail", "task_opened", {"a": 1e-300}, AT))
    with open_office(workspace, url) as office, office.work("li", "erledigt") as work:
        task = work.get(Task, "t")
        work.replace(replace(task, state=TaskState.DONE, closed_at=AT, closing_note=""))
    rulebook = workspace / "rulebook" / "cn" / "provinces" / "310000"
    rulebook.mkdir(parents=True)
    (rulebook / "自定.yaml").write_text("region: CN-310000\n", encoding="utf-8")
    (workspace / "rulebook" / ".git").mkdir()
    (workspace / "rulebook" / ".git" / "HEAD").write_text("ref: main")


def verify(workspace: Path, url: str | None) -> int:
    """Prove that a workspace is whole: every file, every link of the trail, every row."""
    from trimtab.app.audit import verify_trail

    with ObservationStore.open(workspace, url, create=False) as store:
        batches = store.verify()
    with open_office(workspace, url) as office:
        verify_trail(office)
    return batches


@pytest.fixture(scope="session")
def life() -> SimpleNamespace:
    """What the tests of this folder do with workspaces: test files cannot import each other."""
    return SimpleNamespace(
        fill=fill, answers=answers, records=records, verify=verify, revision=write_revision
    )


@pytest.fixture(scope="session")
def source_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled workspace with its own SQLite file, to be copied and never written to."""
    folder = tmp_path_factory.mktemp("filled")
    fill(folder / "workspace", None, folder)
    return folder / "workspace"


@pytest.fixture
def workspace(tmp_path: Path, database_url: str | None, source_workspace: Path) -> Path:
    """A filled workspace on each operational database."""
    if database_url is None:
        return Path(copytree(source_workspace, tmp_path / "workspace"))
    fill(tmp_path / "workspace", database_url, tmp_path)
    return tmp_path / "workspace"


@pytest.fixture
def sqlite_backup(tmp_path: Path, source_workspace: Path) -> Path:
    """The backup of a filled workspace with its own SQLite file."""
    out = tmp_path / "backup.zip"
    create_backup(source_workspace, None, out)
    return out


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def target_url(request: pytest.FixtureRequest) -> str | None:
    """Where to restore to: the workspace's own file, or an empty PostgreSQL database."""
    return None if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url")


@pytest.fixture
def other_url(request: pytest.FixtureRequest, database_url: str | None) -> str | None:
    """Where to restore to: the other kind of database."""
    return request.getfixturevalue("empty_postgres_url") if database_url is None else None
