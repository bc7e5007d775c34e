"""Each change leaves one entry; keys are in one order on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from trimtab.office.types import Actor, Task, TaskState

AT = datetime(2026, 11, 23, 8, 30, 15, 123456, tzinfo=UTC)


def entries(office):
    with office.trail() as trail:
        return list(trail.links())[1:]  # the first tells of the store


def test_each_change_leaves_one_entry_with_before_and_after(office):
    actor = Actor("a", "王丽")
    with office.work("li", "first") as work:
        work.add(actor)
        work.replace(actor)  # the same: nothing to tell
        at = work.at
    with office.work("wang", "second") as work:
        work.replace(replace(actor, active=False))
        work.remove(actor)
        work.note("restore", "x", {"files": 2})
    told = [(e.actor, e.reason, e.action, e.entity, e.entity_id) for e in entries(office)]
    assert told == [
        ("li", "first", "add", "actor", "a"),
        ("wang", "second", "replace", "actor", "a"),
        ("wang", "second", "remove", "actor", "a"),
        ("wang", "second", "event", "restore", "x"),
    ]
    add, changed, removed, event = entries(office)
    assert add.at == at.isoformat() and add.before is None
    assert changed.before == add.after and changed.after == removed.before
    assert '"active":false' in changed.after and removed.after is None
    assert event.after == '{"files":2}'


def test_records_are_found_by_their_fields_in_the_order_of_their_keys(office):
    keys = ["b", "A", "a-1", "a", "é", "中", "_"]
    with office.work("li", "why") as work:
        for key in keys:
            work.add(Task(key, "k", {}, "CN", AT, assignee="li" if key > "a" else None))
    with office.reading() as reading:
        assert [task.task_id for task in reading.find(Task)] == sorted(keys)
        nobody = reading.find(Task, assignee=None, state=TaskState.OPEN)
        assert [task.task_id for task in nobody] == ["A", "_", "a"]
        assert reading.find(Task, assignee="li", state=TaskState.DONE) == ()
