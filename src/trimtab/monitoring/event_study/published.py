"""What others found, to stand beside a result: other populations, other periods, other measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishedSize:
    """A published finding. ``change``: share, None where no effect was found.

    ``population`` is a catalogue entry under ``event_study.published``; ``source`` a citation.
    """

    population: str
    change: float | None
    source: str
    address: str


PUBLISHED_SIZES = (
    PublishedSize(
        "payroll_young",
        -0.13,
        "Brynjolfsson, Chandar & Chen (2025-08), Canaries in the Coal Mine?, ADP",
        "https://digitaleconomy.stanford.edu/publication/canaries-in-the-coal-mine-six-facts-about-the-recent-employment-effects-of-artificial-intelligence",
    ),
    PublishedSize(
        "register_young_employment",
        -0.12,
        "Tucker (2026-04), US Census Bureau CES-26-27, QWI",
        "https://lehd.ces.census.gov/applications/creat/viewbykeyword?keywords=174",
    ),
    PublishedSize(
        "register_young_hires",
        -0.09,
        "Tucker (2026-04), US Census Bureau CES-26-27, QWI",
        "http://leetucker.net/docs/ai_sge_2026/",
    ),
    PublishedSize(
        "survey_all",
        None,
        "The Budget Lab at Yale (2026-03), CPS",
        "https://budgetlab.yale.edu/",
    ),
)
"""Sizes published for the United States; none is a forecast for another panel."""
