"""kill -9 at any moment: no half archive under its name, no half workspace that could be used.

Each action is killed at eighteen steps spread over its whole course, the first and the last among
them. After each, what is there is nothing or all of it; the next run clears away what was left.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from trimtab.kernel import StateError
from trimtab.stores import ObservationStore, database
from trimtab.stores.backup import create_backup, verify_backup
from trimtab.stores.backup.rebuilding import refuse_filled_database

PROGRAM = Path(__file__).with_name("killable_backup.py")
KILLS = 18


class Forker:
    """The program that forks children."""

    def __init__(self, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM, *(str(one or "") for one in arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip
        assert self.line() == "ready"
        self.steps = 0

    def line(self) -> str:
        return self.process.stdout.readline().strip()

    def run(self, *words: object) -> int:
        """Run one child; its exit code (-9 when it was killed)."""
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        ended = self.line()
        if ended.startswith("steps "):
            self.steps = int(ended.split()[1])
            ended = self.line()
        return int(ended)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def moments(steps: int) -> list[int]:
    """Where to kill: the first steps, the last ones and some between."""
    edges = [0, 1, *range(steps - 12, steps)]
    between = random.Random(7).sample(range(2, steps - 12), KILLS - len(edges))
    return sorted({*edges, *between})


def test_a_killed_backup_leaves_no_file_under_its_name(workspace, database_url, tmp_path):
    program = Forker(workspace, database_url, None)
    folder = tmp_path / "backups"
    folder.mkdir()
    assert program.run("create", folder / "whole.zip", -1) == 0
    complete = 0
    for number, moment in enumerate(moments(program.steps)):
        out = folder / f"backup{number}.zip"
        assert program.run("create", out, moment) == -9
        if out.exists():
            verify_backup(out)  # killed after it was there, whole
            complete += 1
    program.close()
    assert 0 < complete < KILLS / 2
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
    sqlite_backup, target_url, tmp_path, life
):
    program = Forker(None, None, target_url)
    folder = tmp_path / "workspaces"
    expected = life.answers(tmp_path / "source", None)
    for name in ("first", "second"):  # the first makes folders and tables that stay
        assert program.run("restore", sqlite_backup, folder / name, -1) == 0
        if target_url:
            empty(target_url)
    complete = 0
    for number, moment in enumerate(moments(program.steps)):
        target = folder / f"restored{number}"
        assert program.run("restore", sqlite_backup, target, moment) == -9
        if is_filled(target, target_url):
            assert life.answers(target, target_url) == expected
            assert life.verify(target, target_url) == 3
            complete += 1
        else:  # what is there cannot be opened
            with pytest.raises(StateError, match=r"STORE-002|STORE-024"):
                ObservationStore.open(target, target_url, create=False)
        if target_url:
            empty(target_url)
    program.close()
    assert 0 < complete < KILLS / 2


def test_the_next_restore_clears_away_what_a_killed_one_left(sqlite_backup, tmp_path):
    program = Forker(None, None, None)
    assert program.run("restore", sqlite_backup, tmp_path / "a" / "whole", -1) == 0
    target = tmp_path / "b" / "workspace"
    assert program.run("restore", sqlite_backup, target, program.steps // 2) == -9
    assert [place.name[:21] for place in target.parent.iterdir()] == [".workspace.restoring-"]
    assert program.run("restore", sqlite_backup, target, -1) == 0
    assert list(target.parent.iterdir()) == [target]
    program.close()
