"""kill -9 at any moment: no half archive under its name, no half workspace that could be used.

Each action is killed at its first step, in the middle of each of its stages, and at steps close to
its end. After each, what is there is nothing or all of it; the next run clears away what was left.
"""

from __future__ import annotations

import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from trimtab.kernel import StateError
from trimtab.stores import ObservationStore, database
from trimtab.stores.backup import create_backup, verify_backup
from trimtab.stores.backup.draft import private_folder
from trimtab.stores.backup.rebuilding import refuse_filled_database

PROGRAM = Path(__file__).with_name("killable_backup.py")
FROM_THE_END = (1, 2, 4, 8)


class Forker:
    """The program that forks children."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip
        assert self.line() == "ready"
        self.stages: list[int] = []

    def line(self) -> str:
        return self.process.stdout.readline().strip()

    def run(self, *words: object) -> int:
        """Run one child; its exit code (-9 when it was killed). None is the own database."""
        told = " ".join("-" if word is None else str(word) for word in words)
        self.process.stdin.write(f"{told}\n")
        ended = self.line()
        if ended.startswith("stages "):
            self.stages = [int(number) for number in ended.split()[1:]]
            ended = self.line()
        return int(ended)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def program() -> Iterator[Forker]:
    """One for all tests: it forks for every run, so no run knows of another."""
    forker = Forker()
    yield forker
    forker.close()


def moments(stages: list[int]) -> list[int]:
    """Where to kill: at the beginning, within each stage, at the end."""
    within = {(first + last) // 2 for first, last in pairwise((0, *stages))}
    return sorted({0, *within, *(stages[-1] - number for number in FROM_THE_END)})


def test_a_killed_backup_leaves_no_file_under_its_name(program, workspace, database_url, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    assert program.run("create", workspace, database_url, folder / "whole.zip", -1) == 0
    assert len(program.stages) == 4  # tables, files, check and the number of steps
    complete = 0
    for number, moment in enumerate(moments(program.stages)):
        out = folder / f"backup{number}.zip"
        assert program.run("create", workspace, database_url, out, moment) == -9
        if out.exists():
            verify_backup(out)  # killed after it was there, whole
            complete += 1
    assert 0 < complete <= len(FROM_THE_END)
    assert len(list(folder.glob(".trimtab-backup-*"))) <= 1  # the last one's draft
    create_backup(workspace, database_url, folder / "last.zip")
    assert list(folder.glob(".*")) == []


def is_filled(target: Path, url: str | None) -> bool:
    """Whether the restored database has rows; for the workspace's own, whether the folder is."""
    if url is None:
        return target.exists()
    engine = database.open_engine(target, url)
    try:
        with database.reading(engine) as connection:
            refuse_filled_database(connection)
    except StateError as filled:
        assert filled.code == "BACKUP-014"
        return True
    finally:
        engine.dispose()
    return False


def empty(url: str) -> None:
    engine = database.open_engine(Path("unused"), url)
    database.migrate(engine, "base")
    engine.dispose()


def test_a_killed_restore_leaves_nothing_that_could_be_used(
    program, sqlite_backup, source_workspace, target_url, tmp_path, life
):
    folder = tmp_path / "workspaces"
    expected = life.answers(source_workspace, None)
    for name in ("first", "second"):  # the first makes folders and tables that stay
        assert program.run("restore", sqlite_backup, folder / name, target_url, -1) == 0
        if target_url:
            empty(target_url)
    assert len(program.stages) == (6 if target_url else 5)
    complete = 0
    for number, moment in enumerate(moments(program.stages)):
        target = folder / f"restored{number}"
        assert program.run("restore", sqlite_backup, target, target_url, moment) == -9
        if is_filled(target, target_url):
            assert life.answers(target, target_url) == expected
            assert life.verify(target, target_url) == 3
            complete += 1
        else:  # what is there cannot be opened
            with pytest.raises(StateError, match=r"STORE-002|STORE-024"):
                ObservationStore.open(target, target_url, create=False)
        if target_url:
            empty(target_url)
    assert 0 < complete <= len(FROM_THE_END)


def test_the_next_restore_clears_away_what_a_killed_one_left(program, sqlite_backup, tmp_path):
    assert program.run("restore", sqlite_backup, tmp_path / "a" / "whole", None, -1) == 0
    target = tmp_path / "b" / "workspace"
    assert program.run("restore", sqlite_backup, target, None, program.stages[-1] // 2) == -9
    assert [place.name[:21] for place in target.parent.iterdir()] == [".workspace.restoring-"]
    assert program.run("restore", sqlite_backup, target, None, -1) == 0
    assert list(target.parent.iterdir()) == [target]


def test_the_next_check_clears_away_what_a_killed_one_left(
    program, sqlite_backup, source_workspace, tmp_path, monkeypatch
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    assert program.run("verify", sqlite_backup, temporary, -1) == 0
    assert list(temporary.iterdir()) == []
    assert program.run("verify", sqlite_backup, temporary, program.stages[-1] // 2) == -9
    (left,) = temporary.glob("trimtab-verify-*")
    (temporary / "trimtab-verify-link").symlink_to(source_workspace)
    with private_folder(temporary, "trimtab-verify-") as alive:
        (alive / "kept").touch()
        assert stat.S_IMODE(alive.stat().st_mode) == 0o700
        assert not left.exists()
        verify_backup(sqlite_backup)
        assert (alive / "kept").exists()
    assert (source_workspace / "trimtab.db").exists()
    assert [place.name for place in temporary.iterdir()] == ["trimtab-verify-link"]
