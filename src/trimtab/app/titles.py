"""What a series is called by a person: its industry, occupation or region in words."""

from __future__ import annotations

from trimtab import classifications
from trimtab.kernel import SeriesKey
from trimtab.messages import Language


def series_title(key: SeriesKey, language: Language) -> str:
    """Words, not codes: the most specific dimension first, the region where it says something."""
    parts = []
    if key.industry:
        parts.append(classifications.industry_title(key.industry, language.value))
    if key.occupation:
        parts.append(classifications.occupation_title(key.occupation, language.value))
    if not parts or not key.region.is_country:
        parts.append(classifications.region_title(key.region, language.value))
    return " · ".join(parts)
