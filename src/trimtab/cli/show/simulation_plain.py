"""A scenario in plain words, before anything runs."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.app.simulation import Prepared
from trimtab.cli.output import language, print_lines, say
from trimtab.cli.show.simulation import print_head
from trimtab.messages import text
from trimtab.reports.simulation.figures import format_figure
from trimtab.reports.simulation.settings import settings_in_words
from trimtab.simulation.answers import OutcomeUnit
from trimtab.simulation.levers import Policy
from trimtab.simulation.levers.wording import lever_title, parameter_title


def show_scenario(prepared: Prepared) -> None:
    """What would be run: economy, shocks, mixes with their levers, budget, size."""
    print_head(prepared)
    print_lines("", *_lines(prepared))


def _lines(prepared: Prepared) -> Iterator[str]:
    scenario, currency = prepared.scenario, prepared.economy.cells.currency
    if scenario.shocks:
        yield say("simulation.plain.shocks")
        yield from (f"  - {_in_words(policy, currency)}" for policy in scenario.shocks)
    for at, mix in enumerate(scenario.mixes):
        title = mix.title_in(language().value)
        yield say(f"simulation.plain.{'first' if at == 0 else 'mix'}", mix=title, name=mix.name)
        if not mix.policies:
            yield f"  {say('simulation.plain.none')}"
        yield from (f"  - {_in_words(policy, currency)}" for policy in mix.policies)
    if scenario.budget:
        amount = format_figure(OutcomeUnit.MONEY, scenario.budget.amount, language(), currency)
        yield say("simulation.plain.budget", amount=amount)
    names = [parameter_title(name, language()) for name in prepared.ensemble.parameters]
    if names:
        listed = text("form.separator", language()).join(names)
        yield say("simulation.plain.uncertain", n=len(names), names=listed)
    else:
        yield say("simulation.note.nothing_uncertain")
    yield say(
        "simulation.plain.size",
        runs=f"{prepared.size.runs:,}",
        steps=prepared.size.steps,
        cells=f"{prepared.size.cells:,}",
        megabytes=f"{max(1, round(prepared.size.result_bytes / 2**20)):,}",
    )
    yield say("simulation.plain.sound")


def _in_words(policy: Policy, currency: str) -> str:
    """Title of the lever and what it was given."""
    settings = text("form.separator", language()).join(
        settings_in_words(policy, language(), currency)
    )
    title = lever_title(policy.form, language())
    return say("simulation.plain.lever", title=title, settings=settings)
