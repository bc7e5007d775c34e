"""Who may call a route. Every route declares it: public, signed in, or a right.

@router.get("/alerts")
def alerts(request: Request, viewer: Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]): ...
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from trimtab.app.workbench.accounts import Accounts, accounts_of
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.viewer import NOBODY, Viewer
from trimtab.kernel import NotAllowedError
from trimtab.office.rights import Right
from trimtab.web.demonstration import refuse_strange_host

SESSION_COOKIE = "trimtab_session"
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Entrance(StrEnum):
    """What a route asks of whoever calls it."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    BROWSER = "browser"  # signed in with a cookie: no token may do this
    RIGHT = "right"


def bench(request: Request) -> Workbench:
    """The workbench this server holds open."""
    opened: Workbench = request.app.state.bench
    return opened


def accounts(request: Request) -> Accounts:
    """The accounts of this server."""
    return accounts_of(bench(request))


def viewer_of_request(request: Request) -> Viewer:
    """Who comes with the request's cookie or bearer token; ``NOBODY`` without either.

    Looked up once a request. An Authorization header counts alone, also a wrong one.
    """
    known: Viewer | None = getattr(request.state, "viewer", None)
    if known is None:
        found = accounts(request).viewer(request.cookies.get(SESSION_COOKIE), _bearer(request))
        known = request.state.viewer = found or NOBODY
    return known


def _bearer(request: Request) -> str | None:
    given = request.headers.get("authorization")
    if given is None:
        return None
    kind, _, token = given.partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def csrf_given(request: Request) -> str:
    """The token that proves that a form is ours: in the header, or else in the form."""
    if request.method in SAFE_METHODS or not request.cookies.get(SESSION_COOKIE):
        return ""
    if found := request.headers.get(CSRF_HEADER):
        return found
    if request.headers.get("content-type", "").lower().startswith(_FORMS):
        try:
            field = (await request.form()).get(CSRF_FIELD)
        except HTTPException:  # no readable form
            return ""
        return field if isinstance(field, str) else ""
    return ""


@dataclass(frozen=True, slots=True)
class Access:
    """A dependency that refuses whoever may not pass.

    Raises NotAllowedError WEB-001 for somebody not signed in, WEB-002 without the right, WEB-027
    for a change that another site may have sent, WEB-028 for a token where a person must come,
    WEB-029 for another host's name in a demonstration.
    """

    entrance: Entrance
    right: Right | None = None

    def __call__(self, request: Request, given: Annotated[str, Depends(csrf_given)]) -> Viewer:
        refuse_strange_host(request)
        viewer = viewer_of_request(request)
        if request.method not in SAFE_METHODS:
            _refuse_foreign(request, viewer, given)
        if self.entrance is Entrance.PUBLIC:
            return viewer
        if viewer.actor is None:
            raise NotAllowedError("WEB-001")
        if self.entrance is Entrance.BROWSER and not viewer.csrf_token:
            raise NotAllowedError("WEB-028")
        if self.right is not None and not viewer.may(self.right):
            raise NotAllowedError("WEB-002", right=self.right.value)
        return viewer


def _refuse_foreign(request: Request, viewer: Viewer, given: str) -> None:
    """A browser sends the cookie along with whatever any site makes it send.

    What it says of the origin is checked for everybody: nobody is signed in by another site
    either. Whoever comes with a session proves besides that the page with the form was theirs.
    """
    if _is_foreign(request):
        raise NotAllowedError("WEB-027")
    if viewer.csrf_token and not hmac.compare_digest(given.encode(), viewer.csrf_token.encode()):
        raise NotAllowedError("WEB-027")


def _is_foreign(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site not in ("same-origin", "none", None):
        return True
    origin = request.headers.get("origin")
    if origin == "null" and site == "same-origin":
        return False  # of a page that tells nobody its address; only a browser says the latter
    host = request.headers.get("host", "")
    return origin is not None and origin not in (f"http://{host}", f"https://{host}")


def needs(right: Right) -> Any:
    """For routes of those who hold a right somewhere in the office."""
    return Depends(Access(Entrance.RIGHT, right))


def signed_in(*, browser: bool = False) -> Any:
    """For routes of everybody with an account; ``browser``: of people, not of their programs."""
    return Depends(Access(Entrance.BROWSER if browser else Entrance.SIGNED_IN))


def public() -> Any:
    """For routes of everybody; nothing internal may be answered there."""
    return Depends(Access(Entrance.PUBLIC))
