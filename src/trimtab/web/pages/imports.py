"""Imports: bring a file, see how it would be read and what is wrong with it, accept or reject."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import Response

from trimtab.app.workbench.import_words import told_findings, told_preview
from trimtab.app.workbench.imports import imports_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.downloads import download
from trimtab.web.rendering import language_of, page
from trimtab.web.sessions import see_other

router = APIRouter(prefix="/imports", include_in_schema=False)

Importer = Annotated[Viewer, needs(Right.OBSERVATIONS_IMPORT)]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BATCHES = 20


@router.get("")
def show_all(
    request: Request,
    viewer: Importer,
    done: Annotated[str, Query(max_length=16)] = "",
) -> Response:
    """Where a file is brought, what waits for a decision, what was stored."""
    imports = imports_of(bench(request))
    batches = imports.batches(viewer.name)
    return page(
        request,
        viewer,
        "imports/list.html.j2",
        drafts=imports.waiting(viewer.name),
        batches=batches[:_BATCHES],
        total=len(batches),
        done=done,
    )


@router.post("")
def bring(request: Request, viewer: Importer, file: UploadFile) -> Response:
    """Keep a file to be looked at; nothing is stored."""
    draft = imports_of(bench(request)).bring(
        viewer.name, file.filename or "", file.file, language_of(request, viewer)
    )
    return see_other(f"/imports/{draft.draft_id}")


@router.get("/template.xlsx")
def template(request: Request, viewer: Importer) -> Response:
    """The workbook of the monitoring panel for firms to fill in."""
    with tempfile.TemporaryDirectory(prefix="trimtab-") as folder:
        path = Path(folder) / "template.xlsx"
        imports_of(bench(request)).template(path, language_of(request, viewer))
        content = path.read_bytes()
    return download(content, WORKBOOK, "monitoring-panel.xlsx")


@router.get("/{draft_id}")
def show(request: Request, viewer: Importer, draft_id: str) -> Response:
    """One file: how it would be read, what was found; the state alone for htmx."""
    language = language_of(request, viewer)
    seen = imports_of(bench(request)).see(viewer.name, draft_id, language)
    part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target")
    return page(
        request,
        viewer,
        "imports/state.html.j2" if part else "imports/draft.html.j2",
        seen=seen,
        findings=told_findings(seen.checked, language) if seen.checked else (),
        preview=told_preview(seen.checked, language) if seen.checked else (),
    )


@router.post("/{draft_id}/mapping")
def remap(
    request: Request,
    viewer: Importer,
    draft_id: str,
    mapping: Annotated[str | None, Form()] = None,
    sheet: Annotated[str | None, Form(max_length=255)] = None,
) -> Response:
    """Read the file by a corrected mapping, or another of its sheets."""
    language = language_of(request, viewer)
    imports_of(bench(request)).remap(viewer.name, draft_id, mapping, sheet or None, language)
    return see_other(f"/imports/{draft_id}")


@router.post("/{draft_id}/accept")
def accept(
    request: Request,
    viewer: Importer,
    draft_id: str,
    accept_shrunk: Annotated[bool, Form()] = False,
) -> Response:
    """Let a job store the file."""
    language = language_of(request, viewer)
    job = imports_of(bench(request)).accept(
        viewer.name, draft_id, accept_shrunk=accept_shrunk, language=language
    )
    return see_other(f"/jobs/{job.job_id}")


@router.post("/{draft_id}/reject")
def reject(request: Request, viewer: Importer, draft_id: str) -> Response:
    """Delete the file; nothing of it was stored."""
    imports_of(bench(request)).reject(viewer.name, draft_id)
    return see_other("/imports?done=rejected")
