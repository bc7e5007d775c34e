"""Paragraphs, runs and tables of the Word file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trimtab.messages import Language
from trimtab.reports.official import geometry as measure
from trimtab.reports.official.fonts import Face, faces_of
from trimtab.reports.official.types import Table

if TYPE_CHECKING:
    from docx.document import Document

CHARACTER = 100  # of a w:*Chars attribute
_CELL_PT = measure.SIZE_SMALL_4_PT
_MEMORANDUM_CELL_PT = 9.5


def element(name: str, /, **attributes: object) -> Any:
    """An element of WordprocessingML with attributes of its name space."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), str(value))
    return made


def set_face(fonts: Any, name: str) -> None:
    """The same face for both scripts: digits and Latin letters of an official document are set in
    the face of the text around them."""
    from docx.oxml.ns import qn

    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def add_text(
    paragraph: Any,
    words: str,
    face: Face,
    language: Language,
    size: float | None = None,
    *,
    red: bool = False,
    bold: bool = False,
) -> Any:
    """A run in a face; ``size`` in points where it is not that of the text."""
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(words)
    set_face(run._r.get_or_add_rPr().get_or_add_rFonts(), faces_of(language)[face][0])
    if size is not None:
        run.font.size = Pt(size)
    if red:
        run.font.color.rgb = RGBColor.from_string(measure.RED)
    if bold:
        run.font.bold = True
    return run


def add_paragraph(
    document: Document,
    *,
    align: str | None = None,
    line_pt: float | None = None,
    keep_with_next: bool = False,
    **indents: int,
) -> Any:
    """An empty paragraph; ``indents`` in hundredths of a character (``firstLineChars=200``)."""
    from docx.shared import Pt

    paragraph: Any = document.add_paragraph()
    properties = paragraph._p.get_or_add_pPr()
    if keep_with_next:
        paragraph.paragraph_format.keep_with_next = True
    if line_pt is not None:
        paragraph.paragraph_format.line_spacing = Pt(line_pt)
    if indents:
        twips = {
            name.removesuffix("Chars"): round(count / CHARACTER * measure.CHARACTER_PT * 20)
            for name, count in indents.items()
        }
        properties.append(element("w:ind", **indents, **twips))
    if align:
        properties.append(element("w:jc", val=align))
    return paragraph


def add_table(document: Document, table: Table, language: Language) -> None:
    """A table in hairlines, its header repeated on every page, numbers at the right."""
    from docx.shared import Mm

    chinese = language is Language.ZH
    made: Any = document.add_table(rows=1 + len(table.rows), cols=len(table.header))
    made.style = "Table Grid"
    made.autofit = False
    width = measure.TYPE_AREA_MM[0] if chinese else measure.PAGE_MM[0] - 50.0
    for column, share in zip(made.columns, table.shares, strict=True):
        for cell in column.cells:
            cell.width = Mm(width * share)
    head = made.rows[0]._tr.get_or_add_trPr()
    head.append(element("w:cantSplit"))
    head.append(element("w:tblHeader"))
    for at, (row, words) in enumerate(zip(made.rows, (table.header, *table.rows), strict=True)):
        for place, (cell, value) in enumerate(zip(row.cells, words, strict=True)):
            right = bool(table.numeric) and table.numeric[place] and at > 0
            _fill(cell.paragraphs[0], value, language, head=at == 0, right=right)
    document.add_paragraph()


def _fill(paragraph: Any, words: str, language: Language, *, head: bool, right: bool) -> None:
    from docx.shared import Pt

    chinese = language is Language.ZH
    layout = paragraph.paragraph_format
    layout.line_spacing = Pt(18) if chinese else 1.0
    layout.space_after = Pt(0)
    paragraph._p.get_or_add_pPr().append(
        element("w:jc", val="center" if head and chinese else "right" if right else "left")
    )
    size = _CELL_PT if chinese else _MEMORANDUM_CELL_PT
    face = Face.HEADING if head and chinese else Face.BODY
    add_text(paragraph, words, face, language, size, bold=head and not chinese)
