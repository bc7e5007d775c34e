"""A program that imports in forked children, so that a test can kill one every few milliseconds.

Reads lines ``STAGED KILL_AT DELAY`` and forks a child that opens the store and publishes STAGED.
With KILL_AT >= 0 the child kills itself (SIGKILL: no handler, no cleaning up) at its step of that
number; a step is every fsync, folder made or removed, statement and commit, counted just before
and just after. With DELAY >= 0 the parent kills it after so many seconds. The parent prints how
the child ended; a child that came to its end prints its number of steps before.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from trimtab.stores import ObservationStore, publishing, workspace
from trimtab.tables import StagedObservations


def step_and(function: Callable[..., Any], step: Callable[..., None]) -> Callable[..., Any]:
    def around(*args: Any, **kwargs: Any) -> Any:
        step()
        result = function(*args, **kwargs)
        step()
        return result

    return around


steps = 0


def count_steps(kill_at: int) -> None:
    """Make every step of publishing a place where this process may end."""

    def step(*_ignored: object) -> None:
        global steps
        if steps == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        steps += 1

    os.fsync = step_and(os.fsync, step)
    os.mkdir = step_and(os.mkdir, step)
    workspace.shutil.rmtree = step_and(workspace.shutil.rmtree, step)
    publishing.write_segment = step_and(publishing.write_segment, step)
    for moment in ("before_cursor_execute", "after_cursor_execute", "begin", "commit"):
        event.listen(Engine, moment, step)
    event.listen(Engine, "checkin", step)


def publish(folder: Path, url: str | None, staged: Path, kill_at: int) -> None:
    count_steps(kill_at)
    store = ObservationStore.open(folder, url)
    store.publish(StagedObservations(staged, 0, staged.name, "0" * 64, "vintage"))
    print(f"steps {steps}", flush=True)


def main() -> None:
    folder, url = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    print("ready", flush=True)
    for line in sys.stdin:
        staged, kill_at, delay = line.split()
        if child := os.fork():
            if float(delay) >= 0:
                time.sleep(float(delay))
                os.kill(child, signal.SIGKILL)  # not reaped yet: the number is still its own
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        else:
            try:
                publish(folder, url, Path(staged), int(kill_at))
            except BaseException as failure:
                print(repr(failure), file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)


if __name__ == "__main__":
    main()
