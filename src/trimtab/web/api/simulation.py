"""``/api/v1/simulation``: levers, quick answers, kept runs and their figures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.simulation_results import plain
from trimtab.app.workbench.simulator_answer import AnswerView, answer_view
from trimtab.app.workbench.simulator_body import LeverAsked, MixAsked, fields_of_mix
from trimtab.app.workbench.simulator_draft import Draft, read_draft
from trimtab.app.workbench.simulator_evidence import LeverPage, LeverRow, lever_page, lever_rows
from trimtab.app.workbench.simulator_folders import digest_of, read_results
from trimtab.app.workbench.simulator_grounds import grounds_of, region_titles
from trimtab.app.workbench.simulator_preview import preview
from trimtab.app.workbench.simulator_results import compare_runs
from trimtab.app.workbench.simulator_runs import (
    RunCard,
    cancel_run,
    create_run,
    delete_run,
    find_run,
    list_runs,
    rename_run,
    restore_run,
    retry_run,
)
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.paging import Asked
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(prefix="/simulation", tags=["simulation"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]
Runner = Annotated[Viewer, needs(Right.JOBS_RUN)]
RunId = Annotated[
    str, Path(pattern=r"^\d{8}-[0-9a-f]{8}$", examples=["20261123-1a2b3c4d"], max_length=17)
]
_NAME = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]
_CODE = Annotated[str, Field(max_length=60)]


class LeverBody(BaseModel):
    """One lever in use."""

    model_config = ConfigDict(extra="forbid")

    lever: _NAME = Field(examples=["reemployment_service"])
    values: dict[_NAME, float | _CODE] = Field(
        default_factory=dict, max_length=30, examples=[{"share": 0.3, "cost_person": 500}]
    )
    width: float | None = Field(None, ge=0, le=0.9, description="How far numbers may be off")
    regions: _CODE = Field("", description="Only in this region")
    occupations: _CODE = Field("", description="Only in this group of occupations")
    tiers: _CODE = Field("", description="Only in this skill tier")
    targets: _CODE = Field("", description="Group of occupations that training leads to")


class MixBody(BaseModel):
    """A mix of levers, and the economy it is tried on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "More services",
                    "years": 3,
                    "levers": [
                        {
                            "lever": "reemployment_service",
                            "values": {"share": 0.3, "cost_person": 500},
                        }
                    ],
                    "budget": 200000000,
                }
            ]
        },
    )

    levers: list[LeverBody] = Field(max_length=20)
    economy: _CODE = Field("", description="province or us; the first of the workspace if empty")
    region: _CODE = ""
    name: str = Field("", max_length=120)
    years: float | None = Field(None, ge=0.25, le=10)
    insurance: dict[_NAME, float] | None = Field(None, max_length=10)
    budget: float | None = Field(None, ge=0, le=1e15)
    least_reserve: float | None = Field(None, ge=-1e15, le=1e15)
    mode: Literal["", "mean_field", "counts"] = ""
    draws: int | None = Field(None, ge=0, le=400)

    def draft(self, request: Request) -> Draft:
        """The draft of the builder. Raises InputRejectedError WEB-094."""
        given = self.model_dump()
        levers = tuple(LeverAsked(**one) for one in given.pop("levers"))
        return read_draft(bench(request).folder, fields_of_mix(MixAsked(levers, **given)))


class NameBody(BaseModel):
    """Another name."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Plan B"}]})

    name: str = Field(min_length=1, max_length=120)


class Economy(BaseModel):
    """An economy that mixes can be tried on."""

    name: str = Field(examples=["province"])
    regions: dict[str, str] = Field(examples=[{"CN-980100": "Jia City (synthetic)"}])


class EconomyList(BaseModel):
    """The workspace's own economy first."""

    items: list[Economy]
    total: int
    next: str | None


class LeverList(BaseModel):
    """Every lever of the simulator."""

    items: list[LeverRow]
    total: int
    next: str | None


