"""A text in both languages, as data carry it; the program's own words are in the catalogue."""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """A text in both languages; one of them may be empty where the source has one only."""

    en: str = ""
    zh: str = ""

    def in_language(self, language: str) -> str:
        """The text in ``en`` or ``zh``; the other language where this one has none."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def to_plain(self) -> dict[str, str]:
        """As a rule file writes it: without an empty language."""
        return {name: text for name, text in (("en", self.en), ("zh", self.zh)) if text}


NO_WORDING = Wording()
