"""The forms of the parts of a scenario file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from yaml.nodes import MappingNode, ScalarNode

from trimtab.kernel import InputRejectedError, OccupationLevel, Region, Wording
from trimtab.rules.reading.nodes import Node, Report, line_of
from trimtab.rules.reading.shapes import (
    INVALID,
    Choice,
    Field,
    Fields,
    Listing,
    Text,
    pairs,
    shown,
    wrong_form,
)
from trimtab.simulation.economies import RANGES, MobilityAssumptions
from trimtab.simulation.scenario.policies import read_policies
from trimtab.simulation.scenario.shapes import NumberIn
from trimtab.simulation.scenario.types import (
    MOST_DRAWS,
    MOST_REPLICATES,
    MOST_YEARS,
    EconomyChoice,
    Mode,
    Sizes,
)

_LARGEST_SEED = 2**63 - 1
_LARGEST_AMOUNT = 1e15
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Anything:
    """A part that is read elsewhere, with a form of its own."""

    def read(self, node: Node, _path: str, _report: Report) -> Any:
        return node

    def schema(self, _language: object) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Levers:
    """A list of levers."""

    def read(self, node: Node, path: str, report: Report) -> Any:
        return read_policies(node, path, report)

    def schema(self, _language: object) -> dict[str, Any]:
        return {"type": "array"}


@dataclass(frozen=True)
class Code:
    """A code that must have the form of its kind; whether the economy has it is asked later."""

    kind: type[Region] = Region

    def read(self, node: Node, path: str, report: Report) -> Any:
        try:
            return str(self.kind(str(node.value) if isinstance(node, ScalarNode) else ""))
        except InputRejectedError:
            report.refuse("RULES-072", line_of(node), path, got=shown(node))
            return INVALID

    def schema(self, _language: object) -> dict[str, Any]:
        return {"type": "string", "pattern": self.kind.pattern.pattern}


@dataclass(frozen=True)
class Currency:
    """Three letters, ISO 4217."""

    def read(self, node: Node, path: str, report: Report) -> Any:
        if isinstance(node, ScalarNode) and _CURRENCY.fullmatch(node.value):
            return node.value
        return wrong_form(node, path, report, "USD")

    def schema(self, _language: object) -> dict[str, Any]:
        return {"type": "string", "pattern": _CURRENCY.pattern}


WORDING = Fields(
    (Field("en", Text(), required=True), Field("zh", Text(), required=True)),
    lambda parts: Wording(parts["en"], parts["zh"]),
)

NETWORK = Fields(
    tuple(Field(name, NumberIn(low, high)) for name, (low, high) in RANGES.items()),
    lambda parts: MobilityAssumptions(**parts),
)
"""What the modelled network of ``us`` takes for granted, within plausible ranges. Not drawn: all
columns of a model share one network."""

HEAD = Fields(
    (
        Field("title", WORDING, required=True),
        Field("note", WORDING),
        Field("years", NumberIn(0.1, MOST_YEARS), required=True),
        Field("mode", Choice.among(Mode)),
        Field("replicates", NumberIn(1, MOST_REPLICATES, whole=True)),
        Field("draws", NumberIn(0, MOST_DRAWS, whole=True)),
        Field("seed", NumberIn(0, _LARGEST_SEED, whole=True)),
        Field("economy", Anything(), required=True),
        Field("regions", Listing(Code())),
        Field("occupations", Choice.among(OccupationLevel)),
        Field("network", NETWORK),
        Field("mixes", Anything(), required=True),
        *(Field(name, Anything()) for name in ("baseline", "shocks", "budget", "frontier")),
    )
)
"""All names of a scenario file; parts with a form of their own are read after them."""

BUDGET = Fields(
    (
        Field("amount", NumberIn(0, _LARGEST_AMOUNT), required=True),
        Field("currency", Currency(), required=True),
        Field("least_reserve", NumberIn(-_LARGEST_AMOUNT, _LARGEST_AMOUNT)),
    )
)

MIX = Fields((Field("title", WORDING), Field("levers", Levers(), required=True)))

_PROVINCE = Fields((Field("province", Text(), required=True),))
_NETWORK = Fields(
    (
        Field("edges", Text(), required=True),
        Field("occupations", Text(), required=True),
        Field("currency", Currency()),
    )
)


def read_economy(node: Node, path: str, report: Report) -> Any:
    """``us``, ``{province: FOLDER}`` or ``{edges: FILE, occupations: FILE}``."""
    if isinstance(node, ScalarNode):
        if node.value == "us":
            return EconomyChoice()
    elif isinstance(node, MappingNode):
        own = any(getattr(name, "value", "") == "province" for name, _ in node.value)
        read = (_PROVINCE if own else _NETWORK).read(node, path, report)
        if read is INVALID:
            return INVALID
        return EconomyChoice(
            province=read.get("province", ""),
            edges=read.get("edges", ""),
            occupations_file=read.get("occupations", ""),
            currency=read.get("currency", ""),
        )
    wanted = "us, {province: demo/province}, {edges: edges.csv, occupations: occupations.csv}"
    return wrong_form(node, path, report, wanted)


def read_sizes(node: Node, path: str, report: Report) -> Any:
    """``{training.seats_year: [0, 20000, 50000], ...}``: sizes that a frontier tries."""
    if not isinstance(node, MappingNode) or not node.value:
        return wrong_form(node, path, report, "{training.seats_year: [0, 20000]}")
    read = [
        _one_size(name, line_of(name_node), value, f"{path}.{name}", report)
        for name, (name_node, value) in pairs(node, path, report).items()
    ]
    return INVALID if any(sizes is INVALID for sizes in read) else tuple(read)


def _one_size(name: str, line: int, node: Node, path: str, report: Report) -> Any:
    label, _, field = name.rpartition(".")
    if not label or not field:
        report.refuse("SIMULATION-096", line, path, name=name)
        return INVALID
    values = Listing(NumberIn(0, _LARGEST_AMOUNT)).read(node, path, report)
    return INVALID if values is INVALID else Sizes(label, field, tuple(sorted(set(values))), line)
