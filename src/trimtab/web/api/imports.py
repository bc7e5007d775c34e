"""``/api/v1/imports``: bring a file, see what is found in it, decide on it; what is stored."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench.import_words import FindingTold, told_findings
from trimtab.app.workbench.imports import MAPPING_LONGEST, ImportSeen, imports_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import UsageError
from trimtab.messages import Language
from trimtab.office.rights import Right
from trimtab.ports import BatchInfo
from trimtab.tables import Severity
from trimtab.web.access import bench, needs
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(tags=["imports"], responses=PROBLEMS)

Importer = Annotated[Viewer, needs(Right.OBSERVATIONS_IMPORT)]
Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]
DraftId = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z-]{1,64}$", examples=["20261123T080000-0123456789ab"]),
]
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=128)]


class Cell(BaseModel):
    """A cell with those beside it."""

    row: int
    header: list[str]
    cells: list[str]
    at: int = Field(description="Which of the cells is meant, counted from 0.")


class FindingItem(BaseModel):
    """Something the checks saw; ``refuse`` keeps the file from being stored."""

    code: str = Field(examples=["INGEST-035"])
    severity: Severity
    sentence: str
    about: str | None = Field(description="The series, where it is about one.")
    place: str | None = Field(examples=["panel.csv:12:region"])
    cell: Cell | None


class ImportItem(BaseModel):
    """A file that waits for a decision."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "import_id": "20261123T080000-0123456789ab",
                    "file": "panel.csv",
                    "bytes": 20480,
                    "sha256": "0" * 64,
                    "brought_at": "2026-11-23T08:00:00Z",
                    "brought_by": "analyst",
                    "state": "acceptable",
                    "rows": 1200,
                    "known": False,
                    "needs_consent": False,
                    "sheet": None,
                    "sheets": [],
                    "connector": None,
                    "mapping": "version: 1\n",
                    "findings": [],
                    "job_id": None,
                }
            ]
        }
    )

    import_id: str
    file: str
    bytes: int
    sha256: str
    brought_at: datetime
    brought_by: str
    state: Literal["checking", "acceptable", "refused", "deleted", "accepted"]
    rows: int | None = Field(description="Observations read; null where not all could be read.")
    known: bool = Field(description="The same content was stored before.")
    needs_consent: bool = Field(description="It holds less than before; accept_shrunk is needed.")
    sheet: str | None
    sheets: list[str]
    connector: str | None
    mapping: str | None = Field(description="How it is read, as YAML; null for a known format.")
    findings: list[FindingItem]
    job_id: str | None


class ImportBrief(BaseModel):
    """A file that waits, without what was found in it."""

    import_id: str
    file: str
    bytes: int
    brought_at: datetime
    brought_by: str
    job_id: str | None


class ImportList(BaseModel):
    """Files that wait for a decision, newest first."""

    items: list[ImportBrief]
    total: int
    next: str | None


class MappingAsked(BaseModel):
    """How the file is to be read."""

    model_config = ConfigDict(extra="forbid")

    mapping: str | None = Field(default=None, max_length=MAPPING_LONGEST)
    sheet: str | None = Field(
        default=None, max_length=255, description="Another sheet; its mapping is drafted anew."
    )


class AcceptAsked(BaseModel):
    """The decision to store a file."""

    model_config = ConfigDict(extra="forbid")

    accept_shrunk: bool = Field(
        default=False, description="It is meant to hold less than what came before."
    )


class Accepted(BaseModel):
    """The job that stores the file."""

    job_id: str = Field(examples=["20261123T080000-0123456789ab"])


class BatchItem(BaseModel):
    """One batch in the store."""

    batch_id: str
    source: str
    source_sha256: str
    release_basis: str
    imported_at: datetime
    rows: int
    series: int
    findings: int


class BatchList(BaseModel):
    """Batches, newest first."""

    items: list[BatchItem]
    total: int
    next: str | None


@router.get("/imports", summary="Files that wait for a decision")
def list_them(
    request: Request, viewer: Importer, limit: Limit = 50, cursor: Cursor = None
) -> ImportList:
    """Nothing of them is stored yet."""
    drafts = imports_of(bench(request)).waiting(viewer.name)
    first = _after(cursor, [one.draft_id for one in drafts])
    shown = drafts[first : first + limit]
    items = [
        ImportBrief(
            import_id=one.draft_id, file=one.file, bytes=one.bytes, brought_at=one.at,
            brought_by=one.brought_by, job_id=one.job_id,
        )
        for one in shown
    ]  # fmt: skip
    more = first + limit < len(drafts)
    return ImportList(
        items=items, total=len(drafts), next=shown[-1].draft_id if shown and more else None
    )


