"""``/api/v1/credits``: cases of recognition with what they rest on, qualifications, frameworks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench import credits as shown
from trimtab.app.workbench import credits_acts as acts
from trimtab.app.workbench import qualifications
from trimtab.app.workbench.certificates_search import may_name
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.bank import AppealState, CaseState, decision_content
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.paging import Asked
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(prefix="/credits", tags=["credits"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.CREDITS_SEE)]
Reviewer = Annotated[Viewer, needs(Right.CREDITS_REVIEW)]
Signer = Annotated[Viewer, needs(Right.RECOGNITIONS_SIGN)]
Judge = Annotated[Viewer, needs(Right.CREDIT_APPEALS_DECIDE)]
Editor = Annotated[Viewer, needs(Right.CREDIT_RULES_EDIT)]
CaseId = Annotated[
    str, Path(pattern=r"^[0-9A-Za-z-]{1,32}$", description="The case", examples=["R2026-0001"])
]
Note = Annotated[str, Field(max_length=4000)]
Said = Annotated[str, Field(min_length=1, max_length=4000)]


class Asking(BaseModel):
    """A body that knows no other fields."""

    model_config = ConfigDict(extra="forbid")


class CaseItem(BaseModel):
    """A case as a line of a list."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "case_id": "R2026-0001",
                    "state": "signed",
                    "advice": False,
                    "holder": "0d7b2a52",
                    "qualification": "example.logistics@2",
                    "title": "(Example) Diploma in modern logistics",
                    "awarding_body": "did:web:college.example",
                    "satisfied": False,
                    "opened_at": "2026-11-23T08:00:00Z",
                    "yours": False,
                }
            ]
        }
    )

    case_id: str
    state: CaseState
    advice: bool = Field(description="Until the awarding body has signed, it is advice.")
    holder: str = Field(description="A name for those who work with certificates, else an id.")
    qualification: str
    title: str
    awarding_body: str
    satisfied: bool
    opened_at: datetime
    yours: bool = Field(description="The asker can make a move now.")


class CaseList(BaseModel):
    """Cases in the order of their numbers."""

    items: list[CaseItem]
    total: int
    next: str | None


class StepItem(BaseModel):
    """One move of a case."""

    move: str
    at: datetime
    actor: str
    note: str


class AppealItem(BaseModel):
    """An appeal and what became of it."""

    appeal_id: str
    state: AppealState
    grounds: str
    lodged_by: str
    lodged_at: datetime
    judge: str | None
    judged_at: datetime | None
    reason: str
    rules: list[str]


class CaseAnswer(CaseItem):
    """A case with everything it rests on, as it was frozen."""

    decided_on: date
    known_at: datetime
    digest: str
    holds: bool = Field(description="The decision is the one that was frozen.")
    decision: dict[str, Any] = Field(
        description="Qualification, entries, rules, result and gap; amounts are decimal texts."
    )
    document: str | None = Field(description="The recognition, JSON; signed once it was signed.")
    steps: list[StepItem]
    appeals: list[AppealItem]
    moves: list[str]


class CaseAsked(Asking):
    """Whose certificates, and what they shall count for."""

    certificate: str = Field(
        min_length=1, max_length=200, description="Any certificate of the holder."
    )
    qualification: str = Field(min_length=1, max_length=128, examples=["example.logistics"])


class MoveAsked(Asking):
    """A word on a move; a reason to decline or withdraw."""

    note: Note = ""


class AppealAsked(Asking):
    """Why somebody disagrees."""

    grounds: Said


class JudgementAsked(Asking):
    """How an appeal is decided, and why."""

    appeal_id: str = Field(min_length=1, max_length=128, examples=["R2026-0001:appeal1"])
    overturn: bool
    reason: Said


class QualificationItem(BaseModel):
    """A qualification in its latest version."""

    key: str = Field(examples=["example.logistics@2"])
    title: str
    framework: str
    state: Literal["in_force", "ahead", "ended"]
    standing: str = Field(description="published, own or synthetic.")
    content: dict[str, Any] = Field(description="The requirement tree and its limits.")


class QualificationAsked(Asking):
    """A qualification to be recorded; version and time of recording are set by the register."""

    qualification: dict[str, Any] = Field(
        examples=[
            {
                "id": "my.diploma",
                "title": {"zh": "My diploma", "en": "My diploma"},
                "framework": "CN-OUCHN",
                "awarding_body": "did:web:college.example",
                "since": "2027-09-01",
                "total": 20,
                "requirement": {"need": "core", "credits": 8, "modules": ["A", "B"]},
            }
        ]
    )
    region: str = Field(min_length=1, max_length=60, description="Where the right is asked for.")
    reason: str = Field(min_length=1, max_length=500)


class QualificationList(BaseModel):
    """Qualifications in the order of their keys."""

    items: list[QualificationItem]
    total: int
    next: str | None


class FrameworkItem(BaseModel):
    """A framework with its figures and their source."""

    framework_id: str
    title: str
    country: str
    hours_low: int | None
    hours_high: int | None
    credits_year: int | None
    shelf_months: int | None
    source: str
    standing: str
    levels: list[str]


class FrameworkList(BaseModel):
    """Frameworks in the order of their ids."""

    items: list[FrameworkItem]
    total: int
    next: str | None


@router.get("/cases", summary="Cases of recognition")
def list_cases(
    request: Request, viewer: Seer, paging: Asked,
    state: Annotated[list[CaseState] | None, Query(max_length=7)] = None,
) -> CaseList:  # fmt: skip
    """In some states, or in all."""
    found = shown.list_cases(
        bench(request), viewer.name, language_of(request, viewer),
        tuple(state or CaseState), named=may_name(viewer.rights),
    )  # fmt: skip
    page = paging.of(found.rows, lambda one: one.case.case_id)
    items = [CaseItem(**_row(one)) for one in page.items]
    return CaseList(items=items, total=page.total, next=page.next)


