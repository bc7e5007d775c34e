"""Rule files to parameters. Every problem of every file is found before anything is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, SequenceNode

from trimtab.kernel import InputRejectedError, Problem, Region, Wording
from trimtab.rules.checks import Fault, parameter_faults
from trimtab.rules.reading.forms import ENTRY, HEAD, KEY, PARAMETER
from trimtab.rules.reading.nodes import Node, Report, compose, line_of
from trimtab.rules.reading.shapes import INVALID, LIST, MAPPING, pairs, wrong_form
from trimtab.rules.types import (
    DatedValue,
    Parameter,
    Payment,
    Validity,
    Verification,
)


def read_file(path: Path, name: str) -> tuple[list[Parameter], list[Problem]]:
    """The parameters of one file; ``name`` is how problems call it."""
    report = Report(name)
    root = compose(path, report)
    if root is None and not report.problems:
        _lacks(report, 1, "", "region")
    parameters = [] if root is None else list(_file(root, report))
    return parameters, report.problems


def _lacks(report: Report, line: int, path: str, field: str) -> None:
    report.refuse("RULES-013", line, path, field=field, where=path or report.file)


def _file(root: Node, report: Report) -> Iterator[Parameter]:
    if not isinstance(root, MappingNode):
        wrong_form(root, "", report, "{region: ..., parameters: ...}")
        return
    found = pairs(root, "", report)
    listed = found.pop("parameters", None)
    head = HEAD.read_parts(found, line_of(root), "", report)
    if listed is None:
        _lacks(report, line_of(root), "", "parameters")
    elif not isinstance(listed[1], MappingNode):
        wrong_form(listed[1], "parameters", report, MAPPING)
    else:
        region = head["region"] if head else None
        for key, nodes in pairs(listed[1], "parameters", report).items():
            if parameter := _parameter(key, nodes, region, report):
                yield parameter


def _parameter(
    key: str, nodes: tuple[Node, Node], region: Region | None, report: Report
) -> Parameter | None:
    name, body = nodes
    path = f"parameters.{key}"
    if not KEY.fullmatch(key):
        report.refuse("RULES-030", line_of(name), path, key=key)
        return None
    if not isinstance(body, MappingNode):
        wrong_form(body, path, report, MAPPING)
        return None
    found = pairs(body, path, report)
    listed = found.pop("values", None)
    parts = PARAMETER.read_parts(found, line_of(name), path, report)
    if listed is None:
        _lacks(report, line_of(name), path, "values")
        return None
    if not isinstance(listed[1], SequenceNode) or not listed[1].value:
        wrong_form(listed[1], f"{path}.values", report, LIST)
        return None
    owner = region or Region("CN")  # entries are checked even when the file names no place
    entries = [
        _entry(key, owner, node, f"{path}.values[{at}]", report)
        for at, node in enumerate(listed[1].value)
    ]
    values = tuple(entry for entry in entries if entry is not None)
    if parts is None or region is None or len(values) < len(entries):
        return None
    return _checked(key, region, parts, values, body, line_of(name), report)


def _checked(
    key: str,
    region: Region,
    parts: dict[str, Any],
    values: tuple[DatedValue, ...],
    body: MappingNode,
    line: int,
    report: Report,
) -> Parameter | None:
    path = f"parameters.{key}"
    try:
        parameter = Parameter(
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
            report.file,
            line,
        )
    except InputRejectedError as error:
        report.refuse(error.code, line, path, **error.params)
        return None
    for fault in parameter_faults(parameter):
        at_line, at_path = _place(fault, path, body, line)
        report.refuse(fault.code, at_line, at_path, **fault.params)
    return parameter


def _place(fault: Fault, path: str, body: MappingNode, line: int) -> tuple[int, str]:
    """Line and key path of a fault: of the very field where it is written."""
    node = body
    if fault.entry is not None:
        listed = next(value for name, value in body.value if name.value == "values")
        node, path = listed.value[fault.entry], f"{path}.values[{fault.entry}]"
        line = line_of(node)
    for name, value in node.value:
        if name.value == fault.field:
            return line_of(value), f"{path}.{fault.field}"
    return line, path


def _entry(key: str, region: Region, node: Node, path: str, report: Report) -> DatedValue | None:
    parts = ENTRY.read(node, path, report)
    if parts is INVALID:
        return None
    year = parts.get("reference_year")
    start = parts.get("from") or (None if year is None else date(year, 1, 1))
    if start is None:
        _lacks(report, line_of(node), path, "from")
        return None
    try:
        return DatedValue(
            key,
            region,
            start,
            parts["recorded"],
            parts["reference"],
            parts.get("value"),
            parts.get("alternatives", ()),
            parts.get("validity", Validity.IN_FORCE),
            parts.get("verification", Verification.VERIFIED),
            parts.get("until"),
            parts.get("issued"),
            year,
            parts.get("note", Wording()),
            report.file,
            line_of(node),
        )
    except InputRejectedError as error:
        report.refuse(error.code, line_of(node), path, **error.params)
        return None
