"""Many writers at once: no update is lost, nobody waits for ever, one chain holds it all."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from trimtab.app.audit import verify_trail
from trimtab.kernel import StateError
from trimtab.office.types import Task
from trimtab.stores import database
from trimtab.stores.office.store import open_office

PROGRAM = Path(__file__).with_name("eight_writers.py")
AT = datetime(2026, 11, 23, tzinfo=UTC)
WRITERS, WORKS = 8, 12


def test_eight_writer_processes_lose_nothing(office, workspace, database_url):
    with office.work("operator", "begin") as work:
        work.add(Task("left", "account", {"n": 1_000}, "CN", AT))
        work.add(Task("right", "account", {"n": 0}, "CN", AT))
    before = verify_trail(office).entries
    arguments = [workspace, database_url or "", WRITERS, WORKS]
    done = subprocess.run(
        [sys.executable, PROGRAM, *map(str, arguments)],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["0"] * (WRITERS - 1) + ["-9"], done.stderr
    works = WRITERS * WORKS - 1  # the one in which the last writer was killed left no trace
    with office.reading() as reading:
        assert reading.get(Task, "left").params == {"n": 1_000 - works}
        assert reading.get(Task, "right").params == {"n": works}
        assert len(reading.find(Task, kind="own")) == works
    assert verify_trail(office).entries == before + 3 * works


def test_entries_of_one_work_stand_together(office):
    """Threads of one process share the store as processes share the database."""

    def write(writer: int) -> None:
        for number in range(6):
            with office.work(f"w{writer}", f"{number}") as work:
                for part in range(3):
                    work.add(Task(f"{writer}:{number}:{part}", "own", {}, "CN", AT))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with office.trail() as trail:
        about = [(link.actor, link.reason) for link in trail.links() if link.entity == "task"]
    assert len(about) == 72
    assert all(len(set(about[at : at + 3])) == 1 for at in range(0, 72, 3))


def test_a_reading_sees_one_moment(office):
    with office.work("operator", "x") as work:
        work.add(Task("t", "own", {"n": 1}, "CN", AT))
    with office.reading() as reading:
        before = reading.get(Task, "t")
        with office.work("operator", "y") as work:  # nobody waits for a reader
            work.replace(replace(before, params={"n": 2}))
            work.add(Task("u", "own", {}, "CN", AT))
        assert reading.get(Task, "t") == before and reading.find(Task) == (before,)
    with office.reading() as reading:
        assert reading.get(Task, "t").params == {"n": 2}


def test_nothing_of_a_work_is_seen_before_it_ends(office):
    with office.work("operator", "x") as work:
        work.add(Task("t", "own", {}, "CN", AT))
        assert work.get(Task, "t") is not None
        with office.reading() as reading:
            assert reading.get(Task, "t") is None


def test_waiting_for_another_writer_ends(workspace, database_url, monkeypatch):
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.2)
    with open_office(workspace, database_url, create=True) as office:
        if database_url:  # the server is told how long
            with office.work("operator", "x") as work:
                bound = work._connection.execute(text("SHOW lock_timeout")).scalar()
            assert bound == "30s"
            return
        with office.work("operator", "x") as work:
            work.add(Task("t", "own", {}, "CN", AT))
            with pytest.raises(StateError, match="STORE-003"), office.work("operator", "y"):
                pass
        with office.reading() as reading:
            assert reading.get(Task, "t") is not None  # the one who was first is not disturbed