def _row(row: shown.CaseRow) -> dict[str, Any]:
    case = row.case
    same = ("case_id", "state", "awarding_body", "satisfied", "opened_at")
    return {
        **{name: getattr(case, name) for name in same},
        "advice": case.state is not CaseState.SIGNED,
        "holder": row.holder,
        "qualification": case.qualification_key,
        "title": row.qualification,
        "yours": row.yours,
    }


@router.post("/cases", status_code=201, summary="Open a case")
def open_one(request: Request, viewer: Reviewer, asked: CaseAsked) -> CaseAnswer:
    """Every certificate of the holder is verified, put into the bank and computed."""
    opened = acts.open_for_holder(
        bench(request), viewer.name, asked.certificate, asked.qualification
    )
    return _answer(request, viewer, opened.case.case_id)


@router.get("/cases/{case_id}", summary="One case")
def show(request: Request, viewer: Seer, case_id: CaseId) -> CaseAnswer:
    """The frozen decision, the history, appeals, and what the asker may do."""
    return _answer(request, viewer, case_id)


def _answer(request: Request, viewer: Viewer, case_id: str) -> CaseAnswer:
    named = may_name(viewer.rights)
    seen = shown.see_case(
        bench(request), viewer.name, case_id, language_of(request, viewer), named=named
    )
    case = seen.row.case
    same = ("decided_on", "known_at", "digest", "document")
    return CaseAnswer(
        **_row(seen.row),
        **{name: getattr(case, name) for name in same},
        holds=seen.holds,
        decision=decision_content(case),
        steps=[StepItem.model_validate(one.step, from_attributes=True) for one in seen.steps],
        appeals=[
            AppealItem.model_validate(one.appeal, from_attributes=True) for one in seen.appeals
        ],
        moves=list(seen.moves),
    )


@router.post("/cases/{case_id}/{move}", summary="Review, send or withdraw a case")
def move(
    request: Request, viewer: Reviewer, case_id: CaseId,
    move: Literal["review", "send", "withdraw"], asked: MoveAsked,
) -> CaseAnswer:  # fmt: skip
    """Whoever opened a case does not review it."""
    acts.MOVES[move](bench(request), viewer.name, case_id, asked.note)
    return _answer(request, viewer, case_id)


@router.post("/cases/{case_id}/signature/{move}", summary="Sign or decline as awarding body")
def answer(
    request: Request, viewer: Signer, case_id: CaseId, move: Literal["sign", "decline"],
    asked: MoveAsked,
) -> CaseAnswer:  # fmt: skip
    """A signature uses the credits up; the recognition becomes a certificate of the register."""
    acts.MOVES[move](bench(request), viewer.name, case_id, asked.note)
    return _answer(request, viewer, case_id)


@router.post("/cases/{case_id}/appeals/lodge", status_code=201, summary="Lodge an appeal")
def appeal(request: Request, viewer: Reviewer, case_id: CaseId, asked: AppealAsked) -> CaseAnswer:
    """On behalf of the holder."""
    acts.appeal(bench(request), viewer.name, case_id, asked.grounds)
    return _answer(request, viewer, case_id)


@router.post("/cases/{case_id}/appeals/decide", summary="Decide an appeal")
def judge(request: Request, viewer: Judge, case_id: CaseId, asked: JudgementAsked) -> CaseAnswer:
    """By somebody who neither opened, reviewed, signed nor lodged."""
    acts.judge(
        bench(request), viewer.name, asked.appeal_id, overturn=asked.overturn, reason=asked.reason
    )
    return _answer(request, viewer, case_id)


@router.get("/qualifications", summary="Qualifications")
def list_qualifications(request: Request, viewer: Seer, paging: Asked) -> QualificationList:
    """What each asks for, in its latest version."""
    found = qualifications.list_qualifications(bench(request), language_of(request, viewer))
    page = paging.of(found, lambda one: one.record.key)
    items = [_qualification(one) for one in page.items]
    return QualificationList(items=items, total=page.total, next=page.next)


@router.post("/qualifications", status_code=201, summary="Record a qualification")
def record(request: Request, viewer: Editor, asked: QualificationAsked) -> QualificationItem:
    """An awarding body's own, from a day that lies ahead; or a new version of one."""
    opened, language = bench(request), language_of(request, viewer)
    made = qualifications.enter_qualification(
        opened.office, viewer.name, asked.qualification, asked.region, asked.reason
    )
    return _qualification(
        qualifications.see_qualification(opened, made.qualification_key, language)
    )


def _qualification(one: qualifications.QualificationView) -> QualificationItem:
    return QualificationItem(
        key=one.record.key, title=one.title, framework=one.record.framework_id,
        state=one.state, standing=one.record.standing, content=one.record.to_plain(),
    )  # fmt: skip


@router.get("/frameworks", summary="Frameworks of credits and levels")
def list_frameworks(request: Request, viewer: Seer, paging: Asked) -> FrameworkList:
    """Their figures, and where these come from."""
    found = qualifications.list_frameworks(bench(request), language_of(request, viewer))
    page = paging.of(found, lambda one: one.record.framework_id)
    same = ("framework_id", "country", "hours_low", "hours_high", "credits_year", "shelf_months",
            "source", "standing")  # fmt: skip
    items = [
        FrameworkItem(
            **{name: getattr(one.record, name) for name in same},
            title=one.title, levels=[level.code for level in one.record.levels],
        )
        for one in page.items
    ]  # fmt: skip
    return FrameworkList(items=items, total=page.total, next=page.next)
