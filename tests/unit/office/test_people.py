"""Departments, people and grants: each within one's own reach, never to oneself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from trimtab.kernel import (
    InputRejectedError,
    NotAllowedError,
    StateError,
    UnknownCodeError,
    UsageError,
)
from trimtab.office.people import (
    add_actor,
    add_department,
    close_actor,
    close_department,
    see_actors,
    see_departments,
)
from trimtab.office.people_grants import give_grant, see_grants, withdraw_grant
from trimtab.office.types import Actor, Department, Grant, Role

SHANGHAI, JIANGSU = "CN-310000", "CN-320000"


@pytest.fixture
def admin(work):
    """The administrator of Shanghai at work."""
    return work.by("administrator")


def test_an_administrator_sets_up_a_department_a_person_and_a_role(admin):
    add_department(admin, Department("sh-jobs", "就业处", "CN-310100", "sh"))
    add_actor(admin, Actor("wang", "王丽", department_id="sh-jobs"))
    grant = give_grant(admin, "wang", Role.ANALYST, "CN-310100", "sh-jobs", date(2027, 7, 1))
    assert grant.grant_id == "wang:analyst:CN-310100:sh-jobs" and grant.granted_at == admin.at
    assert grant in see_grants(admin.by("wang"), "wang")


@pytest.mark.parametrize(
    "attempt",
    [
        lambda work: add_department(work, Department("x", "X", JIANGSU)),
        lambda work: add_department(work, Department("x", "X", SHANGHAI, "sh")),
        lambda work: add_actor(work, Actor("x", "X", department_id="sh")),
        lambda work: add_actor(work, Actor("x", "X")),
        lambda work: close_actor(work, "clerk"),
        lambda work: close_department(work, "sh-pudong"),
        lambda work: give_grant(work, "clerk", Role.ANALYST, SHANGHAI),
        lambda work: withdraw_grant(work, "clerk:claims"),
    ],
)
@pytest.mark.parametrize("actor", ["analyst", "caseworker", "auditor", "approver"])
def test_others_change_nothing(work, attempt, actor):
    before = dict(work.rows)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        attempt(work.by(actor))
    assert work.rows == before


def test_nobody_reaches_beyond_their_own_region(admin):
    for attempt in (
        lambda: give_grant(admin, "clerk", Role.ANALYST, JIANGSU),
        lambda: give_grant(admin, "clerk", Role.ANALYST, "CN"),
        lambda: add_department(admin, Department("x", "X", JIANGSU, "js")),
    ):
        with pytest.raises(NotAllowedError, match="OFFICE-010"):
            attempt()


def test_nobody_reaches_beyond_their_own_department(work):
    work.add(Grant("a", "analyst", Role.ADMINISTRATOR, SHANGHAI, "sh-claims"))
    inner = work.by("analyst")
    give_grant(inner, "clerk", Role.APPROVER, SHANGHAI, "sh-pudong")
    for department in (None, "sh"):
        with pytest.raises(NotAllowedError, match="OFFICE-010"):
            give_grant(inner, "clerk", Role.APPROVER, SHANGHAI, department)


def test_a_closed_department_is_reopened_only_by_who_may_manage_where_it_was(work):
    work.replace(replace(work.get(Department, "js"), active=False))
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        add_department(work.by("administrator"), Department("js", "taken over", SHANGHAI))
    add_department(work.by("country"), Department("js", "again", JIANGSU))
    assert work.get(Department, "js").active


def test_nobody_gives_a_role_to_themself(work):
    with pytest.raises(NotAllowedError, match="OFFICE-011"):
        give_grant(work.by("administrator"), "administrator", Role.AUDITOR, SHANGHAI)


def test_nobody_gives_a_role_for_longer_than_they_may_give_it(work):
    grant = work.get(Grant, "administrator:sh")
    work.replace(replace(grant, until=date(2999, 1, 1)))
    admin = work.by("administrator")
    for until in (None, date(2999, 1, 2)):
        with pytest.raises(NotAllowedError, match="OFFICE-013"):
            give_grant(admin, "clerk", Role.ANALYST, SHANGHAI, until=until)
    assert give_grant(admin, "clerk", Role.ANALYST, SHANGHAI, until=date(2999, 1, 1))


def test_a_role_given_again_ends_when_said_now(admin):
    first = give_grant(admin, "clerk", Role.ANALYST, SHANGHAI)
    assert give_grant(admin, "clerk", Role.ANALYST, SHANGHAI) is first
    again = give_grant(admin, "clerk", Role.ANALYST, SHANGHAI, until=date(2027, 1, 1))
    assert admin.find(Grant, actor_id="clerk", role=Role.ANALYST) == (again,)
    with pytest.raises(UsageError, match="OFFICE-014"):
        give_grant(admin, "clerk", Role.ANALYST, SHANGHAI, until=admin.at.date())


def test_the_last_administrator_stays(work):
    for attempt in (
        lambda: close_actor(work, "country"),
        lambda: withdraw_grant(work, "country:cn"),
    ):
        with pytest.raises(StateError, match="OFFICE-012"):  # that of Shanghai is not enough
            attempt()
    close_actor(work, "administrator")  # that of the country is
    given = give_grant(work, "approver", Role.ADMINISTRATOR, "CN")
    withdraw_grant(work, "country:cn")
    with pytest.raises(StateError, match="OFFICE-012"):
        withdraw_grant(work, given.grant_id)
    with pytest.raises(StateError, match="OFFICE-012"):  # nor is the end brought forward
        give_grant(work, "approver", Role.ADMINISTRATOR, "CN", until=date(2027, 1, 1))


def test_a_department_is_closed_when_nobody_is_in_it(admin):
    with pytest.raises(StateError, match="OFFICE-007") as failure:
        close_department(admin, "sh-claims")
    assert failure.value.params["left"] == "clerk, clerk:claims, sh-pudong"
    assert not close_department(admin, "sh-pudong").active
    with pytest.raises(UnknownCodeError, match="OFFICE-006"):
        add_actor(admin, Actor("new", "New", department_id="sh-pudong"))


def test_a_person_switched_off_comes_back_by_being_added_again(admin):
    close_actor(admin, "clerk")
    with pytest.raises(UnknownCodeError, match="OFFICE-006"):
        give_grant(admin, "clerk", Role.ANALYST, SHANGHAI)
    assert add_actor(admin, Actor("clerk", "Clerk", department_id="sh-claims")).active
    with pytest.raises(StateError, match="OFFICE-001"):
        add_actor(admin, Actor("clerk", "Clerk", department_id="sh-claims"))


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (Actor("operator", "X", department_id="sh"), "OFFICE-004"),
        (Actor("system:worker", "X", department_id="sh"), "OFFICE-004"),
        (Actor("Wang Li", "X", department_id="sh"), "OFFICE-004"),
        (Actor("x" * 41, "X", department_id="sh"), "OFFICE-004"),
        (Actor("", "X", department_id="sh"), "OFFICE-004"),
        (Actor("x", "  ", department_id="sh"), "OFFICE-005"),
        (Actor("x", "X", department_id="sh", language="fr"), "OFFICE-008"),
    ],
)
def test_what_nobody_could_read_out_or_mistake_is_refused(admin, actor, code):
    with pytest.raises(InputRejectedError, match=code):
        add_actor(admin, actor)


@pytest.mark.parametrize(
    ("region", "code"), [("Shanghai", "CODE-001"), ("CN-999999", "CLASSIFICATION-003")]
)
def test_a_region_that_is_none_is_refused(work, region, code):
    with pytest.raises((InputRejectedError, UnknownCodeError), match=code):
        give_grant(work, "clerk", Role.ANALYST, region)
    assert give_grant(work, "clerk", Role.ANALYST, "SG")  # no list of its parts is held


def test_one_sees_ones_own_region_and_oneself(work):
    assert {one.department_id for one in see_departments(work, "analyst")} == {
        "sh", "sh-claims", "sh-pudong"
    }  # fmt: skip
    assert {one.actor_id for one in see_actors(work, "clerk")} == {"clerk"}
    assert len(see_actors(work, "operator")) == len(work.find(Actor))
    assert see_departments(work, "public") == ()
