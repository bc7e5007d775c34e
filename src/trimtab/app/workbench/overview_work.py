"""What waits for somebody on the first page: cases first, then tasks, those overdue on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trimtab.app.office import task_sentence
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.viewer import Viewer
from trimtab.coordination.inbox import InboxItem, inbox
from trimtab.messages import Language, text
from trimtab.office.rights import Right, today
from trimtab.office.tasks import see_tasks
from trimtab.office.types import Task, TaskState

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: what kind, what about, where it is done, by when."""

    kind: str
    title: str
    href: str
    due: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class ToDo:
    """The most urgent ones and how many there are in all, of those overdue."""

    items: tuple[Waiting, ...]
    total: int
    overdue: int


def to_do(bench: Workbench, viewer: Viewer, language: Language) -> ToDo:
    """What waits for the viewer."""
    on = today()
    with bench.office.reading() as reading:
        cases = inbox(reading, viewer.name, on) if viewer.may(Right.CASES_SEE) else ()
        tasks = (
            see_tasks(reading, viewer.name, TaskState.OPEN) if viewer.may(Right.TASKS_WORK) else ()
        )
    mine = [task for task in tasks if task.assignee in (None, viewer.name)]
    found = [
        *(_of_case(item, language) for item in cases),
        *(_of_task(task, on, language) for task in mine),
    ]
    found.sort(key=lambda one: (not one.overdue, one.due or date.max))
    return ToDo(tuple(found[:_SHOWN]), len(found), sum(one.overdue for one in found))


def _of_case(item: InboxItem, language: Language) -> Waiting:
    title = item.title or item.case.title[language.value]
    kind = text(f"coordination.inbox.{item.kind.value}", language)
    return Waiting(kind, title, f"/cases/{item.case.case_id}", item.due, item.overdue)


def _of_task(task: Task, on: date, language: Language) -> Waiting:
    overdue = task.due is not None and task.due < on
    kind = text("web.overview.work.task", language)
    return Waiting(kind, task_sentence(task, language), "/inbox", task.due, overdue)
