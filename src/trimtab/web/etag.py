"""Answers that did not change are not sent again."""

from __future__ import annotations

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MOST_BYTES = 2 * 2**20


def matches(asked: str, mark: str) -> bool:
    """Whether an ``If-None-Match`` names the mark; weak and strong marks are the same here.

    Examples
    --------
    >>> matches('"a", W/"b"', 'W/"b"'), matches('"a"', 'W/"b"'), matches("*", '"x"')
    (True, False, True)
    """
    listed = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return "*" in listed or mark.removeprefix("W/") in listed


class EntityTags:
    """Marks answers to GET by their content and answers 304 to whoever has them already.

    Marks that an answer sets itself stay. Answers that stream, or exceed 2 MiB, are not marked.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Marked(Headers(scope=scope).get("if-none-match"), send))


class _Marked:
    """Holds the start of an answer back until its body shows whether it must be sent."""

    def __init__(self, asked: str | None, send: Send) -> None:
        self.asked, self.send = asked, send
        self.start: Message | None = None
        self.silent = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 200:
                self.start = message
            else:
                await self.send(message)
        elif message["type"] == "http.response.body" and self.start is not None:
            start, self.start = self.start, None
            await self._begin(start, message)
        elif not self.silent:
            await self.send(message)

    async def _begin(self, start: Message, message: Message) -> None:
        headers = MutableHeaders(scope=start)
        body, more = message.get("body", b""), message.get("more_body", False)
        mark = headers.get("etag")
        kept = "no-store" not in headers.get("cache-control", "")
        if mark is None and kept and body and not more and len(body) <= _MOST_BYTES:
            mark = headers["ETag"] = f'W/"{sha256(body).hexdigest()[:32]}"'
        if mark is None or self.asked is None or not matches(self.asked, mark):
            await self.send(start)
            await self.send(message)
            return
        self.silent = more
        for name in ("content-length", "content-type", "content-encoding"):
            del headers[name]
        await self.send({**start, "status": 304})
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})
