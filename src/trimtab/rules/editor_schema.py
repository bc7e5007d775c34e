"""The form of rule files as JSON Schema, for editors: made from the tables reading uses."""

from __future__ import annotations

import json
from typing import Any

from trimtab.messages import Language
from trimtab.rules.reading.forms import file_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def editor_schema(language: Language = Language.EN) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a rule file, with every field explained in ``language``.

    Simplifies  ranges, gaps, overlaps, existing keys and regions are checked by reading only
    """
    return {"$schema": DIALECT, "title": "Trimtab rule file", **file_schema(language)}


def editor_schema_text(language: Language = Language.EN) -> str:
    """The schema as the file an editor loads."""
    return json.dumps(editor_schema(language), ensure_ascii=False, indent=2) + "\n"
