"""The report as a Word document: words, tables, and charts as pictures where they can be drawn."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trimtab.kernel import EnvironmentLackingError, StateError
from trimtab.kernel.files import written_whole
from trimtab.messages import Language
from trimtab.reports.charts.figure import TableView
from trimtab.reports.simulation.charts.chart import Chart
from trimtab.reports.simulation.edition import Section, SimulationEdition, build_edition
from trimtab.reports.simulation.pictures import can_draw, draw_png
from trimtab.reports.simulation.types import SimulationReport

if TYPE_CHECKING:
    from docx.document import Document

LATIN, EAST_ASIAN = "Calibri", "Microsoft YaHei"
_STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "List Number",
           "Header", "Footer", "Caption")  # fmt: skip
_PICTURE_CM, _SMALL_CM = 16.0, 9.5
_WIDE_FROM = 600  # px


def write_word(report: SimulationReport, path: Path, language: Language) -> bool:
    """Write the document; false when it holds no pictures because resvg_py is not installed.

    The label of the basis stands in the header of every page. Raises EnvironmentLackingError
    SIMULATION-149 without python-docx, SIMULATION-148 without a font for the pictures; StateError
    SIMULATION-147 when ``path`` cannot be written to.
    """
    if find_spec("docx") is None:
        raise EnvironmentLackingError("SIMULATION-149")
    import docx

    drawn = can_draw()
    edition = build_edition(report, language)
    document = docx.Document()
    _prepare(document, edition, report)
    _opening(document, edition, drawn)
    for section in edition.sections:
        _section(document, section, edition, drawn)
    _closing(document, edition)
    try:
        with written_whole(path) as draft:
            document.save(str(draft))
    except OSError as reason:
        raise StateError("SIMULATION-147", path=str(path), reason=reason.strerror) from reason
    return drawn


def _prepare(document: Document, edition: SimulationEdition, report: SimulationReport) -> None:
    """Fonts of both scripts, margins, language, properties, the label on every page."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    for name in _STYLES:
        style: Any = document.styles[name]
        style.font.name = LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), EAST_ASIAN)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(10.5)
    spoken = "zh-CN" if edition.wording.language is Language.ZH else "en-US"
    language = normal.element.get_or_add_rPr().makeelement(
        qn("w:lang"), {qn("w:val"): spoken, qn("w:eastAsia"): "zh-CN"}
    )
    normal.element.get_or_add_rPr().append(language)
    for page in document.sections:
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.5)
        page.header.paragraphs[0].text = edition.label
    moment = report.generated_at.replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author = edition.title, "Trimtab"
    properties.created = properties.modified = moment


def _opening(document: Document, edition: SimulationEdition, drawn: bool) -> None:
    tell = edition.wording.tell
    document.add_heading(edition.title, 0)
    document.add_paragraph().add_run(edition.label).bold = True
    _rows(document, edition.facts)
    for sentence in edition.headlines:
        document.add_paragraph(sentence)
    figures = [
        (one.label, f"{one.value} {one.interval}".strip(), one.context)
        for one in edition.key_figures
    ]
    _rows(document, figures)
    document.add_paragraph(edition.wording.intervals)
    if not drawn:
        document.add_paragraph(tell("workbook.no_pictures"))


def _section(document: Document, section: Section, edition: SimulationEdition, drawn: bool) -> None:
    document.add_heading(section.title, 1)
    for sentence in section.sentences:
        document.add_paragraph(sentence)
    for chart in section.charts:
        _chart(document, chart, edition, drawn)
    for one in section.tables:
        document.add_heading(one.data.title, 2)
        _table(document, one.view, edition)


def _chart(document: Document, chart: Chart, edition: SimulationEdition, drawn: bool) -> None:
    """Finding, picture with its finding as alternative text, note, and the figures."""
    from docx.shared import Cm

    figure = chart.figure
    document.add_heading(figure.title, 2)
    document.add_paragraph(figure.finding)
    for drawing in figure.drawings if drawn else ():
        if 'class="chart narrow"' in drawing:
            continue
        picture = io.BytesIO(draw_png(drawing, edition.wording.language))
        wide = float(drawing.partition(' width="')[2].partition('"')[0]) >= _WIDE_FROM
        shape = document.add_picture(picture, Cm(_PICTURE_CM if wide else _SMALL_CM))
        shape._inline.docPr.set("descr", figure.finding)
    if figure.note:
        document.add_paragraph(figure.note)
    _table(document, figure.table, edition)


def _table(document: Document, view: TableView, edition: SimulationEdition) -> None:
    """The first rows of a table, and a word on the others."""
    shown = view.rows[: view.printed]
    header = tuple(column.label for column in view.columns)
    numeric = tuple(column.numeric for column in view.columns)
    _repeat_header(_rows(document, [header, *shown], numeric, headed=True).rows[0])
    if len(view.rows) > len(shown):
        note = edition.wording.tell("workbook.part", n=len(shown), total=len(view.rows))
        document.add_paragraph(note)


def _repeat_header(row: Any) -> None:
    from docx.oxml.ns import qn

    properties = row._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def _rows(
    document: Document,
    rows: Sequence[Sequence[str]],
    numeric: Sequence[bool] = (),
    headed: bool = False,
) -> Any:
    """A table; numbers at the right, the first row bold where it is a header."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    table = document.add_table(rows=len(rows), cols=max(len(row) for row in rows))
    table.style = "Light Grid Accent 1"
    for place, (cells, row) in enumerate(zip(table.rows, rows, strict=True)):
        for at, (cell, value) in enumerate(zip(cells.cells, row, strict=False)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(value)
            run.font.size = Pt(8.5)
            run.bold = headed and place == 0
            if numeric and numeric[at]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()
    return table


def _closing(document: Document, edition: SimulationEdition) -> None:
    tell = edition.wording.tell
    document.add_heading(tell("section.refused.title"), 1)
    document.add_paragraph(tell("section.refused.explained"))
    for sentence in edition.refused:
        document.add_paragraph(sentence, style="List Bullet")
    document.add_heading(tell("section.method.title"), 1)
    for sentence in edition.method:
        document.add_paragraph(sentence, style="List Number")
    if edition.sources:
        document.add_heading(tell("section.sources"), 2)
        for source in edition.sources:
            document.add_paragraph(source, style="List Bullet")
    footer = tell("footer", version=edition.wording.report.software_version)
    document.add_paragraph(footer)
