"""Who may call the routes of a case, and what each of them answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request

from trimtab.app.workbench.case_desk import CaseDesk
from trimtab.app.workbench.case_view import view_case
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.case_answers import CaseDetail, case_detail
from trimtab.web.rendering import language_of

CaseId = Annotated[
    str, Path(pattern=r"^[0-9]{4}-[0-9]{1,9}$", examples=["2026-0001"], description="The case")
]
PartId = Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{1,9}:[a-z][0-9]{1,9}$")]
Seer = Annotated[Viewer, needs(Right.CASES_SEE)]
Handler = Annotated[Viewer, needs(Right.ALERTS_HANDLE)]
Assessor = Annotated[Viewer, needs(Right.ASSESSMENTS_WRITE)]
Drafter = Annotated[Viewer, needs(Right.DECISIONS_DRAFT)]
Signer = Annotated[Viewer, needs(Right.DECISIONS_COSIGN)]
Releaser = Annotated[Viewer, needs(Right.DECISIONS_SIGN)]
Reviewer = Annotated[Viewer, needs(Right.REVIEWS_WRITE)]
Registrar = Annotated[Viewer, needs(Right.EVIDENCE_WRITE)]
Assigner = Annotated[Viewer, needs(Right.CASES_ASSIGN)]
Talker = Annotated[Viewer, needs(Right.CASES_COMMENT)]


def desk_of(request: Request, viewer: Viewer) -> CaseDesk:
    """The asker's desk."""
    return CaseDesk(bench(request), viewer, language_of(request, viewer))


def answered(request: Request, viewer: Viewer, case_id: str) -> CaseDetail:
    """The case after a change."""
    language = language_of(request, viewer)
    return case_detail(view_case(bench(request), viewer, case_id, language))
