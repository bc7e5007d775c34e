"""Forks writers that all change the same two records, and kills one of them in mid-work.

Arguments: workspace, database address ("" for SQLite), writers, works of each. Each work moves one
from one task to the other, odd writers in the opposite order, adds one to a count and keeps a task
of its own. The last writer kills itself (SIGKILL) within its last work. Prints each exit code.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from trimtab.office.types import Task
from trimtab.stores.office.store import open_office

AT = datetime(2026, 11, 23, tzinfo=UTC)


def write(folder: Path, url: str | None, writer: int, works: int, dies: bool) -> None:
    with open_office(folder, url) as office:
        for number in range(works):
            with office.work(f"writer{writer}", f"work {number}") as work:
                for key in ("left", "right") if writer % 2 else ("right", "left"):
                    task = work.get(Task, key)
                    step = -1 if key == "left" else 1
                    changed = {"n": task.params["n"] + step}
                    work.replace(replace(task, params=changed))
                work.add(Task(f"{writer}:{number}", "own", {}, "CN", AT))
                if dies and number == works - 1:
                    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    folder, url, writers, works = sys.argv[1:]
    children = []
    for writer in range(int(writers)):
        if child := os.fork():
            children.append(child)
            continue
        try:
            write(Path(folder), url or None, writer, int(works), writer == int(writers) - 1)
        except BaseException as failure:
            print(repr(failure), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    print(*(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))


if __name__ == "__main__":
    main()
