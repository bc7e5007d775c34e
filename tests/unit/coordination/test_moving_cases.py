"""Opening, dismissing, going back and ending: by whom, when, with which words."""

from __future__ import annotations

from datetime import date

import pytest

from trimtab.coordination import (
    MOVES,
    Stage,
    abandon,
    act_again,
    begin_assessment,
    begin_decision,
    begin_review,
    case_of_alert,
    close_case,
    complete_assessment,
    dismiss_case,
    find_case,
    find_nothing,
    get_case,
    moves_open_to,
    open_case,
    reassess,
    reopen_case,
    review_again,
    revoke,
    see_cases,
    take_back,
    undo_case,
)
from trimtab.coordination.moving import move
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError, UnknownCodeError
from trimtab.office.types import Actor, Grant, Role


def test_an_acknowledged_alert_is_a_case_with_a_deadline(bureau):
    case = bureau.begin()
    assert case.case_id == "2026-0001" and case.stage is Stage.ALERT
    assert case.due == date(2026, 11, 25)  # level 3: two working days from Monday
    assert bureau.begin(alert_id="other", level=4).due == date(2026, 11, 24)
    assert bureau.read(case_of_alert, "episode-1") == case


def test_an_alert_has_one_case_until_it_ends(bureau):
    case = bureau.begin()
    with pytest.raises(StateError, match="COORDINATION-007"):
        bureau.begin()
    bureau.run("analyst", dismiss_case, case.case_id, "季节性因素")
    second = bureau.begin()
    assert second.case_id == "2026-0002"
    with pytest.raises(StateError, match="COORDINATION-007"):
        bureau.run("analyst", reopen_case, case.case_id, "再看")
    assert bureau.read(case_of_alert, "episode-1") == second


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": {"zh": "上海"}}, "COORDINATION-011"),
        ({"title": {"zh": " ", "en": "x"}}, "COORDINATION-011"),
        ({"title": {"zh": "长" * 201, "en": "x"}}, "COORDINATION-010"),
        ({"level": 5}, "COORDINATION-015"),
        ({"region": "Shanghai"}, "CODE-001"),
        ({"department_id": "none"}, "OFFICE-006"),
    ],
)
def test_what_is_no_case_is_refused(bureau, given, code):
    with pytest.raises((InputRejectedError, UnknownCodeError), match=code):
        bureau.begin(**given)
    assert bureau.read(see_cases, "auditor") == ()


def test_who_has_no_department_names_one(bureau, bureaus):
    with bureau.office.work("operator", "x") as work:
        work.add(Actor("guest", "Guest"))
        work.add(Grant("guest:1", "guest", Role.ANALYST, bureaus.SHANGHAI))
    given = {"title": bureaus.TITLE, "region": bureaus.SHANGHAI, "level": 1}
    with pytest.raises(StateError, match="COORDINATION-008"):
        bureau.run("guest", open_case, **given)
    assert bureau.run("analyst", open_case, **given).department_id == "monitoring"


def test_a_dismissal_needs_a_reason_and_can_be_taken_back_for_a_time(bureau):
    case_id = bureau.begin().case_id
    with pytest.raises(InputRejectedError, match="COORDINATION-011"):
        bureau.run("analyst", dismiss_case, case_id, "  ")
    bureau.run("analyst", dismiss_case, case_id, "季节性因素")
    bureau.clock.pass_days(30)
    again = bureau.run("analyst", reopen_case, case_id, "指标继续恶化")
    assert again.stage is Stage.ALERT and again.reopened == 1 and again.due is not None
    for _ in range(2):
        bureau.run("analyst", dismiss_case, case_id, "x")
        bureau.run("analyst", reopen_case, case_id, "x")
    bureau.run("analyst", dismiss_case, case_id, "x")
    with pytest.raises(StateError, match="COORDINATION-005"):
        bureau.run("analyst", reopen_case, case_id, "x")


def test_after_a_time_a_dismissal_stays(bureau):
    case_id = bureau.begin().case_id
    bureau.run("analyst", dismiss_case, case_id, "x")
    bureau.clock.pass_days(31)
    with pytest.raises(StateError, match="COORDINATION-004"):
        bureau.run("analyst", reopen_case, case_id, "x")


def test_an_acknowledgement_can_be_undone_and_made_again(bureau):
    case_id = bureau.begin().case_id
    assert bureau.run("analyst", undo_case, case_id).stage is Stage.WITHDRAWN
    assert bureau.begin().stage is Stage.ALERT


