"""Sets the brief as one HTML file and puts it in place in one step.

The file holds both languages. Two radio buttons in front of them decide which one is displayed, by
CSS alone: the switch works with the keyboard, without JavaScript and without network. The small
script only remembers the choice and keeps the page's ``lang`` and title true. A content security
policy of ``default-src 'none'`` makes the browser itself refuse any request.
"""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trimtab.kernel import StateError
from trimtab.kernel.files import written_whole
from trimtab.messages import LANGUAGES
from trimtab.reports.edition import build_edition
from trimtab.reports.types import Brief


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("trimtab.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _inlined(name: str) -> tuple[Markup, str]:
    """A style sheet or script of the package, and its hash for the content security policy."""
    environment = _environment()
    assert environment.loader is not None
    content = environment.loader.get_source(environment, name)[0].strip()
    digest = b64encode(sha256(content.encode()).digest()).decode("ascii")
    return Markup(content), f"'sha256-{digest}'"


def render_brief(brief: Brief) -> str:
    """The whole document. The same brief gives the same bytes."""
    style, style_hash = _inlined("brief.css")
    script, script_hash = _inlined("brief.js")
    editions = [build_edition(brief, language) for language in LANGUAGES]
    return (
        _environment()
        .get_template("brief.html.j2")
        .render(
            editions=editions,
            first=next(e for e in editions if e.code == brief.language.value),
            style=style,
            script=script,
            style_hash=style_hash,
            script_hash=script_hash,
            version=brief.software_version,
        )
    )


def write_brief(brief: Brief, path: Path) -> None:
    """Write the brief to ``path``: the old file or the whole new one, never half of it.

    Raises StateError REPORT-005 when the folder does not exist or cannot be written to.
    """
    document = render_brief(brief)
    try:
        with written_whole(path) as draft:
            draft.write_text(document, encoding="utf-8", newline="\n")
    except OSError as reason:
        raise StateError("REPORT-005", path=str(path), reason=reason.strerror) from reason
