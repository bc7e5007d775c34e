"""What public pages and the wallet share: answers that no cache keeps, drawings inside a page."""

from __future__ import annotations

from base64 import b64encode

from fastapi import Request
from fastapi.responses import Response

from trimtab.app.workbench.verification_pace import ASKED, pace_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import TrimtabError
from trimtab.messages import text
from trimtab.web.access import bench
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, page
from trimtab.web.sessions import address_of_request

_UNREADABLE = "unreadable"
_TITLES = {  # no certificate in what was handed in, and nothing wrong with the form
    "CREDENTIALS-097": "no_qr",
    "CREDENTIALS-098": "strange",
    "CREDENTIALS-104": "missing",
    "WEB-151": "too_many",
    "WEB-154": "missing",
    "WEB-155": "request_over",
    "WEB-156": "share_over",
}


def unkept(
    request: Request, viewer: Viewer, template: str, status: int = 200, **context: object
) -> Response:
    """A page that no cache keeps: a secret or a person may be in it."""
    answer = page(request, viewer, template, status, **context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def told(request: Request, viewer: Viewer, error: TrimtabError) -> Response:
    """An error as the answer to a visitor: a title and a sentence."""
    said = said_of(request, viewer, error)
    return unkept(request, viewer, "verification/told.html.j2", status_of(error), said=said)


def said_of(request: Request, viewer: Viewer, error: TrimtabError) -> dict[str, str]:
    """Kind, title and sentence of an error."""
    language = language_of(request, viewer)
    kind = _TITLES.get(error.code, _UNREADABLE)
    return {
        "kind": kind,
        "title": text(f"web.verification.title_of.{kind}", language),
        "text": sentence_of(error, language),
    }


def count_question(request: Request) -> None:
    """Count one more question of this address. Raises NotAllowedError WEB-151."""
    pace_of(bench(request)).count("asked", address_of_request(request), ASKED)


def drawing(svg: str) -> str:
    """A drawing as the source of a picture: a page holds no markup but its own."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode("ascii")


def base_of(request: Request) -> str:
    """The address of this server as the visitor reached it."""
    return str(request.base_url).rstrip("/")
