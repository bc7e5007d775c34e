"""One's own account: roles, language, password, sessions, tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from trimtab.app.office import place_title
from trimtab.app.workbench.account import choose_language, see_account
from trimtab.app.workbench.account_links import change_password
from trimtab.app.workbench.account_tokens import make_token, revoke_token
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import InputRejectedError, NotAllowedError, TrimtabError
from trimtab.messages import Language
from trimtab.office.passwords import SHORTEST
from trimtab.office.rights import Right
from trimtab.web.access import SESSION_COOKIE, accounts, signed_in
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import LANGUAGE_COOKIE, language_of, page
from trimtab.web.sessions import address_of_request, drop_session, see_other

router = APIRouter(prefix="/account", include_in_schema=False)

Person = Annotated[Viewer, signed_in(browser=True)]
Text = Annotated[str, Form()]
DONE = ("language", "password", "session", "sessions", "token")
TOKEN_DAYS = (7, 30, 90, 365)


@router.get("")
def show(request: Request, viewer: Person, done: Annotated[str, Query()] = "") -> Response:
    """The account page."""
    return _show(request, viewer, done=done if done in DONE else "")


def _show(
    request: Request,
    viewer: Viewer,
    *,
    done: str = "",
    error: TrimtabError | None = None,
    field: str = "",
    secret: str = "",
) -> Response:
    """The page with what was done, or went wrong in a field; ``secret`` of a token, told once."""
    language = language_of(request, viewer)
    known = accounts(request)
    given = page(
        request,
        viewer,
        "account/account.html.j2",
        status_of(error) if error else 200,
        account=see_account(known, viewer.name),
        current=known.session_id(request.cookies.get(SESSION_COOKIE)),
        place=lambda region: place_title(region, language),
        rights=sorted(viewer.rights),
        days=TOKEN_DAYS,
        shortest=SHORTEST,
        done=done,
        said=sentence_of(error, language) if error else "",
        field=field,
        secret=secret,
        demonstration=known.demonstration,
    )
    if secret:
        given.headers["Cache-Control"] = "no-store"
    return given


@router.post("/language")
def language(request: Request, viewer: Person, chosen: Text = "") -> Response:
    """The language of pages and messages."""
    choose_language(accounts(request), viewer.name, chosen)
    answer = see_other("/account?done=language")
    answer.set_cookie(LANGUAGE_COOKIE, Language(chosen).value, samesite="lax", httponly=True)
    return answer


@router.post("/password")
def password(
    request: Request, viewer: Person, before: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Change the password; every other session ends."""
    known = accounts(request)
    keeping = known.session_id(request.cookies.get(SESSION_COOKIE))
    try:
        if password != again:
            raise InputRejectedError("WEB-036")
        address = address_of_request(request)
        change_password(known, viewer.name, before, password, address, keeping)
    except (InputRejectedError, NotAllowedError) as error:
        field = "before" if isinstance(error, NotAllowedError) else "password"
        return _show(request, viewer, error=error, field=field)
    return see_other("/account?done=password")


@router.post("/sessions/end")
def end_session(request: Request, viewer: Person, session: Text = "") -> Response:
    """End one session of one's own, or, without naming one, all others."""
    known = accounts(request)
    current = known.session_id(request.cookies.get(SESSION_COOKIE))
    if session and session == current:
        answer = see_other("/sign-in")
        drop_session(request, answer)
        return answer
    if session:
        known.end_sessions(viewer.name, only=session)
        return see_other("/account?done=session")
    known.end_sessions(viewer.name, keeping=current)
    return see_other("/account?done=sessions")


@router.post("/tokens")
def token(
    request: Request,
    viewer: Person,
    title: Text = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    days: Text = "",
) -> Response:
    """Make a token of one's own; the answer shows it, and nothing shows it again."""
    known = {right.value: right for right in Right}
    chosen = [known[one] for one in scopes or () if one in known]
    try:
        length = int(days) if days.isascii() and days.isdigit() else 0
        _, secret = make_token(
            accounts(request), viewer.name, viewer.name, title, chosen, min(length, 10_000)
        )
    except InputRejectedError as error:
        return _show(request, viewer, error=error, field="title")
    return _show(request, viewer, secret=secret)


@router.post("/tokens/{token_id}/revoke")
def revoke(request: Request, viewer: Person, token_id: str) -> Response:
    """End a token."""
    revoke_token(accounts(request), viewer.name, token_id)
    return see_other("/account?done=token")
