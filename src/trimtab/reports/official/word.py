"""An official document as a Word file: the layout of GB/T 9704-2012, or a plain memorandum."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trimtab.messages import Language
from trimtab.reports.official.printed import printed
from trimtab.reports.official.types import OfficialDocument
from trimtab.reports.official.word_body import write_annexes, write_body
from trimtab.reports.official.word_heads import write_chinese_head, write_memorandum_head
from trimtab.reports.official.word_imprint import write_imprint
from trimtab.reports.official.word_page import prepare_page

if TYPE_CHECKING:
    from docx.document import Document

_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # of a draft: the same file twice

_PROPERTY_LONGEST = 255  # characters; longer ones are refused by Word


def render_word(document: OfficialDocument) -> bytes:
    """The whole .docx file."""
    import docx

    made: Document = docx.Document()
    strings = printed(document)
    prepare_page(made, strings)
    if document.language is Language.ZH:
        write_chinese_head(made, strings)
    else:
        write_memorandum_head(made, strings)
    write_body(made, strings)
    write_annexes(made, strings)
    write_imprint(made, strings)
    properties = made.core_properties
    properties.title = document.title[:_PROPERTY_LONGEST]
    properties.author = document.letterhead.issuer[:_PROPERTY_LONGEST]
    properties.language = "zh-CN" if document.language is Language.ZH else "en"
    properties.comments = ""
    signed = document.dated
    properties.created = properties.modified = (
        _MADE if signed is None else datetime(signed.year, signed.month, signed.day)  # noqa: DTZ001
    )
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()
