"""The forms of a value in a rule file: which of them it is shows in how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yaml.nodes import MappingNode

from trimtab.kernel import InputRejectedError, Wording
from trimtab.messages import Language
from trimtab.rules.amounts import WRITTEN, ClassTable, Condition, Number, SameAs, Statement
from trimtab.rules.reading.nodes import Node, Report, line_of
from trimtab.rules.reading.shapes import (
    INVALID,
    Choice,
    Decimal,
    Field,
    Fields,
    Listing,
    Table,
    Text,
    is_plain,
    number_in,
    wrong_form,
)
from trimtab.rules.scales import Bracket, Scale, ScaleKind
from trimtab.rules.stepped import Accrual, AccrualBand, Band, Bands

_TRUTHS = {"true": True, "false": False}


def _wording(parts: dict[str, Any]) -> Wording:
    return Wording(parts.get("en", ""), parts.get("zh", ""))


WORDING = Fields((Field("en", Text()), Field("zh", Text())), _wording)

_CLASS_TABLE = Fields(
    (
        Field("by", Text(), required=True, words="by"),
        Field("rows", Table(Decimal()), required=True, words="rows"),
    ),
    lambda parts: ClassTable(parts["by"], parts["rows"]),
)

_BANDS = Fields(
    (
        Field("by", Text(), required=True, words="by"),
        Field(
            "bands",
            Listing(
                Fields(
                    (
                        Field("from", Decimal(), required=True),
                        Field("value", Decimal(), required=True),
                    ),
                    lambda parts: Band(parts["from"], parts["value"]),
                )
            ),
            required=True,
            words="bands",
        ),
        Field("until", Decimal(), words="bands_until"),
        Field("special", Table(Decimal()), words="special"),
    ),
    lambda parts: Bands(parts["by"], parts["bands"], parts.get("special", {}), parts.get("until")),
)

_ACCRUAL = Fields(
    (
        Field("by", Text(), required=True, words="by"),
        Field(
            "accrual",
            Listing(
                Fields(
                    tuple(
                        Field(name, Decimal(), required=True) for name in ("from", "step", "award")
                    ),
                    lambda parts: AccrualBand(parts["from"], parts["step"], parts["award"]),
                )
            ),
            required=True,
            words="accrual",
        ),
        Field("first_award_at", Decimal(), words="first_award_at"),
        Field("cap", Decimal(), words="cap"),
    ),
    lambda parts: Accrual(
        parts["by"], parts["accrual"], parts.get("first_award_at", 0.0), parts.get("cap")
    ),
)

_SCALE = Fields(
    (
        Field("by", Text(), required=True, words="by"),
        Field("scale", Choice.among(ScaleKind), required=True, words="scale"),
        Field(
            "brackets",
            Listing(
                Fields(
                    tuple(
                        Field(name, Decimal(), required=True) for name in ("threshold", "figure")
                    ),
                    lambda parts: Bracket(parts["threshold"], parts["figure"]),
                )
            ),
            required=True,
            words="brackets",
        ),
    ),
    lambda parts: Scale(parts["scale"], parts["brackets"], parts["by"]),
)

_SAME_AS = Fields(
    (Field("same_as", Text(), required=True, words="same_as"),),
    lambda parts: SameAs(parts["same_as"]),
)

_STATEMENT = Fields(WORDING.fields, lambda parts: Statement(_wording(parts)))

_TOLD_BY = {
    "rows": _CLASS_TABLE,
    "bands": _BANDS,
    "accrual": _ACCRUAL,
    "scale": _SCALE,
    "same_as": _SAME_AS,
    "en": _STATEMENT,
    "zh": _STATEMENT,
}


@dataclass(frozen=True)
class AmountForm:
    """A number, a truth value, or one of the mappings above, told by the name only it has."""

    def read(self, node: Node, path: str, report: Report) -> Any:
        try:
            return self._read(node, path, report)
        except InputRejectedError as error:  # the amount refused what it was made of
            report.refuse(error.code, line_of(node), path, **error.params)
            return INVALID

    def _read(self, node: Node, path: str, report: Report) -> Any:
        if isinstance(node, MappingNode):
            names = {getattr(name, "value", "") for name, _ in node.value}
            for name, form in _TOLD_BY.items():
                if name in names:
                    return form.read(node, path, report)
        elif (number := number_in(node)) is not None:
            return Number(number)
        elif is_plain(node) and node.value in _TRUTHS:
            return Condition(_TRUTHS[node.value])
        wanted = ", ".join(WRITTEN.values())
        return wrong_form(node, path, report, wanted)

    def schema(self, language: Language) -> dict[str, Any]:
        forms = (_CLASS_TABLE, _BANDS, _ACCRUAL, _SCALE, _SAME_AS, _STATEMENT)
        return {
            "anyOf": [
                {"type": "number"},
                {"type": "boolean"},
                *(form.schema(language) for form in forms),
            ]
        }
