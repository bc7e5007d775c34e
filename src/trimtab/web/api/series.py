"""``/api/v1/series``: which series are held, panels of them, and comparisons."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench.series import Filters, find_series, full_title, series_address
from trimtab.app.workbench.series_panel import (
    PanelAsked,
    arrow_stream,
    csv_stream,
    panel_query,
    panel_rows,
    read_panel,
)
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import SeriesKey, UsageError
from trimtab.messages import Language
from trimtab.office.rights import Right
from trimtab.tables import Panel
from trimtab.web.access import needs
from trimtab.web.pages.series import asked_of
from trimtab.web.problems import PROBLEMS
from trimtab.web.series_answers import (
    ARROW,
    CSV,
    answer_file,
    asking,
    plain,
)

router = APIRouter(prefix="/series", tags=["series"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]
Codes = Annotated[list[Annotated[str, Field(max_length=100)]], Query(max_length=200)]
Day = Annotated[str, Query(max_length=32, examples=["2026-03"])]
_ALL = "all"
"""In a filter: the series that are not divided by this dimension."""

_SERIES = "hires|CN-980100|GBT4754@2017:C||M|count|N"


class SeriesItem(BaseModel):
    """One series: its stored key, its title, its dimensions."""

    series: str = Field(examples=[_SERIES])
    title: str = Field(examples=["Hires · Manufacturing · Jia City (synthetic)"])
    indicator: str = Field(examples=["hires"])
    region: str = Field(examples=["CN-980100"])
    industry: str | None = Field(examples=["GBT4754@2017:C"], description="null is all industries")
    occupation: str | None = Field(examples=[None], description="null is all occupations")
    frequency: str = Field(examples=["M"])
    unit: str = Field(examples=["count"])
    seasonal_adjustment: str = Field(examples=["N"])
    added_up: bool = Field(description="A total that is not held but added up from series that are")
    page: str = Field(examples=[f"/series?s={_SERIES.replace('|', '~')}"])


class SeriesList(BaseModel):
    """Series found, best answer first."""

    items: list[SeriesItem]
    total: int
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class PanelSeries(BaseModel):
    """One series of a panel: a value and the instant of its release for each period."""

    series: str
    title: str
    unit: str
    values: list[float | None] = Field(description="null where nothing was known")
    released: list[str | None]


class PanelAnswer(BaseModel):
    """Series by period as known at an instant."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "known_at": "2026-04-01T00:00:00+00:00",
                    "vintage": "lag",
                    "periods": ["2026-01", "2026-02"],
                    "series": [
                        {
                            "series": _SERIES,
                            "title": "Hires · Manufacturing · Jia City (synthetic)",
                            "unit": "count",
                            "values": [5120.0, None],
                            "released": ["2026-02-15T00:00:00Z", None],
                        }
                    ],
                }
            ]
        }
    )

    known_at: str
    vintage: Literal["vintage", "lag"]
    periods: list[str]
    series: list[PanelSeries]


class ComparedSeries(BaseModel):
    """One series of a comparison, in the unit of the view."""

    series: str
    title: str
    unit: str
    values: list[float | None]
    provisional_from: str | None
    batches: list[str]


class ComparisonAnswer(BaseModel):
    """Up to six series side by side, and where they come from."""

    view: Literal["level", "index", "change"]
    periods: list[str]
    base: str | None
    known_at: str
    vintage: Literal["vintage", "lag"]
    basis: str
    source: str
    method: str
    series: list[ComparedSeries]


def filters_of(
    q: Annotated[str, Query(max_length=200, description="Words, pinyin or a code")] = "",
    indicator: Codes = [],  # noqa: B006 - read only
    region: Codes = [],  # noqa: B006
    industry: Codes = [],  # noqa: B006
    occupation: Codes = [],  # noqa: B006
    frequency: Literal["", "D", "W", "M", "Q", "A"] = "",
) -> Filters:
    """What is looked for; ``all`` means not divided by that dimension."""
    return Filters(
        q,
        tuple(indicator),
        tuple(region),
        _without_all(industry),
        _without_all(occupation),
        frequency,
    )


def panel_of(
    filters: Annotated[Filters, Depends(filters_of)],
    first: Day = "",
    last: Day = "",
    as_of: Day = "",
) -> PanelAsked:
    """The panel of an address; both periods are included."""
    return PanelAsked(filters, first, last, as_of)


