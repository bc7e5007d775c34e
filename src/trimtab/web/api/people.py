"""``/api/v1/people``, ``/departments``, ``/grants``, ``/roles``: who works here and may do what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench import people
from trimtab.app.workbench.account_links import link_address, make_link
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import RIGHTS, Right
from trimtab.office.types import Actor, Department, Grant, Role
from trimtab.web.access import accounts, needs
from trimtab.web.paging import Asked
from trimtab.web.problems import PROBLEMS

router = APIRouter(tags=["people"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.OFFICE_SEE)]
Manager = Annotated[Viewer, needs(Right.PEOPLE_MANAGE)]
Granter = Annotated[Viewer, needs(Right.ROLES_GRANT)]
_ID = r"^[a-z0-9][a-z0-9:._@-]{0,39}$"
Id = Annotated[str, Field(pattern=_ID, examples=["analyst-01"])]
IdPath = Annotated[str, Path(pattern=_ID, examples=["analyst-01"])]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
Address = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x20]+@[^\x00-\x20]+$")]
Why = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        pattern=r"^[^\x00-\x1f]+$",
        description="Kept in the audit trail.",
        examples=["joins the claims department"],
    ),
]


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [values]})


class PersonItem(BaseModel):
    """A person or program, with the roles they hold today."""

    person_id: str = Field(examples=["analyst-01"])
    title: str = Field(examples=["First analyst"])
    kind: Literal["person", "system"]
    department_id: str | None = Field(examples=["dept:claims"])
    address: str | None = Field(description="For notifications.", examples=["duty@example.cn"])
    language: str = Field(examples=["zh"])
    active: bool
    roles: list[Role]


class PeopleAnswer(BaseModel):
    """People and programs in the order of their ids."""

    items: list[PersonItem]
    total: int
    next: str | None


class PersonGiven(BaseModel):
    """Somebody to be added, or to be switched on again."""

    model_config = _example(
        person_id="analyst-01", title="First analyst", department_id="dept:claims", reason="joins"
    )

    person_id: Id
    title: Line
    program: bool = False
    department_id: Id | None = None
    address: (
        Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x20]+@[^\x00-\x20]+$")] | None
    ) = None
    language: Literal["zh", "en"] = "zh"
    reason: Why


class Reason(BaseModel):
    """Why."""

    model_config = _example(reason="leaves the bureau")

    reason: Why


class LinkAnswer(BaseModel):
    """A one-time link; nothing shows it again."""

    link: str = Field(examples=["https://trimtab.example.cn/sign-in/link/..."])
    until: datetime


class DepartmentItem(BaseModel):
    """A department."""

    department_id: str = Field(examples=["dept:claims"])
    title: str = Field(examples=["Claims department"])
    region: str = Field(examples=["CN-310000"])
    parent: str | None
    active: bool


class DepartmentsAnswer(BaseModel):
    """Departments in the order of their ids."""

    items: list[DepartmentItem]
    total: int
    next: str | None


class DepartmentGiven(BaseModel):
    """A department to be added, or to be opened again."""

    model_config = _example(
        department_id="dept:claims", title="Claims department", region="CN-310000", reason="set up"
    )

    department_id: Id
    title: Line
    region: Annotated[str, Field(min_length=1, max_length=64, description="Code or name.")]
    parent: Id | None = None
    reason: Why


class GrantItem(BaseModel):
    """A role held in a region and all below it, in a department and those below it, or in any."""

    grant_id: str = Field(examples=["analyst-01:analyst:CN-310000"])
    person_id: str
    role: Role
    region: str
    department_id: str | None
    granted_at: datetime | None
    until: date | None = Field(description="First day on which it no longer holds.")


class GrantsAnswer(BaseModel):
    """Roles given, in the order of their ids."""

    items: list[GrantItem]
    total: int
    next: str | None


class GrantGiven(BaseModel):
    """A role to be given; given again, it ends when said now."""

    model_config = _example(
        person_id="analyst-01", role="analyst", region="CN-310000", reason="joins"
    )

    person_id: Id
    role: Role
    region: Annotated[str, Field(min_length=1, max_length=64, description="Code or name.")]
    department_id: Id | None = None
    until: date | None = None
    reason: Why


class RoleItem(BaseModel):
    """A role and what it allows."""

    role: Role
    rights: list[Right]


class RolesAnswer(BaseModel):
    """Every role."""

    items: list[RoleItem]
    total: int
    next: str | None = None


@router.get("/roles", summary="What each role may do")
def list_roles(viewer: Seer) -> RolesAnswer:
    """The table of roles and rights."""
    items = [RoleItem(role=role, rights=sorted(rights)) for role, rights in RIGHTS.items()]
    return RolesAnswer(items=items, total=len(items))


@router.get("/people", summary="People and programs")
def list_people(
    request: Request,
    viewer: Seer,
    asked: Asked,
    words: Annotated[str, Query(max_length=100, description="In name, id or department.")] = "",
) -> PeopleAnswer:
    """Those one may see, closed ones included."""
    found = people.list_people(accounts(request), viewer.name, words)
    page = asked.of(found, lambda row: row.person.actor_id)
    items = [_person(row.person, list(row.roles)) for row in page.items]
    return PeopleAnswer(items=items, total=page.total, next=page.next)


@router.post("/people", status_code=201, summary="Add a person or program")
def add_person(request: Request, viewer: Manager, given: PersonGiven) -> PersonItem:
    """Add somebody, or switch them on again."""
    new = people.new_person(
        given.person_id, given.title, program=given.program,
        department=given.department_id or "", address=given.address or "",
        language=given.language,
    )  # fmt: skip
    people.add_person(accounts(request), viewer.name, new, given.reason)
    return _seen(request, viewer, given.person_id)


@router.get("/people/{person_id}", summary="One person or program")
def show_person(request: Request, viewer: Seer, person_id: IdPath) -> PersonItem:
    """Somebody, with the roles they hold today."""
    return _seen(request, viewer, person_id)


@router.post("/people/{person_id}/close", summary="Switch somebody off and out")
def close_person(request: Request, viewer: Manager, person_id: IdPath, given: Reason) -> PersonItem:
    """Sessions, links, tokens and the password end; no role counts from now on."""
    people.close_person(accounts(request), viewer.name, person_id, given.reason)
    return _seen(request, viewer, person_id)


@router.post(
    "/people/{person_id}/link",
    status_code=201,
    summary="Make a one-time link",
    openapi_extra={"x-answer-once": True},
)
def add_link(request: Request, viewer: Manager, person_id: IdPath, given: Reason) -> LinkAnswer:
    """A link with which the person chooses a password; earlier ones end."""
    known = accounts(request)
    secret = make_link(known, viewer.name, person_id, given.reason)
    address = link_address(str(request.base_url), secret)
    return LinkAnswer(link=address, until=known.now() + known.policy.link)


@router.get("/departments", summary="Departments")
def list_departments(request: Request, viewer: Seer, asked: Asked) -> DepartmentsAnswer:
    """Those one may see, closed ones included."""
    found = people.list_departments(accounts(request), viewer.name)
    page = asked.of(found, lambda row: row.department.department_id)
    items = [_department(row.department) for row in page.items]
    return DepartmentsAnswer(items=items, total=page.total, next=page.next)


@router.post("/departments", status_code=201, summary="Add a department")
def add_department(request: Request, viewer: Manager, given: DepartmentGiven) -> DepartmentItem:
    """Add a department, or open a closed one again."""
    new = people.new_department(given.department_id, given.title, given.region, given.parent or "")
    added = people.open_department(accounts(request), viewer.name, new, given.reason)
    return _department(added)


@router.post("/departments/{department_id}/close", summary="Close a department")
def close_department(
    request: Request, viewer: Manager, department_id: IdPath, given: Reason
) -> DepartmentItem:
    """Only when nobody belongs to it any more."""
    closed = people.shut_department(accounts(request), viewer.name, department_id, given.reason)
    return _department(closed)


@router.get("/grants", summary="Roles given")
def list_grants(
    request: Request,
    viewer: Seer,
    asked: Asked,
    person_id: Annotated[str, Query(max_length=40, description="Only those of one person.")] = "",
) -> GrantsAnswer:
    """One's own, and those for matters one may see."""
    found = people.list_grants(accounts(request), viewer.name, person_id)
    page = asked.of(found, lambda grant: grant.grant_id)
    items = [_grant(one) for one in page.items]
    return GrantsAnswer(items=items, total=page.total, next=page.next)


