"""What the API answers about cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench.case_view import CaseView
from trimtab.coordination import (
    ActionState,
    ApprovalKind,
    Case,
    Classification,
    Stage,
    comparison_of,
)
from trimtab.office.rights import today

_CASE: dict[str, Any] = {
    "case_id": "2026-0001",
    "title": dict.fromkeys(("zh", "en"), "Jia, manufacturing: employment falling"),
    "region": "CN-980100",
    "department_id": "monitoring",
    "departments": ["insurance"],
    "level": 3,
    "stage": "assessment",
    "due": "2026-11-30",
    "overdue": False,
    "assignee": None,
    "alert_id": None,
    "opened_by": "analyst",
    "opened_at": "2026-11-23T08:00:00Z",
    "classification": "internal",
    "release_on": None,
}


class CaseItem(BaseModel):
    """One case."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CASE]})

    case_id: str
    title: dict[str, str] = Field(description="By language.")
    region: str
    department_id: str = Field(description="The department that leads.")
    departments: list[str] = Field(description="Departments that take part.")
    level: int
    stage: Stage
    due: date | None = Field(description="By when the present stage must be left.")
    overdue: bool
    assignee: str | None
    alert_id: str | None
    opened_by: str
    opened_at: datetime
    classification: Classification
    release_on: date | None


class CaseAnswer(BaseModel):
    """Cases, earliest deadline first."""

    items: list[CaseItem]
    total: int
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class BasisItem(BaseModel):
    """What an assessment rests on, as it was when it was taken."""

    kind: str
    id: str
    title: dict[str, str]
    sha256: str = Field(description="Of the content's canonical JSON.")
    content: dict[str, Any]


class AssessmentItem(BaseModel):
    """The assessment that counts."""

    assessment_id: str
    number: int
    writers: list[str]
    situation: str
    causes: str
    advice: str
    basis: list[BasisItem]
    revision: int = Field(description="Send it back when you change the draft.")
    digest: str | None = Field(description="SHA-256 of all that was frozen; null for a draft.")
    frozen_at: datetime | None


class ApprovalItem(BaseModel):
    """A signature that the submission needs, and who signed."""

    approval_id: str
    kind: ApprovalKind
    position: int
    department_id: str
    signed_by: str | None
    on_behalf_of: str | None
    signed_at: datetime | None
    note: str


class DecisionItem(BaseModel):
    """The decision."""

    decision_id: str
    title: str
    text: str
    document_number: str
    expected: dict[str, Any] = Field(description="The expected effect; empty before it is stated.")
    measures: list[dict[str, Any]]
    cosigners: list[str]
    review_on: date | None
    drafters: list[str]
    revision: int = Field(description="Send it back when you change the draft.")
    submission: int
    digest: str | None
    signed_at: datetime | None
    approvals: list[ApprovalItem]


class ActionItem(BaseModel):
    """A measure being carried out."""

    action_id: str
    title: str
    department_id: str
    due: date
    owner: str | None
    state: ActionState
    note: str


class ReviewItem(BaseModel):
    """A review with its comparison."""

    review_id: str
    written_by: str
    written_at: datetime
    lessons: str
    digest: str
    comparison: dict[str, Any]


class CommentItem(BaseModel):
    """Something said."""

    comment_id: str
    actor: str
    at: datetime
    text: str


class FileItem(BaseModel):
    """A file beside the case."""

    attachment_id: str
    name: str
    media_type: str
    bytes: int
    sha256: str
    added_by: str
    added_at: datetime
    note: str


class StoryItem(BaseModel):
    """One thing that happened."""

    at: datetime
    actor: str
    kind: str
    params: dict[str, Any]
    note: str


class CaseDetail(CaseItem):
    """One case with everything that belongs to it; every change answers it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_CASE,
                    "moves": ["complete", "find_nothing"],
                    "assessment": None,
                    "decision": None,
                    "actions": [],
                    "reviews": [],
                    "comments": [],
                    "attachments": [],
                    "story": [],
                }
            ]
        }
    )

    moves: list[str] = Field(description="What leads out of this stage and is open to the asker.")
    assessment: AssessmentItem | None
    decision: DecisionItem | None
    actions: list[ActionItem]
    reviews: list[ReviewItem]
    comments: list[CommentItem]
    attachments: list[FileItem]
    story: list[StoryItem]


def case_item(case: Case) -> CaseItem:
    """A case for a list."""
    return CaseItem(**_case_fields(case))


def _case_fields(case: Case) -> dict[str, Any]:
    names = set(CaseItem.model_fields) - {"overdue", "departments", "title"}
    overdue = case.due is not None and case.due < today() and not case.stage.is_final
    return {name: getattr(case, name) for name in names} | {
        "overdue": overdue,
        "departments": list(case.departments),
        "title": dict(case.title),
    }


def case_detail(view: CaseView) -> CaseDetail:
    """A case with everything."""
    folder = view.folder
    return CaseDetail(
        **_case_fields(view.case),
        moves=sorted(view.moves),
        assessment=_assessment(view),
        decision=_decision(view),
        actions=[_taken(ActionItem, one) for one in folder.actions],
        reviews=[
            _taken(ReviewItem, one, comparison=comparison_of(one).to_plain())
            for one in folder.reviews
        ],
        comments=[_taken(CommentItem, one) for one in folder.comments],
        attachments=[_taken(FileItem, one) for one in folder.attachments],
        story=[
            StoryItem(
                at=one.at,
                actor=one.actor,
                kind=one.kind.value,
                params=dict(one.params),
                note=one.note,
            )
            for one in view.story
        ],
    )


def _taken(model: type[BaseModel], record: object, **given: Any) -> Any:
    """A model whose fields are those of a record, but for those given."""
    names = set(model.model_fields) - set(given)
    return model(**{name: getattr(record, name) for name in names}, **given)


def _assessment(view: CaseView) -> AssessmentItem | None:
    if view.assessment is None:
        return None
    basis = [
        BasisItem(
            kind=part.kind.value,
            id=part.id,
            title=dict(part.title),
            sha256=part.sha256,
            content=dict(part.content),
        )
        for part in view.parts
    ]
    writers = list(view.assessment.writers)
    item: AssessmentItem = _taken(AssessmentItem, view.assessment, basis=basis, writers=writers)
    return item


def _decision(view: CaseView) -> DecisionItem | None:
    found = view.folder.decision
    if found is None:
        return None
    item: DecisionItem = _taken(
        DecisionItem,
        found,
        expected=dict(found.expected),
        measures=[dict(one) for one in found.measures],
        cosigners=list(found.cosigners),
        drafters=list(found.drafters),
        approvals=[
            ApprovalItem(
                approval_id=place.approval_id,
                kind=place.kind,
                position=place.position,
                department_id=place.department_id,
                signed_by=signature.actor if signature else None,
                on_behalf_of=signature.on_behalf_of if signature else None,
                signed_at=signature.at if signature else None,
                note=signature.note if signature else "",
            )
            for place, signature in view.folder.approvals
        ],
    )
    return item
