"""An official document as a PDF, set by typst from the same strings as the Word file.

The package ``typst`` is an extra (``trimtab[report]``). What a person typed reaches the template as
data, never as markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from trimtab.kernel import EnvironmentLackingError
from trimtab.messages import Language
from trimtab.reports.official import geometry as measure
from trimtab.reports.official.fonts import CHINESE, LATIN, Face, chosen
from trimtab.reports.official.printed import Printed, printed
from trimtab.reports.official.types import OfficialDocument
from trimtab.reports.official.word_body import signature_indents


def render_pdf(document: OfficialDocument) -> bytes:
    """The PDF, with tags for screen readers; the same document gives the same bytes.

    Raises EnvironmentLackingError OFFICIAL-001 without typst, OFFICIAL-002 when a Chinese document
    finds no Chinese typeface.
    """
    return bytes(_typst().compile(*_asked(document), timestamp=_moment(document), format="pdf"))


def render_pages(document: OfficialDocument, dots_per_inch: float = 72.0) -> list[bytes]:
    """The pages of the PDF as PNG pictures. Raises what ``render_pdf`` raises."""
    made = _typst().compile(*_asked(document), format="png", ppi=dots_per_inch)
    return list(made) if isinstance(made, list) else [made]


def printed_strings(document: OfficialDocument) -> list[str]:
    """Every string on the pages of the PDF, in order, without page numbers."""
    held = _typst().query(*_asked(document), "<printed>", field="value")
    strings: list[str] = json.loads(held)
    return strings


class _Compiler:
    """Typst with this document's strings at hand."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def compile(self, source: bytes, given: dict[str, str], **options: Any) -> Any:
        return self._module.compile(source, sys_inputs=given, **options)

    def query(self, source: bytes, given: dict[str, str], selector: str, *, field: str) -> str:
        return str(self._module.query(source, selector, field=field, sys_inputs=given))


def _typst() -> _Compiler:
    if find_spec("typst") is None:
        raise EnvironmentLackingError("OFFICIAL-001")
    import typst

    return _Compiler(typst)


def _asked(document: OfficialDocument) -> tuple[bytes, dict[str, str]]:
    """The template of the language, and the document with faces and measures as JSON."""
    strings = printed(document)
    name = "official.typ" if document.language is Language.ZH else "memorandum.typ"
    source = (files("trimtab.reports") / "templates" / name).read_bytes()
    given = {
        "strings": _plain(strings),
        "faces": _faces(document.language),
        "signature": signature_indents(strings.issuer, strings.dated),
        "measure": {
            name.lower(): getattr(measure, name)
            for name in dir(measure)
            if name.isupper() and not isinstance(getattr(measure, name), str)
        },
        "mark_pt": measure.mark_size(len(strings.mark)),
    }
    return source, {"document": json.dumps(given, ensure_ascii=False)}


def _plain(strings: Printed) -> dict[str, Any]:
    plain = asdict(strings)
    for section in _sections(plain):
        if section["table"] is not None:
            width = len(section["table"]["header"])
            section["table"]["numeric"] = section["table"]["numeric"] or [False] * width
            section["table"]["widths"] = section["table"]["widths"] or [1.0] * width
    return plain


def _sections(plain: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        *plain["sections"],
        *(one for _, annex in plain["annexes"] for one in annex["sections"]),
    ]


@lru_cache(maxsize=1)
def _installed() -> tuple[str, ...]:
    import typst

    return tuple(typst.Fonts().families())


def _faces(language: Language) -> dict[str, list[str]]:
    """The faces typst may take, those for Latin letters in Chinese text included."""
    installed = _installed()
    if language is not Language.ZH:
        named = [one for one in LATIN[Face.BODY] if one in installed]
        return {face.value: [*named, "Libertinus Serif"] for face in Face}
    taken = {face.value: chosen(face, installed) for face in Face}
    if None in taken.values():
        looked_for = dict.fromkeys(name for names in CHINESE.values() for name in names)
        raise EnvironmentLackingError("OFFICIAL-002", looked_for=", ".join(looked_for))
    return {name: [str(face)] for name, face in taken.items()}


def _moment(document: OfficialDocument) -> datetime:
    """When it was made, as the file says: the day of signing, so that it stays the same."""
    signed = document.dated
    if signed is None:
        return datetime(2000, 1, 1, tzinfo=UTC)
    return datetime(signed.year, signed.month, signed.day, tzinfo=UTC)
