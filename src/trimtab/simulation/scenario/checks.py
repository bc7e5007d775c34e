"""What a scenario contradicts in itself, and in the economy it is run on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from trimtab.kernel import Problem
from trimtab.rules.reading.shapes import near
from trimtab.simulation.levers import Policy, fixed_costs, planned_costs, policy_conflicts
from trimtab.simulation.levers.contribution import Caution
from trimtab.simulation.scenario.types import Mix, Mode, Scenario
from trimtab.simulation.types import Economy


def scenario_problems(scenario: Scenario) -> list[Problem]:
    """What is wrong with a scenario whatever the economy, with file, line and key path."""
    found = (
        *_only_for_us(scenario),
        *_same_mixes(scenario),
        *_windows(scenario),
        *_conflicts(scenario),
        *_unknown_sizes(scenario),
        *_chance_without_chance(scenario),
        *_unaffordable(scenario),
    )
    return [replace(problem, file=str(scenario.file)) for problem in found]


def economy_problems(scenario: Scenario, economy: Economy) -> list[Problem]:
    """What does not fit the economy: the currency of the budget."""
    budget, currency = scenario.budget, economy.cells.currency
    if budget is None or not currency or budget.currency == currency:
        return []
    return [
        Problem(
            "SIMULATION-103",
            file=str(scenario.file),
            row=budget.line,
            column="budget.currency",
            params={"got": budget.currency, "wanted": currency, "economy": economy.name},
        )
    ]


def _only_for_us(scenario: Scenario) -> Iterator[Problem]:
    """Other economies come with the network and the occupations they have."""
    for name in ("network", "occupations"):
        if name in scenario.lines and scenario.economy.name != "us":
            yield Problem(
                "SIMULATION-106",
                row=scenario.lines[name],
                column=name,
                params={"name": name, "economy": scenario.economy.name},
            )


def _contents(mix: Mix) -> frozenset[tuple[str, str]]:
    """What a mix does, however it is written and ordered."""
    return frozenset(
        (one.form, repr(sorted(one.values.items(), key=lambda pair: pair[0])))
        for one in mix.policies
    )


def _same_mixes(scenario: Scenario) -> Iterator[Problem]:
    first: dict[frozenset[tuple[str, str]], Mix] = {}
    for mix in scenario.mixes:
        other = first.setdefault(_contents(mix), mix)
        if other is not mix:
            yield Problem(
                "SIMULATION-097",
                row=mix.line,
                column=f"mixes.{mix.name}",
                params={"name": mix.name, "other": other.name, "line": other.line},
            )


def _placed(scenario: Scenario) -> Iterator[tuple[str, Policy]]:
    """Every policy of the file with its key path."""
    for at, policy in enumerate(scenario.shocks):
        yield f"shocks[{at}].{policy.form}", policy
    for mix in scenario.mixes:
        for at, policy in enumerate(mix.policies):
            yield f"mixes.{mix.name}[{at}].{policy.form}", policy


def _windows(scenario: Scenario) -> Iterator[Problem]:
    """A lever that begins when the simulation is over would silently do nothing."""
    for path, policy in _placed(scenario):
        start = policy.values.get("from_year")
        if isinstance(start, float | int) and start >= scenario.years:
            yield Problem(
                "SIMULATION-098",
                row=policy.line,
                column=f"{path}.from_year",
                params={"got": f"{start:g}", "years": f"{scenario.years:g}"},
            )


def _conflicts(scenario: Scenario) -> Iterator[Problem]:
    for mix in scenario.mixes:
        for problem in policy_conflicts(scenario.policies_of(mix)):
            yield replace(
                problem, row=problem.row or mix.line, column=f"mixes.{mix.name}.{problem.column}"
            )


def _unknown_sizes(scenario: Scenario) -> Iterator[Problem]:
    known = {
        f"{policy.label or policy.form}.{name}"
        for mix in scenario.mixes
        for policy in mix.policies
        for name in policy.values
    }
    for sizes in scenario.sizes:
        name = f"{sizes.label}.{sizes.field}"
        if name not in known:
            yield Problem(
                "SIMULATION-099",
                row=sizes.line,
                column=f"frontier.{name}",
                params={"name": name, "suggestion": near(name, known)},
            )


def _chance_without_chance(scenario: Scenario) -> Iterator[Problem]:
    if scenario.mode is Mode.MEAN_FIELD and scenario.replicates > 1:
        yield Problem(
            "SIMULATION-100",
            row=scenario.lines.get("replicates"),
            column="replicates",
            params={"got": scenario.replicates},
        )


def _unaffordable(scenario: Scenario) -> Iterator[Problem]:
    budget = scenario.budget
    if budget is None:
        return
    for mix in scenario.mixes:
        fixed = fixed_costs(mix.policies, scenario.years_run)
        if fixed > budget.amount:
            yield Problem(
                "SIMULATION-101",
                row=budget.line,
                column="budget.amount",
                params={
                    "amount": f"{budget.amount:,.0f}",
                    "fixed": f"{fixed:,.0f}",
                    "currency": budget.currency,
                    "mix": mix.name,
                },
            )


def budget_cautions(scenario: Scenario) -> Iterator[Problem]:
    """Mixes that cost more than the budget at best values if all their places are taken; the run
    may show that they are not."""
    budget = scenario.budget
    for mix in scenario.mixes if budget else ():
        planned = planned_costs(mix.policies, scenario.years_run)
        if budget and planned > budget.amount:
            yield Caution(
                "SIMULATION-118",
                file=scenario.file.name,
                row=mix.line,
                column=f"mixes.{mix.name}",
                params={
                    "amount": f"{budget.amount:,.0f}",
                    "planned": f"{planned:,.0f}",
                    "currency": budget.currency,
                    "mix": mix.name,
                },
            )
