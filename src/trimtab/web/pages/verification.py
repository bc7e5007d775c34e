"""The public check: ``/verify``, and ``/verify/{key}`` from the QR code of a certificate.

Nobody signs in here. What is handed in is read in memory and forgotten with the answer, which no
cache keeps.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import Response

from trimtab.app.workbench.verification import Person, check, check_registered
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import InputRejectedError, NotAllowedError, TrimtabError, UnknownCodeError
from trimtab.web.access import bench, public
from trimtab.web.pages import verification_asking
from trimtab.web.pages.verification_form import Given, read_given
from trimtab.web.pages.verification_frame import count_question, said_of, told, unkept
from trimtab.web.problems import status_of
from trimtab.web.rendering import language_of, office_zone
from trimtab.web.sessions import address_of_request

router = APIRouter(include_in_schema=False)

Anybody = Annotated[Viewer, public()]
Key = Annotated[str, Path(max_length=80)]
Text = Annotated[str, Form(max_length=200)]
_OF_THE_FORM = ("WEB-152", "WEB-153")


def _ask(request: Request, viewer: Viewer, error: TrimtabError | None = None) -> Response:
    said = said_of(request, viewer, error) if error else None
    status = status_of(error) if error else 200
    return unkept(request, viewer, "verification/hand_in.html.j2", status, said=said)


@router.get("/verify")
def ask(request: Request, viewer: Anybody) -> Response:
    """The form."""
    return _ask(request, viewer)


async def brought(request: Request) -> Given | TrimtabError:
    """What was handed in, read in memory as it arrives, or why it was not."""
    try:
        count_question(request)
        return await read_given(request)
    except (InputRejectedError, NotAllowedError) as error:
        return error


@router.post("/verify")
def verify(
    request: Request, viewer: Anybody, given: Annotated[Given | TrimtabError, Depends(brought)]
) -> Response:
    """The answer for a file, a picture or a text."""
    if isinstance(given, TrimtabError):
        return _refuse(request, viewer, given)
    asking = Person(given.name, given.number, address_of_request(request))
    try:
        answered = check(
            bench(request),
            given.content,
            language_of(request, viewer),
            datetime.now(UTC),
            person=asking if given.asks_for_holder else None,
            zone=office_zone(request),
        )
    except (InputRejectedError, NotAllowedError, UnknownCodeError) as error:
        return _refuse(request, viewer, error)
    return unkept(
        request,
        viewer,
        "verification/result.html.j2",
        answered=answered,
        registered=False,
        audience="",
    )


def _refuse(request: Request, viewer: Viewer, error: TrimtabError) -> Response:
    if error.code in _OF_THE_FORM:
        return _ask(request, viewer, error)
    return told(request, viewer, error)


# Before /verify/{key}, which would answer for the addresses of requests too.
router.include_router(verification_asking.router)


@router.get("/verify/{key}")
def registered(request: Request, viewer: Anybody, key: Key) -> Response:
    """How a certificate stands in the register now."""
    return _registered(request, viewer, key, None)


@router.post("/verify/{key}")
def compare(
    request: Request, viewer: Anybody, key: Key, name: Text = "", number: Text = ""
) -> Response:
    """The same, with the holder compared."""
    person = Person(name.strip(), number.strip(), address_of_request(request))
    return _registered(request, viewer, key, person)


def _registered(request: Request, viewer: Viewer, key: str, person: Person | None) -> Response:
    language = language_of(request, viewer)
    try:
        count_question(request)
        answered = check_registered(
            bench(request), key, language, datetime.now(UTC), person, office_zone(request)
        )
    except (InputRejectedError, NotAllowedError, UnknownCodeError) as error:
        return told(request, viewer, error)
    return unkept(
        request,
        viewer,
        "verification/result.html.j2",
        answered=answered,
        registered=True,
        audience="",
    )
