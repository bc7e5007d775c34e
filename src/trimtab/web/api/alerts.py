"""``/api/v1/alerts``: alerts with filters, one with its evidence, and what people do with it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from trimtab.app.alerts import Alert
from trimtab.app.workbench.alert_card import find_alert, view_alert
from trimtab.app.workbench.alert_files import alert_detail, alert_record
from trimtab.app.workbench.alert_work import (
    REASON_LONGEST,
    REASON_SHORTEST,
    AlertDesk,
)
from trimtab.app.workbench.alerts import (
    MOST,
    AlertFilter,
    find_alerts,
    page_of_alerts,
)
from trimtab.app.workbench.live import Live, Passes, live_of
from trimtab.app.workbench.live_part import part_of
from trimtab.app.workbench.replay import instant_of, months_of, parse_month
from trimtab.app.workbench.viewer import Viewer
from trimtab.coordination.types import Case
from trimtab.kernel import Period
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.pages.alerts import asked_of
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(prefix="/alerts", tags=["alerts"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]
Handler = Annotated[Viewer, needs(Right.ALERTS_HANDLE)]
AlertId = Annotated[
    str, Path(pattern=r"^[0-9A-Za-z-]{1,80}$", examples=["92e4795148cbcaf2-2018-10"])
]
Month = Annotated[
    str,
    Query(
        pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$",
        description="As it was known on the last day of this month; empty: today",
        examples=["2008-03"],
    ),
]

_ALERT: JsonDict = {
    "alert_id": "92e4795148cbcaf2-2018-10",
    "title": "Clothing and clothing accessories stores: employment falling since Oct 2018",
    "indicator": "employment",
    "region": "US",
    "industry": "CES@2017:42448000",
    "place": "Clothing and clothing accessories stores",
    "level": 3,
    "peak_level": 3,
    "opened": "2018-10",
    "known": "2018-11",
    "ended": None,
    "statistic": 1.84,
    "statistic_low": 1.5,
    "statistic_high": 2.17,
    "threshold": 1.7,
    "promised_rate": 0.05,
    "belongs_to": "industry",
    "confirmed": False,
}


class AlertItem(BaseModel):
    """One alert. Levels 1 to 4; periods are months or ISO weeks; the statistic is in robust
    standard deviations of the series' own changes, with a 90 % interval."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ALERT]})

    alert_id: str
    title: str = Field(description="In the language of the asker.")
    indicator: str
    region: str
    industry: str | None
    place: str
    level: int = Field(ge=1, le=4)
    peak_level: int = Field(ge=1, le=4)
    opened: str
    known: str = Field(description="The period in which the first crossing could be known.")
    ended: str | None
    statistic: float | None
    statistic_low: float | None
    statistic_high: float | None
    threshold: float | None = Field(description="Of the present level.")
    promised_rate: float | None = Field(description="False alarms per calm series-year.")
    belongs_to: str | None = Field(description="null: cannot be told.")
    confirmed: bool | None = Field(description="Stands after false-discovery control.")


class AlertList(BaseModel):
    """Alerts, highest level first; ended ones after the open ones."""

    items: list[AlertItem]
    total: int
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class Interval(BaseModel):
    """A value and its interval."""

    value: float | None
    low: float | None
    high: float | None
    coverage: float


class AlertDetail(AlertItem):
    """One alert with its evidence. ``clearing_known`` is false while what would clear it is
    computed: ask again in a second."""

    change: str
    summary: str
    known_on: date
    last_period: str
    vintage: str
    basis: str
    unit: str
    false_alarms_promised: float
    false_alarms_realised: Interval | None
    calm_series_years: float
    verdict: str
    shares: dict[str, Interval]
    in_downturn: Interval | None
    clears_below: float | None
    clearing_known: bool
    next_value: float | None
    flat_periods: int | None
    earlier: str
    sources: list[str]
    thresholds: list[float]
    periods: list[str]
    adjusted: list[float | None]
    statistics: list[float | None]


