"""A backup of either database restores to either, bit for bit, and the trail goes on."""

from __future__ import annotations

import json
import stat
from zipfile import ZipFile

import pytest
from sqlalchemy import inspect, text

from trimtab.kernel import NotAllowedError, StateError
from trimtab.office.types import Actor, AuditAction, Department, Grant, Role, Task
from trimtab.stores import ObservationStore, database
from trimtab.stores.backup import create_backup, restore_backup, verify_backup
from trimtab.stores.migrations import REVISIONS
from trimtab.stores.office.audit import AUDITED
from trimtab.stores.office.store import open_office
from trimtab.stores.schema import metadata


def manifest_of(path) -> dict:
    with ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


def hashes(path) -> dict[str, str]:
    return {file["name"]: file["sha256"] for file in manifest_of(path)["files"]}


def test_a_restored_workspace_gives_the_same_answers(
    workspace, database_url, target_url, tmp_path, life
):
    before, kept = life.answers(workspace, database_url), life.records(workspace, database_url)
    out = tmp_path / "backup.zip"
    info = create_backup(workspace, database_url, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with ObservationStore.open(workspace, database_url) as store:  # life goes on
        store.publish(life.revision(tmp_path, 5))
        store.compact()
    with open_office(workspace, database_url) as office, office.work("operator", "gone") as work:
        work.remove(work.get(Task, "t"))
    assert life.answers(workspace, database_url) != before

    new = tmp_path / "new" / "workspace"
    checked = restore_backup(out, new, target_url)
    assert checked.trail_intact and checked.info == info and info.batches == 3
    assert life.answers(new, target_url) == before and life.records(new, target_url) == kept
    assert life.verify(new, target_url) == 3
    assert (new / "rulebook/cn/provinces/310000/自定.yaml").read_text() == "region: CN-310000\n"
    assert not (new / "rulebook/.git").exists()
    assert (new / "trimtab.db").exists() == (target_url is None)
    assert {place.name for place in new.parent.iterdir()} == {"workspace"}


def test_the_trail_goes_on_where_the_backup_was_made(
    workspace, database_url, target_url, tmp_path, life
):
    out = tmp_path / "backup.zip"
    info = create_backup(workspace, database_url, out)
    new = tmp_path / "new"
    restore_backup(out, new, target_url, reason="disk failed")
    with open_office(new, target_url) as office:
        with office.work("operator", "after") as work:
            work.add(Department("d", "d", "CN"))
        with office.trail() as trail:
            links = list(trail.links())
    assert links[info.audit_sequence - 1].hash == info.audit_hash
    entry = links[info.audit_sequence]
    assert (entry.action, entry.entity, entry.reason) == (
        AuditAction.EVENT,
        "restore",
        "disk failed",
    )
    assert entry.previous == info.audit_hash
    assert json.loads(entry.after)["created_at"] == info.created_at.isoformat()
    assert links[-1].entity_id == "d"
    life.verify(new, target_url)


def test_a_backup_of_the_copy_says_the_same(workspace, database_url, target_url, tmp_path, life):
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    create_backup(workspace, database_url, first)
    restore_backup(first, tmp_path / "new", target_url)
    create_backup(tmp_path / "new", target_url, second)
    before, after = hashes(first), hashes(second)
    for told_anew in ("tables/audit.jsonl", "tables/store.jsonl"):
        assert before.pop(told_anew) != after.pop(told_anew)
    assert before == after
    checked = restore_backup(second, tmp_path / "third")
    assert checked.trail_intact and checked.info.store_id == manifest_of(second)["store_id"]
    assert life.answers(tmp_path / "third", None) == life.answers(workspace, database_url)
    assert life.verify(tmp_path / "third", None) == 3
    ids = [manifest_of(path)["store_id"] for path in (first, second)]
    ids.append((tmp_path / "third" / "store.id").read_text())
    assert len(set(ids)) == 3


def test_a_copy_is_not_taken_for_what_it_was_made_of(
    workspace, database_url, target_url, tmp_path, life
):
    """Both live on. A folder opened with the other's database would lose what only it has."""
    out, new = tmp_path / "backup.zip", tmp_path / "new"
    create_backup(workspace, database_url, out)
    restore_backup(out, new, target_url)
    with ObservationStore.open(workspace, database_url) as store:
        store.publish(life.revision(tmp_path, 5))
    pairs = [(workspace, target_url or f"sqlite:///{new}/trimtab.db"),
             (new, database_url or f"sqlite:///{workspace}/trimtab.db")]  # fmt: skip
    for folder, other in pairs:
        for opened in (ObservationStore.open, open_office):
            with pytest.raises(StateError, match="STORE-024"):
                opened(folder, other)
    assert life.verify(workspace, database_url) == 4 and life.verify(new, target_url) == 3
    with open_office(new, target_url) as office, office.trail() as trail:
        told = [(e.action, e.entity, e.entity_id, e.reason) for e in trail.links()][-3:]
        named = json.loads(list(trail.links())[-3].after)
    old, own = ((place / "store.id").read_text() for place in (workspace, new))
    assert told[1:] == [("remove", "store", old, "restore"), ("add", "store", own, "restore")]
    assert told[0][:2] == ("event", "restore")
    assert (named["store_id"], named["copy_store_id"]) == (old, own)


def test_every_table_is_saved(workspace, database_url, tmp_path):
    info = create_backup(workspace, database_url, tmp_path / "backup.zip")
    engine = database.open_engine(workspace, database_url)
    there = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    assert set(info.rows) == there == set(metadata.tables)
    assert set(AUDITED) < there


def test_a_retired_segment_is_forgotten_by_the_copy(workspace, database_url, tmp_path, life):
    """Its row is in the backup, for the trail speaks of it; its files are not."""
    with ObservationStore.open(workspace, database_url) as store, store._reading():
        store.compact()  # somebody still reads the files that it replaces
        info = create_backup(workspace, database_url, tmp_path / "backup.zip")
    assert info.rows["segment"] == 3
    restore_backup(tmp_path / "backup.zip", tmp_path / "new")
    assert life.answers(tmp_path / "new", None)[1] == life.answers(workspace, database_url)[1]
    assert life.verify(tmp_path / "new", None) == 3
    assert len(list((tmp_path / "new" / "batches").iterdir())) == 1


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_older_workspace_is_saved_as_it_is_and_restored_up_to_date(
    workspace, database_url, other_url, tmp_path, life, revision
):
    before = life.answers(workspace, database_url)
    engine = database.open_engine(workspace, database_url)
    database.migrate(engine, revision)
    if revision == "0001":
        (workspace / "store.id").unlink()  # it came with 0002
    out = tmp_path / "backup.zip"
    assert create_backup(workspace, database_url, out).schema_revision == revision
    with engine.connect() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    engine.dispose()
    assert version == revision  # saving it changed nothing
    checked = verify_backup(out)
    assert (checked.info.audit_sequence == 0) == (revision < "0003")  # the trail came with 0003
    assert checked.trail_intact
    restore_backup(out, tmp_path / "new", other_url)
    assert life.answers(tmp_path / "new", other_url) == before
    assert life.verify(tmp_path / "new", other_url) == 3


def test_an_empty_workspace_can_be_saved(tmp_path, database_url, target_url, life):
    ObservationStore.open(tmp_path / "empty", database_url).close()
    create_backup(tmp_path / "empty", database_url, tmp_path / "backup.zip")
    restore_backup(tmp_path / "backup.zip", tmp_path / "new", target_url)
    assert life.verify(tmp_path / "new", target_url) == 0


def test_only_who_holds_the_right_saves_and_restores(workspace, database_url, other_url, tmp_path):
    out = tmp_path / "backup.zip"
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        create_backup(workspace, database_url, out, actor="li")
    assert not out.exists()
    with open_office(workspace, database_url) as office, office.work("operator", "x") as work:
        work.add(Actor("wang", "王"))
        work.add(Grant("w", "wang", Role.ADMINISTRATOR, "CN"))
    create_backup(workspace, database_url, out)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        restore_backup(out, tmp_path / "new", other_url, actor="li")
    assert not (tmp_path / "new").exists()
    restore_backup(out, tmp_path / "new", other_url)


def test_what_is_there_is_never_mixed_with_a_backup(
    workspace, database_url, target_url, tmp_path, life
):
    out = tmp_path / "backup.zip"
    create_backup(workspace, database_url, out)
    with pytest.raises(StateError, match="BACKUP-013"):
        restore_backup(out, workspace, target_url)
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="BACKUP-013"):
        restore_backup(out, tmp_path / "file", target_url)
    (tmp_path / "empty").mkdir(mode=0o750)
    restore_backup(out, tmp_path / "empty", target_url)
    assert stat.S_IMODE((tmp_path / "empty").stat().st_mode) == 0o750
    if target_url:
        before = life.records(tmp_path / "empty", target_url)
        with pytest.raises(StateError, match="BACKUP-014"):
            restore_backup(out, tmp_path / "another", target_url)
        assert life.records(tmp_path / "empty", target_url) == before
        assert not (tmp_path / "another").exists()


def test_another_sqlite_file_is_as_good_a_database(workspace, tmp_path, database_url, life):
    out, url = tmp_path / "backup.zip", f"sqlite:///{tmp_path}/elsewhere.db"
    create_backup(workspace, database_url, out)
    restore_backup(out, tmp_path / "new", url)
    assert life.answers(tmp_path / "new", url) == life.answers(workspace, database_url)
    assert not (tmp_path / "new" / "trimtab.db").exists()
    with pytest.raises(StateError, match="BACKUP-014"):
        restore_backup(out, tmp_path / "another", url)


def test_the_database_of_another_workspace_is_refused(workspace, database_url, tmp_path):
    ObservationStore.open(tmp_path / "other").close()
    for url in (f"sqlite:///{tmp_path}/other/trimtab.db", f"sqlite:///{tmp_path}/new.db"):
        with pytest.raises(StateError, match="STORE-024"):
            create_backup(workspace, url, tmp_path / "backup.zip")
    if database_url:
        with pytest.raises(StateError, match="STORE-024"):
            create_backup(workspace, None, tmp_path / "backup.zip")
    with pytest.raises(StateError, match="STORE-002"):
        create_backup(tmp_path / "typo", database_url, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()
