"""Sets the brief as one HTML file and puts it in place in one step."""

from __future__ import annotations

from pathlib import Path

from trimtab.kernel import StateError
from trimtab.messages import LANGUAGES
from trimtab.reports.edition import build_edition
from trimtab.reports.page import render_page, write_page
from trimtab.reports.types import Brief


def render_brief(brief: Brief) -> str:
    """The whole document. The same brief gives the same bytes."""
    editions = [build_edition(brief, language) for language in LANGUAGES]
    return render_page(
        editions, brief.language, brief.software_version, "edition.html.j2", ("card.css",)
    )


def write_brief(brief: Brief, path: Path) -> None:
    """Write the brief to ``path``: the old file or the whole new one, never half of it.

    Raises StateError REPORT-005 when the folder does not exist or cannot be written to.
    """
    try:
        write_page(render_brief(brief), path)
    except OSError as reason:
        raise StateError("REPORT-005", path=str(path), reason=reason.strerror) from reason
