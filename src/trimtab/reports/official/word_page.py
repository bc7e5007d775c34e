"""The page of the Word file: margins, grid of lines and characters, faces, page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trimtab.messages import Language
from trimtab.reports.official import geometry as measure
from trimtab.reports.official.fonts import Face, faces_of
from trimtab.reports.official.printed import Printed
from trimtab.reports.official.word_text import add_text, element, set_face

if TYPE_CHECKING:
    from docx.document import Document

_TWIPS, _GRID_UNIT = 20, 4096  # to a point; of w:charSpace to a point
_MEMORANDUM_PT, _MEMORANDUM_MM = 11.0, 25.0
_DASH_FROM_FOOT_MM = measure.SIZE_4_PT / measure.POINTS_PER_MM / 2  # it runs through the middle


def prepare_page(document: Document, strings: Printed) -> None:
    """Set page, base style, table of fonts and page numbers."""
    chinese = strings.language is Language.ZH
    for paragraph in document.paragraphs:
        paragraph._p.getparent().remove(paragraph._p)
    _margins(document, chinese)
    _base_style(document, strings.language)
    _alternatives(document, strings.language)
    if chinese:
        _grid(document)
        _settings(document)
        _page_numbers(document)
    else:
        _plain_page_number(document)


def _margins(document: Document, chinese: bool) -> None:
    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = Mm(measure.PAGE_MM[0]), Mm(measure.PAGE_MM[1])
    if not chinese:
        page.left_margin = page.right_margin = Mm(_MEMORANDUM_MM)
        page.top_margin = page.bottom_margin = Mm(_MEMORANDUM_MM)
        return
    page.top_margin, page.bottom_margin = Mm(measure.TOP_MM), Mm(measure.BOTTOM_MM)
    page.left_margin, page.right_margin = Mm(measure.BINDING_MM), Mm(measure.OUTER_MM)
    below = measure.PAGE_NUMBER_BELOW_MM + _DASH_FROM_FOOT_MM
    page.footer_distance = Mm(measure.BOTTOM_MM - below)


def _base_style(document: Document, language: Language) -> None:
    from docx.shared import Pt

    normal: Any = document.styles["Normal"]
    faces = faces_of(language)[Face.BODY]
    normal.font.name = faces[0]
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    set_face(fonts, faces[0])
    layout = normal.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False
    if language is Language.ZH:
        normal.font.size = Pt(measure.SIZE_3_PT)
        layout.line_spacing = Pt(measure.LINE_PT)
    else:
        normal.font.size = Pt(_MEMORANDUM_PT)
        layout.line_spacing = 1.15
        layout.space_after = Pt(6)
    spoken = "zh-CN" if language is Language.ZH else "en-US"
    normal.element.get_or_add_rPr().append(element("w:lang", val=spoken, eastAsia="zh-CN"))


def _alternatives(document: Document, language: Language) -> None:
    """Names in the table of fonts what may stand in for a face that is not installed."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from lxml import etree

    part: Any = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for faces in dict.fromkeys(faces_of(language).values()):
        for held in table.findall(qn("w:font")):
            if held.get(qn("w:name")) == faces[0]:
                table.remove(held)
        font = element("w:font", name=faces[0])
        font.append(element("w:altName", val=",".join(faces[1:])))
        table.append(font)
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


def _grid(document: Document) -> None:
    """22 lines of 28 characters: w:charSpace is what a character's pitch differs from its size."""
    from docx.oxml.ns import qn

    page = document.sections[0]._sectPr
    for held in page.findall(qn("w:docGrid")):
        page.remove(held)
    narrower = measure.CHARACTER_PT - measure.SIZE_3_PT
    page.append(
        element(
            "w:docGrid",
            type="linesAndChars",
            linePitch=round(measure.LINE_PT * _TWIPS),
            charSpace=round(narrower * _GRID_UNIT),
        )
    )


def _settings(document: Document) -> None:
    """Binding edge inside on both sides of a leaf; page numbers outside."""
    settings = document.settings.element
    settings.insert(0, element("w:mirrorMargins"))
    document.settings.odd_and_even_pages_header_footer = True


def _page_numbers(document: Document) -> None:
    """A number between dashes, one character from the outer edge (7.5)."""
    page = document.sections[0]
    for footer, side, indent in (
        (page.footer, "right", "rightChars"),
        (page.even_page_footer, "left", "leftChars"),
    ):
        paragraph = footer.paragraphs[0]
        properties = paragraph._p.get_or_add_pPr()
        properties.append(element("w:ind", **{indent: 100}))
        properties.append(element("w:jc", val=side))
        add_text(paragraph, "— ", Face.NUMBER, Language.ZH, measure.SIZE_4_PT)
        _page_field(paragraph, Language.ZH, measure.SIZE_4_PT)
        add_text(paragraph, " —", Face.NUMBER, Language.ZH, measure.SIZE_4_PT)


def _plain_page_number(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph._p.get_or_add_pPr().append(element("w:jc", val="right"))
    _page_field(paragraph, Language.EN, _MEMORANDUM_PT - 1)


def _page_field(paragraph: Any, language: Language, size: float) -> None:
    for part in ("begin", None, "end"):
        run = add_text(paragraph, "", Face.NUMBER, language, size)
        if part is None:
            held = element("w:instrText")
            held.text = " PAGE "
            run._r.append(held)
        else:
            run._r.append(element("w:fldChar", fldCharType=part))
