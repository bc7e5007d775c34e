"""What an export of ours writes beside the figures, where OpenFisca has no word for it.

Under ``metadata.trimtab``: of the parameter its title, kind, unit, range; of each entry when it was
recorded, how well it is verified, what it cites. OpenFisca passes metadata over, so its engine
reads the figures; we read both, and the same timeline comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import yaml

from trimtab.kernel import InputRejectedError, Region, Wording
from trimtab.rules.reading.forms import ENTRY, PARAMETER
from trimtab.rules.reading.nodes import Report
from trimtab.rules.reading.shapes import INVALID, Fields
from trimtab.rules.types import (
    Amount,
    DatedValue,
    Parameter,
    Payment,
    Validity,
    Verification,
)

OWN = "trimtab"
_PARAMETER_PARTS = tuple(field.name for field in PARAMETER.fields)


def describe_entry(
    entry: DatedValue, shape: Mapping[str, str], facets: Iterable[str]
) -> dict[str, Any]:
    """Everything about an entry but its figures (of a disputed one: these too)."""
    plain = {name: part for name, part in entry.to_plain().items() if name != "value"}
    return {**plain, **({"shape": {**shape, "facets": list(facets)}} if shape else {})}


def restore_entry(
    key: str, region: Region, day: date, amount: Amount | None, about: Mapping[str, Any]
) -> DatedValue:
    """The entry again. Raises the problem of whatever part was changed into something illegal."""
    parts = _read(ENTRY, {name: part for name, part in about.items() if name != "shape"})
    return DatedValue(
        key,
        region,
        day,
        parts["recorded"],
        parts["reference"],
        amount,
        parts.get("alternatives", ()),
        parts.get("validity", Validity.IN_FORCE),
        parts.get("verification", Verification.VERIFIED),
        parts.get("until"),
        parts.get("issued"),
        parts.get("reference_year"),
        parts.get("note", Wording()),
    )


def describe_parameter(parameter: Parameter) -> dict[str, Any]:
    """What a rule file says of a parameter as a whole."""
    plain: dict[str, Any] = {
        "title": parameter.title.to_plain(),
        "unit": parameter.unit,
        "kind": parameter.kind.value,
    }
    if parameter.range is not None:
        plain["range"] = list(parameter.range)
    if parameter.of is not None:
        plain["of"] = parameter.of
    if parameter.of_place:
        plain["of_place"] = parameter.of_place
    if parameter.payment is not Payment.NONE:
        plain["payment"] = parameter.payment.value
    if any(parameter.note):
        plain["note"] = parameter.note.to_plain()
    return plain


def restore_parameter(
    key: str, region: Region, own: Mapping[str, Any], values: tuple[DatedValue, ...]
) -> Parameter:
    """The parameter again, with its entries."""
    parts = _read(PARAMETER, {name: own[name] for name in _PARAMETER_PARTS if name in own})
    return Parameter(
        key,
        region,
        parts["title"],
        parts["kind"],
        parts["unit"],
        values,
        parts.get("range"),
        parts.get("of"),
        parts.get("of_place", ""),
        parts.get("payment", Payment.NONE),
        parts.get("note", Wording()),
    )


def _read(fields: Fields, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Read plain values by the form of a rule file."""
    report = Report(OWN)
    written = yaml.safe_dump(_unmarked(plain), allow_unicode=True)
    parts: Any = fields.read(yaml.compose(written, yaml.BaseLoader), "", report)  # type: ignore[arg-type]
    if parts is INVALID:
        problem = report.problems[0]
        params: dict[str, Any] = dict(problem.params)
        raise InputRejectedError(problem.code, **params)
    result: dict[str, Any] = parts
    return result


def _unmarked(value: Any) -> Any:
    """Mappings without their lines."""
    if isinstance(value, Mapping):
        return {str(name): _unmarked(part) for name, part in value.items()}
    return [_unmarked(part) for part in value] if isinstance(value, list) else value
