"""Alerts: ``/alerts`` with filters, ``/alerts.csv`` and ``.json``, and the page of one."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from trimtab.app.alerts import Alert
from trimtab.app.workbench.alert_card import AlertView, find_alert, view_alert
from trimtab.app.workbench.alert_files import alert_record, alerts_csv
from trimtab.app.workbench.alert_titles import place_words
from trimtab.app.workbench.alert_work import AlertDesk, cases_by_alert, work_on
from trimtab.app.workbench.alerts import (
    AlertFilter,
    Standing,
    alert_row,
    choices_of,
    find_alerts,
    page_of_alerts,
)
from trimtab.app.workbench.live import Live, LiveState, live_of
from trimtab.app.workbench.live_part import Part, part_of
from trimtab.app.workbench.live_questions import ClearingAsked
from trimtab.app.workbench.replay import instant_of, months_of, parse_month
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import Period
from trimtab.messages import Language, text
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.addresses import address
from trimtab.web.downloads import download
from trimtab.web.monitored import stale_notice, waiting_page
from trimtab.web.pages.replay import then_page
from trimtab.web.rendering import language_of, page

router = APIRouter(include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]
Handler = Annotated[Viewer, needs(Right.ALERTS_HANDLE)]
AlertId = Annotated[str, Path(max_length=80)]
Code = Annotated[str, Query(max_length=80)]
Month = Annotated[str, Query(max_length=16)]
_LIMIT = 50


def asked_of(
    q: Annotated[str, Query(max_length=100, description="Words of the title, or a code")] = "",
    indicator: Code = "",
    region: Code = "",
    industry: Code = "",
    level: Annotated[int, Query(ge=1, le=4, description="This level and higher")] = 1,
    standing: Standing = Standing.OPEN,
) -> AlertFilter:
    """The filter of an address."""
    return AlertFilter(q, indicator, region, industry, level, standing)


Asked = Annotated[AlertFilter, Depends(asked_of)]


def parts_of(asked: AlertFilter, month: str = "") -> list[tuple[str, str]]:
    """A filter as parts of an address; what says nothing is left out."""
    return [
        ("q", asked.words),
        ("indicator", asked.indicator),
        ("region", asked.region),
        ("industry", asked.industry),
        ("level", str(asked.level) if asked.level > 1 else ""),
        ("standing", asked.standing.value if asked.standing is not Standing.OPEN else ""),
        ("month", month),
    ]


class _Known(NamedTuple):
    """What the viewer may see of the passes as known today or at the end of a month."""

    live: Live
    state: LiveState
    month: Period | None
    part: Part


def _known(request: Request, viewer: Viewer, month: str) -> _Known | HTMLResponse:
    """The passes of today or of a month, or the page that says they are being computed."""
    live, language = live_of(bench(request)), language_of(request, viewer)
    state = live.now()
    if not state.passes:
        return waiting_page(request, viewer, state, text("web.alerts.heading", language))
    passes, chosen = state.passes, None
    if month:
        chosen = parse_month(month, months_of(state.passes))
        then = live.passes_at(instant_of(chosen))
        if not isinstance(then.answer, tuple):
            return then_page(request, viewer, chosen, then)
        passes = then.answer
    return _Known(live, state, chosen, part_of(bench(request), live, viewer, passes, chosen))


@router.get("/alerts")
def alerts(
    request: Request,
    viewer: Seer,
    asked: Asked,
    cursor: Annotated[str, Query(max_length=80)] = "",
    month: Month = "",
) -> HTMLResponse:
    """The list, page by page."""
    known = _known(request, viewer, month)
    if isinstance(known, HTMLResponse):
        return known
    live, state, chosen, part = known
    opened, language = bench(request), language_of(request, viewer)
    found = find_alerts(part.passes, asked)
    shown = page_of_alerts(found, language, cursor or None, _LIMIT)
    parts = parts_of(asked, str(chosen) if chosen else "")
    choices = live.derived(
        ("choices", language, chosen, part.regions), lambda: choices_of(part.passes, language)
    )
    return page(
        request,
        viewer,
        "alerts/list.html.j2",
        shown=shown,
        asked=asked,
        choices=choices,
        standings=list(Standing),
        cases={} if chosen else cases_by_alert(opened, viewer),
        month=chosen,
        filtered=asked != AlertFilter(),
        first="" if not cursor else address("/alerts", parts),
        next=address("/alerts", [*parts, ("cursor", shown.next or "")]) if shown.next else "",
        csv=address("/alerts.csv", parts),
        json=address("/alerts.json", parts),
        stale=None if chosen else stale_notice(state, language),
        basis=opened.workspace(viewer.name).basis,
    )


def _rows(request: Request, viewer: Viewer, asked: AlertFilter, month: str) -> list[Any]:
    """Every row of a filter, for a file. Raises EnvironmentLackingError WEB-050 while there are no
    passes."""
    live, language, chosen = live_of(bench(request)), language_of(request, viewer), None
    passes = live.passes_today()
    if month:
        chosen = parse_month(month, months_of(passes))
        passes = live.passes_then(instant_of(chosen))
    part = part_of(bench(request), live, viewer, passes, chosen)
    return [alert_row(alert, language) for alert in find_alerts(part.passes, asked)]


@router.get("/alerts.csv")
def alerts_file(request: Request, viewer: Seer, asked: Asked, month: Month = "") -> Response:
    """The list as CSV."""
    content = alerts_csv(_rows(request, viewer, asked, month))
    return download(content, "text/csv; charset=utf-8", "alerts.csv")


@router.get("/alerts.json")
def alerts_data(request: Request, viewer: Seer, asked: Asked, month: Month = "") -> JSONResponse:
    """The list as JSON."""
    items = [alert_record(row) for row in _rows(request, viewer, asked, month)]
    return JSONResponse({"items": items, "total": len(items), "next": None})


@router.get("/alerts/{alert_id}")
def alert(
    request: Request,
    viewer: Seer,
    alert_id: AlertId,
    month: Month = "",
    done: Annotated[str, Query(max_length=16)] = "",
) -> HTMLResponse:
    """One alert with everything needed to judge it, as known today or at the end of a month."""
    known = _known(request, viewer, month)
    if isinstance(known, HTMLResponse):
        return known
    live, state, chosen, part = known
    opened, language = bench(request), language_of(request, viewer)
    found = find_alert(part.passes, alert_id)
    return page(
        request,
        viewer,
        "alerts/alert.html.j2",
        view=_view(request, live, found, language, chosen, part),
        series=found[1].series,
        place_of=partial(place_words, language=language),
        work=work_on(opened, viewer, found),
        month=chosen,
        done=done if done in _DONE else "",
        failed=False,
        stale=None if chosen else stale_notice(state, language),
    )


def _view(
    request: Request,
    live: Live,
    found: Alert,
    language: Language,
    month: Period | None,
    part: Part,
) -> AlertView:
    """The card of one language, kept until there are newer passes."""
    alert_id = found[1].episode_id
    instant = instant_of(month) if month else None
    judgement = None if found[1].ended else live.judgement(alert_id, instant)

    def make() -> AlertView:
        return view_alert(found, judgement, bench(request).store.batches(), language)

    asked = ("alert", alert_id, language, month, judgement is None, part.regions)
    return live.derived(asked, make)


@router.get("/alerts/{alert_id}/clearing")
def clearing(request: Request, viewer: Seer, alert_id: AlertId, month: Month = "") -> HTMLResponse:
    """The fragment that says what would clear an alert, once that is known."""
    live, language = live_of(bench(request)), language_of(request, viewer)
    passes = live.passes_today()
    chosen = parse_month(month, months_of(passes)) if month else None
    if chosen:
        passes = live.passes_then(instant_of(chosen))
    part = part_of(bench(request), live, viewer, passes, chosen)
    view = _view(request, live, find_alert(part.passes, alert_id), language, chosen, part)
    question = ClearingAsked(alert_id, instant_of(chosen) if chosen else None)
    failed = live.ask(question).failure is not None
    return page(request, viewer, "alerts/clearing.html.j2", view=view, month=chosen, failed=failed)


_DONE = ("acknowledged", "dismissed", "undone")


def _to(alert_id: str, done: str) -> RedirectResponse:
    return RedirectResponse(address(f"/alerts/{alert_id}", [("done", done)]), 303)


def _now(request: Request, viewer: Viewer, alert_id: str) -> tuple[Live, Alert]:
    live = live_of(bench(request))
    part = part_of(bench(request), live, viewer, live.passes_today())
    return live, find_alert(part.passes, alert_id)


@router.post("/alerts/{alert_id}/acknowledge")
def acknowledge(request: Request, viewer: Handler, alert_id: AlertId) -> RedirectResponse:
    """The viewer looks at it: a case is opened."""
    live, found = _now(request, viewer, alert_id)
    desk = AlertDesk(bench(request), viewer, language_of(request, viewer))
    desk.acknowledge(found, live.judgement(alert_id))
    return _to(alert_id, "acknowledged")


@router.post("/alerts/{alert_id}/assess")
def assess(request: Request, viewer: Handler, alert_id: AlertId) -> RedirectResponse:
    """An assessment is begun; leads to the case."""
    live, found = _now(request, viewer, alert_id)
    desk = AlertDesk(bench(request), viewer, language_of(request, viewer))
    case = desk.assess(found, live.judgement(alert_id))
    return RedirectResponse(f"/cases/{case.case_id}", 303)


@router.post("/alerts/{alert_id}/dismiss")
def dismiss(
    request: Request,
    viewer: Handler,
    alert_id: AlertId,
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> RedirectResponse:
    """Not an issue, for a reason that others read."""
    live, found = _now(request, viewer, alert_id)
    desk = AlertDesk(bench(request), viewer, language_of(request, viewer))
    desk.dismiss(found, live.judgement(alert_id), reason)
    return _to(alert_id, "dismissed")


@router.post("/alerts/{alert_id}/undo")
def undo(request: Request, viewer: Handler, alert_id: AlertId) -> RedirectResponse:
    """Take the acknowledgement or the dismissal back."""
    _, found = _now(request, viewer, alert_id)
    AlertDesk(bench(request), viewer, language_of(request, viewer)).undo(found)
    return _to(alert_id, "undone")