def _without_all(codes: list[str]) -> tuple[str, ...]:
    return tuple("" if one == _ALL else one for one in codes)


@router.get("", response_model=SeriesList, summary="Find series")
def list_series(
    request: Request,
    viewer: Seer,
    filters: Annotated[Filters, Depends(filters_of)],
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str, Query(max_length=20)] = "",
) -> Any:
    """Series that answer to words (Chinese, pinyin or initials, English, a code; misspellings are
    forgiven) and to codes, of the regions you may see. A code that no series has is a 404 with
    the nearest codes."""
    now = asking(request, viewer)
    if now.has_it:
        return now.unchanged()
    found = find_series(now.edition, now.seen, filters, limit, _start(cursor))
    answer = {
        "items": [_item(key, now.language, key in found.added_up) for key in found.items],
        "total": found.total,
        "next": None if found.next is None else str(found.next),
    }
    return JSONResponse(answer, headers=now.headers)


@router.get("/panel", response_model=PanelAnswer, summary="A panel as JSON")
def panel_json(
    request: Request, viewer: Seer, asked: Annotated[PanelAsked, Depends(panel_of)]
) -> Any:
    """Values of all series that have the codes, as known at the end of a day, month or at an
    instant. Larger panels are fetched as ``panel.csv`` or ``panel.arrow``."""
    now = asking(request, viewer)
    if now.has_it:
        return now.unchanged()
    instant, query = panel_query(now.edition, viewer.name, now.seen, asked)
    panel = read_panel(now.edition, instant, query)
    return JSONResponse(_document(panel, now.language), headers=now.headers)


_ROWS = {
    "csv": (csv_stream, CSV),
    "arrow": (arrow_stream, ARROW),
}


@router.get(
    "/panel.{suffix}",
    response_class=StreamingResponse,
    summary="A panel as CSV or Arrow",
    responses={200: {"content": {"text/csv": {}, ARROW: {}}, "description": "Rows, streamed"}},
)
def panel_file(
    request: Request,
    viewer: Seer,
    suffix: Literal["csv", "arrow"],
    asked: Annotated[PanelAsked, Depends(panel_of)],
) -> Response:
    """The same panel as rows: one for each series and period, with status and release time.
    Streamed, whatever its size."""
    now = asking(request, viewer)
    if now.has_it:
        return now.unchanged()
    instant, query = panel_query(now.edition, viewer.name, now.seen, asked)
    rows = panel_rows(now.edition, instant, query)
    write, media_type = _ROWS[suffix]
    headers = now.headers
    headers["Content-Disposition"] = f'attachment; filename="trimtab-panel.{suffix}"'
    return StreamingResponse(write(rows), headers=headers, media_type=media_type)


@router.get("/comparison", response_model=ComparisonAnswer, summary="Compare up to six series")
def comparison_json(
    request: Request, viewer: Seer, asked: Annotated[Any, Depends(asked_of)]
) -> Any:
    """One to six series (``s``, repeated) of one frequency as level, index or change over a year,
    as known on a day."""
    return answer_file(request, viewer, "json", asked)


def _item(key: SeriesKey, language: Language, added_up: bool) -> dict[str, Any]:
    return {
        "series": str(key),
        "title": full_title(key, language),
        "indicator": key.indicator,
        "region": str(key.region),
        "industry": str(key.industry) if key.industry else None,
        "occupation": str(key.occupation) if key.occupation else None,
        "frequency": key.frequency.value,
        "unit": key.unit,
        "seasonal_adjustment": key.seasonal_adjustment.value,
        "added_up": added_up,
        "page": f"/series?s={series_address(key)}",
    }


def _document(panel: Panel, language: Language) -> dict[str, Any]:
    released = panel.released.astype("datetime64[s]").astype(str)
    return {
        "known_at": panel.known_at.isoformat(),
        "vintage": panel.vintage.value,
        "periods": [str(period) for period in panel.periods],
        "series": [
            {
                "series": str(key),
                "title": full_title(key, language),
                "unit": key.unit,
                "values": plain(values),
                "released": [None if one == "NaT" else f"{one}Z" for one in instants],
            }
            for key, values, instants in zip(panel.series, panel.values, released, strict=True)
        ],
    }


def _start(cursor: str) -> int:
    """The position a cursor stands for. Raises UsageError WEB-081."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 10):
        raise UsageError("WEB-081", cursor=cursor)
    return int(cursor)