@router.post("/grants", status_code=201, summary="Give a role")
def add_grant(request: Request, viewer: Granter, given: GrantGiven) -> GrantItem:
    """Within one's own reach, never to oneself."""
    granted = people.give_role(
        accounts(request), viewer.name, given.person_id, given.role, given.region,
        given.department_id, given.until, given.reason,
    )  # fmt: skip
    return _grant(granted)


@router.post("/grants/{grant_id}/withdraw", summary="Withdraw a role")
def withdraw_grant(
    request: Request,
    viewer: Granter,
    grant_id: Annotated[str, Path(pattern=r"^[A-Za-z0-9:._@-]{1,128}$")],
    given: Reason,
) -> GrantItem:
    """It stops counting at once, also in open sessions."""
    return _grant(people.withdraw_role(accounts(request), viewer.name, grant_id, given.reason))


def _seen(request: Request, viewer: Viewer, person_id: str) -> PersonItem:
    seen = people.see_person(accounts(request), viewer.name, person_id)
    return _person(seen.person, sorted({held.grant.role for held in seen.roles if held.current}))


def _person(person: Actor, roles: list[Role]) -> PersonItem:
    return PersonItem(
        person_id=person.actor_id,
        title=person.title,
        kind=person.kind.value,
        department_id=person.department_id,
        address=person.address,
        language=person.language,
        active=person.active,
        roles=roles,
    )


def _department(department: Department) -> DepartmentItem:
    return DepartmentItem(
        department_id=department.department_id,
        title=department.title,
        region=department.region,
        parent=department.parent,
        active=department.active,
    )


def _grant(grant: Grant) -> GrantItem:
    return GrantItem(
        grant_id=grant.grant_id,
        person_id=grant.actor_id,
        role=grant.role,
        region=grant.region,
        department_id=grant.department_id,
        granted_at=grant.granted_at,
        until=grant.until,
    )