STEPS = {
    "dismiss": (dismiss_case, "x"),
    "reopen": (reopen_case, "x"),
    "undo": (undo_case,),
    "assess": (begin_assessment,),
    "find_nothing": (find_nothing, "x"),
    "reassess": (reassess, "x"),
    "abandon": (abandon, "x"),
    "take_back": (take_back,),
    "revoke": (revoke, "x"),
    "review": (begin_review,),
    "act_again": (act_again, "x"),
    "close": (close_case,),
    "review_again": (review_again, "x"),
}


@pytest.mark.parametrize("stage", [one for one in Stage if one not in
                                   (Stage.DISMISSED, Stage.WITHDRAWN)])  # fmt: skip
def test_no_service_moves_a_case_outside_the_table(bureau, stage):
    """The operator holds every right: only the stage can be in the way."""
    case_id = bureau.walk(stage)
    for name, (service, *given) in STEPS.items():
        if stage in MOVES[name].sources:
            continue
        with pytest.raises(StateError, match=r"COORDINATION-00[23]"):
            bureau.run("operator", service, case_id, *given)
    assert bureau.read(get_case, case_id).stage is stage


def test_each_move_asks_for_its_right(bureau):
    case_id = bureau.begin().case_id
    for actor in ("caseworker", "approver", "auditor", "admin"):
        with pytest.raises(NotAllowedError, match="OFFICE-010"):
            bureau.run(actor, begin_assessment, case_id)
    with pytest.raises(NotAllowedError, match="OFFICE-017"):
        bureau.run("nobody", begin_assessment, case_id)


def test_rights_of_another_region_do_not_reach(bureau):
    case_id = bureau.begin().case_id
    with bureau.office.work("operator", "x") as work:
        work.add(Actor("far", "Far"))
        work.add(Grant("far:1", "far", Role.ANALYST, "CN-320000"))
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.run("far", dismiss_case, case_id, "x")
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.read(find_case, "far", case_id)
    assert bureau.read(see_cases, "far") == ()


def test_buttons_are_those_one_may_press(bureau):
    case = bureau.begin()
    shown = {
        actor: [one.name for one in bureau.read(moves_open_to, actor, case)]
        for actor in ("analyst", "designer", "approver")
    }
    assert shown == {
        "analyst": ["dismiss", "undo", "assess"],
        "designer": ["assess"],
        "approver": [],
    }
    case_id = bureau.walk(Stage.SIGNING)
    case = bureau.read(get_case, case_id)
    names = {
        actor: [one.name for one in bureau.read(moves_open_to, actor, case)]
        for actor in ("designer", "caseworker", "second", "auditor")
    }
    # The insurance department co-signs first: the approver of the bureau may do that as well.
    assert names["designer"] == ["take_back"] and names["auditor"] == []
    assert names["caseworker"] == ["return", "sign"]


def test_going_back_to_the_assessment_begins_a_new_one(bureau):
    case_id = bureau.walk(Stage.DRAFTING)
    first = bureau.latest(case_id)
    second = bureau.run("designer", reassess, case_id, "数据已修订")
    assert (second.number, second.situation, second.basis) == (2, first.situation, first.basis)
    assert second.frozen_at is None and bureau.latest(case_id).number == 2
    bureau.run("analyst", complete_assessment, second.assessment_id)
    assert bureau.run("designer", begin_decision, case_id).assessment_id == second.assessment_id


def test_a_revoked_decision_drops_what_is_open(bureau):
    case_id = bureau.walk(Stage.ACTION)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        bureau.run("designer", revoke, case_id, "政策调整")
    assert bureau.run("approver", revoke, case_id, "政策调整").stage is Stage.WITHDRAWN


def test_the_list_begins_with_what_is_due_first(bureau):
    late = bureau.begin(alert_id="a", level=1)
    soon = bureau.begin(alert_id="b", level=4)
    closed = bureau.walk(Stage.CLOSED)
    assert [one.case_id for one in bureau.read(see_cases, "auditor")] == [
        soon.case_id, late.case_id, closed
    ]  # fmt: skip
    assert bureau.read(see_cases, "auditor", [Stage.CLOSED])[0].case_id == closed


def test_a_move_that_is_not_in_the_table_has_no_name(bureau):
    case = bureau.begin()
    with pytest.raises(KeyError):
        bureau.run("operator", move, case, "close_at_once")
