"""Our parameters as OpenFisca's parameter files: a folder its engine reads, and we read back.

For one place, all layers together: from the first day on which a more local rule begins, that one.
A day without a value is ``null``; an announced value is ``expected``; what was seen to hold on one
day holds on that day only. What OpenFisca has no word for stands under ``metadata.trimtab``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from trimtab.kernel import InputRejectedError, Region
from trimtab.rules.book import RuleBook
from trimtab.rules.openfisca.facets import WHOLE, Facet, Facets, Shape, to_facets
from trimtab.rules.openfisca.own_metadata import OWN, describe_entry, describe_parameter
from trimtab.rules.openfisca.units import unit_to_openfisca
from trimtab.rules.openfisca.writing import write_files
from trimtab.rules.places import layers_of
from trimtab.rules.scales import Scale, ScaleKind
from trimtab.rules.types import DatedValue, Parameter, Validity

Document = dict[str, Any]
_STEP = tuple[date, DatedValue | None, Shape, Facets]
_FIGURES = {
    ScaleKind.SINGLE_AMOUNT: "amount",
    ScaleKind.MARGINAL_AMOUNT: "amount",
    ScaleKind.MARGINAL_RATE: "rate",
    ScaleKind.LINEAR_AVERAGE_RATE: "average_rate",
}


def export_openfisca(
    book: RuleBook, region: Region, *, known_on: date | None = None, keys: Iterable[str] = ()
) -> dict[str, Document]:
    """Documents by file name, of every key (or of ``keys``) that has a rule for the place.

    Raises UnknownCodeError RULES-001 for a key that does not exist; InputRejectedError RULES-067
    for a key that is also the beginning of others, or whose scales change their kind.
    """
    exported = {}
    for key in keys or book.keys():
        parameter, entries = standing_entries(book, key, region, known_on)
        if parameter is not None and entries:
            exported[key] = _document(parameter, entries)
    for key in exported:
        if any(other.startswith(f"{key}.") for other in exported):
            raise InputRejectedError("RULES-067", key=key)
    return {key.replace(".", "/") + ".yaml": document for key, document in exported.items()}


def write_openfisca(
    documents: Mapping[str, Document], folder: Path, *, replace: bool = False
) -> tuple[Path, ...]:
    """Write the documents below a folder and return their paths.

    Raises StateError RULES-075 when one is there and ``replace`` is not set, UsageError RULES-076.
    """
    texts = {folder / name: to_yaml(document) for name, document in documents.items()}
    return write_files(texts, replace=replace)


def to_yaml(document: Document) -> str:
    """YAML as a person would write it: keys in order, Chinese as it is."""
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)
    return text


def standing_entries(
    book: RuleBook, key: str, region: Region, known_on: date | None
) -> tuple[Parameter | None, list[DatedValue]]:
    """The entries that answer at the place, over all layers, in order of force.

    The parameter is the most local one. A layer's entries count until a more local one begins: an
    end that its text names for later, or for that very day, is then left out, because the entry
    gives way before, and what follows may have been recorded later.
    """
    own: Parameter | None = None
    entries: list[DatedValue] = []
    book.regions(key)
    for layer in layers_of(region):
        parameter = book.parameter(key, layer)
        if parameter is None:
            continue
        own = own or parameter
        view = book.view(key, layer, known_on)
        begins = entries[0].in_force_from if entries else date.max
        held = [_cut(one, begins) for one in view.entries if one.in_force_from < begins]
        entries = held + entries
    return own, entries


def _cut(entry: DatedValue, begins: date) -> DatedValue:
    """The entry without an end, where a more local rule takes over by then."""
    until = entry.in_force_until
    if begins == date.max or until is None or until < begins:
        return entry
    return dataclasses.replace(entry, in_force_until=None)


def _document(parameter: Parameter, entries: list[DatedValue]) -> Document:
    steps = list(_steps(entries))
    names = list(dict.fromkeys(name for *_, facets in steps for name in facets)) or [WHOLE]
    own = {
        **describe_parameter(parameter),
        "entries": {
            str(day): describe_entry(entry, shape, facets)
            for day, entry, shape, facets in steps
            if entry is not None
        },
    }
    timelines = {name: _leaf(parameter, name, steps) for name in names}
    description = parameter.title.in_language("en")
    if len(names) > 1:
        return {"description": description, "metadata": {OWN: own}, **timelines}
    name, leaf = names[0], timelines[names[0]]
    by = next((shape["by"] for *_, shape, _ in steps if "by" in shape), "")
    own |= {"facet": name} | ({"by": by} if by else {})
    return {"description": description, **leaf, "metadata": {**leaf["metadata"], OWN: own}}


def _steps(entries: list[DatedValue]) -> Iterable[_STEP]:
    """Each entry with its parts, and an end after a day on which alone a rule was seen to hold."""
    starts = {entry.in_force_from for entry in entries}
    for entry in entries:
        shape, facets = ({}, {}) if entry.value is None else to_facets(entry.value)
        yield entry.in_force_from, entry, shape, facets
        after = entry.in_force_from + timedelta(days=1)
        if entry.validity is Validity.KNOWN_TO_HOLD_ON and after not in starts:
            yield after, None, {}, {}


def _leaf(parameter: Parameter, name: str, steps: list[_STEP]) -> Document:
    """One facet over time, as a parameter or a scale of OpenFisca."""
    unit = unit_to_openfisca(parameter.unit)
    held = [facets[name] for *_, facets in steps if name in facets]
    scales = [facet for facet in held if isinstance(facet, Scale)]
    if scales:
        return _scale(parameter, name, steps, scales, unit)
    values = {str(day): _value(entry, facets.get(name)) for day, entry, _, facets in steps}
    return {"metadata": {"unit": unit} if unit else {}, "values": values}


def _value(entry: DatedValue | None, facet: Facet | None) -> Document:
    if facet is not None and entry is not None and entry.validity is Validity.EXPECTED:
        return {"expected": True, "value": facet}
    if facet is None or entry is None:
        return {"value": None}
    return {"value": facet, "metadata": {"reference": _reference(entry)}}


def _reference(entry: DatedValue) -> Document:
    cited = entry.reference
    title = " ".join(part for part in (cited.title, cited.article) if part)
    return {"title": title, **({"href": cited.url} if cited.url else {})}


def _scale(
    parameter: Parameter, name: str, steps: list[_STEP], scales: list[Scale], unit: str
) -> Document:
    kinds = {scale.kind for scale in scales}
    if len(kinds) > 1 or any(not isinstance(f.get(name), Scale | None) for *_, f in steps):
        raise InputRejectedError("RULES-067", key=parameter.key)
    kind = scales[0].kind
    figure = _FIGURES[kind]
    brackets = [
        {"threshold": _timeline(steps, name, place, 0), figure: _timeline(steps, name, place, 1)}
        for place in range(max(len(scale.brackets) for scale in scales))
    ]
    metadata = {"type": kind.value, **({f"{figure}_unit": unit} if unit else {})}
    return {"metadata": metadata, "brackets": brackets}


def _timeline(steps: list[_STEP], name: str, place: int, part: int) -> Document:
    """Threshold (part 0) or figure (part 1) of one bracket over time; null while it is absent."""
    made = {}
    for day, entry, _, facets in steps:
        scale = facets.get(name)
        present = isinstance(scale, Scale) and place < len(scale.brackets)
        figure = scale.brackets[place][part] if isinstance(scale, Scale) and present else None
        expected = entry is not None and entry.validity is Validity.EXPECTED
        made[str(day)] = {**({"expected": True} if expected else {}), "value": figure}
    return made
