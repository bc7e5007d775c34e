"""Official documents: the layout of GB/T 9704-2012 in Chinese, a plain memorandum in English."""

from trimtab.reports.official.pdf import render_pdf
from trimtab.reports.official.types import (
    Annex,
    Letterhead,
    OfficialDocument,
    Section,
    Table,
)
from trimtab.reports.official.word import render_word

__all__ = [
    "Annex",
    "Letterhead",
    "OfficialDocument",
    "Section",
    "Table",
    "render_pdf",
    "render_word",
]
