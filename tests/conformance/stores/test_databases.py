"""Opening, migrating up and down, and refusing what this software cannot use."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import trimtab.stores
from trimtab.kernel import ConfigurationError, StateError
from trimtab.stores import ObservationStore, database, schema
from trimtab.stores.migrations import REVISIONS


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request, tmp_path):
    url = None if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url")
    opened = database.open_engine(tmp_path, url)
    yield opened
    opened.dispose()


def test_migrations_lead_to_the_tables_the_code_uses_and_back(engine):
    assert not database.is_current(engine)
    for _ in range(2):
        database.migrate(engine)
        assert database.is_current(engine)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, schema.metadata) == []
        database.migrate(engine, "base")
        assert not database.is_current(engine)
        assert inspect(engine).get_table_names() == ["alembic_version"]


def test_every_single_step_can_be_undone(engine):
    for before, after in zip(("base", *REVISIONS), REVISIONS, strict=False):
        database.migrate(engine, after)
        names = set(inspect(engine).get_table_names())
        database.migrate(engine, before)
        database.migrate(engine, after)
        assert set(inspect(engine).get_table_names()) == names


def test_the_list_of_revisions_is_that_of_the_folder():
    folder = Path(trimtab.stores.__file__).parent / "migrations"
    settings = Config()
    settings.set_main_option("script_location", str(folder))
    scripts = ScriptDirectory.from_config(settings).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


def test_a_schema_of_newer_software_is_refused_and_untouched(workspace, database_url):
    ObservationStore.open(workspace, database_url).close()
    engine = database.open_engine(workspace, database_url)
    with database.writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StateError, match="STORE-001") as failure:
        ObservationStore.open(workspace, database_url)
    assert failure.value.params == {"found": "9999", "known": REVISIONS[-1]}
    with engine.connect() as connection:
        assert (
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
        )
    engine.dispose()


def test_a_workspace_that_is_not_there_is_not_made_by_reading(tmp_path):
    with pytest.raises(StateError, match="STORE-002"):
        ObservationStore.open(tmp_path / "typo", create=False)
    assert not (tmp_path / "typo").exists()


def test_another_kind_of_database_is_refused_without_showing_its_password(tmp_path):
    for url in ("mysql://clerk:secret@host/db", "clerk:secret@nonsense"):
        with pytest.raises(ConfigurationError, match="STORE-005") as failure:
            ObservationStore.open(tmp_path, url)
        assert "secret" not in str(failure.value)


@pytest.mark.postgres
def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path):
    url = f"postgresql://clerk:secret@/bureau?host={tmp_path}"
    with pytest.raises(StateError, match="STORE-003") as failure:
        ObservationStore.open(tmp_path / "workspace", url)
    assert "secret" not in str(failure.value) and "bureau" in str(failure.value)


def test_a_file_that_is_no_database_is_named(workspace):
    ObservationStore.open(workspace).close()
    (workspace / "trimtab.db").write_bytes(b"this is not a database" * 100)
    for leftover in workspace.glob("trimtab.db-*"):
        leftover.unlink()
    with pytest.raises(StateError, match="STORE-003"):
        ObservationStore.open(workspace)


def test_a_folder_opened_with_another_database_keeps_its_batches(
    workspace, database_url, stage, tmp_path
):
    """Without its own catalogue every batch would look like what a dead import left."""
    with ObservationStore.open(workspace, database_url) as store:
        store.publish(stage([("jobs|US|||M|count|N", "2008-01", "2008-02-20", 1.0, "A")]))
    (segment,) = (workspace / "batches").iterdir()
    other = f"sqlite:///{tmp_path / 'other.db'}"
    for _ in range(2):
        with pytest.raises(StateError, match="STORE-024"):
            ObservationStore.open(workspace, other)
    with pytest.raises(StateError, match="STORE-024"):  # nor may its database serve another folder
        ObservationStore.open(
            tmp_path / "elsewhere", database_url or f"sqlite:///{workspace}/trimtab.db"
        )
    (workspace / "store.id").unlink()
    with pytest.raises(StateError, match="STORE-024"):
        ObservationStore.open(workspace, other)
    with ObservationStore.open(workspace, database_url) as store:  # its own database is known again
        assert store.verify() == 1
    assert (segment / "observations.parquet").exists()


def test_a_workspace_of_an_older_schema_is_brought_up_to_date(workspace, database_url, stage):
    with ObservationStore.open(workspace, database_url) as store:
        batch = store.publish(stage([("jobs|US|||M|count|N", "2008-01", "2008-02-20", 1.0, "A")]))
    engine = database.open_engine(workspace, database_url)
    database.migrate(engine, "0001")
    engine.dispose()
    (workspace / "store.id").unlink()  # came with 0002
    for _ in range(2):
        with ObservationStore.open(workspace, database_url) as store:
            assert store.batches() == (batch,) and store.verify() == 1
