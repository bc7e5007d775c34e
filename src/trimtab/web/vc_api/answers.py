"""Answers of the VC API: what was found, and errors as problem documents with ``verified``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from trimtab.app.vc_api import Verified
from trimtab.app.vc_api_problems import answer_document, refusal_details
from trimtab.kernel import InputRejectedError, TrimtabError
from trimtab.messages import Language, explain_problem, text
from trimtab.web.problems import MEDIA_TYPE, problem_document, sentence_of, status_of
from trimtab.web.rendering import language_of

_TOO_LARGE = "CREDENTIALS-007"
"""The document is larger than may be read: the answer is 413."""


def _language(request: Request) -> Language:
    """What the asker prefers, else what the server was started in."""
    started: Language = getattr(request.app.state, "language", Language.ZH)
    return language_of(request, otherwise=started)


async def raw_body(request: Request) -> bytes:
    """The body as it came: doubled keys and large numbers must be seen, not lost in reading."""
    return await request.body()


def told(request: Request, found: Verified, document: dict[str, Any] | None = None) -> Response:
    """200 where nothing speaks against the document, 400 with the reasons where something does.

    ``document`` is sent back where the request asked for it.
    """
    language = _language(request)
    body = answer_document(found, language)
    if document is not None:
        body["document"] = document
    if found.verified:
        return JSONResponse(body)
    refused = InputRejectedError("WEB-190", outcome=found.outcome.value)
    problem = problem_document(refused, 400, language)
    problem["title"] = text("web.vc_api.not_verified", language)
    return JSONResponse({**problem, **body}, 400, media_type=MEDIA_TYPE)


def refused(request: Request, error: TrimtabError, status: int | None = None) -> Response:
    """A request or document that was refused before anything could be verified or signed.

    400 where the specification has that for whatever is wrong with a request, 413 for a document
    that is too large; ``status`` where the caller knows it.
    """
    language = _language(request)
    if status is None:
        status = 400 if isinstance(error, InputRejectedError) else status_of(error)
    if error.code == _TOO_LARGE:
        status = 413
    body = problem_document(error, status, language)
    if status == 400:
        body["title"] = text("web.vc_api.refused", language)
    if isinstance(error, InputRejectedError):
        sentences = [explain_problem(one, language) for one in error.problems]
        sentence = " ".join([sentence_of(error, language), *sentences])
        body |= {"verified": False, "problemDetails": refusal_details(error, sentence)}
    return JSONResponse(body, status, media_type=MEDIA_TYPE)


def answered(request: Request, deed: Callable[[], Response]) -> Response:
    """What a deed answers, or its refusal in words."""
    try:
        return deed()
    except TrimtabError as error:
        return refused(request, error)
