"""``/api/v1/account``: who one is, one's own sessions and tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench.account_tokens import make_token, revoke_token, tokens_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.accounts import ApiToken, Entry
from trimtab.office.rights import Right
from trimtab.web.access import SESSION_COOKIE, accounts, signed_in
from trimtab.web.paging import Asked
from trimtab.web.problems import PROBLEMS

router = APIRouter(prefix="/account", tags=["account"], responses=PROBLEMS)

Anybody = Annotated[Viewer, signed_in()]
Person = Annotated[Viewer, signed_in(browser=True)]
Name = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", examples=["0123456789abcdef"])]


class AccountAnswer(BaseModel):
    """Who calls, and what they may do: of a token, no more than its scopes."""

    account_id: str = Field(examples=["analyst-01"])
    title: str = Field(examples=["First analyst"])
    department_id: str | None
    language: str | None
    rights: list[Right]


class SessionItem(BaseModel):
    """A place where one is signed in."""

    session_id: str
    entry: Entry
    device: str = Field(examples=["Firefox, Windows"])
    current: bool
    made_at: datetime
    seen_at: datetime
    until: datetime


class SessionsAnswer(BaseModel):
    """One's own sessions."""

    items: list[SessionItem]
    total: int
    next: str | None


class TokenItem(BaseModel):
    """A token of a program; its secret is shown once, when it is made."""

    token_id: str
    title: str = Field(examples=["monthly export"])
    scopes: list[Right]
    made_at: datetime
    until: datetime
    used_at: datetime | None


class TokensAnswer(BaseModel):
    """One's own tokens."""

    items: list[TokenItem]
    total: int
    next: str | None


class TokenGiven(BaseModel):
    """A token to be made."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"title": "monthly export", "scopes": ["observations.see"], "days": 90}]
        },
    )

    title: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
    scopes: Annotated[list[Right], Field(min_length=1, max_length=len(Right))]
    days: Annotated[int, Field(ge=1, le=365)]


class TokenMade(BaseModel):
    """A new token with its secret, which nothing shows again."""

    token: TokenItem
    secret: str = Field(examples=["trimtab_..."])


@router.get("", summary="Who one is")
def show(viewer: Anybody) -> AccountAnswer:
    """The account behind a session or token."""
    return AccountAnswer(
        account_id=viewer.name,
        title=viewer.title,
        department_id=viewer.department_id,
        language=viewer.language,
        rights=sorted(viewer.rights),
    )


@router.get("/sessions", summary="One's own sessions")
def list_sessions(request: Request, viewer: Person, asked: Asked) -> SessionsAnswer:
    """Where one is signed in."""
    known = accounts(request)
    current = known.session_id(request.cookies.get(SESSION_COOKIE))
    page = asked.of(known.sessions_of(viewer.name), lambda one: one.session_id)
    items = [
        SessionItem(
            session_id=one.session_id,
            entry=one.entry,
            device=one.device,
            current=one.session_id == current,
            made_at=one.made_at,
            seen_at=one.seen_at,
            until=one.until,
        )
        for one in page.items
    ]
    return SessionsAnswer(items=items, total=page.total, next=page.next)


@router.delete("/sessions/{session_id}", status_code=204, summary="End a session")
def end_session(request: Request, viewer: Person, session_id: Name) -> Response:
    """One of one's own; ending it again changes nothing."""
    accounts(request).end_sessions(viewer.name, only=session_id)
    return Response(status_code=204)


@router.get("/tokens", summary="One's own tokens")
def list_tokens(request: Request, viewer: Anybody, asked: Asked) -> TokensAnswer:
    """Without their secrets, of which only hashes are kept."""
    page = asked.of(tokens_of(accounts(request), viewer.name), lambda one: one.token_id)
    items = [_item(one) for one in page.items]
    return TokensAnswer(items=items, total=page.total, next=page.next)


@router.post(
    "/tokens", status_code=201, summary="Make a token", openapi_extra={"x-answer-once": True}
)
def add_token(request: Request, viewer: Person, given: TokenGiven) -> TokenMade:
    """For a person who is signed in: no token makes another."""
    token, secret = make_token(
        accounts(request), viewer.name, viewer.name, given.title, given.scopes, given.days
    )
    return TokenMade(token=_item(token), secret=secret)


@router.delete("/tokens/{token_id}", status_code=204, summary="Revoke a token")
def end_token(request: Request, viewer: Person, token_id: Name) -> Response:
    """Programs that use it are refused at once."""
    revoke_token(accounts(request), viewer.name, token_id)
    return Response(status_code=204)


def _item(token: ApiToken) -> TokenItem:
    return TokenItem(
        token_id=token.token_id,
        title=token.title,
        scopes=list(token.scopes),
        made_at=token.made_at,
        until=token.until,
        used_at=token.used_at,
    )
