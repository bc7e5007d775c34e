"""The form of a rule file: one table says how it is read and what editors are told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from trimtab.kernel import InputRejectedError, Region, UnknownCodeError, Wording
from trimtab.messages import Language
from trimtab.rules.places import layers_of, unknown_code
from trimtab.rules.reading.amount_forms import WORDING, AmountForm
from trimtab.rules.reading.nodes import Node, Report, line_of
from trimtab.rules.reading.shapes import (
    INVALID,
    Choice,
    Day,
    Decimal,
    Field,
    Fields,
    Listing,
    Text,
    Year,
    shown,
)
from trimtab.rules.types import (
    Alternative,
    Kind,
    Payment,
    Reference,
    Validity,
    Verification,
)
from trimtab.rules.units import SUMMARY, units

KEY = re.compile(r"[a-z][a-z0-9]*([._][a-z0-9]+)*")
_PLACES_OF = ("claim_city",)


@dataclass(frozen=True)
class Place:
    """A region that exists (RULES-029)."""

    def read(self, node: Node, path: str, report: Report) -> Any:
        try:
            region = Region(shown(node))
            layers_of(region)
        except (InputRejectedError, UnknownCodeError) as error:
            suggestions = str(error.params.get("suggestions", ""))
            code, params = unknown_code(shown(node), suggestions)
            report.refuse(code, line_of(node), path, **params)
            return INVALID
        return region

    def schema(self, language: Language) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{Region.pattern.pattern}$"}


def _reference(parts: dict[str, Any]) -> Reference:
    return Reference(parts["title"], parts.get("article", ""), parts.get("url", ""))


REFERENCE = Fields(
    (
        Field("title", Text(), required=True, words="reference_title"),
        Field("article", Text(), words="article"),
        Field("url", Text(), words="url"),
    ),
    _reference,
)

ALTERNATIVE = Fields(
    (
        Field("value", AmountForm(), required=True, words="value"),
        Field("reference", REFERENCE, required=True, words="reference"),
        Field("note", WORDING, words="note"),
    ),
    lambda parts: Alternative(parts["value"], parts["reference"], parts.get("note", Wording())),
)

ENTRY = Fields(
    (
        Field("from", Day(), words="from"),
        Field("until", Day(), words="until"),
        Field("value", AmountForm(), words="value"),
        Field("alternatives", Listing(ALTERNATIVE), words="alternatives"),
        Field("recorded", Day(), required=True, words="recorded"),
        Field("issued", Day(), words="issued"),
        Field("reference_year", Year(), words="reference_year"),
        Field("verification", Choice.among(Verification), words="verification"),
        Field("validity", Choice.among(Validity), words="validity"),
        Field("reference", REFERENCE, required=True, words="reference"),
        Field("note", WORDING, words="note"),
    )
)

HEAD = Fields((Field("region", Place(), required=True, words="region"),))

UNIT = Choice(units(), code="RULES-017", summary=SUMMARY)

PARAMETER = Fields(
    (
        Field("title", WORDING, required=True, words="title"),
        Field("unit", UNIT, required=True, words="unit"),
        Field("range", Listing(Decimal(may_be_null=True), length=2), words="range"),
        Field("kind", Choice.among(Kind), required=True, words="kind"),
        Field("of", Text(), words="of"),
        Field("of_place", Choice(_PLACES_OF), words="of_place"),
        Field("payment", Choice.among(Payment), words="payment"),
        Field("note", WORDING, words="note"),
    )
)
"""Without its values: they are read one by one, each with its line."""

VALUES = Field("values", Listing(ENTRY), required=True, words="values")


def file_schema(language: Language) -> dict[str, Any]:
    """A whole rule file as JSON Schema."""
    parameter = Fields((*PARAMETER.fields, VALUES)).schema(language)
    return {
        "type": "object",
        "properties": {
            "region": HEAD.schema(language)["properties"]["region"],
            "parameters": {
                "type": "object",
                "propertyNames": {"pattern": f"^{KEY.pattern}$"},
                "additionalProperties": {"$ref": "#/$defs/parameter"},
            },
        },
        "required": ["region", "parameters"],
        "additionalProperties": False,
        "$defs": {"parameter": parameter},
    }
