"""A program that saves or restores in forked children, each of which may be killed at a step.

Reads lines ``create WORKSPACE DATABASE OUT KILL_AT``, ``restore FILE WORKSPACE DATABASE KILL_AT``
and ``verify FILE TEMPORARY KILL_AT``; ``-`` is the workspace's own database. A child kills itself
(SIGKILL: no handler, no cleaning up) at its step of that number; a step is every call to progress,
fsync, rename, link, statement and commit, counted just before and just after. The parent
prints how the child ended; a child that came to its end prints before at which step each of its
stages began, and how many steps it took.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from trimtab.stores.backup import create_backup, restore_backup, verify_backup

LOADED_ONCE = ("alembic.command", "sqlalchemy.dialects.sqlite.pysqlite", "psycopg",
               "sqlalchemy.dialects.postgresql.psycopg")  # fmt: skip
steps = 0
kill_at = -1
stages: dict[object, int] = {}


def step(*told: object) -> None:
    """One step; progress tells the stage first."""
    global steps
    if told and isinstance(told[0], str):
        stages.setdefault(told[0], steps)
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


def act(action: str, first: str, second: str, third: str = "-") -> None:
    if action == "create":
        create_backup(Path(first), None if second == "-" else second, Path(third), step)
    elif action == "restore":
        restore_backup(Path(first), Path(second), None if third == "-" else third, step)
    else:
        tempfile.tempdir = second
        verify_backup(Path(first), step)


def main() -> None:
    global kill_at
    for name in LOADED_ONCE:
        importlib.import_module(name)
    print("ready", flush=True)
    for line in sys.stdin:
        action, *given, number = line.split()
        if child := os.fork():
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        kill_at = int(number)
        count_steps()
        try:
            act(action, *given)
        except BaseException as failure:
            print(repr(failure), file=sys.stderr, flush=True)
            os._exit(1)
        print("stages", *stages.values(), steps, flush=True)
        os._exit(0)


if __name__ == "__main__":
    main()
