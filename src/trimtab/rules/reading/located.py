"""YAML as values that remember the line of every key; dates stay the text that was written.

For files whose forms are another's (cases, parameters of OpenFisca): scalars are read as YAML says,
unlike in rule files, where what is wanted decides.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from trimtab.kernel import Problem
from trimtab.rules.reading.nodes import Node, Report, compose, line_of
from trimtab.rules.reading.shapes import pairs

_DATE = "tag:yaml.org,2002:timestamp"
_MERGE = "<<"
_PLAIN = (True, False)  # as a parser says that a scalar stands without quotes
_QUOTED = (False, True)


class Located(dict[str, Any]):
    """A mapping with its own line and the line of each key; keys are texts."""

    line: int
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        """Where the key stands, or the mapping where it does not."""
        return self.lines.get(key, self.line)


def read_located(path: Path) -> tuple[Any, list[Problem]]:
    """The document and nothing, or None and what is wrong: RULES-010, -011, -014, with lines."""
    report = Report(str(path))
    root = compose(path, report)
    document = None if root is None else _Values(report).value(root, "")
    return (None if report.problems else document), report.problems


class _Values:
    """Makes values of nodes; a node that an alias repeats is made once."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._scalars: Any = yaml.SafeLoader("")
        self._made: dict[Node, Any] = {}

    def value(self, node: Node, path: str) -> Any:
        if node not in self._made:
            self._made[node] = None  # what an alias to a node around it stands for
            self._made[node] = self._value(node, path)
        return self._made[node]

    def _value(self, node: Node, path: str) -> Any:
        match node:
            case MappingNode():
                return self._mapping(node, path)
            case SequenceNode():
                return [self.value(one, f"{path}[{at}]") for at, one in enumerate(node.value)]
            case ScalarNode():
                return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: str) -> Located:
        made = Located()
        made.line, made.lines = line_of(node), {}
        for name, (name_node, value_node) in pairs(node, path, self._report).items():
            made[name] = self.value(value_node, f"{path}.{name}".lstrip("."))
            made.lines[name] = line_of(name_node)
        inherited = made.pop(_MERGE, None)
        for base in inherited if isinstance(inherited, list) else [inherited]:
            if isinstance(base, Located):
                made |= {name: base[name] for name in base if name not in made}
                made.lines = {**base.lines, **made.lines}
        return made

    def _scalar(self, node: ScalarNode, path: str) -> Any:
        implicit = _QUOTED if node.style else _PLAIN
        tag = node.tag or self._scalars.resolve(ScalarNode, node.value, implicit)
        construct = self._scalars.yaml_constructors.get(tag)
        if tag == _DATE or construct is None:
            return str(node.value)
        try:
            return construct(self._scalars, node)
        except (ValueError, yaml.YAMLError):  # a tag that the text does not fit
            self._report.refuse("RULES-014", line_of(node), path, got=node.value, wanted=tag)
            return None
