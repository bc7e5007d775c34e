"""What the pages of administration share."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import Response

from trimtab.app.office import place_title
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import TrimtabError
from trimtab.messages import LANGUAGES
from trimtab.office.rights import Right
from trimtab.web.access import needs
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, page

Manager = Annotated[Viewer, needs(Right.PEOPLE_MANAGE)]
Text = Annotated[str, Form()]
Words = Annotated[str, Query(max_length=100)]
DONE = (
    "added",
    "changed",
    "closed",
    "opened",
    "given",
    "withdrawn",
    "revoked",
    "channel_added",
    "channel_closed",
    "department_added",
    "department_closed",
    "tested",
    "procedure",
)
PARTS = (
    ("people", "/administration", Right.PEOPLE_MANAGE),
    ("departments", "/administration/departments", Right.PEOPLE_MANAGE),
    ("channels", "/administration/channels", Right.CHANNELS_MANAGE),
    ("procedure", "/administration/procedure", Right.CASES_CONFIGURE),
)


def show(
    request: Request, viewer: Viewer, template: str, error: TrimtabError | None, **context: Any
) -> Response:
    """A page of administration; an error stands above the form that it came from."""
    language = language_of(request, viewer)
    done = request.query_params.get("done", "") if error is None else ""
    answer = page(
        request,
        viewer,
        f"administration/{template}.html.j2",
        status_of(error) if error else 200,
        place=lambda region: place_title(region, language),
        said=sentence_of(error, language) if error else "",
        done=done if done in DONE else "",
        spoken=LANGUAGES,
        here=next((address for name, address, _ in PARTS if name == template), PARTS[0][1]),
        parts=[(name, address) for name, address, right in PARTS if viewer.may(right)],
        **context,
    )
    if context.get("secret"):
        answer.headers["Cache-Control"] = "no-store"
    return answer
