"""The ``baseline`` of a scenario: what holds before any lever."""

from __future__ import annotations

from typing import Any

from yaml.nodes import MappingNode

from trimtab.kernel import InputRejectedError
from trimtab.rules.reading.nodes import Node, Report, line_of
from trimtab.rules.reading.shapes import INVALID, MAPPING, pairs, wrong_form
from trimtab.simulation.levers import make_baseline
from trimtab.simulation.scenario.shapes import Given, refuse_as


def read_baseline(node: Node, path: str, report: Report) -> Any:
    """The baseline, INVALID after noting what is wrong; the levers judge each of its fields."""
    if not isinstance(node, MappingNode):
        return wrong_form(node, path, report, MAPPING)
    before = len(report.problems)
    values: dict[str, Any] = {}
    for name, (name_node, value) in pairs(node, path, report).items():
        line, where = line_of(name_node), f"{path}.{name}"
        values[name] = Given().read(value, where, report)
        if values[name] is INVALID:
            continue
        try:
            make_baseline({name: values[name]}, line)
        except InputRejectedError as error:
            refuse_as(report, error, line, where)
    if len(report.problems) > before:
        return INVALID
    return make_baseline(values, line_of(node))
