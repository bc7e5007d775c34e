"""kill -9 at any moment of an import leaves the store as before or as after, never in between.

Of a hundred imports seventy are killed at a step (each fsync, statement and commit has one before
and one after, the last ones follow the commit) and thirty after a random delay. After each,
another process's view must be one of the two states, every file intact, and nothing left over.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from trimtab.ports import SeriesQuery
from trimtab.stores import ObservationStore

PROGRAM = Path(__file__).with_name("killable_import.py")
NOW = datetime(2200, 1, 1, tzinfo=UTC)
SERIES, MONTHS = 20, 30


class Importer:
    """The program that forks importing children."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip
        assert self.line() == "ready"
        self.steps = 0  # of the last import that came to its end

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def run(self, staged: Path, kill_at: int = -1, delay: float = -1) -> int:
        """Import; the exit code (-9 when it was killed)."""
        assert self.process.stdin
        self.process.stdin.write(f"{staged} {kill_at} {delay}\n")
        ended = self.line()
        if ended.startswith("steps "):
            self.steps = int(ended.split()[1])
            ended = self.line()
        return int(ended)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def revision(number: int) -> list[tuple[str, str, str, float, str]]:
    """Every value of every series becomes ``number``."""
    day = f"{2000 + number // 12}-{number % 12 + 1:02d}-20"
    months = [f"{1990 + month // 12}-{month % 12 + 1:02d}" for month in range(MONTHS)]
    return [
        (f"jobs|CN-{310000 + series}|||M|count|N", month, day, float(number), "A")
        for series in range(SERIES)
        for month in months
    ]


def total(store: ObservationStore) -> float:
    return float(np.nansum(store.totals_as_of(NOW, SeriesQuery()).values))


def assert_before_or_after(
    folder: Path, url: str | None, before: int, after: int, batches: int
) -> tuple[int, int]:
    """Look with a fresh store; the revision that counts now and the number of batches."""
    with ObservationStore.open(folder, url) as store:
        panel = store.as_of(NOW, SeriesQuery())
        found = {int(value) for value in np.unique(panel.values)}
        assert found in ({before}, {after}), f"torn: {found}"
        now = found.pop()
        held = len(store.batches())
        assert held == batches + (now == after)
        assert total(store) == now * SERIES * MONTHS
        assert store.verify() == held
    assert len(list((folder / "batches").iterdir())) == held
    assert list((folder / "spill").iterdir()) == []
    return now, held


def kill_many(folder: Path, url: str | None, stage, times: int) -> tuple[int, int]:
    """Kill ``times`` imports; how many had and had not happened."""
    chance = random.Random(20261122)
    with ObservationStore.open(folder, url) as store:
        store.publish(stage(revision(1)))
    importer = Importer(str(folder), *([url] if url else []))
    try:
        start = time.perf_counter()
        assert importer.run(stage(revision(2)).path) == 0
        whole = time.perf_counter() - start
        now, held = assert_before_or_after(folder, url, 1, 2, 1)
        assert importer.steps > 30
        happened = lost = 0
        for number in range(3, times + 3):
            staged = stage(revision(number)).path
            if number % 10 == 0:  # the last step follows the commit: the import has happened
                ended = importer.run(staged, kill_at=importer.steps - 1)
            elif number % 10 < 7:
                ended = importer.run(staged, kill_at=chance.randrange(importer.steps))
            else:
                ended = importer.run(staged, delay=chance.uniform(0, whole * 1.1))
            assert ended in (0, -signal.SIGKILL)
            before = now
            now, held = assert_before_or_after(folder, url, before, number, held)
            assert ended != 0 or now == number  # who was told "done" must find it done
            happened, lost = happened + (now == number), lost + (now == before)
    finally:
        importer.close()
    return happened, lost


def test_a_hundred_killed_imports_leave_no_trace_or_a_whole_batch(workspace, stage):
    happened, lost = kill_many(workspace, None, stage, times=100)
    assert happened + lost == 100
    assert happened >= 5 and lost >= 30, "the kills must fall on both sides of the commit"


@pytest.mark.postgres
def test_killed_imports_with_a_postgresql_catalogue(workspace, stage, postgres_url):
    happened, lost = kill_many(workspace, postgres_url, stage, times=12)
    assert happened + lost == 12 and lost >= 3