class RunItem(BaseModel):
    """A kept run. ``digest``: SHA-256 of its figures, once it has ended."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "run_id": "20261123-1a2b3c4d",
                    "name": "More services",
                    "state": "done",
                    "made_at": "2026-11-23T08:00:00Z",
                    "made_by": "policy_designer",
                    "job_id": "20261123T080000-0123456789ab",
                    "economy": "province",
                    "levers": ["reemployment_service"],
                    "deleted_at": None,
                    "done": 0,
                    "total": None,
                    "digest": None,
                }
            ]
        }
    )

    run_id: str
    name: str
    state: str
    made_at: datetime
    made_by: str
    job_id: str
    economy: str
    levers: list[str]
    deleted_at: datetime | None
    done: int
    total: int | None
    digest: str | None


class RunList(BaseModel):
    """Kept runs."""

    items: list[RunItem]
    total: int
    next: str | None


def _item(request: Request, card: RunCard) -> RunItem:
    about, progress = card.about, card.progress
    return RunItem(
        run_id=card.run_id,
        name=card.name,
        state=card.state,
        made_at=about.made_at,
        made_by=about.made_by,
        job_id=about.job_id,
        economy=about.ground,
        levers=list(about.levers),
        deleted_at=about.deleted_at,
        done=progress.done if progress else 0,
        total=progress.total if progress else None,
        digest=digest_of(bench(request).folder, card.run_id) if card.is_done else None,
    )


def _found(request: Request, viewer: Viewer, run_id: str) -> RunItem:
    return _item(request, find_run(bench(request), viewer.name, run_id))


@router.get("/economies", summary="Economies that mixes can be tried on")
def economies(request: Request, viewer: Seer) -> EconomyList:
    """The demonstration province where the workspace is its own, and the United States."""
    language = language_of(request, viewer)
    items = [
        Economy(
            name=one.name,
            regions={
                code: title.in_language(language) for code, title in region_titles(one).items()
            },
        )
        for one in grounds_of(bench(request).folder)
    ]
    return EconomyList(items=items, total=len(items), next=None)


@router.get("/levers", summary="Levers with what sets their size")
def levers(request: Request, viewer: Seer) -> LeverList:
    """What each lever does, and whether its size was measured or is assumed."""
    items = list(lever_rows(language_of(request, viewer)))
    return LeverList(items=items, total=len(items), next=None)


@router.get("/levers/{lever}", summary="One lever with its settings and evidence")
def lever(
    request: Request,
    viewer: Seer,
    lever: Annotated[str, Path(max_length=40, examples=["reemployment_service"])],
) -> LeverPage:
    """Settings as (title, unit, allowed, start); facts of the evidence register."""
    return lever_page(bench(request).folder, lever, language_of(request, viewer))


@router.post("/preview", summary="A quick answer; nothing is kept")
def quick(request: Request, viewer: Seer, mix: MixBody) -> AnswerView:
    """Ranges first: the mean field at a few draws, in words of the asker's language."""
    language = language_of(request, viewer)
    return answer_view(preview(mix.draft(request), language), language)


@router.get("/runs", summary="Kept runs")
def runs(
    request: Request, viewer: Seer, paging: Asked,
    deleted: Annotated[bool, Query(description="Those that can be brought back")] = False,
) -> RunList:  # fmt: skip
    """Runs by their ids, which begin with the day they were made."""
    found = list_runs(bench(request), viewer.name, deleted=deleted)
    shown = paging.of(found, lambda one: one.run_id)
    items = [_item(request, one) for one in shown.items]
    return RunList(items=items, total=shown.total, next=shown.next)


@router.post("/runs", status_code=201, summary="Run a mix in full, as a job")
def run(request: Request, viewer: Runner, mix: MixBody) -> RunItem:
    """Queues the run; its figures are there when ``state`` is ``done``."""
    return _item(request, create_run(bench(request), viewer.name, mix.draft(request)))


@router.get("/runs/{run_id}", summary="One run")
def one_run(request: Request, viewer: Seer, run_id: RunId) -> RunItem:
    """How far a run is."""
    return _found(request, viewer, run_id)


@router.get("/runs/{run_id}/results", summary="The figures of a run")
def results(request: Request, viewer: Seer, run_id: RunId) -> dict[str, Any]:
    """``results.json`` as the command line writes it: levels, differences, winners and losers,
    sensitivity, frontier, with both kinds of uncertainty."""
    return read_results(bench(request).folder, run_id)


@router.patch("/runs/{run_id}", summary="Rename a run")
def rename(request: Request, viewer: Runner, run_id: RunId, body: NameBody) -> RunItem:
    """Figures and digest stay."""
    rename_run(bench(request), viewer.name, run_id, body.name)
    return _found(request, viewer, run_id)


@router.delete("/runs/{run_id}", summary="Delete a run; it can be brought back")
def delete(request: Request, viewer: Runner, run_id: RunId) -> RunItem:
    """Hides it for a while; a run under way is cancelled."""
    delete_run(bench(request), viewer.name, run_id)
    return _found(request, viewer, run_id)


@router.post("/runs/{run_id}/restore", summary="Bring a deleted run back")
def restore(request: Request, viewer: Runner, run_id: RunId) -> RunItem:
    """As it was."""
    restore_run(bench(request), viewer.name, run_id)
    return _found(request, viewer, run_id)


@router.post("/runs/{run_id}/cancel", summary="Cancel a run under way")
def cancel(request: Request, viewer: Runner, run_id: RunId) -> RunItem:
    """Finished parts are kept."""
    cancel_run(bench(request), viewer.name, run_id)
    return _found(request, viewer, run_id)


@router.post("/runs/{run_id}/retry", summary="Go on with a failed or cancelled run")
def retry(request: Request, viewer: Runner, run_id: RunId) -> RunItem:
    """From where it ended."""
    retry_run(bench(request), viewer.name, run_id)
    return _found(request, viewer, run_id)


@router.get("/compare", summary="Several runs side by side")
def compare(
    request: Request,
    viewer: Seer,
    run: Annotated[list[Annotated[str, Field(max_length=17)]], Query(min_length=2, max_length=5)],
) -> dict[str, Any]:
    """Every draw paired with the same draw of the others: levels, differences, frontier."""
    found = compare_runs(bench(request).folder, run, datetime.now(UTC))
    answers = found.report.answers
    mixes = {mix.name: mix.title.to_plain() for mix in found.report.mixes}
    document: dict[str, Any] = plain(
        {
            "runs": [one.run_id for one in found.abouts],
            "mixes": mixes,
            "levels": answers.comparison.levels,
            "differences": answers.comparison.differences,
            "winners_and_losers": answers.winners,
            "frontier": answers.frontier,
        }
    )
    return document
