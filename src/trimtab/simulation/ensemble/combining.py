"""Combinations of the levers of a scenario, for a frontier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from trimtab.kernel import UsageError
from trimtab.simulation.levers import Policy, make_policy, policy_conflicts
from trimtab.simulation.scenario.types import Scenario, Sizes

NamedMix = tuple[str, tuple[Policy, ...]]
_ABSENT = ("", None)
_Option = tuple[str, Policy | None]


@dataclass(frozen=True, slots=True)
class Combinations:
    """Mixes to compare, the scenario's first one first; how many there would have been, and how
    many were left out because their levers contradict each other."""

    mixes: tuple[NamedMix, ...]
    possible: int
    contradictory: int


def combine_levers(scenario: Scenario, most: int) -> Combinations:
    """Every combination of the levers of all mixes, each left out or at one of its sizes.

    Sizes        those of ``frontier`` in the scenario; a lever without sizes is in or out, as the
                 mixes have it (each variant once, never two variants of one lever together)
    Sample       where more than ``most`` are possible, a seeded sample of them without replacement;
                 the first mix, the combination without levers and the fullest one are always there
    Raises       UsageError SIMULATION-105 when the mixes hold no lever
    """
    options = _options(scenario)
    if not options:
        raise UsageError("SIMULATION-105", file=str(scenario.file))
    possible = prod(len(one) for one in options)
    first = scenario.mixes[0]
    found = {_key(first.policies): (first.name, scenario.policies_of(first))}
    contradictory = 0
    for chosen in _chosen(options, possible, most, scenario.seed):
        policies = tuple(policy for _, policy in chosen if policy is not None)
        everything = scenario.shocks + policies
        if policy_conflicts(everything):
            contradictory += 1
            continue
        name = " + ".join(name for name, policy in chosen if policy is not None) or "-"
        found.setdefault(_key(policies), (name, everything))
    return Combinations(tuple(found.values())[: max(most, 1)], possible, contradictory)


def _key(policies: tuple[Policy, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((one.form, repr(sorted(one.values.items()))) for one in policies)


def _chosen(
    options: list[tuple[_Option, ...]], possible: int, most: int, seed: int
) -> Iterator[tuple[_Option, ...]]:
    if possible <= most:
        yield from product(*options)
        return
    generator = np.random.Generator(np.random.Philox(key=seed))
    inside = generator.choice(possible - 2, size=most - 2, replace=False) + 1
    for number in (0, possible - 1, *sorted(int(one) for one in inside)):
        yield tuple(_numbered(options, number))


def _numbered(options: list[tuple[_Option, ...]], number: int) -> Iterator[_Option]:
    """The combination of that number, the last lever changing fastest."""
    place = prod(len(one) for one in options)
    for one in options:
        place //= len(one)
        at, number = divmod(number, place)
        yield one[at]


def _options(scenario: Scenario) -> list[tuple[_Option, ...]]:
    """For each lever of the mixes: left out, then its variants or sizes, the largest last."""
    variants: dict[str, list[Policy]] = {}
    for mix in scenario.mixes:
        for policy in mix.policies:
            held = variants.setdefault(policy.label or policy.form, [])
            if all(_key((policy,)) != _key((one,)) for one in held):
                held.append(policy)
    return [
        (_ABSENT, *_sized(label, held, [one for one in scenario.sizes if one.label == label]))
        for label, held in variants.items()
    ]


def _sized(label: str, variants: list[Policy], sizes: list[Sizes]) -> Iterator[_Option]:
    if not sizes:
        several = len(variants) > 1
        for at, policy in enumerate(variants, 1):
            yield (f"{label}#{at}" if several else label), policy
        return
    base = variants[0]
    for values in product(*(one.values for one in sizes)):
        if not all(values):  # a size of 0 is the lever left out
            continue
        changed = {one.field: value for one, value in zip(sizes, values, strict=True)}
        shown = ", ".join(f"{field}={value:g}" for field, value in changed.items())
        policy = make_policy(base.form, {**base.values, **changed}, base.line, base.label)
        yield f"{label} ({shown})", policy
