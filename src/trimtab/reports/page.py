"""One self-contained HTML page in both languages, and how it is put in place in one step.

The file holds all editions. Radio buttons in front of them decide which one is displayed, by CSS
alone: the switch works with the keyboard, without JavaScript and without network. The small
script only remembers the choice and keeps the page's ``lang`` and title true. A content security
policy of ``default-src 'none'`` makes the browser itself refuse any request.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trimtab.kernel.files import written_whole
from trimtab.messages import Language

HTML_LANGUAGE = {Language.ZH: "zh-Hans", Language.EN: "en"}


class PageEdition(Protocol):
    """One language of a page. ``language_name`` is what the language calls itself."""

    @property
    def code(self) -> str: ...

    @property
    def html_language(self) -> str: ...

    @property
    def language_name(self) -> str: ...

    @property
    def title(self) -> str: ...


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("trimtab.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _inlined(*names: str) -> tuple[Markup, str]:
    """Style sheets or scripts of the package as one, and its hash for the security policy."""
    environment = _environment()
    assert environment.loader is not None
    parts = (environment.loader.get_source(environment, name)[0].strip() for name in names)
    content = "\n".join(parts)
    digest = b64encode(sha256(content.encode()).digest()).decode("ascii")
    return Markup(content), f"'sha256-{digest}'"


def render_page(
    editions: Sequence[PageEdition],
    language: Language,
    version: str,
    article: str,
    styles: Sequence[str] = (),
) -> str:
    """The whole document: ``article`` is the template of one edition, ``styles`` are its own.

    ``language`` is shown first. The same editions give the same bytes.
    """
    style, style_hash = _inlined("brief.css", *styles)
    script, script_hash = _inlined("brief.js")
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            editions=editions,
            article=article,
            first=next(one for one in editions if one.code == language.value),
            style=style,
            script=script,
            style_hash=style_hash,
            script_hash=script_hash,
            version=version,
        )
    )


def write_page(document: str, path: Path) -> None:
    """Write a document to ``path``: the old file or the whole new one, never half of it.

    Raises OSError when the folder does not exist or cannot be written to.
    """
    with written_whole(path) as draft:
        draft.write_text(document, encoding="utf-8", newline="\n")
