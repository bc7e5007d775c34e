"""What a rule says as the plain dated values and scales OpenFisca knows, and back.

OpenFisca holds numbers, truth values, texts and scales. A class table is a node with a number per
class, bands are a single-amount scale, an accrual is its steps and awards as two scales beside its
cap. Each of these parts is a facet; ``Shape`` is what puts them together again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trimtab.kernel import Wording
from trimtab.rules.scales import Bracket, Scale, ScaleKind
from trimtab.rules.types import (
    Accrual,
    AccrualBand,
    Amount,
    Band,
    Bands,
    ClassTable,
    Condition,
    Number,
    SameAs,
    Statement,
)

Facet = float | bool | str | Scale

Facets = dict[str, Facet]
Shape = dict[str, str]
"""Which form (``type``) and, where it has one, the argument (``by``)."""

WHOLE = "value"
_SPECIAL = "special_"


def to_facets(amount: Amount) -> tuple[Shape, Facets]:
    """The parts of an amount and what they are parts of."""
    match amount:
        case Number(number):
            return {"type": "number"}, {WHOLE: number}
        case Condition(holds):
            return {"type": "condition"}, {WHOLE: holds}
        case Statement(wording):
            return {"type": "statement"}, dict(wording.to_plain())
        case ClassTable(by, rows):
            return {"type": "class_table", "by": by}, {f"{by}_{row}": n for row, n in rows.items()}
        case Scale(_, _, by):
            return {"type": "scale", "by": by}, {WHOLE: amount}
        case Bands(by, bands, special, until):
            facets: Facets = {"bands": _steps(bands, by)}
            facets |= {f"{_SPECIAL}{name}": figure for name, figure in special.items()}
            return {"type": "bands", "by": by}, facets | _given("until", until)
        case Accrual(by, accrual, first, cap):
            facets = {
                "steps": _steps([(band.start, band.step) for band in accrual], by),
                "awards": _steps([(band.start, band.award) for band in accrual], by),
                "first_award_at": first,
            }
            return {"type": "accrual", "by": by}, facets | _given("cap", cap)
        case SameAs(key):
            return {"type": "same_as"}, {WHOLE: key}


def from_facets(shape: Mapping[str, str], facets: Mapping[str, Any]) -> Amount:
    """The amount the parts make; the inverse of ``to_facets``.

    Without a shape, as in files of others, a lone value says itself what it is. Raises KeyError,
    TypeError or ValueError when a part is missing or of another type.
    """
    by = shape.get("by", "")
    match shape.get("type"):
        case "class_table":
            return ClassTable(by, {name.removeprefix(f"{by}_"): n for name, n in facets.items()})
        case "bands":
            bands = tuple(Band(*bracket) for bracket in facets["bands"].brackets)
            special = {
                name.removeprefix(_SPECIAL): figure
                for name, figure in facets.items()
                if name.startswith(_SPECIAL)
            }
            return Bands(by, bands, special, facets.get("until"))
        case "accrual":
            steps, awards = (dict(facets[name].brackets) for name in ("steps", "awards"))
            made = tuple(AccrualBand(start, steps[start], awards[start]) for start in steps)
            return Accrual(by, made, facets["first_award_at"], facets.get("cap"))
        case "statement":
            return Statement(Wording(**facets))
        case "same_as":
            return SameAs(facets[WHOLE])
        case _:
            return lone_value(facets[WHOLE])


def lone_value(value: Any) -> Amount:
    """A number, truth value, text, list of texts or scale as an amount; TypeError for others."""
    match value:
        case Scale():
            return value
        case bool():
            return Condition(value)
        case int() | float():
            return Number(float(value))
        case str():
            return Statement(Wording(en=value))
        case list():
            return Statement(Wording(en=", ".join(map(str, value))))
    raise TypeError(type(value).__name__)


def _steps(bands: Any, by: str) -> Scale:
    brackets = tuple(Bracket(start, figure) for start, figure in bands)
    return Scale(ScaleKind.SINGLE_AMOUNT, brackets, by)


def _given(name: str, figure: float | None) -> Facets:
    return {} if figure is None else {name: figure}
