"""Find a code by name in any classification."""

from __future__ import annotations

from trimtab import classifications
from trimtab.messages import Language


def search_codes(words: str, language: Language, limit: int) -> list[tuple[str, str]]:
    """Codes and titles that match, best first."""
    return [
        (found.code, found.title) for found in classifications.search(words, language, limit=limit)
    ]
