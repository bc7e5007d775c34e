"""The official documents of a case as answers of pages and API."""

from __future__ import annotations

from typing import Literal

from fastapi import Request, Response

from trimtab.app.workbench.case_documents import MEDIA_TYPES, document_of, render_document
from trimtab.app.workbench.case_view import view_case
from trimtab.app.workbench.viewer import Viewer
from trimtab.web.access import bench
from trimtab.web.downloads import download
from trimtab.web.rendering import language_of

DocumentKind = Literal["assessment", "decision"]
DocumentForm = Literal["docx", "pdf"]


def official_document(
    request: Request, viewer: Viewer, case_id: str, kind: DocumentKind, form: DocumentForm
) -> Response:
    """The assessment or decision in the language of the viewer: in Chinese by GB/T 9704-2012, in
    English a memorandum."""
    language = language_of(request, viewer)
    view = view_case(bench(request), viewer, case_id, language)
    content = render_document(document_of(view, kind, language), form)
    return download(content, MEDIA_TYPES[form], f"{case_id}-{kind}-{language.value}.{form}")
