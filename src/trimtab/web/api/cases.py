"""``/api/v1/cases``: the chain from an alert to a review, and what waits for the asker."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from trimtab.app.workbench.case_basis import BasisAsked, part_of
from trimtab.app.workbench.case_desk import DecisionText
from trimtab.app.workbench.case_work import CaseWork
from trimtab.coordination import (
    BasisKind,
    EvidenceWords,
    ExpectedEffect,
    Measure,
    Stage,
    find_case,
    see_cases,
)
from trimtab.kernel import StateError, UnknownCodeError, Wording
from trimtab.web import case_bodies as bodies
from trimtab.web.access import bench
from trimtab.web.api import inbox
from trimtab.web.api.case_routes import (
    Assessor,
    Assigner,
    CaseId,
    Drafter,
    Handler,
    PartId,
    Registrar,
    Reviewer,
    Seer,
    Signer,
    answered,
    desk_of,
)
from trimtab.web.api.cases_together import together
from trimtab.web.case_answers import CaseAnswer, CaseDetail, case_item
from trimtab.web.problems import PROBLEMS

chain = APIRouter(prefix="/cases", tags=["cases"], responses=PROBLEMS)


@chain.get("", summary="Cases, earliest deadline first")
def list_them(
    request: Request,
    viewer: Seer,
    stage: Annotated[list[Stage] | None, Query(description="Only those in these stages")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{1,9}$")] = None,
) -> CaseAnswer:
    """Every case the asker may see."""
    with bench(request).office.reading() as reading:
        seen = see_cases(reading, viewer.name, stage or ())
    first = 0
    if cursor is not None:
        places = [at for at, one in enumerate(seen) if one.case_id == cursor]
        if not places:
            raise UnknownCodeError("COORDINATION-001", key=cursor)
        first = places[0] + 1
    shown = seen[first : first + limit]
    more = first + limit < len(seen)
    return CaseAnswer(
        items=[case_item(one) for one in shown],
        total=len(seen),
        next=shown[-1].case_id if more else None,
    )


@chain.post("", status_code=201, summary="Open a case without an alert")
def open_one(request: Request, viewer: Handler, body: bodies.CaseOpened) -> CaseDetail:
    """It takes the same steps as one from an alert."""
    case = desk_of(request, viewer).open(
        body.title.model_dump(), body.region, body.level, body.department_id
    )
    return answered(request, viewer, case.case_id)


@chain.get("/{case_id}", summary="One case with everything that belongs to it")
def show(request: Request, viewer: Seer, case_id: CaseId) -> CaseDetail:
    """Assessment, decision, signatures, actions, reviews, comments, files and story."""
    return answered(request, viewer, case_id)


@chain.post("/{case_id}/moves", summary="Change the stage")
def go(request: Request, viewer: Seer, case_id: CaseId, body: bodies.MoveAsked) -> CaseDetail:
    """A move of the state machine; each asks for its own right."""
    desk_of(request, viewer).go(body.move.value, case_id, body.note)
    return answered(request, viewer, case_id)


@chain.put("/{case_id}/assessment", summary="Write the draft of the assessment")
def write_assessment(
    request: Request, viewer: Assessor, case_id: CaseId, body: bodies.AssessmentWritten
) -> CaseDetail:
    """The whole text; refused when somebody changed it meanwhile."""
    desk_of(request, viewer).write_assessment(
        case_id, body.revision, body.situation, body.causes, body.advice
    )
    return answered(request, viewer, case_id)


@chain.post("/{case_id}/assessment/basis", summary="Rest the assessment on something")
def add_basis(
    request: Request, viewer: Assessor, case_id: CaseId, body: bodies.BasisGiven
) -> CaseDetail:
    """An alert, exposure, a simulation or a rule, as it is now."""
    opened = bench(request)
    with opened.office.reading() as reading:
        case = find_case(reading, viewer.name, case_id)
    asked = BasisAsked(body.kind, body.id, body.region, body.by, body.on)
    desk_of(request, viewer).add_basis(case_id, part_of(opened, viewer, case, asked))
    return answered(request, viewer, case_id)


@chain.delete("/{case_id}/assessment/basis", summary="Rest it on something no longer")
def remove_basis(
    request: Request,
    viewer: Assessor,
    case_id: CaseId,
    kind: BasisKind,
    part_id: Annotated[str, Query(max_length=200)],
) -> CaseDetail:
    """Of a draft only."""
    desk_of(request, viewer).remove_basis(case_id, kind, part_id)
    return answered(request, viewer, case_id)


@chain.post("/{case_id}/assessment/completion", summary="Freeze the assessment")
def complete(request: Request, viewer: Assessor, case_id: CaseId) -> CaseDetail:
    """Text and basis cannot change afterwards; the decision can be drafted."""
    desk_of(request, viewer).complete(case_id)
    return answered(request, viewer, case_id)


@chain.post("/{case_id}/decision", summary="Begin the draft of the decision")
def begin_decision(request: Request, viewer: Drafter, case_id: CaseId) -> CaseDetail:
    """Or go on with the one that was returned."""
    desk_of(request, viewer).begin_decision(case_id)
    return answered(request, viewer, case_id)


@chain.put("/{case_id}/decision", summary="Write the draft of the decision")
def write_decision(
    request: Request, viewer: Drafter, case_id: CaseId, body: bodies.DecisionWritten
) -> CaseDetail:
    """The whole draft; refused when somebody changed it meanwhile."""
    draft = DecisionText(
        body.title,
        body.text,
        body.document_number,
        ExpectedEffect(**body.expected.model_dump()) if body.expected else None,
        tuple(Measure(one.title, one.department_id, one.due) for one in body.measures),
        tuple(body.cosigners),
        body.review_on,
    )
    desk_of(request, viewer).write_decision(case_id, body.revision, draft)
    return answered(request, viewer, case_id)


@chain.post("/{case_id}/decision/submission", summary="Submit the decision for signature")
def submit(request: Request, viewer: Drafter, case_id: CaseId) -> CaseDetail:
    """Its text stands from now on."""
    desk_of(request, viewer).submit(case_id)
    return answered(request, viewer, case_id)


@chain.post("/{case_id}/signatures", summary="Sign the decision")
def sign(
    request: Request, viewer: Signer, case_id: CaseId, body: bodies.SignatureGiven
) -> CaseDetail:
    """With the last signature it takes effect. What was read is named by its digest."""
    known = answered(request, viewer, case_id).decision
    if known is None or known.digest != body.digest:
        raise StateError("COORDINATION-037", decision=known.decision_id if known else case_id)
    desk_of(request, viewer).sign(case_id, body.approval_id, body.note)
    return answered(request, viewer, case_id)


@chain.post("/{case_id}/actions", status_code=201, summary="Add a measure")
def add_action(
    request: Request, viewer: Assigner, case_id: CaseId, body: bodies.ActionAdded
) -> CaseDetail:
    """To those of the decision."""
    CaseWork(desk_of(request, viewer)).add_action(
        case_id, body.title, body.department_id, body.due, body.owner
    )
    return answered(request, viewer, case_id)


@chain.put("/{case_id}/actions/{action_id}/owner", summary="Name who carries a measure out")
def assign_action(
    request: Request, viewer: Seer, case_id: CaseId, action_id: PartId, body: bodies.OwnerGiven
) -> CaseDetail:
    """Oneself by the right to work on measures, others by the right to assign."""
    CaseWork(desk_of(request, viewer)).assign_action(case_id, action_id, body.owner)
    return answered(request, viewer, case_id)


@chain.post("/{case_id}/actions/{action_id}/deeds", summary="Finish, drop or resume a measure")
def end_action(
    request: Request, viewer: Seer, case_id: CaseId, action_id: PartId, body: bodies.ActionEnded
) -> CaseDetail:
    """With a word on how it went."""
    CaseWork(desk_of(request, viewer)).end_action(case_id, action_id, body.deed.value, body.note)
    return answered(request, viewer, case_id)


class ComparisonAnswer(BaseModel):
    """What happened beside what was expected, as known now."""

    comparison: dict[str, Any] = Field(
        examples=[{"outcome": "cannot_tell", "unclear": "not_known", "observed": None}]
    )


@chain.get("/{case_id}/comparison", summary="What happened beside what was expected")
def compare(request: Request, viewer: Seer, case_id: CaseId) -> ComparisonAnswer:
    """From what is known now; nothing is kept."""
    found = CaseWork(desk_of(request, viewer)).compare(case_id)
    return ComparisonAnswer(comparison=found.to_plain())


@chain.post("/{case_id}/reviews", status_code=201, summary="Write a review")
def write_review(
    request: Request, viewer: Reviewer, case_id: CaseId, body: bodies.ReviewWritten
) -> CaseDetail:
    """The comparison made now is kept with it."""
    CaseWork(desk_of(request, viewer)).write_review(case_id, body.lessons)
    return answered(request, viewer, case_id)


@chain.post("/{case_id}/evidence", status_code=201, summary="Make the review evidence")
def write_evidence(
    request: Request, viewer: Registrar, case_id: CaseId, body: bodies.EvidenceGiven
) -> CaseDetail:
    """A descriptive row of the office's own register, once."""
    words = EvidenceWords(
        body.lever,
        body.outcome,
        Wording(body.programme.en, body.programme.zh),
        Wording(body.population.en, body.population.zh),
    )
    CaseWork(desk_of(request, viewer)).write_evidence(case_id, words)
    return answered(request, viewer, case_id)


router = APIRouter()
router.include_router(chain)
router.include_router(together)
router.include_router(inbox.router)
