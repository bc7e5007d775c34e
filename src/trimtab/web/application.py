"""The application: workbench, routes, errors in words, headers."""

from __future__ import annotations

from fastapi import FastAPI

from trimtab.app.workbench import Workbench
from trimtab.app.workbench.time_zone import named_time_zone
from trimtab.web.assets import ADDRESS, serve_assets
from trimtab.web.demonstration import check_demonstration
from trimtab.web.headers import SecurityHeaders
from trimtab.web.operations import add_operations
from trimtab.web.problems import add_problem_answers
from trimtab.web.registry import add_routes
from trimtab.web.settings import ServerSettings


def create_application(bench: Workbench, settings: ServerSettings) -> FastAPI:
    """The whole workbench as one ASGI application over an open workspace.

    Raises ConfigurationError WEB-020 for a demonstration that others could reach, WEB-200 for a
    time zone that does not exist.
    """
    check_demonstration(settings)
    named_time_zone()
    application = FastAPI(
        title="Trimtab", openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None
    )
    application.state.bench = bench
    application.state.settings = settings
    add_problem_answers(application)
    add_routes(application)
    add_operations(application)
    application.mount(ADDRESS, serve_assets, name="static")
    application.add_middleware(SecurityHeaders, secure=settings.secure_cookies)
    return application
