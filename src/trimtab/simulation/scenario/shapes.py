"""The forms that only scenario files have; the others are those of rule files.

As there, ``read`` returns the value, or ``INVALID`` after noting the problem with its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from trimtab.kernel import Problem, TrimtabError
from trimtab.rules.reading.nodes import Node, Report, line_of
from trimtab.rules.reading.shapes import (
    INVALID,
    LIST,
    MAPPING,
    is_plain,
    number_in,
    pairs,
    shown,
    wrong_form,
)

_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True)
class NumberIn:
    """A number from ``low`` to ``high``, both included; ``whole`` without decimals."""

    low: float
    high: float
    whole: bool = False

    def read(self, node: Node, path: str, report: Report) -> Any:
        number = number_in(node)
        if number is None or (self.whole and number != int(number)):
            return wrong_form(node, path, report, "10" if self.whole else "2.5")
        if not self.low <= number <= self.high:
            report.refuse(
                "SIMULATION-091",
                line_of(node),
                path,
                got=shown(node),
                low=f"{self.low:g}",
                high=f"{self.high:g}",
            )
            return INVALID
        return int(number) if self.whole else number

    def schema(self, _language: object) -> dict[str, Any]:
        kind = "integer" if self.whole else "number"
        return {"type": kind, "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Given:
    """What a field of a lever may hold: a number, a word, true or false, a list of them, or a
    mapping of those, such as ``{low, best, high}``. The lever decides if it fits."""

    def read(self, node: Node, path: str, report: Report) -> Any:
        if not isinstance(node, MappingNode):
            return self._flat(node, path, report)
        found = {
            name: self._flat(value, f"{path}.{name}", report)
            for name, (_, value) in pairs(node, path, report).items()
        }
        return INVALID if any(value is INVALID for value in found.values()) else found

    def _flat(self, node: Node, path: str, report: Report) -> Any:
        if isinstance(node, ScalarNode):
            return _scalar(node)
        if isinstance(node, SequenceNode) and all(
            isinstance(one, ScalarNode) for one in node.value
        ):
            return [_scalar(one) for one in node.value]
        return wrong_form(node, path, report, LIST)


def _scalar(node: Node) -> float | bool | str:
    """As plain YAML has it; words in quotes stay words."""
    number = number_in(node)
    if number is not None:
        return number
    value = str(node.value).strip()
    return _TRUTHS.get(value, value) if is_plain(node) else value


def refuse_as(report: Report, error: TrimtabError, line: int, path: str) -> None:
    """Note what a lever refused, at the place of the file it was written."""
    report.problems.append(
        Problem(error.code, file=report.file, row=line, column=path, params=dict(error.params))
    )


def one_name(node: Node, path: str, report: Report) -> tuple[str, Node, int] | None:
    """The only key of ``{name: ...}`` with its value and line; None after noting what it is."""
    if isinstance(node, MappingNode):
        found = pairs(node, path, report)
        if len(found) == 1:
            name, (name_node, value) = next(iter(found.items()))
            return name, value, line_of(name_node)
    wrong_form(node, path, report, MAPPING)
    return None
