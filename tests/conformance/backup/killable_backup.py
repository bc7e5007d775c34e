"""A program that saves or restores in forked children, each of which may be killed at a step.

Reads lines ``create OUT KILL_AT`` and ``restore FILE TARGET KILL_AT`` (the source and the database
to restore to are arguments). A child kills itself (SIGKILL: no handler, no cleaning up) at its step
of that number; a step is every call to progress, fsync, rename, link, statement and commit,
counted just before and just after. The parent prints how the child ended; a child that came to its
end prints its number of steps before.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from trimtab.stores.backup import create_backup, restore_backup

steps = 0
kill_at = -1


def step(*_ignored: object) -> None:
    global steps
    if steps == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
    steps += 1


def step_and(function: Callable[..., Any]) -> Callable[..., Any]:
    def around(*args: Any, **kwargs: Any) -> Any:
        step()
        result = function(*args, **kwargs)
        step()
        return result

    return around


def count_steps() -> None:
    for name in ("fsync", "rename", "replace", "link", "mkdir", "unlink"):
        setattr(os, name, step_and(getattr(os, name)))
    for moment in ("before_cursor_execute", "after_cursor_execute", "begin", "commit"):
        event.listen(Engine, moment, step)
    event.listen(Engine, "checkin", step)


def main() -> None:
    global kill_at
    source, source_url, target_url = (one or None for one in sys.argv[1:4])
    print("ready", flush=True)
    for line in sys.stdin:
        action, *paths, number = line.split()
        if child := os.fork():
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        kill_at = int(number)
        count_steps()
        try:
            if action == "create":
                create_backup(Path(str(source)), source_url, Path(paths[0]), step)
            else:
                restore_backup(Path(paths[0]), Path(paths[1]), target_url, step)
        except BaseException as failure:
            print(repr(failure), file=sys.stderr, flush=True)
            os._exit(1)
        print(f"steps {steps}", flush=True)
        os._exit(0)


if __name__ == "__main__":
    main()
