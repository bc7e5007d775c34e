"""The text of the Word file, from the first paragraph to the date, and the annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trimtab.messages import Language
from trimtab.reports.official import geometry as measure
from trimtab.reports.official.fonts import Face
from trimtab.reports.official.printed import Printed
from trimtab.reports.official.types import Annex, Section
from trimtab.reports.official.word_text import CHARACTER, add_paragraph, add_table, add_text

if TYPE_CHECKING:
    from docx.document import Document

_INDENT = 2  # characters: of a paragraph, of what names the annexes, of the signature


def write_body(document: Document, strings: Printed) -> None:
    """正文, 附件说明, 发文机关署名 and 成文日期, 附注 (7.3.3 to 7.3.6)."""
    for words in strings.opening:
        _text(document, words, strings.language)
    for section in strings.sections:
        write_section(document, section, strings.language)
    if strings.closing:
        _text(document, strings.closing, strings.language)
    _attachments(document, strings)
    _signature(document, strings)
    if strings.note:
        _text(document, strings.note, strings.language, "left")


def write_section(document: Document, section: Section, language: Language) -> None:
    """Heading, paragraphs and table."""
    chinese = language is Language.ZH
    if chinese:
        heading = add_paragraph(document, keep_with_next=True, firstLineChars=_INDENT * CHARACTER)
        add_text(heading, section.heading, Face.HEADING, language)
    else:
        heading = add_paragraph(document, keep_with_next=True)
        add_text(heading, section.heading, Face.HEADING, language, 12.5, bold=True)
    for words in section.paragraphs:
        _text(document, words, language)
    if section.table is not None:
        if section.table.title:
            caption = add_paragraph(
                document, align="center" if chinese else None, keep_with_next=True
            )
            add_text(caption, section.table.title, Face.HEADING, language, bold=not chinese)
        add_table(document, section.table, language)


def _text(document: Document, words: str, language: Language, align: str = "both") -> None:
    """A paragraph; ``left`` where a hash, which cannot be broken, would spread the line."""
    if language is Language.ZH:
        paragraph = add_paragraph(document, align=align, firstLineChars=_INDENT * CHARACTER)
    else:
        paragraph = add_paragraph(document)
    add_text(paragraph, words, Face.BODY, language)


def _attachments(document: Document, strings: Printed) -> None:
    """One empty line, then the annexes two characters in; the next ones under the first (7.3.4)."""
    if not strings.attachments:
        return
    chinese = strings.language is Language.ZH
    if chinese:
        add_paragraph(document)
    for at, line in enumerate(strings.attachments):
        # "附件：" is three characters wide
        indent = (_INDENT + (0 if at == 0 else 3)) * CHARACTER
        row = add_paragraph(document, leftChars=indent) if chinese else add_paragraph(document)
        add_text(row, line, Face.BODY, strings.language)


def signature_indents(issuer: str, dated: str) -> tuple[float, float]:
    """How many characters the issuer and the date stand from the right edge.

    Without a seal (7.3.5.2): the issuer two from the edge, the date on the next line beginning two
    to the right of the issuer; a date longer than that stands two from the edge itself and moves
    the issuer.

    >>> signature_indents("浙江省人力资源和社会保障厅", "2026年3月1日")
    (2, 7.0)
    >>> signature_indents("就业局", "2026年11月23日")
    (8.0, 2)
    """
    widths = [sum(0.5 if one.isascii() else 1 for one in words) for words in (issuer, dated)]
    behind = widths[0] - widths[1]
    if behind >= _INDENT:
        return _INDENT, behind
    return _INDENT + widths[1] + _INDENT - widths[0], _INDENT


def _signature(document: Document, strings: Printed) -> None:
    if strings.language is not Language.ZH:
        add_paragraph(document)
        for words in (strings.issuer, strings.dated):
            add_text(add_paragraph(document), words, Face.BODY, strings.language)
        return
    for _ in range(2):
        add_paragraph(document, keep_with_next=True)
    indents = signature_indents(strings.issuer, strings.dated)
    for words, indent in zip((strings.issuer, strings.dated), indents, strict=True):
        row = add_paragraph(document, align="right", rightChars=round(indent * CHARACTER))
        add_text(row, words, Face.BODY, strings.language)


def write_annexes(document: Document, strings: Printed) -> None:
    """Each on its own page: its label at the head in 黑体, its title on the third line (7.3.7)."""
    for label, annex in strings.annexes:
        _annex(document, label, annex, strings.language)


def _annex(document: Document, label: str, annex: Annex, language: Language) -> None:
    chinese = language is Language.ZH
    first: Any = add_paragraph(document)
    first.paragraph_format.page_break_before = True
    add_text(first, label, Face.HEADING, language, bold=not chinese)
    if chinese:
        add_paragraph(document)
    title = add_paragraph(
        document,
        align="center" if chinese else None,
        line_pt=33 if chinese else None,
        keep_with_next=True,
    )
    size = measure.SIZE_2_PT if chinese else 15
    add_text(title, annex.title, Face.TITLE, language, size, bold=not chinese)
    if chinese:
        add_paragraph(document)
    for section in annex.sections:
        write_section(document, section, language)
