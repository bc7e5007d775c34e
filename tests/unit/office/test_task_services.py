"""A task is opened once, worked on by those who may, and closed with a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from trimtab.kernel import (
    InputRejectedError,
    NotAllowedError,
    StateError,
    UnknownCodeError,
    UsageError,
)
from trimtab.office.tasks import assign_task, close_task, find_task, open_task, see_tasks
from trimtab.office.types import Channel, ChannelKind, Message, Task, TaskState

SHANGHAI = "CN-310000"
PARAMS = {"key": "minimum_wage_cny_month", "region": SHANGHAI, "on": "2027-02-01", "reason": "-"}


@pytest.fixture
def task(work):
    return open_task(work.by("caseworker"), "rule_unknown", PARAMS, SHANGHAI)


def test_asking_twice_opens_one_task(work, task):
    again = open_task(work, "rule_unknown", {**PARAMS, "on": "2027-03-01"}, SHANGHAI)
    assert again is task and work.find(Task) == (task,)
    other = open_task(work, "rule_unknown", {**PARAMS, "key": "another"}, SHANGHAI)
    elsewhere = open_task(work, "rule_unknown", PARAMS, "CN-320000")
    assert len({task.task_id, other.task_id, elsewhere.task_id}) == 3


def test_a_closed_task_is_opened_again_when_the_question_comes_up_again(work, task):
    close_task(work, task.task_id, "the bureau answered")
    later = work.by("caseworker")
    later.at += timedelta(days=60)
    again = open_task(later, "rule_unknown", PARAMS, SHANGHAI)
    assert again.task_id == task.task_id and again.state is TaskState.OPEN
    assert again.closed_at is None and again.opened_at == later.at


def test_whoever_follows_new_tasks_is_told_once_for_each_opening(work):
    work.add(Channel("mail", ChannelKind.EMAIL, "a@b.cn", ("task_opened",)))
    opened = open_task(work, "rule_unknown", PARAMS, SHANGHAI)
    open_task(work, "rule_unknown", PARAMS, SHANGHAI)
    assert len(work.find(Message, topic="task_opened")) == 1
    close_task(work, opened.task_id, "done")
    later = work.by("operator")
    later.at += timedelta(days=1)
    open_task(later, "rule_unknown", PARAMS, SHANGHAI)
    assert len(work.find(Message, topic="task_opened")) == 2


def test_a_task_is_closed_by_who_may_work_on_it_with_a_word(work, task):
    clerk = work.by("clerk")  # of a department of the region: the task belongs to all of them
    with pytest.raises(InputRejectedError, match="TASK-003"):
        close_task(clerk, task.task_id, " ")
    closed = close_task(clerk, task.task_id, " asked the province ")
    assert (closed.state, closed.closing_note) == (TaskState.DONE, "asked the province")
    assert closed.closed_at == clerk.at
    for again in (close_task, assign_task):
        with pytest.raises(StateError, match="TASK-002"):
            again(clerk, task.task_id, "clerk")


def test_a_task_can_be_dismissed(work, task):
    assert close_task(work, task.task_id, "a typing error", dismissed=True).state == "dismissed"


@pytest.mark.parametrize("actor", ["auditor", "public"])
def test_others_neither_close_nor_take_a_task(work, task, actor):
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        close_task(work.by(actor), task.task_id, "done")
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        assign_task(work.by(actor), task.task_id, actor)
    assert work.get(Task, task.task_id) == task


def test_a_task_of_one_department_is_not_another_ones(work):
    task = open_task(work, "rule_unknown", PARAMS, SHANGHAI, "sh")
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        close_task(work.by("clerk"), task.task_id, "done")
    assert task not in see_tasks(work, "clerk") and task in see_tasks(work, "caseworker")


def test_one_takes_a_task_and_gives_it_back_but_hands_it_to_nobody_else(work, task):
    clerk = work.by("clerk")
    assert assign_task(clerk, task.task_id, "clerk").assignee == "clerk"
    assert assign_task(clerk, task.task_id, None).assignee is None
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        assign_task(clerk, task.task_id, "caseworker")
    assign_task(work.by("approver"), task.task_id, "caseworker")
    with pytest.raises(NotAllowedError, match="OFFICE-010"):  # nor is it taken from another
        assign_task(clerk, task.task_id, "clerk")


def test_a_task_goes_only_to_who_may_work_on_it(work, task, switch_off):
    with pytest.raises(UsageError, match="TASK-004") as failure:
        assign_task(work, task.task_id, "auditor")
    assert "clerk" in str(failure.value.params["able"])
    switch_off("clerk")
    with pytest.raises(UsageError, match="TASK-004"):
        assign_task(work, task.task_id, "clerk")


def test_a_task_that_is_none_and_a_kind_without_words_are_refused(work):
    with pytest.raises(UnknownCodeError, match="TASK-001"):
        close_task(work, "task:none", "done")
    with pytest.raises(UnknownCodeError, match="TASK-001"):
        find_task(work, "operator", "task:none")
    with pytest.raises(UsageError, match="TASK-005"):
        open_task(work, "no_such_kind", {}, SHANGHAI)


def test_nobody_opens_tasks_where_they_have_no_role(work):
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        open_task(work.by("caseworker"), "rule_unknown", PARAMS, "CN-320000")


def test_tasks_are_listed_those_due_first(work):
    keys = ("a", "b", "c")
    made = [open_task(work, "rule_unknown", {**PARAMS, "key": key}, SHANGHAI) for key in keys]
    work.replace(replace(made[2], due=date(2026, 12, 1)))
    work.replace(replace(made[0], opened_at=work.at + timedelta(hours=1)))
    assert [task.params["key"] for task in see_tasks(work, "analyst")] == ["c", "b", "a"]
    assert see_tasks(work, "analyst", TaskState.DONE) == ()
