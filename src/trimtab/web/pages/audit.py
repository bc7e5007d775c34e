"""The audit trail: who changed what, when and why; searched, compared, verified, written out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from trimtab.app.workbench import audit
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import UsageError
from trimtab.messages import explain_problem
from trimtab.office.audit import TrailQuery
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.downloads import download
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, office_zone, page

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, needs(Right.AUDIT_READ)]
Word = Annotated[str, Query(max_length=128)]
Sequence = Annotated[int, Path(ge=0, le=2**62)]
FILE_MOST = 500
ENTITIES = (
    "actor",
    "role_grant",
    "department",
    "account",
    "task",
    "job",
    "channel",
    "message",
    "rule_decision",
    "coordination_case",
    "case_step",
    "assessment",
    "decision",
    "approval",
    "signature",
    "case_action",
    "case_review",
    "case_comment",
    "attachment",
    "attachment_part",
    "delegation",
    "escalation",
    "procedure",
    "evidence_entry",
    "batch",
    "segment",
    "backup",
    "restore",
    "store",
)


@dataclass(frozen=True, slots=True)
class Search:
    """What the form of the page asks for, as it was typed."""

    entity: Word = ""
    record: Word = ""
    actor: Word = ""
    since: Word = ""
    until: Word = ""
    words: Word = ""
    before: Annotated[int | None, Query(ge=0, le=2**62)] = None

    def query(self, zone: tzinfo) -> TrailQuery:
        """The same for the trail, by the days of ``zone``. Raises UsageError WEB-038."""
        return audit.query_of(**self._given(), before=self.before, zone=zone)

    def _given(self) -> dict[str, str]:
        names = ("entity", "record", "actor", "since", "until", "words")
        return {name: getattr(self, name) for name in names}

    def address(self, path: str, **more: int) -> str:
        """An address that asks for the same."""
        given = {name: value for name, value in self._given().items() if value}
        asked = urlencode({**given, **more})
        return f"{path}?{asked}" if asked else path


Asked = Annotated[Search, Depends()]


@router.get("/audit")
def show(request: Request, viewer: Reader, asked: Asked) -> Response:
    """The newest entries, or those searched for."""
    language = language_of(request, viewer)
    error: UsageError | None = None
    try:
        query = asked.query(office_zone(request))
    except UsageError as refused:
        error, query = refused, TrailQuery(entity="-")
    found = audit.read_trail(bench(request).office, viewer.name, query, language)
    return page(
        request,
        viewer,
        "audit/trail.html.j2",
        status_of(error) if error else 200,
        found=found,
        asked=asked,
        entities=ENTITIES,
        said=sentence_of(error, language) if error else "",
        older=asked.address("/audit", before=found.next) if found.next is not None else "",
        csv=asked.address("/audit.csv"),
    )


@router.get("/audit.csv")
def as_csv(request: Request, viewer: Reader, asked: Asked) -> Response:
    """Every entry searched for, as a file."""
    content = audit.trail_csv(bench(request).office, viewer.name, asked.query(office_zone(request)))
    return download(content, "text/csv; charset=utf-8", "trimtab-audit.csv")


@router.get("/audit.json")
def as_json(request: Request, viewer: Reader, asked: Asked) -> Response:
    """The newest entries searched for, as they are kept; ``next`` continues with ``?before=``."""
    language = language_of(request, viewer)
    found = audit.read_trail(
        bench(request).office, viewer.name, asked.query(office_zone(request)), language, FILE_MOST
    )
    items = [one.link._asdict() for one in found.entries]
    return JSONResponse({"items": items, "next": found.next})


@router.get("/audit/verification")
def verification(request: Request, viewer: Reader) -> Response:
    """Whether the trail, and every record that it accounts for, is as it was written."""
    language = language_of(request, viewer)
    verdict = audit.verify(bench(request).office, viewer.name)
    problems = [(one.row, explain_problem(one, language)) for one in verdict.problems]
    return page(request, viewer, "audit/verification.html.j2", verdict=verdict, problems=problems)


@router.get("/audit/{sequence}")
def entry(request: Request, viewer: Reader, sequence: Sequence) -> Response:
    """One entry: each field before and after, and the other entries of the record."""
    language = language_of(request, viewer)
    found, others = audit.read_entry(bench(request).office, viewer.name, sequence, language)
    return page(request, viewer, "audit/entry.html.j2", entry=found, others=others)
