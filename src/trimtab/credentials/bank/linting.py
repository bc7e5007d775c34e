"""What is wrong with an equivalence rule before it counts: every place, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from trimtab.credentials.bank.book import Book
from trimtab.credentials.bank.equivalences import EquivalenceRule, RuleKind
from trimtab.kernel import Problem

_MANY = 1_000
_SHAPES: Mapping[RuleKind, tuple[int, int, int, int]] = MappingProxyType(
    {
        RuleKind.ONE_TO_ONE: (1, 1, 1, 1),
        RuleKind.MANY_TO_ONE: (2, _MANY, 1, 1),
        RuleKind.ONE_TO_MANY: (1, 1, 1, _MANY),
        RuleKind.MANY_TO_MANY: (2, _MANY, 2, _MANY),
        RuleKind.PARTIAL: (1, _MANY, 1, _MANY),
        RuleKind.PRIOR_LEARNING: (1, _MANY, 1, _MANY),
    }
)
"""Least and most inputs and outputs (a group of modules counts as many)."""


def lint_rules(rules: Iterable[EquivalenceRule], book: Book) -> tuple[Problem, ...]:
    """Everything wrong with some rules; also two of one id and version."""
    found: list[Problem] = []
    seen: set[str] = set()
    for one in rules:
        found += lint_rule(one, book)
        if one.key in seen:
            found.append(Problem("CREDITS-048", column=one.key, params={"rule": one.key}))
        seen.add(one.key)
    return tuple(found)


def lint_rule(rule: EquivalenceRule, book: Book) -> tuple[Problem, ...]:
    """Everything wrong with one rule, each with the field it is about (``column``)."""
    return (*_form(rule), *_frameworks(rule, book), *_targets(rule, book))


def _form(rule: EquivalenceRule) -> Iterator[Problem]:
    few_in, most_in, few_out, most_out = _SHAPES[rule.kind]
    modules = max((len(one.modules) for one in rule.outputs), default=0)
    outputs = max(len(rule.outputs), 1 if rule.kind is RuleKind.ONE_TO_ONE else modules)
    if not (few_in <= len(rule.inputs) <= most_in and few_out <= outputs <= most_out):
        yield Problem(
            "CREDITS-049",
            column="kind",
            params={"kind": rule.kind.value, "inputs": len(rule.inputs), "outputs": outputs},
        )
    if (rule.kind is RuleKind.PARTIAL) != bool(rule.bridge):
        yield Problem("CREDITS-050", column="bridge", params={"kind": rule.kind.value})
    if not rule.legal_basis.strip():
        yield Problem("CREDITS-051", column="legal_basis", params={"rule": rule.rule_id})
    if any(one.hundredths == 0 for one in rule.outputs):
        yield Problem("CREDITS-052", column="outputs", params={"rule": rule.rule_id})
    if rule.standing == "published" and not rule.source:
        yield Problem("CREDITS-053", column="source", params={"rule": rule.rule_id})


def _frameworks(rule: EquivalenceRule, book: Book) -> Iterator[Problem]:
    framework = book.frameworks.get(rule.framework_id)
    if framework is None:
        yield Problem("CREDITS-047", column="framework", params={"framework": rule.framework_id})
        return
    for one in rule.inputs:
        if one.level and framework.level(one.level) is None:
            yield Problem(
                "CREDITS-054",
                column="inputs",
                params={"level": one.level, "framework": rule.framework_id},
            )


def _targets(rule: EquivalenceRule, book: Book) -> Iterator[Problem]:
    """Named qualifications exist, and ask for something the rule gives."""
    for name in rule.qualifications:
        held = [one for one in book.qualifications if one.qualification_id == name]
        if not held:
            yield Problem("CREDITS-055", column="qualifications", params={"qualification": name})
            continue
        needs = [need for one in held for need in one.needs()]
        wanted = {module for need in needs for module in need.modules}
        natures = {nature for need in needs for nature in need.natures}
        open_to_all = any(not need.modules and not need.natures for need in needs)
        for output in rule.outputs:
            useful = set(output.modules) & wanted or output.nature in natures
            if not useful and not open_to_all:
                yield Problem(
                    "CREDITS-056",
                    column="outputs",
                    params={
                        "modules": ", ".join(output.modules) or output.nature,
                        "qualification": name,
                    },
                )
