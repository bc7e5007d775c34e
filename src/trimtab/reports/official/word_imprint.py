"""版记: copies, printer and day, at the foot of the last page (GB/T 9704-2012, 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trimtab.messages import Language
from trimtab.reports.official import geometry as measure
from trimtab.reports.official.fonts import Face
from trimtab.reports.official.printed import Printed
from trimtab.reports.official.word_text import CHARACTER, add_text, element

if TYPE_CHECKING:
    from docx.document import Document


def write_imprint(document: Document, strings: Printed) -> None:
    """A table that floats to the foot of the page its anchor stands on: the last one."""
    if not strings.imprint:
        return
    from docx.shared import Mm

    table: Any = document.add_table(rows=len(strings.imprint), cols=2)
    table.autofit = False
    _float(table)
    last = len(strings.imprint) - 1
    for at, (row, words) in enumerate(zip(table.rows, strings.imprint, strict=True)):
        whole = not words[1]
        cells = [row.cells[0].merge(row.cells[1])] if whole else list(row.cells)
        for place, cell in enumerate(cells):
            cell.width = Mm(measure.TYPE_AREA_MM[0] / len(cells))
            _lines(cell, first=at == 0, last=at == last)
            _fill(cell.paragraphs[0], words[place], right=place == 1)
    anchor: Any = document.add_paragraph()  # a table that floats needs a paragraph after it
    anchor.paragraph_format.line_spacing = 1


def _float(table: Any) -> None:
    """Hold the table at the lower edge of the type area."""
    properties = table._tbl.tblPr
    place = element(
        "w:tblpPr",
        vertAnchor="margin",
        horzAnchor="margin",
        tblpXSpec="center",
        tblpYSpec="bottom",
        leftFromText=0,
        rightFromText=0,
    )
    properties.insert_element_before(place, "w:tblOverlap", "w:tblW", "w:jc", "w:tblLayout")


def _lines(cell: Any, *, first: bool, last: bool) -> None:
    """First and last line 0.35 mm, those between 0.25 mm; eighths of a point in the file."""
    eighths = measure.POINTS_PER_MM * 8
    outer = round(measure.IMPRINT_OUTER_MM * eighths)
    inner = round(measure.IMPRINT_INNER_MM * eighths)
    borders = element("w:tcBorders")
    for side, is_outer in (("top", first), ("bottom", last)):
        size = outer if is_outer else inner
        borders.append(element(f"w:{side}", val="single", sz=size, space=0, color="000000"))
    cell._tc.get_or_add_tcPr().append(borders)


def _fill(paragraph: Any, words: str, *, right: bool) -> None:
    properties = paragraph._p.get_or_add_pPr()
    indent = "rightChars" if right else "leftChars"
    properties.append(element("w:ind", **{indent: CHARACTER}))
    properties.append(element("w:jc", val="right" if right else "left"))
    add_text(paragraph, words, Face.BODY, Language.ZH, measure.SIZE_4_PT)
