"""Lists of levers as a scenario writes them, to policies; the levers judge their own fields."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from trimtab.kernel import InputRejectedError
from trimtab.rules.reading.nodes import Node, Report, line_of
from trimtab.rules.reading.shapes import INVALID, Text, near, pairs, wrong_form
from trimtab.simulation.levers import FORMS, Policy, make_policy
from trimtab.simulation.scenario.shapes import Given, one_name, refuse_as

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""How mixes and labels are named: they become columns of tables and parts of file names."""

_LEVERS = "[{reemployment_service: {share: 0.5}}, ...]"


def read_policies(node: Node, path: str, report: Report) -> Any:
    """The policies of a list, INVALID after noting what is wrong; ``[]`` is no policy.

    A form that stands twice in a list is told apart by its ``label``, or by ``:2``, ``:3`` after
    its name where the author gave none.
    """
    if not isinstance(node, SequenceNode):
        return wrong_form(node, path, report, _LEVERS)
    read = [_policy(one, f"{path}[{at}]", report) for at, one in enumerate(node.value)]
    if any(policy is INVALID for policy in read):
        return INVALID
    return _told_apart(read, path, report)


def _told_apart(policies: list[Policy], path: str, report: Report) -> Any:
    seen: Counter[str] = Counter()
    named: list[Policy] = []
    for policy in policies:
        label = policy.label or policy.form
        seen[label] += 1
        if seen[label] > 1 and policy.label:
            report.refuse("SIMULATION-092", policy.line, path, name=label)
            return INVALID
        again = seen[label] > 1
        named.append(replace(policy, label=f"{label}:{seen[label]}") if again else policy)
    return tuple(named)


def _policy(node: Node, path: str, report: Report) -> Any:
    entry = one_name(node, path, report)
    if entry is None:
        return INVALID
    form, body, line = entry
    path = f"{path}.{form}"
    if form not in FORMS:
        report.refuse(
            "SIMULATION-093",
            line,
            path,
            name=form,
            allowed=", ".join(FORMS),
            suggestion=near(form, FORMS),
        )
        return INVALID
    if isinstance(body, ScalarNode) and body.value == "":
        body = MappingNode("", [], body.start_mark, body.end_mark)  # a lever without any field
    if not isinstance(body, MappingNode):
        return wrong_form(body, path, report, "{share: 0.5}")
    return _with_fields(form, body, line, path, report)


def _with_fields(form: str, body: MappingNode, line: int, path: str, report: Report) -> Any:
    found = pairs(body, path, report)
    label = _label(found.pop("label", None), path, report)
    before = len(report.problems)
    values = {
        name: _value(form, name, nodes, f"{path}.{name}", report) for name, nodes in found.items()
    }
    for field in FORMS[form].fields:
        if field.required and field.name not in found:
            lacking = InputRejectedError(
                "SIMULATION-058",
                lever=form,
                field=field.name,
                unit=field.unit.value,
                line=line,
            )
            refuse_as(report, lacking, line, path)
    if label is INVALID or len(report.problems) > before:
        return INVALID
    try:
        return make_policy(form, values, line, label)
    except InputRejectedError as error:  # fields that contradict each other
        refuse_as(report, error, line, path)
        return INVALID


def _value(form: str, name: str, nodes: tuple[Node, Node], path: str, report: Report) -> Any:
    """What a field was given, after the lever has judged it."""
    line = line_of(nodes[0])
    field = FORMS[form].field(name)
    if field is None:
        known = [one.name for one in FORMS[form].fields]
        told = {"name": name, "allowed": ", ".join(known), "suggestion": near(name, known)}
        report.refuse("RULES-012", line, path, **told)
        return INVALID
    value = Given().read(nodes[1], path, report)
    if value is INVALID:
        return INVALID
    try:
        field.read(form, value, line)
    except InputRejectedError as error:
        refuse_as(report, error, line, path)
        return INVALID
    return value


def _label(nodes: tuple[Node, Node] | None, path: str, report: Report) -> Any:
    if nodes is None:
        return ""
    label = Text().read(nodes[1], f"{path}.label", report)
    if label is not INVALID and not NAME.fullmatch(label):
        report.refuse("SIMULATION-094", line_of(nodes[1]), f"{path}.label", name=label)
        return INVALID
    return label
