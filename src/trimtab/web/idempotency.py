"""``Idempotency-Key``: a write that is asked for again with the same key is answered again.

For POST, PUT, PATCH and DELETE below ``/api`` of somebody known. The same key with another
request is refused (422, WEB-113); while the first is at work, the second is told to wait (409,
WEB-114); where the first took effect and its answer was lost, the second is told so (409,
WEB-115). Errors on our side (5xx) that wrote nothing free the key.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trimtab.app.workbench.requests import (
    KEY_LONGEST,
    KeptRequest,
    RequestKey,
    Requests,
    RequestState,
)
from trimtab.kernel import InputRejectedError, StateError, TrimtabError
from trimtab.web.access import bench, viewer_of_request
from trimtab.web.problems import answer

HEADER = "idempotency-key"
REPLAYED = "Idempotency-Replayed"
ANSWER_ONCE = "x-answer-once"
"""In ``openapi_extra`` of a route whose answer shows a secret: it is not kept."""

_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
_KEPT_HEADERS = ("content-type", "location", "etag", "content-language")
_IN_MEMORY = 2**20
_CONTENT_MOST = 2**20
_KEY = re.compile(rf"[!-~]{{1,{KEY_LONGEST}}}")


class IdempotencyKeys:
    """See the module."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if not _KEY.fullmatch(key):
            error = InputRejectedError("WEB-116", longest=KEY_LONGEST)
            await answer(request, error)(scope, receive, send)
            return
        viewer = await run_in_threadpool(viewer_of_request, request)
        if viewer.actor is None:  # the route itself refuses, or has nothing to protect
            await self.app(scope, receive, send)
            return
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
            digest = await _read(scope, receive, body)
            asked = RequestKey(viewer.actor, key, digest)
            requests: Requests = bench(request).services["requests"]
            try:
                known = await run_in_threadpool(requests.begin, asked)
            except TrimtabError as failure:
                await answer(request, failure)(scope, receive, send)
                return
            if known is not None:
                again = _again(request, asked, known)
                await again(scope, receive, send)
                return
            await self._do(requests, asked, scope, _again_from(body, receive), send)

    def _key(self, scope: Scope) -> str | None:
        if scope["type"] != "http" or scope["method"] not in _UNSAFE:
            return None
        return Headers(scope=scope).get(HEADER) if scope["path"].startswith("/api/") else None

    async def _do(
        self, requests: Requests, asked: RequestKey, scope: Scope, receive: Receive, send: Send
    ) -> None:
        heard = _Heard()

        async def noted(message: Message) -> None:
            """The answer is kept before its end is sent: who has it can ask again."""
            heard.take(message)
            if heard.over:
                await run_in_threadpool(_settle, requests, asked, scope, heard)
            await send(message)

        try:
            with requests.noting(asked):
                await self.app(scope, receive, noted)
        except BaseException:
            await run_in_threadpool(requests.give_up, asked)
            raise


@dataclass
class _Heard:
    """An answer as it is sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)
    over: bool = False

    def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = Headers(raw=message.get("headers", []))
            self.headers = {name: given[name] for name in _KEPT_HEADERS if name in given}
        elif message["type"] == "http.response.body":
            self.content += message.get("body", b"")
            self.over = not message.get("more_body", False)


def _settle(requests: Requests, asked: RequestKey, scope: Scope, heard: _Heard) -> None:
    if heard.status >= 500:
        requests.give_up(asked)
        return
    extra: Mapping[str, object] = getattr(scope.get("route"), "openapi_extra", None) or {}
    secret = bool(extra.get(ANSWER_ONCE)) and heard.status < 400
    text = None if secret or len(heard.content) > _CONTENT_MOST else _text(bytes(heard.content))
    requests.answer(asked, heard.status, heard.headers, text)


def _text(content: bytes) -> str | None:
    """The answer as text; what is not is not kept, as nor is what no database keeps."""
    try:
        found = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in found else found


async def _read(scope: Scope, receive: Receive, body: IO[bytes]) -> str:
    """Take the whole body, to memory or to disk; the SHA-256 of what is asked."""
    digest = sha256()
    parts = (scope["method"], scope["path"], scope["query_string"].decode("latin-1"))
    digest.update("\n".join(parts).encode() + b"\n")
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        digest.update(message.get("body", b""))
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    body.seek(0)
    return digest.hexdigest()


def _again_from(body: IO[bytes], receive: Receive) -> Receive:
    """Hands the body on, then what else the server has to tell."""
    over = False

    async def hand_on() -> Message:
        nonlocal over
        if over:
            return await receive()
        piece = body.read(_IN_MEMORY)
        over = len(piece) < _IN_MEMORY
        return {"type": "http.request", "body": piece, "more_body": not over}

    return hand_on


def _again(request: Request, asked: RequestKey, known: KeptRequest) -> Response:
    """The answer to a request whose key was used before."""
    if known.digest != asked.digest:
        return answer(request, InputRejectedError("WEB-113", key=asked.key))
    if known.state is RequestState.ANSWERED and known.content is not None and known.status:
        kept = Response(known.content, known.status, headers=dict(known.headers))
        kept.headers[REPLAYED] = "true"
        return kept
    if known.at_work:
        waiting = answer(request, StateError("WEB-114", key=asked.key))
        waiting.headers["Retry-After"] = "2"
        return waiting
    lost: TrimtabError = StateError("WEB-115", key=asked.key)
    return answer(request, lost)
