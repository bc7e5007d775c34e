"""Decisions: drafted, submitted to the approval chain, taken back, returned, revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from trimtab.coordination.assessing import latest_assessment
from trimtab.coordination.digests import decision_content, digest_of
from trimtab.coordination.moving import (
    get_case,
    get_record,
    move,
    require_revision,
    require_stage,
)
from trimtab.coordination.procedures import chain_of, procedure_of
from trimtab.coordination.types import (
    ActionState,
    Approval,
    ApprovalKind,
    Case,
    CaseAction,
    Decision,
    Signature,
    Stage,
)
from trimtab.coordination.values import (
    TEXT_LONGEST,
    TITLE_LONGEST,
    ExpectedEffect,
    Measure,
    checked_text,
)
from trimtab.kernel import InputRejectedError, NotAllowedError, Period, Problem, StateError
from trimtab.office.people import find_active
from trimtab.office.rights import Right, holders, require
from trimtab.office.types import Department
from trimtab.ports import Reading, Work

MEASURES_MOST, COSIGNERS_MOST = 50, 20
RIGHT_OF = {
    ApprovalKind.COSIGN: Right.DECISIONS_COSIGN,
    ApprovalKind.SIGN: Right.DECISIONS_SIGN,
}


def decision_of(reading: Reading, case_id: str) -> Decision | None:
    """The decision of a case; None before it was begun."""
    found = reading.find(Decision, case_id=case_id)
    return max(found, key=lambda one: one.number, default=None)


def begin_decision(work: Work, case_id: str) -> Decision:
    """Begin the draft of a case's decision, or go on with it; it rests on the latest assessment.

    Raises StateError COORDINATION-002, NotAllowedError OFFICE-010, UnknownCodeError
    COORDINATION-001.
    """
    case = get_case(work, case_id)
    require_stage(case, Stage.DRAFTING)
    require(work, work.actor, Right.DECISIONS_DRAFT, case.region, case.department_id)
    assessment = latest_assessment(work, case_id)
    assert assessment is not None  # there is no way to this stage without one
    known = decision_of(work, case_id)
    if known is not None:
        current = replace(known, assessment_id=assessment.assessment_id)
        work.replace(current)
        return current
    begun = Decision(
        decision_id=f"{case_id}:d1",
        case_id=case_id,
        number=1,
        assessment_id=assessment.assessment_id,
        department_id=case.department_id,
        drafters=(work.actor,),
        started_at=work.at,
    )
    work.add(begun)
    return begun


def write_decision(
    work: Work,
    decision_id: str,
    revision: int,
    *,
    title: str,
    text: str,
    document_number: str = "",
    expected: ExpectedEffect | None = None,
    measures: tuple[Measure, ...] = (),
    cosigners: tuple[str, ...] = (),
    review_on: date | None = None,
) -> Decision:
    """Write a draft whole. ``cosigners``: the departments concerned; those that carry out a
    measure are concerned in any case.

    Raises StateError COORDINATION-006, -002; InputRejectedError COORDINATION-010, -019 (too many
    measures or departments); UnknownCodeError OFFICE-006 (department), COORDINATION-001;
    NotAllowedError OFFICE-010.
    """
    draft = _writable(work, decision_id)
    require_revision(draft.revision, revision, decision_id)
    owners = (one.department_id for one in measures)
    concerned = dict.fromkeys((*cosigners, *owners))
    concerned.pop(draft.department_id, None)
    if len(measures) > MEASURES_MOST or len(concerned) > COSIGNERS_MOST:
        raise InputRejectedError("COORDINATION-019", measures=MEASURES_MOST, most=COSIGNERS_MOST)
    for department in concerned:
        find_active(work, Department, department)
    written = replace(
        draft,
        title=checked_text("title", title, TITLE_LONGEST),
        text=checked_text("text", text, TEXT_LONGEST),
        document_number=checked_text("document_number", document_number, TITLE_LONGEST),
        expected=expected.to_plain() if expected else {},
        measures=tuple(one.to_plain() for one in measures),
        cosigners=tuple(concerned),
        review_on=review_on,
        drafters=tuple(dict.fromkeys((*draft.drafters, work.actor))),
        revision=draft.revision + 1,
    )
    work.replace(written)
    return written


def submit_decision(work: Work, decision_id: str) -> Decision:
    """Put a draft into the approval chain of the region; from now on its text stands.

    Raises InputRejectedError COORDINATION-020 with a problem for each thing that is missing;
    StateError COORDINATION-023 (fewer people than the procedure wants), -024 (nobody could sign
    for a department); and what ``write_decision`` and ``move`` raise.
    """
    draft = _writable(work, decision_id)
    if problems := tuple(_lacking(draft, work.at.date())):
        raise InputRejectedError("COORDINATION-020", decision=decision_id, problems=problems)
    case, assessment = get_case(work, draft.case_id), latest_assessment(work, draft.case_id)
    assert assessment is not None
    numbered = replace(
        draft,
        assessment_id=assessment.assessment_id,
        submission=draft.submission + 1,
        submitted_at=work.at,
        submitted_by=work.actor,
    )
    submitted = replace(numbered, digest=digest_of(decision_content(numbered, assessment)))
    work.replace(submitted)
    for approval in _approvals(work, case, submitted):
        work.add(approval)
    concerned = tuple(dict.fromkeys((*case.departments, *submitted.cosigners)))
    work.replace(replace(case, departments=concerned))
    move(work, get_case(work, case.case_id), "submit")
    return submitted


def _lacking(draft: Decision, today: date) -> list[Problem]:
    """What a decision must say before people can sign it."""
    blank = {
        "title": not draft.title,
        "text": not draft.text,
        "expected": not draft.expected,
        "measures": not draft.measures,
        "review_on": draft.review_on is None,
    }
    found = [
        Problem("COORDINATION-021", column=name, params={"field": name})
        for name, missing in blank.items()
        if missing
    ]
    expected = ExpectedEffect.from_plain(draft.expected)
    if expected and draft.review_on and draft.review_on < Period.parse(expected.by).end:
        params: dict[str, object] = {"review_on": draft.review_on, "by": expected.by}
        found.append(Problem("COORDINATION-022", column="review_on", params=params))
    late = [one for one in map(Measure.from_plain, draft.measures) if one.due < today]
    if late or (draft.review_on is not None and draft.review_on <= today):
        column = "measures" if late else "review_on"
        found.append(Problem("COORDINATION-025", column=column, params={"field": column}))
    return found


def _approvals(work: Work, case: Case, submitted: Decision) -> list[Approval]:
    """The signatures this submission needs; refuses a chain that could never end."""
    procedure = procedure_of(work, case.region)
    chain = chain_of(procedure, case.department_id, submitted.cosigners)
    if len(chain) + 1 < procedure.people_least:
        raise StateError("COORDINATION-023", found=len(chain) + 1, wanted=procedure.people_least)
    found = []
    for number, (position, kind, department, person) in enumerate(chain, 1):
        able = set(holders(work, RIGHT_OF[kind], case.region, department))
        able -= set(submitted.drafters)
        if not (able if person is None else able & {person}):
            raise StateError("COORDINATION-024", department=department, kind=kind.value)
        key = f"{submitted.decision_id}:{submitted.submission}:{number}"
        found.append(
            Approval(
                key, case.case_id, submitted.decision_id, submitted.submission,
                position, kind, department, person,
            )
        )  # fmt: skip
    return found


def approvals_of(
    reading: Reading, decision: Decision
) -> tuple[tuple[Approval, Signature | None], ...]:
    """The approvals of the present submission in order, each with its signature or None."""
    equal = {"decision_id": decision.decision_id, "submission": decision.submission}
    signed = {one.approval_id: one for one in reading.find(Signature, **equal)}
    wanted = sorted(
        reading.find(Approval, **equal), key=lambda one: (one.position, one.department_id)
    )
    return tuple((one, signed.get(one.approval_id)) for one in wanted)


def take_back(work: Work, case_id: str) -> Case:
    """Take a submission back before anybody signed it; only somebody who drafted it may.

    Raises NotAllowedError COORDINATION-026, StateError COORDINATION-027 (somebody signed), and
    what ``move`` raises.
    """
    case = get_case(work, case_id)
    require_stage(case, Stage.SIGNING)
    require(work, work.actor, Right.DECISIONS_DRAFT, case.region, case.department_id)
    decision = decision_of(work, case_id)
    assert decision is not None
    if work.actor not in decision.drafters:
        raise NotAllowedError(
            "COORDINATION-026", actor=work.actor, drafters=", ".join(decision.drafters)
        )
    if any(signature for _, signature in approvals_of(work, decision)):
        raise StateError("COORDINATION-027", case=case_id)
    return move(work, case, "take_back")


def abandon(work: Work, case_id: str, reason: str) -> Case:
    """Give a case up while its decision is drafted. Raises what ``move`` raises."""
    return move(work, get_case(work, case_id), "abandon", reason)


def revoke(work: Work, case_id: str, reason: str) -> Case:
    """Revoke a signed decision: what is still open of its measures is dropped, the case ends.

    Raises what ``move`` raises.
    """
    case = get_case(work, case_id)
    require_stage(case, Stage.ACTION)
    require(work, work.actor, Right.DECISIONS_SIGN, case.region, case.department_id)
    for action in work.find(CaseAction, case_id=case_id, state=ActionState.OPEN):
        dropped = replace(
            action,
            state=ActionState.DROPPED,
            finished_at=work.at,
            finished_by=work.actor,
            note=reason.strip(),
        )
        work.replace(dropped)
    return move(work, case, "revoke", reason)


def _writable(work: Work, decision_id: str) -> Decision:
    draft = get_record(work, Decision, decision_id)
    case = get_case(work, draft.case_id)
    require_stage(case, Stage.DRAFTING)
    require(work, work.actor, Right.DECISIONS_DRAFT, case.region, case.department_id)
    return replace(draft, department_id=case.department_id)  # another may lead it by now
