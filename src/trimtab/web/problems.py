"""Errors in words: problem documents (RFC 9457) below ``/api``, pages elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from trimtab.app.workbench.viewer import NOBODY, Viewer
from trimtab.kernel import (
    ConfigurationError,
    EnvironmentLackingError,
    InputRejectedError,
    NotAllowedError,
    Problem,
    StateError,
    TrimtabError,
    UnknownCodeError,
    UsageError,
)
from trimtab.messages import Language, explain_problem, has_text, text
from trimtab.web.access import viewer_of_request
from trimtab.web.headers import HEADERS
from trimtab.web.rendering import language_of, page
from trimtab.web.settings import ServerSettings

MEDIA_TYPE = "application/problem+json"
API = "/api/"
_PROGRAMS = (API, "/credentials/", "/presentations/")  # the W3C routes are not below the API
_DATA = frozenset({"/metrics"})  # addresses that programs alone ask for
_CHALLENGE = {"WWW-Authenticate": "Bearer"}
SIGN_IN = "/sign-in"
NOT_SIGNED_IN = "WEB-001"
_STATUSES: tuple[tuple[type[TrimtabError], int], ...] = (
    (UsageError, 400),
    (InputRejectedError, 422),
    (UnknownCodeError, 404),
    (StateError, 409),
    (ConfigurationError, 500),
    (EnvironmentLackingError, 503),
    (NotAllowedError, 403),
)
_STATUS_OF_CODE = {NOT_SIGNED_IN: 401, "WEB-021": 401, "WEB-022": 429, "WEB-151": 429}
_KNOWN_STATUSES = {400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503}
_LIMITS = ("max_length", "min_length", "le", "lt", "ge", "gt")


class ProblemPlace(BaseModel):
    """One thing wrong at one place of what was sent."""

    code: str
    place: str = Field(description="Where: file, row and column, or the field of the body.")
    detail: str = Field(description="The sentence in the language of the asker.")


class ProblemAnswer(BaseModel):
    """An error as RFC 9457 describes it; ``code`` is the same as on the command line."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:trimtab:error:WEB-004",
                    "title": "Not found",
                    "status": 404,
                    "detail": "Nothing stands at this address.",
                    "code": "WEB-004",
                    "params": {"address": "/api/v1/nothing"},
                    "problems": [],
                }
            ]
        }
    )

    type: str = Field(description="A name of this kind of error that never changes.")
    title: str
    status: int
    detail: str
    code: str
    params: dict[str, Any] = Field(description="The values of the sentence.")
    problems: list[ProblemPlace] = Field(description="Each place where something is wrong.")


def _declared(description: str) -> dict[str, Any]:
    return {
        "model": ProblemAnswer,
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}},
    }


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _declared("The call makes no sense as it stands"),
    401: _declared("Not signed in"),
    403: _declared("The right is missing here"),
    404: _declared("No such thing"),
    409: _declared("Not in the state this needs"),
    422: _declared("A value or file was refused; nothing was stored"),
    503: _declared("The machine lacks a program, font or library"),
}
"""Error answers that every route of the API declares."""


def status_of(error: TrimtabError) -> int:
    """The status an error is answered with."""
    if error.code in _STATUS_OF_CODE:
        return _STATUS_OF_CODE[error.code]
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def sentence_of(error: TrimtabError, language: Language) -> str:
    """The error's sentence without its code; its parameters where it has no sentence.

    Rights and fields of forms are said in words where there are words for them.
    """
    key = f"error.{error.code}"
    if not has_text(key, language):
        return str(error)
    shown = {name: int(v) if isinstance(v, bool) else v for name, v in error.params.items()}
    for name, word in (("right", "office.right.{}"), ("field", "web.field.{}")):
        if name in shown and has_text(said := word.format(shown[name]), language):
            shown[name] = text(said, language)
    return text(key, language, **shown)


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _title(status: int, language: Language) -> str:
    return text(f"web.status.{status if status in _KNOWN_STATUSES else 500}", language)


def without_places(error: TrimtabError, settings: ServerSettings) -> TrimtabError:
    """The same error, not telling a browser where on the server workspace and database are."""
    folder = str(settings.folder.resolve())
    hidden = {folder: "[workspace]"}
    if settings.database_url:
        hidden[settings.database_url] = "[database]"

    def shown(value: object) -> object:
        if isinstance(value, str | Path):
            value = str(value)
            for place, name in hidden.items():
                value = value.replace(place, name)
        return value

    problems = [
        replace(one, params={name: shown(value) for name, value in one.params.items()})
        for one in error.problems
    ]
    params = {name: shown(value) for name, value in error.params.items()}
    return type(error)(error.code, problems=problems, **params)


