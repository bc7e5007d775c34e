"""``/api/v1/exposure``: AI exposure of groups of jobs, and the measures it rests on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from trimtab.app.workbench.exposure import ExposureAsked, measures_offered, regions_offered
from trimtab.app.workbench.exposure_words import measure_facts
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.exposure_answers import answer_exposure_file
from trimtab.web.pages.exposure import exposure_asked
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of
from trimtab.web.series_answers import EXCEL, plain

router = APIRouter(prefix="/exposure", tags=["exposure"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]


class ExposureGroup(BaseModel):
    """One group of jobs: median of the measures, lowest and highest, and each of them."""

    code: str = Field(examples=["NAICS@2022:52"])
    title: str = Field(examples=["Finance and insurance"])
    jobs: float | None = Field(examples=[6123000.0])
    exposure: float | None = Field(examples=[0.52])
    lowest: float | None = Field(examples=[0.41])
    highest: float | None = Field(examples=[0.6])
    by_measure: list[float | None] = Field(description="In the order of ``measures``")
    jobs_matched: float | None = Field(
        description="Share of the jobs that the measure covering least rests on; null if unstated"
    )


class MeasureAgreement(BaseModel):
    """How far a measure orders the groups as the median of all does."""

    measure: str
    rank_correlation: float = Field(description="Spearman's")
    top_shared: int = Field(description="Of the five most exposed by the median")
    mover: str = Field(description="The group whose place differs most")
    places: int = Field(description="By how many; positive is more exposed by this measure")


class ExposureAnswer(BaseModel):
    """Exposure of the groups of a region, most exposed first."""

    region: str = Field(examples=["US"])
    by: Literal["industry", "occupation", "tier", "region"]
    scale: str = Field(examples=["task_share"])
    basis: str = Field(examples=["observed"])
    source: str
    measures: list[str]
    groups: list[ExposureGroup]
    agreement: list[MeasureAgreement]
    notes: list[str]


class MeasureItem(BaseModel):
    """A measure that is held."""

    name: str
    title: str
    publisher: str
    vintage: str
    citation: str
    licence: str
    scale: str
    classification: str
    grain: str
    matched: int = Field(description="Occupations, of the 830 that OEWS publishes")
    jobs_share: float | None = Field(description="Share of US jobs matched; null if unstated")
    counted: bool = Field(description="Whether it is in the median")


class MeasureList(BaseModel):
    """All measures that are held."""

    items: list[MeasureItem]
    total: int
    next: str | None = None


class RegionList(BaseModel):
    """Regions whose jobs by occupation are held."""

    items: list[str]
    total: int
    next: str | None = None


@router.get("", response_model=ExposureAnswer, summary="Exposure of groups of jobs")
def exposure_json(
    request: Request, viewer: Seer, asked: Annotated[ExposureAsked, Depends(exposure_asked)]
) -> Any:
    """Median and spread of the measures for each industry, occupation, skill tier or region.
    Exposure says what AI could do or help with; it says nothing about jobs lost."""
    return answer_exposure_file(request, viewer, "json", asked)


@router.get(
    "/groups.{suffix}",
    response_class=Response,
    summary="The same as CSV or Excel",
    responses={200: {"content": {"text/csv": {}, EXCEL: {}}, "description": "A file"}},
)
def exposure_rows(
    request: Request,
    viewer: Seer,
    suffix: Literal["csv", "xlsx"],
    asked: Annotated[ExposureAsked, Depends(exposure_asked)],
) -> Response:
    """All groups as a file; the workbook has the notes on its second sheet."""
    return answer_exposure_file(request, viewer, suffix, asked)


@router.get("/measures", response_model=MeasureList, summary="Measures of exposure")
def list_measures(request: Request, viewer: Seer) -> Any:
    """Publisher, licence, scale and what could be joined of each measure."""
    language = language_of(request, viewer)
    held = [dict(measure_facts(one, language)) for one in measures_offered()]
    for one in held:
        one["jobs_share"] = plain([one["jobs_share"]])[0]
    return {"items": held, "total": len(held), "next": None}


@router.get("/regions", response_model=RegionList, summary="Regions with jobs by occupation")
def list_regions(request: Request, viewer: Seer) -> Any:
    """The bureau's own regions, if it keeps a file of its jobs, and those published with us."""
    found = list(regions_offered(bench(request)))
    return {"items": found, "total": len(found), "next": None}
