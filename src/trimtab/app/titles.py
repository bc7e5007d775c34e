"""What a series is called by a person: its industry, occupation or region in words."""

from __future__ import annotations

from collections.abc import Callable

from babel import Locale

from trimtab import classifications
from trimtab.kernel import Code, Industry, Occupation, Region, SeriesKey, UnknownCodeError
from trimtab.messages import Language, has_text, text


def indicator_title(indicator: str, language: Language) -> str:
    """The indicator's word, or the name its source gives it."""
    key = f"indicator.{indicator}"
    return text(key, language) if has_text(key, language) else indicator.replace("_", " ")


def series_title(key: SeriesKey, language: Language) -> str:
    """Words, not codes: the most specific dimension first, the region where it says something."""
    whole_country = key.region.is_country and bool(key.industry or key.occupation)
    region = None if whole_country else str(key.region)
    industry, occupation = (str(code) if code else None for code in (key.industry, key.occupation))
    return " · ".join(dimension_titles(region, industry, occupation, language))


def dimension_titles(
    region: str | None, industry: str | None, occupation: str | None, language: Language
) -> list[str]:
    """Titles of the dimensions that are given, most specific first."""
    titles = []
    if industry:
        titles.append(code_title(Industry(industry), language))
    if occupation:
        titles.append(code_title(Occupation(occupation), language))
    if region:
        titles.append(code_title(Region(region), language))
    return titles


def code_title(code: Code, language: Language) -> str:
    """The title in a list that is held, else the publisher's own word for it."""
    lookups: dict[type[Code], Callable[..., str]] = {
        Industry: classifications.industry_title,
        Occupation: classifications.occupation_title,
        Region: classifications.region_title,
    }
    try:
        return lookups[type(code)](code, language.value)
    except UnknownCodeError:
        return code.text.rsplit(":", 1)[-1].replace("_", " ")


def country_name(country: str, language: Language) -> str:
    """Name of a country (ISO 3166-1 alpha-2) from CLDR, or its code."""
    return str(Locale.parse(language.locale).territories.get(country, country))