def problem_document(error: TrimtabError, status: int, language: Language) -> dict[str, Any]:
    """The body of a problem answer."""
    places = [
        {
            "code": one.code,
            "place": one.place,
            "detail": explain_problem(one, language).removeprefix(f"{one.place} "),
        }
        for one in error.problems
    ]
    return {
        "type": f"urn:trimtab:error:{error.code}",
        "title": _title(status, language),
        "status": status,
        "detail": sentence_of(error, language),
        "code": error.code,
        "params": {name: _plain(value) for name, value in error.params.items()},
        "problems": places,
    }


def answer(request: Request, error: TrimtabError, status: int | None = None) -> Response:
    """An error as the asker reads it: a document, a page, or the way to the sign-in page."""
    status = status or status_of(error)
    error = without_places(error, request.app.state.settings)
    if _wants_document(request):
        document = problem_document(error, status, language_of(request))
        headers = _CHALLENGE if status == 401 else None
        return JSONResponse(document, status, headers, media_type=MEDIA_TYPE)
    part = request.headers.get("HX-Request") == "true"
    if status == 401 and part:
        return Response(status_code=status, headers={"HX-Redirect": SIGN_IN})
    if status == 401 and request.method in ("GET", "HEAD"):
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': here}, quote_via=quote)}", 303)
    viewer = _viewer(request)
    lacking = error.code == "WEB-002" and request.url.path == "/"
    if lacking and (first := _first_place(request, viewer)):
        return RedirectResponse(first, 303)  # the overview is not for schools and holders
    document = problem_document(error, status, language_of(request, viewer))
    template = "errors/part.html.j2" if part else "errors/error.html.j2"
    return page(request, viewer, template, status, error=document)


def _first_place(request: Request, viewer: Viewer) -> str:
    """The first page that navigation shows a viewer; empty for whoever is shown none."""
    places = getattr(request.app.state, "places", ())
    return next((one.address for one in places if one.open_to(viewer)), "")


def _viewer(request: Request) -> Viewer:
    """Who reads the page; nobody where finding that out is what failed."""
    try:
        return viewer_of_request(request)
    except Exception:
        return NOBODY


def _wants_document(request: Request) -> bool:
    """Data: the API, the W3C routes, figures, data pages asked for by ``.json``, ``.csv`` etc."""
    path = request.url.path
    return path.startswith(_PROGRAMS) or path in _DATA or "." in path.rpartition("/")[2]


def _problem(found: dict[str, Any]) -> Problem:
    """One finding of pydantic. What was typed is never repeated: it may be a password."""
    kind, context = str(found["type"]), found.get("ctx", {})
    params: dict[str, object] = {}
    code = "WEB-008"
    if kind == "missing":
        code = "WEB-009"
    elif limit := next((context[name] for name in _LIMITS if name in context), None):
        code, params = "WEB-010", {"limit": limit}
    elif "expected" in context:
        code, params = "WEB-011", {"allowed": context["expected"]}
    elif kind == "extra_forbidden":
        code = "WEB-012"
    return Problem(code, column=".".join(map(str, found["loc"])), params=params)


def _of_request(error: RequestValidationError) -> TrimtabError:
    """What FastAPI found in address, headers or body, as our own error."""
    problems = [_problem(one) for one in error.errors()]
    return InputRejectedError("WEB-003", n=len(problems), problems=problems)


def add_problem_answers(application: FastAPI) -> None:
    """Answer every error in words; a defect without detail."""

    @application.exception_handler(TrimtabError)
    def told(request: Request, error: TrimtabError) -> Response:
        return answer(request, error)

    @application.exception_handler(RequestValidationError)
    def refused(request: Request, error: RequestValidationError) -> Response:
        return answer(request, _of_request(error))

    @application.exception_handler(HTTPException)
    def stopped(request: Request, error: HTTPException) -> Response:
        address = request.url.path
        match error.status_code:
            case 404:
                told = TrimtabError("WEB-004", address=address)
            case 405:
                told = TrimtabError("WEB-005", address=address, method=request.method)
            case status:
                told = TrimtabError("WEB-007", status=status)
        given = answer(request, told, error.status_code)
        given.headers.update(error.headers or {})
        return given

    @application.exception_handler(Exception)
    def defect(request: Request, error: Exception) -> Response:
        given = answer(request, TrimtabError("WEB-006"), 500)
        given.headers.update(HEADERS)  # this answer is made outside of the headers' middleware
        return given
