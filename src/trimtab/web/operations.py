"""Running a server: health, readiness, figures, one log line a request, and the layers around the
application."""

from __future__ import annotations

import re
import secrets
import time
from typing import Annotated

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trimtab.app.workbench.operations import condition
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs, public
from trimtab.web.compression import Compression
from trimtab.web.etag import EntityTags
from trimtab.web.idempotency import IdempotencyKeys
from trimtab.web.limits import BodyLimits
from trimtab.web.logging import logger
from trimtab.web.metrics import Metrics

REQUEST_ID = "X-Request-Id"
NO_ROUTE = "unmatched"
API = "/api/v1"
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

router = APIRouter(include_in_schema=False)


@router.get("/health")
def health(_viewer: Annotated[Viewer, public()]) -> JSONResponse:
    """The process answers; says nothing of what is behind it."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/ready")
def ready(request: Request, _viewer: Annotated[Viewer, public()]) -> JSONResponse:
    """Whether requests should be sent here: database, store and workers answer (503 if not)."""
    found = condition(bench(request))
    said = {
        "status": "ready" if found.ready else "not ready",
        "database": found.database,
        "store": found.store,
        "workers": found.workers.alive > 0 or found.workers.wanted == 0,
    }
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(said, 200 if found.ready else 503, headers=headers)


@router.get("/metrics")
def metrics(request: Request, _viewer: Annotated[Viewer, needs(Right.STORES_MAINTAIN)]) -> Response:
    """Figures for Prometheus, which comes with an API token."""
    found: Metrics = request.app.state.metrics
    return Response(found.text(), media_type=CONTENT_TYPE_LATEST)


class Observation:
    """Gives every request an id, counts it, times it, and logs one line about it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        status, size, begun = 500, 0, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            size += len(message.get("body", b""))
            await send(message)

        self.metrics.at_work.inc()
        try:
            await self.app(scope, receive, noted)
        finally:
            self.metrics.at_work.dec()
            seconds = time.perf_counter() - begun
            self._note(scope, status, size, seconds, request_id)

    def _note(self, scope: Scope, status: int, size: int, seconds: float, request_id: str) -> None:
        route, method = route_of(scope), method_of(scope)
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(method, route).observe(seconds)
        logger().info(
            "request",
            request_id=request_id,
            method=method,
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
            bytes=size,
        )


def route_of(scope: Scope) -> str:
    """The route's template: an address may hold the id of a case or person."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return "/static" if scope["path"].startswith("/static/") else NO_ROUTE
    inside = scope["path"].startswith(API) and not path.startswith(API)
    return f"{API}{path}" if inside else str(path)


def method_of(scope: Scope) -> str:
    """The method, if it is one that exists: anybody may send any word."""
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "OTHER"


def add_operations(application: FastAPI) -> None:
    """Add health, readiness and figures, and the layers around the application, inmost first."""
    application.state.metrics = Metrics(application.state.bench)
    application.include_router(router)
    application.add_middleware(IdempotencyKeys)
    application.add_middleware(EntityTags)
    application.add_middleware(Compression)
    application.add_middleware(BodyLimits)
    application.add_middleware(Observation, metrics=application.state.metrics)
