"""Documents for people: the situation brief as one self-contained bilingual HTML file."""

from trimtab.reports.document import render_brief, write_brief
from trimtab.reports.types import Brief, Metric, RegionalExposure, ScoreRow, Source

__all__ = [
    "Brief",
    "Metric",
    "RegionalExposure",
    "ScoreRow",
    "Source",
    "render_brief",
    "write_brief",
]
