"""Quick search: pages by their names, and whatever other nouns offer by theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from trimtab.app.workbench.viewer import Viewer
from trimtab.messages import LANGUAGES, Language, text
from trimtab.web.access import bench, signed_in
from trimtab.web.registry import Place
from trimtab.web.rendering import language_of, page

router = APIRouter(include_in_schema=False)
SERVICE = "search."
"""Start of the names of services that search: each a ``Finder``."""

MOST = 5  # of each noun


class Found(NamedTuple):
    """One thing found: how it is called, where it is, what it is."""

    title: str
    address: str
    note: str = ""


Finder = Callable[[Viewer, str, Language], Iterable[tuple[str, str, str]]]


def find_places(places: Iterable[Place], words: str, language: Language) -> list[Found]:
    """Pages whose name in any language, or address, holds the words."""
    wanted = words.casefold()
    return [
        Found(text(f"web.nav.{place.noun}", language), place.address)
        for place in places
        if wanted in place.noun
        or any(wanted in text(f"web.nav.{place.noun}", one).casefold() for one in LANGUAGES)
    ]


@router.get("/search")
def search(
    request: Request,
    viewer: Annotated[Viewer, signed_in()],
    q: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """What was found, by noun; a fragment for the search line, else a page of its own."""
    words, language = q.strip(), language_of(request, viewer)
    groups: dict[str, list[Found]] = {}
    if words:
        open_places = (one for one in request.app.state.places if one.open_to(viewer))
        groups["pages"] = find_places(open_places, words, language)[:MOST]
        for name, finder in list(bench(request).services.items()):  # a finder may open services
            if name.startswith(SERVICE):
                found = [Found(*one) for one in finder(viewer, words, language)]
                groups[name.removeprefix(SERVICE)] = found[:MOST]
    fragment = request.headers.get("HX-Request") == "true"
    template = "search/found.html.j2" if fragment else "search/page.html.j2"
    shown = {noun: found for noun, found in groups.items() if found}
    return page(request, viewer, template, words=words, groups=shown)
