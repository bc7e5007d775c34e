"""What stands above the text of the Word file: the red head, or the rows of a memorandum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trimtab.messages import Language
from trimtab.reports.official import geometry as measure
from trimtab.reports.official.fonts import Face
from trimtab.reports.official.printed import Printed
from trimtab.reports.official.word_text import add_paragraph, add_text, element

if TYPE_CHECKING:
    from docx.document import Document

_ZH, _EN = Language.ZH, Language.EN


def write_chinese_head(document: Document, strings: Printed) -> None:
    """版头: marks at the upper left, the issuer's mark, number and signer, the red line (7.2);
    then the title (7.3.1) and whom it is for (7.3.2)."""
    _above(document, strings)
    size = measure.mark_size(len(strings.mark))
    mark = add_paragraph(document, align="center", line_pt=size * 1.2)
    add_text(mark, strings.mark, Face.TITLE, _ZH, size, red=True)
    for _ in range(2):  # two empty lines above the number (7.2.5)
        add_paragraph(document)
    _number(document, strings)
    for _ in range(2):
        add_paragraph(document)
    title = add_paragraph(document, align="center", line_pt=33)
    add_text(title, strings.title, Face.TITLE, _ZH, measure.SIZE_2_PT)
    add_paragraph(document)
    addressee = add_paragraph(document)
    add_text(addressee, strings.addressee, Face.BODY, _ZH)


def _above(document: Document, strings: Printed) -> None:
    """Copy number, secrecy, urgency, each on its line; then as much as is left of 35 mm.

    Only the copy number is in the face of the text (7.2.1); the others are in 黑体 (7.2.2, 7.2.3).
    """
    lines = [*strings.above, strings.draft] if strings.draft else list(strings.above)
    for line in lines:
        face = Face.BODY if line.isdecimal() else Face.HEADING
        add_text(add_paragraph(document), line, face, _ZH)
    left = measure.MARK_BELOW_TOP_MM * measure.POINTS_PER_MM - len(lines) * measure.LINE_PT
    if left > 1:
        add_paragraph(document, line_pt=round(left, 1))


def _number(document: Document, strings: Printed) -> None:
    """The number over the red line; upwards at the left with the signer at the right (7.2.5-7)."""
    (_, number), *signer = strings.head
    if not signer:
        line = add_paragraph(document, align="center")
        add_text(line, number, Face.BODY, _ZH)
    else:
        line = add_paragraph(document, leftChars=100, rightChars=100)
        _tab_at_right(line)
        add_text(line, f"{number}\t{signer[0][0]}：", Face.BODY, _ZH)
        add_text(line, signer[0][1], Face.NAME, _ZH)
    _line_below(line, measure.RED_LINE_PT, measure.RED, measure.RED_LINE_BELOW_MM)


def _tab_at_right(paragraph: Any) -> None:
    at = (measure.TYPE_AREA_MM[0] * measure.POINTS_PER_MM - measure.CHARACTER_PT) * 20
    tabs = element("w:tabs")
    tabs.append(element("w:tab", val="right", pos=round(at)))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(tabs, "w:spacing", "w:ind", "w:jc")


def _line_below(paragraph: Any, points: float, colour: str, distance_mm: float) -> None:
    """A rule as wide as the type area, under the paragraph."""
    border = element("w:pBdr")
    border.append(
        element(
            "w:bottom",
            val="single",
            sz=round(points * 8),
            space=round(distance_mm * measure.POINTS_PER_MM),
            color=colour,
        )
    )
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(border, "w:tabs", "w:spacing", "w:ind", "w:jc")
    for held in properties.findall(element("w:ind").tag):  # a rule takes the indent of its text
        held.getparent().remove(held)


def write_memorandum_head(document: Document, strings: Printed) -> None:
    """Issuer, marks, the rows to, from, date and number, and the subject."""
    mark = add_paragraph(document)
    add_text(mark, strings.mark, Face.TITLE, _EN, 20, bold=True)
    marks = "   ".join(filter(None, (*strings.above, strings.draft)))
    if marks:
        add_text(add_paragraph(document), marks, Face.HEADING, _EN, bold=True)
    for label, value in strings.head:
        row = add_paragraph(document)
        row.paragraph_format.tab_stops.add_tab_stop(_label_width())
        row.paragraph_format.left_indent = _label_width()
        row.paragraph_format.first_line_indent = -_label_width()
        add_text(row, f"{label}\t", Face.HEADING, _EN, bold=True)
        add_text(row, value, Face.BODY, _EN)
    _line_below(add_paragraph(document), 0.75, "000000", 0.5)
    title = add_paragraph(document, keep_with_next=True)
    add_text(title, strings.title, Face.TITLE, _EN, 15, bold=True)


def _label_width() -> Any:
    from docx.shared import Mm

    return Mm(30)
