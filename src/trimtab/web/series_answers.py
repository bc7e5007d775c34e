"""Comparisons and panels as files; an answer that the asker has already is not computed again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from trimtab.app.workbench.series import (
    Asked,
    Seen,
    answer_tag,
    compare_series,
    full_title,
    seen_regions,
)
from trimtab.app.workbench.series_edition import Edition, edition_of
from trimtab.app.workbench.series_files import (
    arrow_bytes,
    comparison_table,
    csv_bytes,
    workbook_bytes,
)
from trimtab.app.workbench.series_views import Comparison
from trimtab.app.workbench.series_words import basis_of, batches_of, method_words, source_line
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language
from trimtab.web.access import bench
from trimtab.web.etag import matches
from trimtab.web.rendering import language_of

CSV = "text/csv; charset=utf-8"
ARROW = "application/vnd.apache.arrow.stream"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = ("csv", "json", "xlsx", "arrow")


@dataclass(frozen=True, slots=True)
class Asking:
    """A request for series: the edition of now, the regions seen, and headers that mark the answer.

    The mark names the batches, the software, the day, what was asked, the regions seen and the
    language. Nothing is read for it but the list of batches and the rights.
    """

    edition: Edition
    seen: Seen
    language: Language
    mark: str
    has_it: bool

    @property
    def headers(self) -> dict[str, str]:
        return {
            "ETag": self.mark,
            "Cache-Control": "private, no-cache",
            "Vary": "Cookie, Authorization, Accept-Language",
        }

    def unchanged(self) -> Response:
        """The answer to who has it already."""
        return Response(status_code=304, headers=self.headers)


def asking(request: Request, viewer: Viewer) -> Asking:
    """What a request for series needs, and whether the asker has the answer (``has_it``)."""
    edition = edition_of(bench(request))
    seen, language = seen_regions(edition, viewer.name), language_of(request, viewer)
    parts = [one for one in request.query_params.multi_items() if one[0] != "lang"]
    mark = answer_tag(edition, sorted(seen), language.value, request.url.path, parts)
    quoted = f'"{mark}"'
    has_it = matches(request.headers.get("if-none-match", ""), quoted)
    return Asking(edition, seen, language, quoted, has_it)


def answer_file(request: Request, viewer: Viewer, suffix: str, asked: Asked) -> Response:
    """A comparison as a file. Raises UnknownCodeError WEB-080 for another suffix."""
    if suffix not in SUFFIXES:
        raise UnknownCodeError("WEB-080", suffix=suffix[:20], allowed=", ".join(SUFFIXES))
    now = asking(request, viewer)
    if now.has_it:
        return now.unchanged()
    headers, language = now.headers, now.language
    comparison = compare_series(now.edition, viewer.name, now.seen, asked)
    if suffix == "json":
        return JSONResponse(comparison_document(comparison, language), headers=headers)
    name = f'attachment; filename="trimtab-series.{suffix}"'
    headers["Content-Disposition"] = name
    if suffix == "xlsx":
        return Response(workbook_bytes(comparison, language), headers=headers, media_type=EXCEL)
    table = comparison_table(comparison, language)
    if suffix == "arrow":
        return Response(arrow_bytes(table), headers=headers, media_type=ARROW)
    return Response(csv_bytes(table), headers=headers, media_type=CSV)


def comparison_document(comparison: Comparison, language: Language) -> dict[str, Any]:
    """A comparison as plain data; null where a value cannot be told."""
    return {
        "view": comparison.view.value,
        "periods": [str(period) for period in comparison.periods],
        "base": None if comparison.base is None else str(comparison.base),
        "known_at": comparison.known_at.isoformat(),
        "vintage": comparison.vintage.value,
        "basis": basis_of(batches_of(comparison)).value,
        "source": source_line(comparison, language),
        "method": method_words(comparison, language),
        "series": [
            {
                "series": str(line.history.key),
                "title": full_title(line.history.key, language),
                "unit": line.unit,
                "values": plain(line.values),
                "provisional_from": _text(line.history.provisional_from),
                "batches": [one.batch_id for one in line.origin.batches],
            }
            for line in comparison.lines
        ],
    }


def plain(values: Iterable[float]) -> list[float | None]:
    """Values as JSON can say them."""
    return [float(value) if isfinite(value) else None for value in values]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
