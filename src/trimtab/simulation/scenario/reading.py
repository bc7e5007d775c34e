"""A scenario file to a scenario: every problem is found, with its line, before anything runs."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, ScalarNode

from trimtab.kernel import NO_WORDING, InputRejectedError, OccupationLevel, Problem
from trimtab.rules.reading.nodes import Node, Report, compose, line_of
from trimtab.rules.reading.shapes import INVALID, pairs, wrong_form
from trimtab.simulation.levers import Baseline
from trimtab.simulation.scenario.baseline import read_baseline
from trimtab.simulation.scenario.checks import scenario_problems
from trimtab.simulation.scenario.forms import BUDGET, HEAD, MIX, read_economy, read_sizes
from trimtab.simulation.scenario.policies import NAME, read_policies
from trimtab.simulation.scenario.types import (
    DEFAULT_REPLICATES,
    MOST_MIXES,
    Budget,
    EconomyChoice,
    Mix,
    Mode,
    Scenario,
)

_PARTS = ("economy", "baseline", "shocks", "mixes", "budget", "frontier")
"""Parts of a scenario with a form of their own; the others are plain fields."""


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file. Raises InputRejectedError SIMULATION-090 with every problem."""
    scenario, problems = inspect_scenario(path)
    if scenario is None or problems:
        raise InputRejectedError(
            "SIMULATION-090", problems=problems, file=str(path), n=len(problems)
        )
    return scenario


def inspect_scenario(path: Path) -> tuple[Scenario | None, list[Problem]]:
    """The scenario, or None, and what is wrong with its file."""
    report = Report(str(path))
    root = compose(path, report)
    report.problems = [_own(problem) for problem in report.problems]
    if root is None:
        if not report.problems:
            report.refuse("RULES-013", 1, "", field="mixes", where=str(path))
        return None, report.problems
    if not isinstance(root, MappingNode):
        wrong_form(root, "", report, "{title: ..., mixes: ...}")
        return None, report.problems
    scenario = _scenario(root, path, report)
    if scenario is not None:
        report.problems += scenario_problems(scenario)
    ordered = sorted(report.problems, key=lambda problem: problem.row or 0)
    return scenario, ordered


def _own(problem: Problem) -> Problem:
    """No readable YAML: in the words of scenarios, not of rule files."""
    return replace(problem, code="SIMULATION-095") if problem.code == "RULES-010" else problem


def _scenario(root: MappingNode, path: Path, report: Report) -> Scenario | None:
    found = pairs(root, "", report)
    lines = {name: line_of(name_node) for name, (name_node, _) in found.items()}
    parts = {name: found[name][1] for name in _PARTS if name in found}
    plain = HEAD.read_parts(found, line_of(root), "", report)
    economy = _part(parts, "economy", read_economy, EconomyChoice(), report)
    baseline = _part(parts, "baseline", read_baseline, Baseline(), report)
    shocks = _part(parts, "shocks", read_policies, (), report)
    budget = _part(parts, "budget", _budget, None, report)
    sizes = _part(parts, "frontier", read_sizes, (), report)
    mixes = _part(parts, "mixes", _mixes, (), report)
    if plain is None or any(
        part is INVALID for part in (economy, baseline, shocks, budget, sizes, mixes)
    ):
        return None
    fields = {name: value for name, value in plain.items() if name not in _PARTS}
    if fields.get("mode") is Mode.COUNTS:
        fields.setdefault("replicates", DEFAULT_REPLICATES)
    chosen = {
        "regions": fields.pop("regions", ()),
        "detail": fields.pop("occupations", OccupationLevel.DETAILED),
        "network": fields.pop("network", economy.network),
    }
    return Scenario(
        **fields,
        economy=replace(economy, **chosen),
        baseline=baseline,
        shocks=shocks,
        mixes=mixes,
        budget=budget,
        sizes=sizes,
        file=path,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        lines=lines,
    )


def _part(parts: dict[str, Node], name: str, read: Any, absent: Any, report: Report) -> Any:
    return read(parts[name], name, report) if name in parts else absent


def _budget(node: Node, path: str, report: Report) -> Any:
    read = BUDGET.read(node, path, report)
    return read if read is INVALID else Budget(**read, line=line_of(node))


def _mixes(node: Node, path: str, report: Report) -> Any:
    if not isinstance(node, MappingNode) or not node.value:
        return wrong_form(node, path, report, "{nothing: [], serve: [...]}")
    found = pairs(node, path, report)
    if len(found) > MOST_MIXES:
        report.refuse(
            "SIMULATION-091", line_of(node), path, got=len(found), low="1", high=str(MOST_MIXES)
        )
        return INVALID
    read = [
        _mix(name, line_of(name_node), body, f"{path}.{name}", report)
        for name, (name_node, body) in found.items()
    ]
    return INVALID if any(mix is INVALID for mix in read) else tuple(read)


def _mix(name: str, line: int, body: Node, path: str, report: Report) -> Any:
    """A list of levers, or ``{title: {en, zh}, levers: [...]}``."""
    if not NAME.fullmatch(name):
        report.refuse("SIMULATION-094", line, path, name=name)
        return INVALID
    if isinstance(body, ScalarNode):
        return wrong_form(body, path, report, "[]")
    if not isinstance(body, MappingNode):
        policies = read_policies(body, path, report)
        return INVALID if policies is INVALID else Mix(name, policies, line=line)
    parts = MIX.read(body, path, report)
    if parts is INVALID:
        return INVALID
    return Mix(name, parts["levers"], parts.get("title", NO_WORDING), line)
