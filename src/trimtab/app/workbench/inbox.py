"""What waits for somebody: cases of the chain, tasks of the office, and the duties handed on."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.app.office import task_sentence
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.case_words import Words, words_of
from trimtab.app.workbench.cases import deadline_state
from trimtab.app.workbench.certificate_batches import BatchView, list_batches
from trimtab.app.workbench.viewer import Viewer
from trimtab.coordination import DELEGABLE, Delegation, InboxItem, delegations_of, inbox
from trimtab.messages import Language
from trimtab.office.rights import Right, grants_of, today
from trimtab.office.tasks import see_tasks
from trimtab.office.types import Actor, Task, TaskState


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that waits, with the state of its deadline."""

    item: InboxItem
    title: str
    department: str
    giver: str
    state: str


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """A task of the office in words."""

    task: Task
    sentence: str
    department: str
    assignee: str
    state: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """``named``: what names the viewer or nobody; ``others``: of their departments, for anyone.

    ``batches``: certificates, or their revocation, that wait for the viewer's approval. ``given``
    and ``received``: delegations in force. ``delegable``: rights the viewer holds and may hand on,
    each with the regions it is held in.
    """

    named: tuple[Duty, ...]
    others: tuple[Duty, ...]
    tasks: tuple[TaskSeen, ...]
    batches: tuple[BatchView, ...]
    given: tuple[Delegation, ...]
    received: tuple[Delegation, ...]
    delegable: tuple[Right, ...]
    regions: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    words: Words

    @property
    def total(self) -> int:
        """How many wait, the tasks apart."""
        return len(self.named) + len(self.others) + len(self.batches)

    @property
    def late(self) -> int:
        """How many are past their deadline."""
        return sum(duty.state == "late" for duty in (*self.named, *self.others))


def inbox_of(bench: Workbench, viewer: Viewer, language: Language) -> Inbox:
    """What waits for a viewer."""
    on = today()
    with bench.office.reading() as reading:
        words = words_of(reading, language)
        items = inbox(reading, viewer.name, on) if viewer.may(Right.CASES_SEE) else ()
        tasks = (
            see_tasks(reading, viewer.name, TaskState.OPEN) if viewer.may(Right.TASKS_WORK) else ()
        )
        delegations = [
            one
            for one in delegations_of(reading, viewer.name)
            if one.ended_at is None and on < one.until
        ]
        held = {right: grants_of(reading, viewer.name, right) for right in DELEGABLE}
        people = tuple(
            (one.actor_id, words.person(one.actor_id))
            for one in reading.find(Actor, active=True)
            if one.actor_id != viewer.name and one.kind.value == "person"
        )
    duties = [
        Duty(
            item,
            item.title or item.case.title[language.value],
            words.department(item.department_id),
            words.person(item.on_behalf_of) if item.on_behalf_of else "",
            deadline_state(item.due, on),
        )
        for item in items
    ]
    return Inbox(
        named=tuple(duty for duty in duties if duty.item.mine),
        others=tuple(duty for duty in duties if not duty.item.mine),
        tasks=tuple(_task(task, words, language) for task in tasks),
        batches=_batches(bench, viewer, language),
        given=tuple(one for one in delegations if one.giver == viewer.name),
        received=tuple(one for one in delegations if one.receiver == viewer.name),
        delegable=tuple(right for right, grants in held.items() if grants and viewer.may(right)),
        regions=tuple(dict.fromkeys(grant.region for grants in held.values() for grant in grants)),
        people=people,
        words=words,
    )


def _batches(bench: Workbench, viewer: Viewer, language: Language) -> tuple[BatchView, ...]:
    if not viewer.may(Right.CREDENTIALS_SEE):
        return ()
    waiting = list_batches(bench, viewer.name, language, waiting=True)
    return tuple(one for one in waiting if one.may_approve)


def _task(task: Task, words: Words, language: Language) -> TaskSeen:
    return TaskSeen(
        task,
        task_sentence(task, language),
        words.department(task.department_id) if task.department_id else "",
        words.person(task.assignee) if task.assignee else "",
        deadline_state(task.due, today()),
    )
