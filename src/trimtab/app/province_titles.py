"""What the province's codes are called, in both languages."""

from __future__ import annotations

from trimtab import classifications
from trimtab.kernel import Industry, Occupation, Wording
from trimtab.province import Figures


def occupation_titles(figures: Figures) -> dict[str, Wording]:
    """Titles of the occupations by code: Chinese from the list, English ours."""
    listed = figures.occupations
    return {
        code: Wording(english, classifications.occupation_title(Occupation(code), "zh"))
        for code, english in zip(listed.codes, listed.titles_en, strict=True)
    }


def code_titles(figures: Figures) -> dict[str, Wording]:
    """Titles of prefectures, industries and occupations by code."""
    places = dict(zip(figures.prefectures.codes, figures.prefectures.titles, strict=True))
    industries = {
        code: Wording(
            *(classifications.industry_title(Industry(code), one) for one in ("en", "zh"))
        )
        for code in figures.industries.codes
    }
    return places | industries | occupation_titles(figures)
