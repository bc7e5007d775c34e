"""Find a code by name in any classification."""

from __future__ import annotations

from dataclasses import replace

from trimtab import classifications
from trimtab.messages import Language

# Where scores tie: the lists people code with, before those that mostly serve to convert figures.
_LISTS_FIRST = ("SOC@2018", "CSCO@2022", "ISCO@08", "NAICS@2022", "GBT4754@2017")


def search_codes(words: str, language: Language, limit: int) -> list[tuple[str, str]]:
    """Codes and titles that match, best first; regions, then occupations, where scores tie."""
    found = [*classifications.search_regions(words, limit)]
    held = classifications.code_lists()
    for name in dict.fromkeys((*filter(held.__contains__, _LISTS_FIRST), *held)):
        found += (
            replace(match, code=f"{name}:{match.code}")
            for match in classifications.code_list(name).search(words, limit)
        )
    found.sort(key=lambda match: -match.score)
    return [(match.code, _title(match, language)) for match in found[:limit]]


def _title(match: classifications.Match, language: Language) -> str:
    titles = (match.title_zh, match.title_en)
    return next(filter(None, titles if language is Language.ZH else reversed(titles)), "")
