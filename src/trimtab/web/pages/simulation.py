"""The simulator: build a mix, read the quick answer, run it in full, compare, keep, share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from trimtab.app.workbench.simulator_answer import answer_view
from trimtab.app.workbench.simulator_draft import DRAWS, Fields, read_draft
from trimtab.app.workbench.simulator_evidence import lever_page, lever_rows
from trimtab.app.workbench.simulator_folders import KEPT_DAYS, digest_of
from trimtab.app.workbench.simulator_preview import check_draft, preview
from trimtab.app.workbench.simulator_results import MOST_COMPARED, compare_runs, edition_of_run
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
from trimtab.app.workbench.simulator_views import builder, starting_fields
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import InputRejectedError
from trimtab.messages import has_text, text
from trimtab.office.rights import Right
from trimtab.reports.simulation.edition import build_edition
from trimtab.web.access import bench, needs
from trimtab.web.rendering import language_of, page
from trimtab.web.simulation_files import answer_file

router = APIRouter(include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]
Runner = Annotated[Viewer, needs(Right.JOBS_RUN)]
RunId = Annotated[str, Query(max_length=40)]
_MOST_FIELDS = 200
_CHECKED = "checked"
"""In an address: say also what would stop the full run."""


def fields_asked(request: Request) -> dict[str, str]:
    """The fields of the builder in an address."""
    given = request.query_params.multi_items()[:_MOST_FIELDS]
    return {name: value[:200] for name, value in given if name != "lang"}


async def fields_sent(request: Request) -> dict[str, str]:
    """The fields of the builder in a form that was sent."""
    sent = (await request.form()).multi_items()[:_MOST_FIELDS]
    return {name: str(value)[:200] for name, value in sent if name != "csrf_token"}


Asked = Annotated[dict[str, str], Depends(fields_asked)]
Sent = Annotated[dict[str, str], Depends(fields_sent)]


def _answered(request: Request, viewer: Viewer, fields: Fields) -> dict[str, Any]:
    """The quick answer, or what is wrong with the fields."""
    language = language_of(request, viewer)
    workspace = bench(request).folder
    try:
        draft = read_draft(workspace, fields)
        if fields.get(_CHECKED):
            check_draft(draft)
        found = answer_view(preview(draft, language), language)
    except InputRejectedError as error:
        if error.code != "WEB-094":
            raise
        return {"answer": None, "draft": None, "refused": error}
    return {"answer": found, "draft": draft, "refused": None}


@router.get("/simulation")
def build(request: Request, viewer: Seer, asked: Asked) -> Response:
    """The builder with its quick answer; ``HX-Request`` gets the answer alone."""
    fields = starting_fields(bench(request).folder, asked)
    answered = _answered(request, viewer, fields)
    refused = answered["refused"]
    shown = builder(bench(request).folder, fields, language_of(request, viewer), refused)
    context = {
        **answered,
        "builder": shown,
        "fields": {name: value for name, value in fields.items() if name not in ("name", _CHECKED)},
        "name": fields.get("name", ""),
        "draws": fields.get("draws") or DRAWS,
        "address": f"/simulation?{urlencode({name: one for name, one in fields.items() if one})}",
    }
    # htmx names the target by tag and id: ``section#answer``
    if request.headers.get("HX-Target", "").rpartition("#")[2] == "answer":
        return page(request, viewer, "simulation/answer.html.j2", **context)
    return page(request, viewer, "simulation/build.html.j2", 422 if refused else 200, **context)


@router.post("/simulation/runs")
def run(request: Request, viewer: Runner, sent: Sent) -> Response:
    """Keep the mix and queue its full run."""
    opened = bench(request)
    try:
        card = create_run(opened, viewer.name, read_draft(opened.folder, sent))
    except InputRejectedError as error:
        if error.code != "WEB-094":
            raise
        again = urlencode(sent | {_CHECKED: "1"})
        return RedirectResponse(f"/simulation?{again}", 303)
    return RedirectResponse(f"/simulation/{card.run_id}", 303)


@router.get("/simulation/runs")
def runs(request: Request, viewer: Seer, deleted: bool = False) -> Response:
    """Kept runs, newest first, or those that were deleted."""
    found = list_runs(bench(request), viewer.name, deleted=deleted)
    context: dict[str, Any] = {"cards": found, "deleted": deleted, "days": KEPT_DAYS}
    return page(request, viewer, "simulation/runs.html.j2", **context)


@router.get("/simulation/compare")
def compare(
    request: Request,
    viewer: Seer,
    run: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
) -> Response:
    """Two to five runs side by side; with fewer the list to choose from."""
    if len(run) < 2:
        chosen = f"?{urlencode({'chosen': run[0]})}" if run else ""
        return RedirectResponse(f"/simulation/runs{chosen}", 303)
    found = compare_runs(bench(request).folder, run[: MOST_COMPARED + 1], datetime.now(UTC))
    edition = build_edition(found.report, language_of(request, viewer))
    return page(
        request, viewer, "simulation/compare.html.j2", edition=edition, abouts=found.abouts, csv=""
    )


@router.get("/simulation/levers")
def levers(request: Request, viewer: Seer) -> Response:
    """Every lever with what sets its size."""
    rows = lever_rows(language_of(request, viewer))
    return page(request, viewer, "simulation/levers.html.j2", rows=rows)


@router.get("/simulation/levers/{form}")
def lever(request: Request, viewer: Seer, form: str) -> Response:
    """One lever: settings and the evidence behind it."""
    shown = lever_page(bench(request).folder, form[:40], language_of(request, viewer))
    return page(request, viewer, "simulation/lever.html.j2", lever=shown)


@router.get("/simulation/{run_id}")
def show(request: Request, viewer: Seer, run_id: str, told: str = "") -> Response:
    """A run: its answer, or how far it is. ``/simulation/{id}.json`` and the like are files."""
    run_id, dot, suffix = run_id.partition(".")
    if dot:
        return answer_file(bench(request).folder, run_id, suffix, language_of(request, viewer))
    card = find_run(bench(request), viewer.name, run_id)
    context: dict[str, Any] = {
        "card": card,
        "days": KEPT_DAYS,
        "told": told,
        "edition": None,
        "digest": "",
    }
    if card.is_done:
        context["edition"] = edition_of_run(
            bench(request).folder, run_id, language_of(request, viewer)
        )
        context["digest"] = digest_of(bench(request).folder, run_id)
    return page(
        request,
        viewer,
        "simulation/run.html.j2",
        **context,
        edit=f"/simulation?{urlencode(card.about.fields)}",
        failure=_failure(request, viewer, card),
    )


@router.get("/simulation/{run_id}/progress")
def progress(request: Request, viewer: Seer, run_id: str) -> Response:
    """How far a run is; tells the page to load itself again when it has ended."""
    card = find_run(bench(request), viewer.name, run_id)
    shown = page(
        request,
        viewer,
        "simulation/progress.html.j2",
        card=card,
        failure=_failure(request, viewer, card),
    )
    if not card.is_under_way:
        shown.headers["HX-Refresh"] = "true"
    return shown


def _failure(request: Request, viewer: Viewer, card: RunCard) -> str:
    """Why a job failed, in words."""
    if not card.error:
        return ""
    key = f"error.{card.error.get('code', '')}"
    language = language_of(request, viewer)
    if not has_text(key, language):
        return str(card.error.get("code", ""))
    return text(key, language, **card.error.get("params", {}))


def _back(run_id: str, told: str) -> Response:
    return RedirectResponse(f"/simulation/{run_id}?told={told}", 303)


@router.post("/simulation/{run_id}/name")
def rename(
    request: Request, viewer: Runner, run_id: str, name: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Another name; figures stay."""
    rename_run(bench(request), viewer.name, run_id, name)
    return _back(run_id, "renamed")


@router.post("/simulation/{run_id}/delete")
def delete(request: Request, viewer: Runner, run_id: str) -> Response:
    """Hide a run; it can be brought back."""
    delete_run(bench(request), viewer.name, run_id)
    return _back(run_id, "deleted")


@router.post("/simulation/{run_id}/restore")
def restore(request: Request, viewer: Runner, run_id: str) -> Response:
    """Bring a deleted run back."""
    restore_run(bench(request), viewer.name, run_id)
    return _back(run_id, "restored")


@router.post("/simulation/{run_id}/cancel")
def cancel(request: Request, viewer: Runner, run_id: str) -> Response:
    """Cancel the job of a run."""
    cancel_run(bench(request), viewer.name, run_id)
    return _back(run_id, "cancelled")


@router.post("/simulation/{run_id}/retry")
def retry(request: Request, viewer: Runner, run_id: str) -> Response:
    """Go on with a run that failed or was cancelled."""
    retry_run(bench(request), viewer.name, run_id)
    return _back(run_id, "")
