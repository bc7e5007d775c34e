"""``/api/v1/overview`` and ``/api/v1/replay``: how things stand, today or at the end of a month."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from trimtab.app.workbench.live import live_of
from trimtab.app.workbench.live_part import part_of
from trimtab.app.workbench.overview import Situation, situation_of
from trimtab.app.workbench.overview_places import LEVELS
from trimtab.app.workbench.replay import instant_of, months_of, parse_month, replay_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(tags=["overview"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]


class LevelCounts(BaseModel):
    """Open alerts of one indicator by level."""

    indicator: str = Field(examples=["employment"])
    title: str = Field(examples=["employment"])
    weekly: bool
    by_level: dict[str, int] = Field(examples=[{"4": 0, "3": 3, "2": 9, "1": 12}])


class PlaceLevel(BaseModel):
    """A region: the highest level of an open alert there, 0 for none, null: cannot be judged."""

    region: str = Field(examples=["US-OH"])
    title: str = Field(examples=["Ohio: 2 open alerts, the highest elevated"])
    level: int | None


class Figure(BaseModel):
    """A key figure in words; ``interval`` is empty where none is stated."""

    label: str
    value: str
    interval: str
    context: str


class SituationAnswer(BaseModel):
    """How things stand. Sentences and titles are in the language of the asker."""

    known_on: date
    last_period: str
    basis: str
    stale: bool = Field(description="Newer data have arrived and are being computed.")
    open_alerts: int
    sentences: list[str]
    caution: str
    levels: list[LevelCounts]
    places: list[PlaceLevel]
    figures: list[Figure]
    late: list[str]


class LevelDifference(BaseModel):
    """A series at another level in today's reading of the same month."""

    place: str
    indicator: str
    alert_id: str | None
    then: int
    now: int


class ReplayAnswer(SituationAnswer):
    """What was known on the last day of a month, and how today's reading of it differs."""

    month: str
    probabilities: list[str]
    vintage: str
    comparison: list[str]
    differences: list[LevelDifference]
    more_differences: int


def _answer(situation: Situation, basis: str, stale: bool) -> dict[str, Any]:
    return {
        "known_on": situation.known_day,
        "last_period": str(situation.last_period),
        "basis": basis,
        "stale": stale,
        "open_alerts": situation.open_alerts,
        "sentences": list(situation.sentences),
        "caution": situation.caution,
        "levels": [
            {
                "indicator": row.indicator,
                "title": row.title,
                "weekly": row.weekly,
                "by_level": dict(zip(map(str, LEVELS), row.counts, strict=True)),
            }
            for row in situation.levels
        ],
        "places": [
            {"region": tile.code, "title": tile.title, "level": tile.level}
            for tile in situation.tiles
        ],
        "figures": [
            {
                "label": one.label,
                "value": one.value,
                "interval": one.interval,
                "context": one.context,
            }
            for one in situation.figures
        ],
        "late": list(situation.late),
    }


@router.get("/overview", summary="How things stand today", response_model=SituationAnswer)
def overview(request: Request, viewer: Seer) -> Any:
    """503 WEB-050 while the monitoring is being computed for the first time."""
    opened = bench(request)
    live, language = live_of(opened), language_of(request, viewer)
    part = part_of(opened, live, viewer, live.passes_today())
    batches = opened.store.batches()
    situation = live.derived(
        ("overview", part.regions, language), lambda: situation_of(part.passes, batches, language)
    )
    return _answer(situation, opened.workspace(viewer.name).basis.value, live.now().stale)


@router.get("/replay", summary="How things stood, as known then", response_model=ReplayAnswer)
def replay(
    request: Request,
    viewer: Seer,
    month: Annotated[str, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", examples=["2008-03"])],
) -> Any:
    """503 WEB-050 while that month is being computed: ask again shortly."""
    opened = bench(request)
    live, language = live_of(opened), language_of(request, viewer)
    now = live.passes_today()
    chosen = parse_month(month, months_of(now))
    known = live.passes_then(instant_of(chosen))
    then = part_of(opened, live, viewer, known, chosen).passes
    told = replay_of(chosen, then, part_of(opened, live, viewer, now).passes, language)
    situation = situation_of(then, opened.store.batches(), language, month)
    basis = opened.workspace(viewer.name).basis.value
    return _answer(situation, basis, False) | {
        "month": month,
        "probabilities": list(told.probabilities),
        "vintage": told.vintage,
        "comparison": list(told.compared.sentences),
        "differences": [
            {
                "place": one.place,
                "indicator": one.indicator,
                "alert_id": one.alert_id,
                "then": one.then,
                "now": one.now,
            }
            for one in told.compared.differences
        ],
        "more_differences": told.compared.more,
    }