@router.post("/imports", status_code=201, summary="Bring a file")
def bring(request: Request, viewer: Importer, file: UploadFile) -> ImportItem:
    """It is kept for seven days and checked; nothing is stored."""
    language = language_of(request, viewer)
    imports = imports_of(bench(request))
    draft = imports.bring(viewer.name, file.filename or "", file.file, language)
    return _item(imports.see(viewer.name, draft.draft_id, language), language)


@router.get("/imports/{import_id}", summary="What is found in a file")
def show(request: Request, viewer: Importer, import_id: DraftId) -> ImportItem:
    """Its state, the mapping that reads it, and every finding with its cell."""
    language = language_of(request, viewer)
    return _item(imports_of(bench(request)).see(viewer.name, import_id, language), language)


@router.put("/imports/{import_id}/mapping", summary="Read a file by another mapping or sheet")
def remap(
    request: Request, viewer: Importer, import_id: DraftId, asked: MappingAsked
) -> ImportItem:
    """The file is checked again; nothing is stored."""
    language = language_of(request, viewer)
    imports = imports_of(bench(request))
    imports.remap(viewer.name, import_id, asked.mapping, asked.sheet, language)
    return _item(imports.see(viewer.name, import_id, language), language)


@router.post("/imports/{import_id}/accept", status_code=202, summary="Store a file")
def accept(request: Request, viewer: Importer, import_id: DraftId, asked: AcceptAsked) -> Accepted:
    """A job stores it as one batch, or none of it."""
    language = language_of(request, viewer)
    job = imports_of(bench(request)).accept(
        viewer.name, import_id, accept_shrunk=asked.accept_shrunk, language=language
    )
    return Accepted(job_id=job.job_id)


@router.delete("/imports/{import_id}", status_code=204, summary="Reject a file")
def reject(request: Request, viewer: Importer, import_id: DraftId) -> Response:
    """The file is deleted; nothing of it was stored."""
    imports_of(bench(request)).reject(viewer.name, import_id)
    return Response(status_code=204)


@router.get("/batches", summary="What is stored")
def list_batches(
    request: Request, viewer: Seer, limit: Limit = 50, cursor: Cursor = None
) -> BatchList:
    """Batches, newest first; they are never changed."""
    batches = imports_of(bench(request)).batches(viewer.name)
    first = _after(cursor, [one.batch_id for one in batches])
    shown = batches[first : first + limit]
    more = first + limit < len(batches)
    return BatchList(
        items=[_batch(one) for one in shown],
        total=len(batches),
        next=shown[-1].batch_id if shown and more else None,
    )


def _after(cursor: str | None, ids: list[str]) -> int:
    if cursor is None:
        return 0
    if cursor not in ids:
        raise UsageError("WEB-124", cursor=cursor)
    return ids.index(cursor) + 1


def _batch(batch: BatchInfo) -> BatchItem:
    return BatchItem(
        batch_id=batch.batch_id,
        source=batch.source,
        source_sha256=batch.source_sha256,
        release_basis=batch.release_basis,
        imported_at=batch.imported_at,
        rows=batch.rows,
        series=batch.series,
        findings=len(batch.findings),
    )


def _item(seen: ImportSeen, language: Language) -> ImportItem:
    draft, checked = seen.draft, seen.checked
    told = told_findings(checked, language) if checked else ()
    return ImportItem(
        import_id=draft.draft_id,
        file=draft.file,
        bytes=draft.bytes,
        sha256=draft.sha256,
        brought_at=draft.at,
        brought_by=draft.brought_by,
        state=_state(seen),
        rows=checked.rows if checked else None,
        known=bool(checked and checked.known),
        needs_consent=bool(checked and checked.needs_consent),
        sheet=checked.sheet if checked else None,
        sheets=list(checked.sheets) if checked else [],
        connector=checked.connector if checked else None,
        mapping=seen.mapping or None,
        findings=[_finding(one) for one in told],
        job_id=draft.job_id,
    )


def _state(
    seen: ImportSeen,
) -> Literal["checking", "acceptable", "refused", "deleted", "accepted"]:
    if seen.draft.removed:
        return "deleted"
    if seen.checking:
        return "checking"
    if seen.can_accept:
        return "acceptable"
    return "accepted" if seen.job and not seen.is_open else "refused"


def _finding(told: FindingTold) -> FindingItem:
    cell = told.cell
    return FindingItem(
        code=told.code,
        severity=told.severity,
        sentence=told.sentence,
        about=told.about or None,
        place=told.place or None,
        cell=Cell(row=cell.row, header=list(cell.header), cells=list(cell.cells), at=cell.at)
        if cell
        else None,
    )
