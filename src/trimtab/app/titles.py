"""What a series is called by a person: its industry, occupation or region in words."""

from __future__ import annotations

from collections.abc import Callable

from trimtab import classifications
from trimtab.kernel import Code, SeriesKey, UnknownCodeError
from trimtab.messages import Language


def series_title(key: SeriesKey, language: Language) -> str:
    """Words, not codes: the most specific dimension first, the region where it says something."""
    parts = []
    if key.industry:
        parts.append(_title(classifications.industry_title, key.industry, language))
    if key.occupation:
        parts.append(_title(classifications.occupation_title, key.occupation, language))
    if not parts or not key.region.is_country:
        parts.append(_title(classifications.region_title, key.region, language))
    return " · ".join(parts)


def _title(lookup: Callable[..., str], code: Code, language: Language) -> str:
    """The title in a list that is held, else the publisher's own word for it."""
    try:
        return lookup(code, language.value)
    except UnknownCodeError:
        return code.text.rsplit(":", 1)[-1].replace("_", " ")
