"""``/api/v1/inbox`` and ``/api/v1/delegations``: what waits, and duties handed on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict

from trimtab.app.workbench.case_desk import CaseDesk
from trimtab.app.workbench.case_work import CaseWork
from trimtab.app.workbench.inbox import inbox_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.coordination import Delegation
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.case_bodies import DelegationGiven
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(tags=["cases"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.CASES_SEE)]


class DutyItem(BaseModel):
    """One thing that waits."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "case_id": "2026-0001",
                    "kind": "cosign",
                    "key": "2026-0001:d1:1:1",
                    "title": "Jia, manufacturing: employment falling",
                    "department_id": "insurance",
                    "due": "2026-11-30",
                    "overdue": False,
                    "mine": True,
                    "on_behalf_of": None,
                }
            ]
        }
    )

    case_id: str
    kind: str
    key: str
    title: str
    department_id: str
    due: date | None
    overdue: bool
    mine: bool
    on_behalf_of: str | None


class InboxAnswer(BaseModel):
    """Everything that waits for the asker, overdue first."""

    items: list[DutyItem]
    total: int
    next: None = None


class DelegationItem(BaseModel):
    """A duty handed to somebody."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "delegation_id": "approver:1",
                    "giver": "approver",
                    "receiver": "analyst",
                    "right": "decisions.cosign",
                    "region": "CN-980000",
                    "department_id": "bureau",
                    "until": "2026-12-24",
                }
            ]
        }
    )

    delegation_id: str
    giver: str
    receiver: str
    right: str
    region: str
    department_id: str
    until: date


class DelegationAnswer(BaseModel):
    """Delegations in force that the asker gave or received."""

    items: list[DelegationItem]
    total: int
    next: None = None


@router.get("/inbox", summary="What waits for the asker")
def list_duties(request: Request, viewer: Seer) -> InboxAnswer:
    """Overdue first, then what names the asker."""
    found = inbox_of(bench(request), viewer, language_of(request, viewer))
    items = [
        DutyItem(
            case_id=duty.item.case.case_id,
            kind=duty.item.kind.value,
            key=duty.item.key,
            title=duty.title,
            department_id=duty.item.department_id,
            due=duty.item.due,
            overdue=duty.item.overdue,
            mine=duty.item.mine,
            on_behalf_of=duty.item.on_behalf_of,
        )
        for duty in (*found.named, *found.others)
    ]
    return InboxAnswer(items=items, total=len(items))


@router.get("/delegations", summary="Duties handed on")
def list_delegations(request: Request, viewer: Seer) -> DelegationAnswer:
    """In force, given or received."""
    found = inbox_of(bench(request), viewer, language_of(request, viewer))
    items = [_item(one) for one in (*found.given, *found.received)]
    return DelegationAnswer(items=items, total=len(items))


@router.post("/delegations", status_code=201, summary="Hand a duty to somebody for a time")
def delegate(request: Request, viewer: Seer, body: DelegationGiven) -> DelegationItem:
    """Only a right the asker and the receiver both hold there."""
    given = _work(request, viewer).delegate(
        body.receiver, body.right, body.region, body.department_id, body.until
    )
    return _item(given)


@router.delete("/delegations/{delegation_id}", summary="End a delegation")
def end(
    request: Request,
    viewer: Seer,
    delegation_id: Annotated[str, Path(pattern=r"^[A-Za-z0-9._@:-]{1,120}$")],
) -> DelegationItem:
    """By whoever gave or received it, or who assigns cases there."""
    return _item(_work(request, viewer).end_delegation(delegation_id))


def _work(request: Request, viewer: Viewer) -> CaseWork:
    return CaseWork(CaseDesk(bench(request), viewer, language_of(request, viewer)))


def _item(one: Delegation) -> DelegationItem:
    names = DelegationItem.model_fields
    return DelegationItem(**{name: getattr(one, name) for name in names})
