"""How large the body of a request may be, by where it goes."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trimtab.kernel import InputRejectedError, NotAllowedError, TrimtabError, UsageError
from trimtab.web.access import viewer_of_request
from trimtab.web.problems import NOT_SIGNED_IN, answer

MEBIBYTE = 2**20
USUAL_BYTES = 1 * MEBIBYTE
UPLOAD_BYTES = 256 * MEBIBYTE
ATTACHMENT_BYTES = 21 * MEBIBYTE
"""A file of 20 MiB and the form around it."""

PHOTOGRAPH_BYTES = 8 * MEBIBYTE
"""A picture of a certificate, which anybody may have verified."""

MultiPartParser.spool_max_size = PHOTOGRAPH_BYTES
"""Who reads a form first (a route, or what looks for its token), no file of it is written to a disk
unless it is larger than anybody may hand in to be verified: that page keeps nothing."""

LARGER = (
    ("/verify", PHOTOGRAPH_BYTES),
    ("/api/v1/verification", PHOTOGRAPH_BYTES),
    ("/certificates/batches", UPLOAD_BYTES),
    ("/api/v1/certificate-batches", UPLOAD_BYTES),
    ("/imports", UPLOAD_BYTES),
    ("/api/v1/imports", UPLOAD_BYTES),
    ("/cases", ATTACHMENT_BYTES),
    ("/api/v1/cases", ATTACHMENT_BYTES),
)


def most_bytes(path: str) -> int:
    """How many bytes may be sent to an address.

    Examples
    --------
    >>> most_bytes("/imports") > most_bytes("/importsome") == most_bytes("/account")
    True
    """
    for start, most in LARGER:
        if path == start or path.startswith(f"{start}/"):
            return most
    return USUAL_BYTES


class _TooLargeError(Exception):
    """More came than may come."""


class BodyLimits:
    """Refuses a body that is too large: before it is read where its length is declared, else as
    soon as too much has come (413, WEB-111). Refuses a length that is no number (WEB-112) and an
    address with a NUL in it (WEB-126), and what is larger than usual of somebody not signed in
    (WEB-001), but for a photograph of a certificate: forms are read, and files written to the disk,
    before a route asks who sends them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            # No text that a database keeps holds this sign: nothing can stand there.
            error = UsageError("WEB-126")
            await answer(Request(scope), error)(scope, receive, send)
            return
        most = most_bytes(scope["path"])
        declared = Request(scope).headers.get("content-length", "0")
        if not (declared.isascii() and declared.isdigit()):
            error = UsageError("WEB-112", given=declared[:40])
            await answer(Request(scope), error)(scope, receive, send)
        elif int(declared) > most:
            await _refuse(scope, receive, send, most)
        elif refusal := await _of_a_stranger(scope, int(declared), most):
            await refusal(scope, receive, send)
        else:
            await self._watched(scope, receive, send, most)

    async def _watched(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        """What reads the body may turn our error into one of its own: its answer is dropped."""
        come, begun = 0, False

        async def counted() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > most:
                raise _TooLargeError
            return message

        async def passed_on(message: Message) -> None:
            nonlocal begun
            if come <= most or begun:
                begun = True
                await send(message)

        try:
            await self.app(scope, counted, passed_on)
        except _TooLargeError:
            if begun:
                raise
        if come > most and not begun:
            await _refuse(scope, receive, send, most)


async def _of_a_stranger(scope: Scope, declared: int, most: int) -> Response | None:
    """The answer to somebody unknown who sends more than is usual, or does not say how much."""
    unsaid = "transfer-encoding" in Headers(scope=scope)
    if most <= PHOTOGRAPH_BYTES or (declared <= USUAL_BYTES and not unsaid):
        return None
    request = Request(scope)
    try:
        viewer = await run_in_threadpool(viewer_of_request, request)
    except TrimtabError as failure:
        return answer(request, failure)
    if viewer.actor is not None:
        return None
    refusal = answer(request, NotAllowedError(NOT_SIGNED_IN))
    refusal.headers["Connection"] = "close"
    return refusal


async def _refuse(scope: Scope, receive: Receive, send: Send, most: int) -> None:
    error = InputRejectedError("WEB-111", most=f"{most // MEBIBYTE:,}")
    refusal = answer(Request(scope), error, 413)
    refusal.headers["Connection"] = "close"  # what still comes is not read
    await refusal(scope, receive, send)
