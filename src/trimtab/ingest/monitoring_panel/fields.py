"""The fields of the monitoring panel, one row a firm and month. Words are in the catalogue.

Beyond what such panels usually ask, this one has the fields whose absence makes them of little use
for early warning: why people left, which occupations they had, whether the firm adopts AI and with
what posts created and removed, and work done through platforms.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trimtab.ingest.source import plain
from trimtab.messages import LANGUAGES, Language, text


class Kind(StrEnum):
    """What may stand in a field."""

    TEXT = "text"
    MONTH = "month"
    REGION = "region"
    INDUSTRY = "industry"
    COUNT = "count"
    CHOICE = "choice"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``group`` is the merged heading above it; ``choices`` are catalogue keys."""

    name: str
    kind: Kind
    group: str
    required: bool = False
    choices: tuple[str, ...] = ()

    def header(self, language: Language) -> str:
        return text(f"ingest.panel.field.{self.name}", language)


REASONS = (
    "voluntary",
    "contract_expiry",
    "dismissal",
    "economic_layoff",
    "technology",
    "closure",
    "relocation",
    "retirement",
    "other",
)
OCCUPATION_GROUPS = ("1", "2", "3", "4", "5", "6")  # major groups of CSCO@2022 found in firms
ARTICLE_41_ITEMS = ("1", "2", "3", "4")
ADOPTION = ("none", "pilot", "in_use")

FIELDS = (
    Field("firm_code", Kind.TEXT, "firm", required=True),
    Field("firm_name", Kind.TEXT, "firm"),
    Field("region", Kind.REGION, "firm", required=True),
    Field("industry", Kind.INDUSTRY, "firm", required=True),
    Field("month", Kind.MONTH, "firm", required=True),
    Field("staff_base", Kind.COUNT, "staff"),
    Field("staff_last", Kind.COUNT, "staff", required=True),
    Field("staff_now", Kind.COUNT, "staff", required=True),
    Field("hires", Kind.COUNT, "flows", required=True),
    Field("separations", Kind.COUNT, "flows", required=True),
    *(Field(f"left_{reason}", Kind.COUNT, "reasons") for reason in REASONS),
    Field("article_41_item", Kind.CHOICE, "reasons", choices=ARTICLE_41_ITEMS),
    *(Field(f"staff_group_{group}", Kind.COUNT, "occupations") for group in OCCUPATION_GROUPS),
    Field("ai_adoption", Kind.CHOICE, "ai", choices=ADOPTION),
    Field("ai_posts_created", Kind.COUNT, "ai"),
    Field("ai_posts_removed", Kind.COUNT, "ai"),
    Field("platform_workers", Kind.COUNT, "platform"),
    Field("platform_orders", Kind.COUNT, "platform"),
    Field("change_on_last", Kind.PERCENT, "printed"),
    Field("change_on_base", Kind.PERCENT, "printed"),
)
BY_NAME = {field.name: field for field in FIELDS}
GROUPS = tuple(dict.fromkeys(field.group for field in FIELDS))


def field_of_header(header: str) -> Field | None:
    """The field a header names, in either language."""
    return _headers().get(header)


def _headers() -> dict[str, Field]:
    return {plain(field.header(language)): field for field in FIELDS for language in LANGUAGES}


def choice_of(field: Field, word: str) -> str | None:
    """The choice a cell names: its key, or its word in either language."""
    for choice in field.choices:
        words = {text(f"ingest.panel.choice.{field.name}.{choice}", one) for one in LANGUAGES}
        if word.casefold() in {choice, *(plain(w).casefold() for w in words)}:
            return choice
    return None
