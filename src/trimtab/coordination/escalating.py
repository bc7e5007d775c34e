"""Who leads a case, who takes part, and what happens when its deadline passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from trimtab.coordination.moving import get_case, holds_for, places_of, require_part
from trimtab.coordination.types import Case, Escalation, Stage
from trimtab.coordination.values import NOTE_LONGEST, checked_text
from trimtab.kernel import StateError, UsageError
from trimtab.office.notifications import notify, task_params
from trimtab.office.people import find_active
from trimtab.office.rights import SYSTEM_PREFIX, Right, holders, holds, require
from trimtab.office.tasks import task_id
from trimtab.office.types import Department, Task
from trimtab.ports import Reading, Work

MOVABLE = (Stage.ALERT, Stage.ASSESSMENT, Stage.DRAFTING)
"""Stages in which another department may take the lead: afterwards the chain is fixed."""

_TASK = "case_overdue"


def assign_case(
    work: Work, case_id: str, *, department_id: str | None = None, assignee: str | None = None
) -> Case:
    """Name who is responsible for a case (None: nobody), and perhaps another leading department;
    the former one goes on taking part.

    Raises StateError COORDINATION-002, UsageError COORDINATION-080 (the person cannot see it
    there), UnknownCodeError OFFICE-006, NotAllowedError OFFICE-010.
    """
    case = get_case(work, case_id)
    _require_open(case)
    require(work, work.actor, Right.CASES_ASSIGN, case.region, case.department_id)
    lead = department_id or case.department_id
    departments = case.departments
    if lead != case.department_id:
        if case.stage not in MOVABLE:
            _refuse_stage(case)
        find_active(work, Department, lead)
        others = (*departments, case.department_id)
        departments = tuple(one for one in dict.fromkeys(others) if one != lead)
    if assignee is not None and not holds(work, assignee, Right.CASES_COMMENT, case.region, lead):
        able = ", ".join(holders(work, Right.CASES_COMMENT, case.region, lead)[:5]) or "-"
        raise UsageError("COORDINATION-080", assignee=assignee, able=able)
    assigned = replace(case, department_id=lead, departments=departments, assignee=assignee)
    work.replace(assigned)
    return assigned


def involve(work: Work, case_id: str, department_id: str) -> Case:
    """Let another department take part: it sees the case and comments on it.

    Raises StateError COORDINATION-002, UnknownCodeError OFFICE-006, NotAllowedError OFFICE-010.
    """
    case = get_case(work, case_id)
    _require_open(case)
    require_part(work, work.actor, Right.CASES_COMMENT, case)
    find_active(work, Department, department_id)
    if department_id in places_of(case):
        return case
    joined = replace(case, departments=(*case.departments, department_id))
    work.replace(joined)
    return joined


def escalate(work: Work, case_id: str, note: str) -> Escalation:
    """Put a case before the department above the leading one; once in each stage.

    Raises StateError COORDINATION-081 (done already), -082 (there is none above), -002 (ended);
    InputRejectedError COORDINATION-011 (no note), NotAllowedError OFFICE-010.
    """
    case = get_case(work, case_id)
    require_part(work, work.actor, Right.CASES_COMMENT, case)
    return _escalate(work, case, checked_text("note", note, NOTE_LONGEST, wanted=True), False)


def escalate_overdue(work: Work, today: date) -> tuple[Escalation, ...]:
    """Escalate every case whose deadline lies before a day and that was not escalated in its stage.

    Part of the daily job, which runs in Trimtab's own name; a person needs the right to assign in
    each place. Cases without a department above stay where they are: their own task is opened.
    Raises NotAllowedError OFFICE-010.
    """
    found = []
    for case in overdue(work, today):
        if not work.actor.startswith(SYSTEM_PREFIX):
            require(work, work.actor, Right.CASES_ASSIGN, case.region, case.department_id)
        if _above(work, case) is not None:
            found.append(_escalate(work, case, "", True))
        else:
            _tell(work, case, case.department_id)
    return tuple(found)


def overdue(reading: Reading, today: date) -> tuple[Case, ...]:
    """Cases whose deadline has passed and that were not escalated in their stage, oldest first."""
    late = (
        case
        for stage in Stage
        if not stage.is_final
        for case in reading.find(Case, stage=stage)
        if case.due is not None and case.due < today and not _escalated(reading, case)
    )
    return tuple(sorted(late, key=lambda case: (case.due or today, case.case_id)))


def overdue_seen(reading: Reading, actor: str, today: date) -> tuple[Case, ...]:
    """Those of ``overdue`` that somebody may see."""
    return tuple(
        case for case in overdue(reading, today) if holds_for(reading, actor, Right.CASES_SEE, case)
    )


def _escalate(work: Work, case: Case, note: str, automatic: bool) -> Escalation:
    _require_open(case)
    if _escalated(work, case):
        raise StateError("COORDINATION-081", case=case.case_id, stage=case.stage.value)
    above = _above(work, case)
    if above is None:
        raise StateError("COORDINATION-082", department=case.department_id)
    escalation = Escalation(
        escalation_id=_key(case),
        case_id=case.case_id,
        stage=case.stage,
        department_from=case.department_id,
        department_to=above,
        automatic=automatic,
        actor=work.actor,
        at=work.at,
        due=case.due,
        note=note,
    )
    work.add(escalation)
    work.replace(replace(case, escalated_to=above))
    _tell(work, case, above)
    return escalation


def _key(case: Case) -> str:
    return f"{case.case_id}:e{case.moves}"


def _escalated(reading: Reading, case: Case) -> bool:
    return reading.get(Escalation, _key(case)) is not None


def _above(reading: Reading, case: Case) -> str | None:
    """The nearest open department above the leading one."""
    known = reading.get(Department, case.department_id)
    seen = {case.department_id}
    while known is not None and known.parent is not None and known.parent not in seen:
        seen.add(known.parent)
        known = reading.get(Department, known.parent)
        if known is not None and known.active:
            return known.department_id
    return None


def _tell(work: Work, case: Case, department_id: str) -> None:
    """A task of the department, which tells whoever follows new tasks; one for each stage.

    Not by ``open_task``: whoever escalates need not hold a right in the department above.
    """
    params = {"case": case.case_id, "number": case.moves}
    key = task_id(_TASK, params, case.region)
    if work.get(Task, key) is not None:
        return
    task = Task(key, _TASK, params, case.region, work.at, department_id=department_id)
    work.add(task)
    notify(work, "task_opened", task_params(task), about=f"{key}@{work.at.isoformat()}")


def _require_open(case: Case) -> None:
    if case.stage.is_final:
        _refuse_stage(case)


def _refuse_stage(case: Case) -> None:
    allowed = ", ".join(stage.value for stage in MOVABLE)
    raise StateError("COORDINATION-002", case=case.case_id, stage=case.stage.value, allowed=allowed)
