"""A caseworker of a city is always answered; what the province has to say is asked from there."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from trimtab.app.rule_records import NotStored, opened_office
from trimtab.app.unemployment import ask_open_questions, entitle
from trimtab.cli.unemployment import application
from trimtab.kernel import NotAllowedError
from trimtab.office.tasks import see_tasks
from trimtab.office.types import Actor, Grant, Role, Task
from trimtab.stores.office.store import open_office

GUANGZHOU = "one,440100,2026-09-01,36,1,no"
SHANGHAI = "two,310000,2028-09-01,120,14,no"  # the schedule is known to 2028-06-30


@pytest.fixture
def bureau(tmp_path):
    """A workspace where ``gz`` is a caseworker of Guangzhou and of nothing else."""
    folder = tmp_path / "ws"
    with open_office(folder, create=True) as office, office.work("operator", "test") as work:
        work.add(Actor("gz", "Caseworker"))
        work.add(Grant("grant:gz", "gz", Role.CASEWORKER, "CN-440100"))
    return folder


def asked(folder, path, actor):
    with opened_office(folder, None, required=True) as office:
        return ask_open_questions(entitle(path), office, actor)


def test_a_question_about_the_rule_of_the_province_is_kept_at_the_city(bureau, claims):
    path = claims(GUANGZHOU)
    (one,) = asked(bureau, path, "gz")
    assert str(one.question.region) == "CN-440000" and one.not_stored is None
    with open_office(bureau) as office, office.reading() as reading:
        (task,) = see_tasks(reading, "gz")
    assert (task.task_id, task.region) == (one.task_id, "CN-440100")
    assert task.params["region"] == "CN-440000"
    assert asked(bureau, path, "gz").open_tasks == 1


def test_a_question_that_is_open_at_the_province_is_not_asked_again(bureau, claims):
    (first,) = asked(bureau, claims(GUANGZHOU), "operator")
    (again,) = asked(bureau, claims(GUANGZHOU), "gz")
    assert again.task_id == first.task_id
    with open_office(bureau) as office, office.reading() as reading:
        assert [one.region for one in reading.find(Task)] == ["CN-440000"]


def test_where_the_right_lacks_the_answer_is_given_and_the_task_is_not(bureau, claims):
    found = asked(bureau, claims(GUANGZHOU, SHANGHAI), "gz")
    by_place = {str(one.question.region): one.not_stored for one in found}
    assert by_place == {"CN-440000": None, "CN-310000": NotStored.RIGHT_LACKS}


def test_the_command_line_says_what_was_not_kept_and_why(bureau, claims):
    told = ["entitlement", "--input", str(claims(GUANGZHOU, SHANGHAI)), "-w", str(bureau)]
    made = CliRunner().invoke(application, [*told, "--actor", "gz", "--json"])
    assert made.exit_code == 0, made.output
    plain = json.loads(made.output)
    assert [one["months"] for one in plain["cases"]][1] == 20
    reasons = {one["region"]: (one["stored"], one["not_stored"]) for one in plain["tasks"]}
    assert reasons == {"CN-440000": (True, None), "CN-310000": (False, "right_lacks")}
    shown = CliRunner().invoke(application, [*told, "--actor", "gz"])
    assert shown.exit_code == 0 and "tasks.open" in shown.output
    every = CliRunner().invoke(application, told)
    assert every.exit_code == 0 and "tasks.open" not in every.output


def test_keeping_decisions_still_needs_the_right_at_every_place(bureau, claims):
    told = ["--record", "-w", str(bureau), "--actor", "gz", "--json"]
    both = ["entitlement", "--input", str(claims(GUANGZHOU, SHANGHAI)), *told]
    refused = CliRunner().invoke(application, both).exception
    assert isinstance(refused, NotAllowedError) and refused.params["region"] == "CN-310000"
    own = CliRunner().invoke(application, ["entitlement", "--input", str(claims(GUANGZHOU)), *told])
    assert own.exit_code == 0 and len(json.loads(own.output)["decisions"]) == 1


def test_the_count_of_open_tasks_is_of_all_of_them(bureau, claims):
    asked(bureau, claims(SHANGHAI), "operator")
    path = claims(GUANGZHOU)
    shown = CliRunner().invoke(
        application, ["entitlement", "--input", str(path), "-w", str(bureau)]
    )
    assert "1 question is kept as a task (2 open in all)" in shown.output or "2 项" in shown.output
