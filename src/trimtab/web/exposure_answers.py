"""Exposures as files."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from trimtab.app.workbench.exposure import ExposureAsked, find_exposures
from trimtab.app.workbench.exposure_words import exposure_document, exposure_file
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import UnknownCodeError
from trimtab.web.access import bench
from trimtab.web.rendering import language_of
from trimtab.web.series_answers import CSV, EXCEL

_TYPES = {"csv": CSV, "xlsx": EXCEL}


def answer_exposure_file(
    request: Request, viewer: Viewer, suffix: str, asked: ExposureAsked
) -> Response:
    """Exposures as a file. Raises UnknownCodeError WEB-080 for another suffix."""
    if suffix != "json" and suffix not in _TYPES:
        allowed = ", ".join((*_TYPES, "json"))
        raise UnknownCodeError("WEB-080", suffix=suffix[:20], allowed=allowed)
    language = language_of(request, viewer)
    shown = find_exposures(bench(request), viewer.name, asked)
    headers = {"Cache-Control": "private, no-cache"}
    if suffix == "json":
        return JSONResponse(exposure_document(shown, language), headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="trimtab-exposure.{suffix}"'
    content = exposure_file(shown, suffix, language)
    return Response(content, headers=headers, media_type=_TYPES[suffix])
