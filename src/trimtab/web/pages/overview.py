"""The first page: ``/``, and the fragment that waits for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from trimtab.app.workbench.live import live_of
from trimtab.app.workbench.live_part import part_of
from trimtab.app.workbench.overview import situation_of
from trimtab.app.workbench.overview_news import look, news_between, seen_now
from trimtab.app.workbench.overview_places import LEVELS
from trimtab.app.workbench.overview_work import to_do
from trimtab.app.workbench.replay import instant_of, months_of, parse_month
from trimtab.app.workbench.viewer import Viewer
from trimtab.messages import text
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.monitored import progress_answer, stale_notice, waiting_page
from trimtab.web.rendering import language_of, page

router = APIRouter(include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]
Month = Annotated[str, Query(max_length=16)]


@router.get("/")
def overview(request: Request, viewer: Seer) -> HTMLResponse:
    """How things stand, what changed since the viewer last looked, what waits for them."""
    opened = bench(request)
    live = live_of(opened)
    state, language = live.now(), language_of(request, viewer)
    if not state.passes:
        return waiting_page(request, viewer, state, text("web.overview.heading", language))
    batches, part = opened.store.batches(), part_of(opened, live, viewer, state.passes)
    situation = live.derived(
        ("overview", part.regions, language), lambda: situation_of(part.passes, batches, language)
    )
    seen = live.derived(("seen", part.regions), lambda: seen_now(part.passes, batches)).again()
    before = look(opened.office.engine, viewer.name, seen)
    news = news_between(before, seen, part.passes, batches, language)
    return page(
        request,
        viewer,
        "overview/overview.html.j2",
        situation=situation,
        news=news,
        work=to_do(opened, viewer, language),
        levels=LEVELS,
        stale=stale_notice(state, language),
        basis=opened.workspace(viewer.name).basis,
    )


@router.get("/live/progress")
def progress(request: Request, viewer: Seer, month: Month = "") -> HTMLResponse:
    """How far today's passes are, or those of a month that is replayed."""
    live = live_of(bench(request))
    state = live.now()
    if not month or not state.passes:
        ready = not state.stale or state.failure is not None
        return progress_answer(request, viewer, state, ready, "/live/progress")
    chosen = parse_month(month, months_of(state.passes))
    found = live.passes_at(instant_of(chosen))
    again = f"/live/progress?month={chosen}"
    return progress_answer(request, viewer, found, found.answer is not None, again)