class Handled(BaseModel):
    """The case of an alert after something was done with it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"case_id": "2026-0001", "stage": "alert", "due": "2026-11-26"}]
        }
    )

    case_id: str | None
    stage: str | None
    due: date | None


class Dismissal(BaseModel):
    """Why an alert is not an issue."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "A change of definition"}]}
    )

    reason: str = Field(min_length=REASON_SHORTEST, max_length=REASON_LONGEST)


def _passes(request: Request, viewer: Viewer, month: str) -> tuple[Passes, Period | None]:
    """What the viewer may see of the passes of today or of a month."""
    opened = bench(request)
    live, chosen = live_of(opened), None
    passes = live.passes_today()
    if month:
        chosen = parse_month(month, months_of(passes))
        passes = live.passes_then(instant_of(chosen))
    return part_of(opened, live, viewer, passes, chosen).passes, chosen


@router.get("", summary="Alerts, open ones unless asked otherwise", response_model=AlertList)
def alerts(
    request: Request,
    viewer: Seer,
    asked: Annotated[AlertFilter, Depends(asked_of)],
    month: Month = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    cursor: Annotated[str, Query(max_length=80)] = "",
) -> Any:
    """503 WEB-050 while the monitoring is being computed for the first time."""
    passes, _ = _passes(request, viewer, month)
    found = find_alerts(passes, asked)
    shown = page_of_alerts(found, language_of(request, viewer), cursor or None, limit)
    items = [alert_record(row) for row in shown.items]
    return {"items": items, "total": shown.total, "next": shown.next}


@router.get("/{alert_id}", summary="One alert with its evidence", response_model=AlertDetail)
def alert(request: Request, viewer: Seer, alert_id: AlertId, month: Month = "") -> Any:
    """The whole seasonally adjusted series and its statistic, thresholds, attribution, record."""
    live, language = live_of(bench(request)), language_of(request, viewer)
    passes, chosen = _passes(request, viewer, month)
    found = find_alert(passes, alert_id)
    instant = instant_of(chosen) if chosen else None
    judgement = None if found[1].ended else live.judgement(alert_id, instant)
    batches = bench(request).store.batches()
    return alert_detail(found, view_alert(found, judgement, batches, language), judgement)


def _desk(request: Request, viewer: Viewer, alert_id: str) -> tuple[AlertDesk, Live, Alert]:
    live = live_of(bench(request))
    desk = AlertDesk(bench(request), viewer, language_of(request, viewer))
    return desk, live, find_alert(_passes(request, viewer, "")[0], alert_id)


def _handled(case: Case | None) -> Handled:
    if case is None:
        return Handled(case_id=None, stage=None, due=None)
    return Handled(case_id=case.case_id, stage=case.stage.value, due=case.due)


@router.post("/{alert_id}/acknowledge", summary="Take an alert up: opens its case")
def acknowledge(request: Request, viewer: Handler, alert_id: AlertId) -> Handled:
    """Opens a case in the asker's department; the case there is, where one is in work."""
    desk, live, found = _desk(request, viewer, alert_id)
    return _handled(desk.acknowledge(found, live.judgement(alert_id)))


@router.post("/{alert_id}/assess", summary="Begin an assessment of an alert")
def assess(request: Request, viewer: Handler, alert_id: AlertId) -> Handled:
    """Opens the case where there is none, and begins its assessment."""
    desk, live, found = _desk(request, viewer, alert_id)
    return _handled(desk.assess(found, live.judgement(alert_id)))


@router.post("/{alert_id}/dismiss", summary="Say why an alert is not an issue")
def dismiss(request: Request, viewer: Handler, alert_id: AlertId, body: Dismissal) -> Handled:
    """Puts it aside for a reason that others read; it can be undone."""
    desk, live, found = _desk(request, viewer, alert_id)
    return _handled(desk.dismiss(found, live.judgement(alert_id), body.reason))


@router.post("/{alert_id}/undo", summary="Take an acknowledgement or a dismissal back")
def undo(request: Request, viewer: Handler, alert_id: AlertId) -> Handled:
    """Nothing happens where there is nothing to take back: ``case_id`` is then null."""
    desk, _, found = _desk(request, viewer, alert_id)
    return _handled(desk.undo(found))
