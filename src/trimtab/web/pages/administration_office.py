"""Administration of the office itself: departments, channels of notifications, procedures."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from trimtab.app.workbench import channels, people, procedures
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import TrimtabError
from trimtab.office.rights import Right
from trimtab.web.access import accounts, needs
from trimtab.web.pages.administration_frame import Manager, Text, show
from trimtab.web.sessions import see_other

router = APIRouter()

Messenger = Annotated[Viewer, needs(Right.CHANNELS_MANAGE)]
Configurer = Annotated[Viewer, needs(Right.CASES_CONFIGURE)]


@router.get("/departments")
def show_departments(request: Request, viewer: Manager) -> Response:
    """The departments one may see."""
    return _departments(request, viewer)


def _departments(request: Request, viewer: Viewer, error: TrimtabError | None = None) -> Response:
    found = people.list_departments(accounts(request), viewer.name)
    return show(request, viewer, "departments", error, departments=found)


@router.post("/departments")
def add_department(
    request: Request,
    viewer: Manager,
    department: Text = "",
    title: Text = "",
    region: Text = "",
    above: Text = "",
    reason: Text = "",
) -> Response:
    """Add a department, or open a closed one again."""
    try:
        new = people.new_department(department, title, region, above)
        people.open_department(accounts(request), viewer.name, new, reason)
    except TrimtabError as error:
        return _departments(request, viewer, error)
    return see_other("/administration/departments?done=department_added")


@router.post("/departments/close")
def close_department(
    request: Request, viewer: Manager, department: Text = "", reason: Text = ""
) -> Response:
    """Close a department."""
    try:
        people.shut_department(accounts(request), viewer.name, department, reason)
    except TrimtabError as error:
        return _departments(request, viewer, error)
    return see_other("/administration/departments?done=department_closed")


@router.get("/channels")
def show_channels(request: Request, viewer: Messenger) -> Response:
    """Where messages go, and whether the last ones left."""
    return _channels(request, viewer)


def _channels(request: Request, viewer: Viewer, error: TrimtabError | None = None) -> Response:
    found = channels.see_channels(accounts(request).office, viewer.name)
    return show(request, viewer, "channels", error, found=found, topics=channels.TOPICS)


@router.post("/channels")
def add_channel(
    request: Request,
    viewer: Messenger,
    channel: Text = "",
    kind: Text = "email",
    target: Text = "",
    topics: Annotated[list[str] | None, Form()] = None,
    language: Text = "zh",
    secret_name: Text = "",
    reason: Text = "",
) -> Response:
    """Add a channel, or open a closed one again."""
    try:
        new = channels.new_channel(channel, kind, target, topics or (), language, secret_name)
        channels.open_channel(accounts(request).office, viewer.name, new, reason)
    except TrimtabError as error:
        return _channels(request, viewer, error)
    return see_other("/administration/channels?done=channel_added")


@router.post("/channels/close")
def close_channel(
    request: Request, viewer: Messenger, channel: Text = "", reason: Text = ""
) -> Response:
    """Send nothing more to a channel."""
    try:
        channels.shut_channel(accounts(request).office, viewer.name, channel, reason)
    except TrimtabError as error:
        return _channels(request, viewer, error)
    return see_other("/administration/channels?done=channel_closed")


@router.get("/procedure")
def show_procedure(
    request: Request, viewer: Configurer, region: Annotated[str, Query(max_length=32)] = ""
) -> Response:
    """Deadlines and approval chain of a region."""
    return _procedure(request, viewer, region)


def _procedure(
    request: Request, viewer: Viewer, region: str, error: TrimtabError | None = None
) -> Response:
    known = accounts(request)
    return show(
        request,
        viewer,
        "procedure",
        error,
        seen=procedures.see_procedure(known.office, viewer.name, region),
        departments=people.list_departments(known, viewer.name),
    )


@router.post("/procedure")
def state_procedure(
    request: Request,
    viewer: Configurer,
    region: Text = "",
    days: Annotated[list[str] | None, Form()] = None,
    kinds: Annotated[list[str] | None, Form()] = None,
    chained: Annotated[list[str] | None, Form()] = None,
    people_least: Text = "",
    holidays: Text = "",
    workdays: Text = "",
    reason: Text = "",
) -> Response:
    """State how a region's offices work together."""
    chain = list(zip(kinds or (), chained or (), strict=False))
    try:
        procedures.state_procedure(
            accounts(request).office, viewer.name, region, days or (), chain,
            people_least, holidays, workdays, reason,
        )  # fmt: skip
    except TrimtabError as error:
        return _procedure(request, viewer, region, error)
    return see_other(f"/administration/procedure?{urlencode({'region': region})}&done=procedure")
