"""Measures being carried out: added, handed to somebody, finished, dropped, taken up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from trimtab.coordination.moving import get_case, get_record, next_number, require_stage
from trimtab.coordination.states import ACTION_MOVES
from trimtab.coordination.types import ActionState, Case, CaseAction, Stage
from trimtab.coordination.values import NOTE_LONGEST, TITLE_LONGEST, checked_text
from trimtab.kernel import InputRejectedError, StateError, UsageError
from trimtab.office.people import find_active
from trimtab.office.rights import Right, holders, holds, require
from trimtab.office.types import Department
from trimtab.ports import Work


def add_action(
    work: Work, case_id: str, title: str, department_id: str, due: date, owner: str | None = None
) -> CaseAction:
    """Add a measure to those of the decision; its department takes part from then on.

    Raises StateError COORDINATION-002, InputRejectedError COORDINATION-010, -011, -060 (the day
    has passed); UnknownCodeError OFFICE-006; UsageError COORDINATION-061 (the owner has no right);
    NotAllowedError OFFICE-010.
    """
    case = get_case(work, case_id)
    require_stage(case, Stage.ACTION)
    require(work, work.actor, Right.CASES_ASSIGN, case.region, case.department_id)
    find_active(work, Department, department_id)
    if due < work.at.date():
        raise InputRejectedError("COORDINATION-060", due=due)
    known = work.find(CaseAction, case_id=case_id)
    number = next_number(one.number for one in known)
    action = CaseAction(
        action_id=f"{case_id}:m{number}",
        case_id=case_id,
        number=number,
        title=checked_text("measure", title, TITLE_LONGEST, wanted=True),
        department_id=department_id,
        due=due,
        added_by=work.actor,
        added_at=work.at,
        owner=_checked_owner(work, case, department_id, owner),
    )
    if department_id not in (case.department_id, *case.departments):
        work.replace(replace(case, departments=(*case.departments, department_id)))
    work.add(action)
    return action


def assign_action(work: Work, action_id: str, owner: str | None) -> CaseAction:
    """Hand a measure to somebody of its department, or to nobody. Who works on measures there may
    take it and give it back; to hand it to others needs the right to assign.

    Raises UsageError COORDINATION-061, and what ``finish_action`` raises.
    """
    action, case = _open_to_change(work, action_id)
    own = {owner, action.owner} <= {work.actor, None}
    right = Right.ACTIONS_WORK if own else Right.CASES_ASSIGN
    require(work, work.actor, right, case.region, action.department_id)
    checked = _checked_owner(work, case, action.department_id, owner)
    assigned = replace(action, owner=checked)
    work.replace(assigned)
    return assigned


def finish_action(work: Work, action_id: str, note: str) -> CaseAction:
    """Say that a measure was carried out, and how it went.

    Raises StateError COORDINATION-002 (stage), -062 (it is not in the state for that);
    InputRejectedError COORDINATION-011 (no note); NotAllowedError OFFICE-010.
    """
    return _set(work, action_id, ActionState.DONE, note, Right.ACTIONS_WORK)


def drop_action(work: Work, action_id: str, note: str) -> CaseAction:
    """Say that a measure will not be carried out, and why. Raises as ``finish_action``."""
    return _set(work, action_id, ActionState.DROPPED, note, Right.CASES_ASSIGN)


def resume_action(work: Work, action_id: str, note: str) -> CaseAction:
    """Take a measure up again. Raises as ``finish_action``."""
    return _set(work, action_id, ActionState.OPEN, note, Right.ACTIONS_WORK)


def _set(work: Work, action_id: str, state: ActionState, note: str, right: Right) -> CaseAction:
    action, case = _open_to_change(work, action_id)
    require(work, work.actor, right, case.region, action.department_id)
    if (action.state, state) not in ACTION_MOVES:
        raise StateError("COORDINATION-062", key=action_id, state=action.state.value)
    ended = state is not ActionState.OPEN
    changed = replace(
        action,
        state=state,
        finished_at=work.at if ended else None,
        finished_by=work.actor if ended else None,
        note=checked_text("note", note, NOTE_LONGEST, wanted=True),
    )
    work.replace(changed)
    return changed


def _open_to_change(work: Work, action_id: str) -> tuple[CaseAction, Case]:
    action = get_record(work, CaseAction, action_id)
    case = get_case(work, action.case_id)
    require_stage(case, Stage.ACTION)
    return action, case


def _checked_owner(work: Work, case: Case, department_id: str, owner: str | None) -> str | None:
    place = (case.region, department_id)
    if owner is not None and not holds(work, owner, Right.ACTIONS_WORK, *place):
        able = ", ".join(holders(work, Right.ACTIONS_WORK, *place)[:5]) or "-"
        raise UsageError("COORDINATION-061", owner=owner, able=able)
    return owner
