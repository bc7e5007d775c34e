"""Who may do what, where: roles, regions, departments, time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from trimtab.kernel import NotAllowedError
from trimtab.messages import LANGUAGES, explain_error
from trimtab.office.rights import RIGHTS, Right, holds, require
from trimtab.office.types import Department, Grant, Role


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_a_role_gives_its_rights_and_no_other(work, role, right):
    assert holds(work, role.value, right, "CN-310000") is (right in RIGHTS[role])


@pytest.mark.parametrize("right", Right)
def test_the_operator_holds_every_right_everywhere(work, right):
    assert holds(work, "operator", right, None) and holds(work, "operator", right, "US-AL", "js")


@pytest.mark.parametrize(
    ("region", "held"),
    [
        ("CN-310000", True),
        ("CN-310101", True),  # a county of Shanghai
        ("CN-310199", True),  # a code that no list holds
        ("CN-320000", False),
        ("CN-320100", False),
        ("CN", False),
        ("US", False),
    ],
)
def test_a_grant_reaches_its_region_and_all_below_it(work, region, held):
    assert holds(work, "analyst", Right.JOBS_RUN, region) is held


def test_a_grant_for_a_country_reaches_its_cities_and_no_other_country(work):
    assert holds(work, "country", Right.ROLES_GRANT, "CN-440300")
    assert not holds(work, "country", Right.ROLES_GRANT, "US-AL")


@pytest.mark.parametrize(
    ("department", "held"),
    [("sh-claims", True), ("sh-pudong", True), ("sh", False), ("js", False), (None, False)],
)
def test_a_grant_in_a_department_reaches_those_below_it_only(work, department, held):
    assert holds(work, "clerk", Right.CLAIMS_DECIDE, "CN-310000", department) is held


def test_every_department_of_a_region_takes_part_in_what_is_shared(work):
    assert holds(work, "clerk", Right.TASKS_WORK, "CN-310000", shared=True)
    assert not holds(work, "clerk", Right.TASKS_WORK, "CN-310000", "sh", shared=True)
    assert not holds(work, "clerk", Right.TASKS_WORK, "CN-320000", shared=True)


def test_a_matter_of_the_whole_office_needs_a_grant_that_covers_all_of_it(work):
    assert holds(work, "country", Right.BACKUP_MAKE, None)
    assert not holds(work, "administrator", Right.BACKUP_MAKE, None)  # Jiangsu is not theirs
    work.remove(work.get(Department, "js"))
    assert holds(work, "administrator", Right.BACKUP_MAKE, None)
    assert not holds(work, "clerk", Right.TASKS_WORK, None)  # of one department only


def test_a_grant_ends_on_its_day(work):
    grant = work.get(Grant, "auditor:sh")
    work.replace(replace(grant, until=date(2027, 1, 1)))
    ask = ("auditor", Right.AUDIT_READ, "CN-310000")
    assert holds(work, *ask, on=date(2026, 12, 31))
    assert not holds(work, *ask, on=date(2027, 1, 1))


def test_who_is_switched_off_or_unknown_holds_nothing(work, switch_off):
    switch_off("auditor")
    assert not holds(work, "auditor", Right.AUDIT_READ, "CN-310000")
    assert not holds(work, "nobody", Right.AUDIT_READ, "CN-310000")


def test_programs_of_trimtab_do_what_a_worker_does_and_no_more(work):
    assert holds(work, "system:worker", Right.TASKS_OPEN, "US-AL")
    assert not holds(work, "system:worker", Right.ROLES_GRANT, "CN-310000")


def test_a_refusal_says_which_right_where_and_who_could(work):
    with pytest.raises(NotAllowedError, match="OFFICE-010") as failure:
        require(work, "analyst", Right.AUDIT_READ, "CN-310000")
    assert failure.value.params == {
        "actor": "analyst",
        "right": "audit.read",
        "region": "CN-310000",
        "department": "*",
        "who": "administrator, auditor, country, operator",
    }


def test_departments_in_a_circle_end_the_question(work):
    work.replace(replace(work.get(Department, "sh"), parent="sh-pudong"))
    assert not holds(work, "clerk", Right.CLAIMS_DECIDE, "CN-310000", "js")


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_not_registered_is_told_so(work, language):
    with pytest.raises(NotAllowedError) as refused:
        require(work, "ghost", Right.ROLES_GRANT, "CN-310000")
    assert (refused.value.code, refused.value.exit_code) == ("OFFICE-017", 8)
    shown = explain_error(refused.value, language)
    assert "actors add ghost" in shown and "roles.grant" not in shown
