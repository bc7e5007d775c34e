"""Signatures: each by another person, none by who drafted, in the order of the chain."""

from __future__ import annotations

from dataclasses import replace

from trimtab.coordination.deciding import RIGHT_OF, approvals_of, decision_of
from trimtab.coordination.delegating import giver_of
from trimtab.coordination.digests import decision_holds
from trimtab.coordination.moving import get_case, get_record, move, require_stage
from trimtab.coordination.types import (
    Approval,
    Assessment,
    Case,
    CaseAction,
    Decision,
    Signature,
    Stage,
)
from trimtab.coordination.values import NOTE_LONGEST, Measure, checked_text
from trimtab.kernel import NotAllowedError, StateError
from trimtab.office.rights import holds, require
from trimtab.office.types import Actor, ActorKind
from trimtab.ports import Reading, Work


def sign(work: Work, approval_id: str, note: str = "") -> Signature:
    """Put one's name to a submission; the last signature sets the decision in force.

    Raises NotAllowedError COORDINATION-030 (no registered person), -031 (drafted it), -032 (signed
    another place of it), -033 (another person is named), OFFICE-010 (right); StateError
    COORDINATION-002 (stage), -034 (of an earlier submission), -035 (signed already), -036 (others
    come first), -037 (the text is not what was submitted); UnknownCodeError COORDINATION-001.
    """
    approval = get_record(work, Approval, approval_id)
    case = get_case(work, approval.case_id)
    require_stage(case, Stage.SIGNING)
    decision = decision_of(work, case.case_id)
    assert decision is not None
    right = RIGHT_OF[approval.kind]
    require(work, work.actor, right, case.region, approval.department_id)
    _require_place(work, approval, decision)
    _require_person(work, approval, decision, case)
    _require_text(work, decision)
    signature = Signature(
        signature_id=f"{approval_id}:s",
        approval_id=approval_id,
        case_id=case.case_id,
        decision_id=decision.decision_id,
        submission=decision.submission,
        kind=approval.kind,
        actor=work.actor,
        at=work.at,
        digest=decision.digest or "",
        note=checked_text("note", note, NOTE_LONGEST),
        on_behalf_of=_duty_of(work, approval, decision, case),
    )
    work.add(signature)
    if all(signed for _, signed in approvals_of(work, decision)):
        _set_in_force(work, case, decision, approval)
    return signature


def return_decision(work: Work, case_id: str, reason: str) -> Case:
    """Give a submission back for changes; whoever could sign it now may. Its signatures stay as
    they are, the next submission needs new ones.

    Raises NotAllowedError COORDINATION-038 for somebody who could not sign; what ``move`` raises.
    """
    case = get_case(work, case_id)
    require_stage(case, Stage.SIGNING)
    decision = decision_of(work, case_id)
    assert decision is not None
    mine = open_to(work, work.actor, case, decision)
    if not mine:
        raise NotAllowedError("COORDINATION-038", actor=work.actor, case=case_id)
    return move(work, case, "return", reason, department_id=mine[0].department_id)


def open_to(reading: Reading, actor: str, case: Case, decision: Decision) -> tuple[Approval, ...]:
    """The places of a submission that somebody may sign now."""
    person = reading.get(Actor, actor)
    if person is None or person.kind is not ActorKind.PERSON or actor in decision.drafters:
        return ()
    places = approvals_of(reading, decision)
    if any(signature and signature.actor == actor for _, signature in places):
        return ()
    waiting = [approval for approval, signature in places if signature is None]
    first = min((one.position for one in waiting), default=0)
    return tuple(
        one
        for one in waiting
        if one.position == first
        and holds(reading, actor, RIGHT_OF[one.kind], case.region, one.department_id)
        and (one.actor_id in (None, actor) or _stands_in(reading, actor, one, case))
    )


def _require_place(work: Work, approval: Approval, decision: Decision) -> None:
    key = approval.approval_id
    if approval.submission != decision.submission:
        raise StateError("COORDINATION-034", key=key)
    places = approvals_of(work, decision)
    if any(one.approval_id == key and signature for one, signature in places):
        raise StateError("COORDINATION-035", key=key)
    before = [
        one.department_id
        for one, signature in places
        if one.position < approval.position and signature is None
    ]
    if before:
        raise StateError("COORDINATION-036", key=key, departments=", ".join(before))


def _require_person(work: Work, approval: Approval, decision: Decision, case: Case) -> None:
    actor = work.actor
    person = work.get(Actor, actor)
    if person is None or person.kind is not ActorKind.PERSON:
        raise NotAllowedError("COORDINATION-030", actor=actor)
    if actor in decision.drafters:
        raise NotAllowedError("COORDINATION-031", actor=actor, decision=decision.decision_id)
    if any(one and one.actor == actor for _, one in approvals_of(work, decision)):
        raise NotAllowedError("COORDINATION-032", actor=actor, decision=decision.decision_id)
    named = approval.actor_id
    if named not in (None, actor) and not _stands_in(work, actor, approval, case):
        raise NotAllowedError("COORDINATION-033", actor=actor, named=named)


def _require_text(work: Work, decision: Decision) -> None:
    assessment = get_record(work, Assessment, decision.assessment_id)
    if not decision_holds(decision, assessment):
        raise StateError("COORDINATION-037", decision=decision.decision_id)


def _stands_in(reading: Reading, actor: str, approval: Approval, case: Case) -> bool:
    """Whether the person named for a place delegated it to this one."""
    right = RIGHT_OF[approval.kind]
    place = (right, case.region, approval.department_id)
    return approval.actor_id in giver_of(reading, actor, *place)


def _duty_of(work: Work, approval: Approval, decision: Decision, case: Case) -> str | None:
    """Whose duty it was; somebody who drafted cannot have handed on what they may not do."""
    if approval.actor_id == work.actor:
        return None
    place = (RIGHT_OF[approval.kind], case.region, approval.department_id)
    givers = [one for one in giver_of(work, work.actor, *place) if one not in decision.drafters]
    if approval.actor_id is not None:
        return approval.actor_id
    return givers[0] if givers else None


def _set_in_force(work: Work, case: Case, decision: Decision, last: Approval) -> None:
    """The decision counts; its measures become actions of the departments they name."""
    work.replace(replace(decision, signed_at=work.at))
    move(work, case, "sign", department_id=last.department_id)
    for number, measure in enumerate(map(Measure.from_plain, decision.measures), 1):
        work.add(
            CaseAction(
                action_id=f"{case.case_id}:m{number}",
                case_id=case.case_id,
                number=number,
                title=measure.title,
                department_id=measure.department_id,
                due=measure.due,
                added_by=work.actor,
                added_at=work.at,
            )
        )
