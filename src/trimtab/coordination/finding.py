"""What somebody may see of the room: cases, one with all that belongs to it, the moves open now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from trimtab.coordination.deciding import approvals_of, decision_of
from trimtab.coordination.moving import Held, get_case, require_part
from trimtab.coordination.signing import open_to
from trimtab.coordination.states import Move, moves_from
from trimtab.coordination.types import (
    Approval,
    Assessment,
    Attachment,
    Case,
    CaseAction,
    CaseComment,
    CaseReview,
    CaseStep,
    Decision,
    Escalation,
    EvidenceEntry,
    Signature,
    Stage,
)
from trimtab.office.rights import Right, holds
from trimtab.ports import Reading

Numbered = TypeVar(
    "Numbered", CaseStep, Assessment, CaseAction, CaseReview, CaseComment, Attachment
)


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """A case with everything that belongs to it, each in the order it came."""

    case: Case
    steps: tuple[CaseStep, ...]
    assessments: tuple[Assessment, ...]
    decision: Decision | None
    approvals: tuple[tuple[Approval, Signature | None], ...]
    signatures: tuple[Signature, ...]  # of every submission
    actions: tuple[CaseAction, ...]
    reviews: tuple[CaseReview, ...]
    comments: tuple[CaseComment, ...]
    attachments: tuple[Attachment, ...]
    escalations: tuple[Escalation, ...]
    evidence: tuple[EvidenceEntry, ...]


def see_cases(reading: Reading, actor: str, stages: Collection[Stage] = ()) -> tuple[Case, ...]:
    """Cases somebody may see, in these stages or in all: earliest deadline first, then the higher
    level, those without a deadline last."""
    chosen, held = stages or tuple(Stage), Held(reading, actor)
    seen = (
        case
        for stage in chosen
        for case in reading.find(Case, stage=stage)
        if held.of(Right.CASES_SEE, case)
    )
    return tuple(sorted(seen, key=lambda one: (one.due or date.max, -one.level, one.case_id)))


def find_case(reading: Reading, actor: str, case_id: str) -> Case:
    """One case. Raises UnknownCodeError COORDINATION-001, NotAllowedError OFFICE-010."""
    case = get_case(reading, case_id)
    require_part(reading, actor, Right.CASES_SEE, case)
    return case


def folder_of(reading: Reading, actor: str, case_id: str) -> CaseFolder:
    """One case with everything that belongs to it. Raises what ``find_case`` raises."""
    case = find_case(reading, actor, case_id)
    decision = decision_of(reading, case_id)
    return CaseFolder(
        case=case,
        steps=_ordered(reading.find(CaseStep, case_id=case_id)),
        assessments=_ordered(reading.find(Assessment, case_id=case_id)),
        decision=decision,
        approvals=approvals_of(reading, decision) if decision else (),
        signatures=tuple(sorted(reading.find(Signature, case_id=case_id), key=lambda one: one.at)),
        actions=_ordered(reading.find(CaseAction, case_id=case_id)),
        reviews=_ordered(reading.find(CaseReview, case_id=case_id)),
        comments=_ordered(reading.find(CaseComment, case_id=case_id)),
        attachments=_ordered(reading.find(Attachment, case_id=case_id)),
        escalations=tuple(
            sorted(reading.find(Escalation, case_id=case_id), key=lambda one: one.at)
        ),
        evidence=reading.find(EvidenceEntry, case_id=case_id),
    )


def moves_open_to(reading: Reading, actor: str, case: Case) -> tuple[Move, ...]:
    """The moves somebody holds the right for in the present stage: what to offer. Whether a limit
    stands in the way (a signature is missing, a measure is open) is told when it is tried."""
    if case.stage is Stage.SIGNING:
        decision = decision_of(reading, case.case_id)
        may_sign = decision is not None and bool(open_to(reading, actor, case, decision))
        drafted = decision is not None and actor in decision.drafters
        wanted = {"return": may_sign, "sign": may_sign, "take_back": drafted}
        return tuple(one for one in moves_from(case.stage) if wanted[one.name])
    return tuple(
        one
        for one in moves_from(case.stage)
        if holds(reading, actor, one.right, case.region, case.department_id)
    )


def _ordered(records: tuple[Numbered, ...]) -> tuple[Numbered, ...]:
    """By number: keys as text would put the tenth before the second."""
    return tuple(sorted(records, key=lambda one: one.number))
