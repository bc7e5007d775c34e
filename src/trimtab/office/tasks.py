"""What the bureau must find out or do: opened once, however often it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from trimtab.kernel import (
    InputRejectedError,
    Region,
    StateError,
    UnknownCodeError,
    UsageError,
)
from trimtab.messages import LANGUAGES, has_text
from trimtab.office.canonical import canonical
from trimtab.office.notifications import notify, task_params
from trimtab.office.rights import Right, holders, holds, require
from trimtab.office.types import Task, TaskState
from trimtab.ports import Reading, Work

ABOUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"rule_unknown": ("key",), "rule_disputed": ("key",)}
)
"""The params that, with the region, say what a kind of task is about; all params where a kind is
not named. A rule that is missing is one task, whatever the day it was asked for."""


def open_task(
    work: Work,
    kind: str,
    params: Mapping[str, Any],
    region: str,
    department_id: str | None = None,
    due: date | None = None,
) -> Task:
    """The open task about this; a new one, or the one that is there.

    One that was closed is opened again. Whoever follows new tasks is told. Raises UsageError
    TASK-005 for a kind without the sentence ``task.<kind>``, NotAllowedError OFFICE-010.
    """
    if not all(has_text(f"task.{kind}", language) for language in LANGUAGES):
        raise UsageError("TASK-005", kind=kind)
    Region(region)
    require(work, work.actor, Right.TASKS_OPEN, region, department_id, shared=True)
    key = task_id(kind, params, region)
    known = work.get(Task, key)
    if known is not None and known.state is TaskState.OPEN:
        return known
    task = Task(
        task_id=key,
        kind=kind,
        params=dict(params),
        region=region,
        opened_at=work.at,
        department_id=department_id,
        due=due,
    )
    if known is None:
        work.add(task)
    else:
        work.replace(task)
    about = f"{task.task_id}@{work.at.isoformat()}"
    notify(work, "task_opened", task_params(task), about=about)
    return task


def task_id(kind: str, params: Mapping[str, Any], region: str) -> str:
    """The key of the task about this."""
    names = ABOUT.get(kind, tuple(params))
    about = canonical([kind, region, {name: params[name] for name in names}])
    return f"task:{sha256(about.encode()).hexdigest()[:16]}"


def close_task(work: Work, task_id: str, note: str, *, dismissed: bool = False) -> Task:
    """Say that a task is done, or that nothing needs to be done, and why.

    Raises UnknownCodeError TASK-001, StateError TASK-002 (closed already), InputRejectedError
    TASK-003 (no note), NotAllowedError OFFICE-010.
    """
    task = _open_task(work, task_id)
    require(work, work.actor, Right.TASKS_WORK, task.region, task.department_id, shared=True)
    if not note.strip():
        raise InputRejectedError("TASK-003", task=task_id)
    state = TaskState.DISMISSED if dismissed else TaskState.DONE
    closed = replace(task, state=state, closed_at=work.at, closing_note=note.strip())
    work.replace(closed)
    return closed


def assign_task(work: Work, task_id: str, assignee: str | None) -> Task:
    """Hand a task to somebody who may work on it, or to nobody (None).

    Whoever may work on it may take it and give it back; to hand it to others needs the right to
    assign. Raises UnknownCodeError TASK-001, StateError TASK-002 (closed), UsageError TASK-004
    (who has no right to work on it), NotAllowedError OFFICE-010.
    """
    task = _open_task(work, task_id)
    own = {assignee, task.assignee} <= {work.actor, None}
    right = Right.TASKS_WORK if own else Right.TASKS_ASSIGN
    place = (task.region, task.department_id)
    require(work, work.actor, right, *place, shared=True)
    if assignee is not None and not holds(work, assignee, Right.TASKS_WORK, *place, shared=True):
        able = holders(work, Right.TASKS_WORK, *place, shared=True)
        raise UsageError("TASK-004", assignee=assignee, task=task_id, able=", ".join(able) or "-")
    assigned = replace(task, assignee=assignee)
    work.replace(assigned)
    return assigned


def find_task(reading: Reading, actor: str, task_id: str) -> Task:
    """One task. Raises UnknownCodeError TASK-001, NotAllowedError OFFICE-010."""
    task = reading.get(Task, task_id)
    if task is None:
        raise UnknownCodeError("TASK-001", task=task_id)
    require(reading, actor, Right.OFFICE_SEE, task.region, task.department_id, shared=True)
    return task


def see_tasks(reading: Reading, actor: str, state: TaskState | None = None) -> tuple[Task, ...]:
    """The tasks an actor may see, those due first, then the oldest."""
    equal = {} if state is None else {"state": state}
    seen = (
        task
        for task in reading.find(Task, **equal)
        if holds(reading, actor, Right.OFFICE_SEE, task.region, task.department_id, shared=True)
    )
    return tuple(sorted(seen, key=lambda task: (task.due or date.max, task.opened_at)))


def _open_task(work: Work, task_id: str) -> Task:
    task = work.get(Task, task_id)
    if task is None:
        raise UnknownCodeError("TASK-001", task=task_id)
    if task.state is not TaskState.OPEN:
        raise StateError("TASK-002", task=task_id, state=task.state.value)
    return task
