"""A backup that is not as it was written is refused, and nothing of it is used."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from trimtab.kernel import InputRejectedError, StateError, UnknownCodeError, UsageError
from trimtab.messages import LANGUAGES, explain_error
from trimtab.stores.backup import (
    create_backup,
    list_backups,
    plan_pruning,
    prune,
    restore_backup,
    verify_backup,
)


@pytest.fixture(scope="module")
def original(life, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("original")
    life.fill(folder / "source", None, folder)
    create_backup(folder / "source", None, folder / "backup.zip")
    return folder / "backup.zip"


def rewrite(original: Path, copy: Path, change, reseal: bool = False) -> None:
    """Write the archive anew after ``change(members)``; with ``reseal`` its manifest agrees."""
    with ZipFile(original) as archive:
        members = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    if reseal:
        manifest["files"] = [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
        ]
    with ZipFile(copy, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))


def change_parquet(members, manifest):
    name = next(name for name in members if name.endswith("observations.parquet"))
    members[name] = members[name][:40] + bytes([members[name][40] ^ 1]) + members[name][41:]


def drop_table(members, manifest):
    del members["tables/task.jsonl"]


def drop_table_everywhere(members, manifest):
    drop_table(members, manifest)
    manifest["tables"] = [one for one in manifest["tables"] if one["name"] != "task"]


def add_stranger(members, manifest):
    members["rulebook/stranger.yaml"] = b"x"


def lead_out(members, manifest):
    members["rulebook/../../stranger.yaml"] = b"x"


def lead_to_root(members, manifest):
    members["/stranger.yaml"] = b"x"


def replace_database(members, manifest):
    members["trimtab.db"] = b"x"


def hide_batch(members, manifest):
    for name in [name for name in members if name.startswith("batches/")][:1]:
        del members[name]


def spoil_row(members, manifest):
    members["tables/task.jsonl"] = b'{"task_id": 1}\n'


def spoil_value(members, manifest):
    members["tables/task.jsonl"] = members["tables/task.jsonl"].replace(b'"2026-', b'"9-')


def repeat_row(members, manifest):
    members["tables/task.jsonl"] *= 2
    for table in manifest["tables"]:
        table["rows"] *= 1 + (table["name"] == "task")


def forget_row(members, manifest):
    members["tables/task.jsonl"] = b""


def claim_size(members, manifest):
    manifest["files"][0]["bytes"] += 1


DAMAGE = [
    (change_parquet, False, "BACKUP-008"),
    (drop_table, False, "BACKUP-007"),
    (add_stranger, False, "BACKUP-009"),
    (lead_out, True, "BACKUP-009"),
    (lead_to_root, True, "BACKUP-009"),
    (replace_database, True, "BACKUP-009"),
    (claim_size, False, "BACKUP-008"),
    (hide_batch, True, "BACKUP-018"),
    (change_parquet, True, "BACKUP-018"),
    (drop_table_everywhere, True, "BACKUP-017"),
    (spoil_row, True, "BACKUP-015"),
    (spoil_value, True, "BACKUP-015"),
    (repeat_row, True, "BACKUP-015"),
    (forget_row, True, "BACKUP-016"),
]


@pytest.mark.parametrize(("change", "reseal", "code"), DAMAGE)
def test_damage_is_named_and_nothing_is_restored(original, tmp_path, change, reseal, code):
    copy, target = tmp_path / "copy.zip", tmp_path / "new"
    rewrite(original, copy, change, reseal)
    for use in (verify_backup, lambda path: restore_backup(path, target)):
        with pytest.raises(InputRejectedError, match="BACKUP-006") as failure:
            use(copy)
        assert {problem.code for problem in failure.value.problems} == {code}
        for language in LANGUAGES:
            assert "{" not in explain_error(failure.value, language)
    assert list(tmp_path.iterdir()) == [copy]


def test_a_flipped_bit_is_found_in_every_file(original, tmp_path):
    content = original.read_bytes()
    copy = tmp_path / "copy.zip"
    header = 30 + 20  # of fixed length, and the sizes of 64 bits
    with ZipFile(original) as archive:
        sealed = {
            entry.header_offset + header + len(entry.filename.encode()) + entry.compress_size // 2
            for entry in archive.infolist()
            if entry.compress_size > 10 and entry.filename != "manifest.json"
        }
    assert len(sealed) > 10
    for place in sealed:
        spoiled = bytearray(content)
        spoiled[place] ^= 0x10
        copy.write_bytes(spoiled)
        with pytest.raises(InputRejectedError, match="BACKUP-006"):
            verify_backup(copy)


@pytest.mark.parametrize("left", [0, 1, 100, 5_000, -1, -100])
def test_a_cut_archive_is_no_backup(original, tmp_path, left):
    copy = tmp_path / "copy.zip"
    copy.write_bytes(original.read_bytes()[:left])
    with pytest.raises(InputRejectedError, match="BACKUP-004"):
        verify_backup(copy)


def set_version(members, manifest):
    manifest["format_version"] = 2


def set_revision(members, manifest):
    manifest["schema_revision"] = "9999"


def break_manifest(members, manifest):
    manifest["tables"] = 7


@pytest.mark.parametrize(
    ("change", "code"),
    [(set_version, "BACKUP-005"), (set_revision, "BACKUP-010"), (break_manifest, "BACKUP-004")],
)
def test_what_newer_software_made_is_refused(original, tmp_path, change, code):
    rewrite(original, tmp_path / "copy.zip", change)
    with pytest.raises(InputRejectedError, match=code):
        restore_backup(tmp_path / "copy.zip", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_bomb_is_not_unpacked(original, tmp_path):
    """A declared size that no disk has is refused before a byte is written."""

    def bomb(members, manifest):
        manifest["files"].append({"name": "rulebook/b", "bytes": 2**60, "sha256": "0" * 64})
        members["rulebook/b"] = b"\0" * 1_000_000

    rewrite(original, tmp_path / "copy.zip", bomb)
    with pytest.raises(InputRejectedError, match="BACKUP-006"):
        restore_backup(tmp_path / "copy.zip", tmp_path / "new")


def test_a_full_disk_is_told_before_anything_is_written(original, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1_000))
    with pytest.raises(StateError, match="BACKUP-012"):
        restore_backup(original, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_tampered_trail_is_told_and_restored_only_when_asked(original, tmp_path):
    def tamper(members, manifest):
        lines = members["tables/audit.jsonl"].decode().replace('"actor":"li"', '"actor":"wang"')
        members["tables/audit.jsonl"] = lines.encode()

    copy = tmp_path / "copy.zip"
    rewrite(original, copy, tamper, reseal=True)
    assert not verify_backup(copy).trail_intact
    with pytest.raises(InputRejectedError, match="BACKUP-019") as failure:
        restore_backup(copy, tmp_path / "new")
    assert failure.value.problems and not (tmp_path / "new").exists()
    assert not restore_backup(copy, tmp_path / "new", accept_broken_trail=True).trail_intact


def test_a_file_is_overwritten_only_when_asked(original, tmp_path):
    source, out = original.parent / "source", tmp_path / "backup.zip"
    out.write_text("precious")
    with pytest.raises(StateError, match="BACKUP-001"):
        create_backup(source, None, out)
    assert out.read_text() == "precious"
    create_backup(source, None, out, replace=True)
    verify_backup(out)
    with pytest.raises(StateError, match="BACKUP-002"):
        create_backup(source, None, tmp_path / "nowhere" / "backup.zip")


def test_a_file_that_appears_meanwhile_is_not_overwritten(original, tmp_path):
    out = tmp_path / "backup.zip"

    def somebody_else_writes(step, done, total=None):
        out.write_text("precious")

    with pytest.raises(StateError, match="BACKUP-001"):
        create_backup(original.parent / "source", None, out, somebody_else_writes)
    assert out.read_text() == "precious" and list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("wanted", ["tables", "files", "check", "rebuild", "unpack"])
def test_a_cancelled_action_leaves_nothing(original, tmp_path, wanted):
    class CancelledError(Exception):
        pass

    def cancel(step, done, total=None):
        if step == f"backup.step.{wanted}":
            raise CancelledError

    out = tmp_path / "backup.zip"
    with pytest.raises(CancelledError):
        create_backup(original.parent / "source", None, out, cancel)
        restore_backup(out, tmp_path / "new", None, cancel)
    assert set(tmp_path.iterdir()) <= {out}
    assert out.exists() == (wanted in {"rebuild", "unpack"})


def test_a_damaged_batch_is_not_saved_as_if_it_were_sound(life, tmp_path):
    life.fill(tmp_path / "source", None, tmp_path)
    first, second = sorted((tmp_path / "source" / "batches").glob("*/observations.parquet"))
    first.write_bytes(first.read_bytes() + b"x")
    second.unlink()
    with pytest.raises(StateError, match="STORE-023") as failure:
        create_backup(tmp_path / "source", None, tmp_path / "backup.zip")
    assert {one.code for one in failure.value.problems} == {"STORE-018", "STORE-019"}
    assert not (tmp_path / "backup.zip").exists()


def test_a_rule_file_whose_name_is_no_text_is_named(life, tmp_path):
    life.fill(tmp_path / "source", None, tmp_path)
    Path(os.fsdecode(bytes(tmp_path / "source" / "rulebook") + b"/\xff.yaml")).write_text("")
    with pytest.raises(StateError, match="BACKUP-003"):
        create_backup(tmp_path / "source", None, tmp_path / "backup.zip")


def test_the_newest_sound_backups_of_each_store_stay(life, original, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    ours = [folder / f"{number}.zip" for number in range(5)]
    for path in ours:
        create_backup(original.parent / "source", None, path)
    rewrite(ours[4], ours[4], change_parquet)  # the newest one is damaged
    life.fill(tmp_path / "other", None, tmp_path)
    create_backup(tmp_path / "other", None, folder / "other.zip")
    (folder / "strange.zip").write_text("not ours")
    (folder / ".trimtab-backup-dead").write_text("left by a killed process")
    assert len(list_backups(folder).backups) == 6
    assert [path.name for path, _ in list_backups(folder).refused] == ["strange.zip"]

    plan = plan_pruning(folder, 2)
    assert {one.file for one in plan.surplus} == {ours[0], ours[1]}
    assert {path for path, _ in plan.damaged} == {ours[4], folder / "strange.zip"}
    assert len(list(folder.iterdir())) == 8  # nothing went yet
    prune(folder, plan)
    left = {"2.zip", "3.zip", "4.zip", "other.zip", "strange.zip"}
    assert {path.name for path in folder.iterdir()} == left
    assert plan_pruning(folder, 2).surplus == ()
    with pytest.raises(UsageError, match="BACKUP-023"):
        plan_pruning(folder, 0)
    for look in (list_backups, lambda path: plan_pruning(path, 1)):
        with pytest.raises(UnknownCodeError, match="BACKUP-022"):
            look(folder / "typo")
