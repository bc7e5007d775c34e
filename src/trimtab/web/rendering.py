"""Pages from templates: the words, the viewer and the address are at hand in each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trimtab.app.demonstration_titles import title_in
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.time_zone import office_time_zone
from trimtab.app.workbench.viewer import NOBODY, Viewer
from trimtab.kernel import Basis
from trimtab.messages import LANGUAGES, Language, has_text, text
from trimtab.office.rights import Right
from trimtab.web.assets import asset_address
from trimtab.web.charts import chart_table, drawn_document
from trimtab.web.forms import Forms, as_json

LANGUAGE_COOKIE = "trimtab_language"
_ONE_YEAR = 31_536_000  # seconds
MACROS = "macros/all.html.j2"


def given(thing: Any, name: str) -> Any:
    """An item of a mapping or an attribute of a record; None where it is not given."""
    if isinstance(thing, Mapping):
        return thing.get(name)
    return getattr(thing, name, None)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of this room; a name that is not given is an error."""
    made = Environment(
        loader=PackageLoader("trimtab.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        Right=Right, languages=LANGUAGES, asset=asset_address, as_json=as_json, given=given
    )
    return made


def language_of(
    request: Request, viewer: Viewer = NOBODY, otherwise: Language = Language.ZH
) -> Language:
    """``?lang=``, else the cookie, else the viewer's own, else what the browser prefers, else
    ``otherwise``."""
    accepted = request.headers.get("accept-language", "")
    wanted = (
        request.query_params.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
        viewer.language,
        *(part.partition(";")[0].strip() for part in accepted.split(",")),
    )
    for one in wanted:
        if one and one[:2].lower() in set(Language):
            return Language(one[:2].lower())
    return otherwise


def office_zone(request: Request) -> tzinfo:
    """The clock of the office; UTC where there is none to ask, or it fails."""
    try:
        return office_time_zone(request.app.state.bench)
    except Exception:  # the page of an error must appear also where the store fails
        return UTC


def _same_page(request: Request, language: Language) -> str:
    """The address of this page in another language; of a form's answer, its own page."""
    address = request.url.include_query_params(lang=language.value)
    return f"{address.path}?{address.query}"


def _shared(request: Request, viewer: Viewer) -> dict[str, Any]:
    """What every template and macro has at hand."""
    language = language_of(request, viewer)
    forms = Forms(language, office_zone(request))

    def say(key: str, /, **params: Any) -> str:
        return text(key, language, **params)

    def says(key: str) -> bool:
        return has_text(key, language)

    def csrf_field() -> Markup:
        if not viewer.csrf_token:
            return Markup("")
        field = '<input type="hidden" name="csrf_token" value="{}">'
        return Markup(field).format(viewer.csrf_token)

    return {
        "request": request,
        "viewer": viewer,
        "language": language,
        "t": say,
        "says": says,
        "says_in": lambda other, key: text(key, other),
        "form": forms,
        "drawn_document": lambda document: drawn_document(document, forms),
        "chart_table": lambda document: chart_table(document, forms),
        "csrf_field": csrf_field,
        "person": lambda title: title_in(title, language),
        "in_language": lambda other: _same_page(request, other),
    }


def _demonstration(request: Request, viewer: Viewer) -> str:
    """Of what basis the data of a demonstration are, for the line above each page; else empty."""
    if not request.app.state.settings.demonstration:
        return ""
    try:
        bench: Workbench = request.app.state.bench
        return bench.workspace(viewer.actor or "").basis.value
    except Exception:  # the page of an error must appear also where the store fails
        return Basis.OBSERVED.value


def render(request: Request, viewer: Viewer, template: str, **context: Any) -> str:
    """A template with the context and with what every template has at hand.

    ``t(key, n=..)`` a sentence of the catalogue; ``form.period(..)`` and the like, dates and
    numbers in the form of the language; ``ui`` the macros; ``csrf_field()`` for every form;
    ``person(title)`` the title of an actor or department, also of the demonstration's;
    ``viewer``, ``language``, ``request``; ``places`` of navigation open to the viewer.
    """
    shared = _shared(request, viewer)
    templates = environment()
    shared["ui"] = templates.get_template(MACROS).make_module(shared)
    places = getattr(request.app.state, "places", ())
    shared["places"] = [place for place in places if place.open_to(viewer)]
    shared["demonstrated"] = _demonstration(request, viewer)
    return templates.get_template(template).render(shared | context)


def page(
    request: Request, viewer: Viewer, template: str, status: int = 200, **context: Any
) -> HTMLResponse:
    """A template as an answer; also for the fragments that htmx asks for.

    A language chosen in the address is kept in a cookie.
    """
    made = HTMLResponse(render(request, viewer, template, **context), status_code=status)
    made.headers["Vary"] = "Cookie, Accept-Language, HX-Request"
    if (chosen := request.query_params.get("lang")) in set(Language):
        secure = request.app.state.settings.secure_cookies
        made.set_cookie(
            LANGUAGE_COOKIE, str(chosen), max_age=_ONE_YEAR, samesite="lax", secure=secure
        )
    return made
