"""The report of a simulation: HTML, Excel, CSV and Word from the same answers."""

from trimtab.reports.simulation.comma_separated import write_csv
from trimtab.reports.simulation.document import render_html, write_html
from trimtab.reports.simulation.figures import format_figure
from trimtab.reports.simulation.types import Given, MixDescription, SimulationReport
from trimtab.reports.simulation.word import write_word
from trimtab.reports.simulation.workbook import write_excel

__all__ = [
    "Given",
    "MixDescription",
    "SimulationReport",
    "format_figure",
    "render_html",
    "write_csv",
    "write_excel",
    "write_html",
    "write_word",
]
