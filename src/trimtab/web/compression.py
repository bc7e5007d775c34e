"""Text is sent compressed to whoever understands it."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TEXT = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/javascript",
    "image/svg+xml",
)
_LEAST_BYTES = 512
_LEVEL = 5
_GZIP = 16 + zlib.MAX_WBITS


def compressible(headers: Headers, status: int) -> bool:
    """Whether an answer is text, whole, and not compressed yet."""
    length = headers.get("content-length")
    return (
        status == 200
        and "content-encoding" not in headers
        and headers.get("content-type", "").startswith(_TEXT)
        and (length is None or int(length) >= _LEAST_BYTES)
    )


class Compression:
    """gzip for text, as it streams; ``Vary`` says so to caches."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        understood = scope["type"] == "http" and "gzip" in Headers(scope=scope).get(
            "accept-encoding", ""
        )
        if not understood:
            await self.app(scope, receive, send)
            return
        squeeze: Callable[[bytes, bool], bytes] | None = None

        async def squeezed(message: Message) -> None:
            nonlocal squeeze
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if compressible(headers, message["status"]):
                    squeeze = _squeezer()
                    headers["Content-Encoding"] = "gzip"
                    headers.add_vary_header("Accept-Encoding")
                    del headers["Content-Length"]
            elif squeeze is not None and message["type"] == "http.response.body":
                more = message.get("more_body", False)
                message = {**message, "body": squeeze(message.get("body", b""), more)}
            await send(message)

        await self.app(scope, receive, squeezed)


def _squeezer() -> Callable[[bytes, bool], bytes]:
    """Compresses one piece after the other; the last is told so. Each piece leaves at once."""
    engine = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)

    def squeeze(piece: bytes, more: bool) -> bytes:
        return engine.compress(piece) + engine.flush(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)

    return squeeze
