"""The replay: ``/replay?month=2008-03`` shows what was known on the last day of that month."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from trimtab.app.workbench.live import Found, live_of
from trimtab.app.workbench.live_part import part_of
from trimtab.app.workbench.overview import situation_of
from trimtab.app.workbench.overview_places import LEVELS
from trimtab.app.workbench.replay import Months, instant_of, months_of, parse_month, replay_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import Period
from trimtab.messages import format_period, text
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.monitored import waiting, waiting_page
from trimtab.web.rendering import language_of, page

router = APIRouter(include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]


@router.get("/replay")
def replay(
    request: Request, viewer: Seer, month: Annotated[str, Query(max_length=16)] = ""
) -> HTMLResponse:
    """The slider, what was known then, and how today's reading of that month differs."""
    opened = bench(request)
    live, language = live_of(opened), language_of(request, viewer)
    state = live.now()
    if not state.passes:
        return waiting_page(request, viewer, state, text("web.replay.heading", language))
    months = months_of(state.passes)
    chosen = parse_month(_asked(month, months), months)
    found = live.passes_at(instant_of(chosen))
    if not isinstance(found.answer, tuple):
        return then_page(request, viewer, chosen, found, months)
    then = part_of(opened, live, viewer, found.answer, chosen)
    now = part_of(opened, live, viewer, state.passes)
    asked = (chosen, then.regions, now.regions, language)
    shown = live.derived(
        ("replay", *asked), lambda: replay_of(chosen, then.passes, now.passes, language)
    )
    batches = opened.store.batches()
    situation = live.derived(
        ("replayed situation", *asked),
        lambda: situation_of(then.passes, batches, language, str(chosen)),
    )
    return page(
        request,
        viewer,
        "replay/replay.html.j2",
        months=months,
        chosen=chosen,
        replay=shown,
        situation=situation,
        levels=LEVELS,
        cases={},
        wait=None,
        basis=opened.workspace(viewer.name).basis,
    )


def _asked(month: str, months: Months) -> str:
    """The month of the address; the slider gives the number of one, counted from the first."""
    if month.isascii() and month.isdigit() and len(month) <= 3:
        return str(months.first + int(month))
    return month


def then_page(
    request: Request, viewer: Viewer, month: Period, found: Found, months: Months | None = None
) -> HTMLResponse:
    """A page on the past that is being computed, with the slider where it has one."""
    language = language_of(request, viewer)
    words = format_period(month, language)
    sentence = text("web.replay.computing", language, month=words)
    again = f"/live/progress?month={month}"
    told = waiting(language, found.step, found.failure, sentence, again)
    if months is None:
        return page(request, viewer, "overview/waiting.html.j2", wait=told, title=words)
    return page(request, viewer, "replay/replay.html.j2", wait=told, months=months, chosen=month)
