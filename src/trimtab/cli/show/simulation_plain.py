"""A scenario in plain words, before anything runs."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.app.simulation import Prepared
from trimtab.cli.output import language, say
from trimtab.cli.show.simulation import print_head
from trimtab.cli.show.simulation_lines import show_lines
from trimtab.messages import text
from trimtab.reports import numbers
from trimtab.reports.simulation.figures import format_figure
from trimtab.reports.simulation.settings import settings_in_words, value_in_words
from trimtab.simulation.answers import OutcomeUnit
from trimtab.simulation.levers import LeverField, Policy
from trimtab.simulation.levers.baseline import BASELINE_FIELDS, BENEFIT_FIELDS
from trimtab.simulation.levers.wording import lever_title, parameter_title


def show_scenario(prepared: Prepared) -> None:
    """What would be run: economy, shocks, mixes with their levers, budget, size."""
    print_head(prepared)
    show_lines("", *_lines(prepared))


def _lines(prepared: Prepared) -> Iterator[str]:
    scenario, currency = prepared.scenario, prepared.economy.cells.currency
    yield say("simulation.plain.before")
    yield from (f"  - {one}" for one in _baseline(prepared))
    if scenario.shocks:
        yield say("simulation.plain.shocks")
        yield from (f"  - {_in_words(policy, prepared)}" for policy in scenario.shocks)
    for at, mix in enumerate(scenario.mixes):
        title = mix.title_in(language().value)
        yield say(f"simulation.plain.{'first' if at == 0 else 'mix'}", mix=title, name=mix.name)
        if not mix.policies:
            yield f"  {say('simulation.plain.none')}"
        yield from (f"  - {_in_words(policy, prepared)}" for policy in mix.policies)
    if scenario.budget:
        amount = format_figure(OutcomeUnit.MONEY, scenario.budget.amount, language(), currency)
        yield say("simulation.plain.budget", amount=amount)
    drawn = prepared.ensemble.parameters if prepared.ensemble.draws > 1 else ()
    names = [parameter_title(name, language()) for name in drawn]
    if names:
        listed = text("form.separator", language()).join(names)
        yield say("simulation.plain.uncertain", n=len(names), names=listed)
    elif prepared.ensemble.parameters:
        yield say("simulation.note.no_draws")
    else:
        yield say("simulation.note.nothing_uncertain")
    yield say(
        "simulation.plain.size",
        runs=f"{prepared.size.runs:,}",
        n=prepared.size.steps,
        cells=f"{prepared.size.cells:,}",
        megabytes=f"{max(1, round(prepared.size.result_bytes / 2**20)):,}",
    )
    yield say("simulation.plain.sound")


def _baseline(prepared: Prepared) -> Iterator[str]:
    """The starting rates, search intensity and benefit scheme that every mix shares."""
    baseline, economy = prepared.scenario.baseline, prepared.economy
    for name in ("unemployment_rate", "vacancy_rate"):
        rate = getattr(economy, name)
        if rate is None:
            yield say(f"simulation.plain.{name}_own")
        else:
            value = numbers.percent(rate, language(), 2)
            yield say(f"simulation.plain.{name}", value=value)
    yield _setting(BASELINE_FIELDS[0], baseline.search_intensity, economy.cells.currency)
    for field in BENEFIT_FIELDS if baseline.scheme else ():
        value = getattr(baseline.scheme, field.name)
        if value is not None:
            yield _setting(field, value, economy.cells.currency)


def _setting(field: LeverField, value: object, currency: str) -> str:
    shown = value_in_words("baseline", field, value, language(), currency)
    title = text(f"lever.baseline.{field.name}", language())
    return text("simulation_report.setting", language(), title=title, value=shown)


def _in_words(policy: Policy, prepared: Prepared) -> str:
    """Title of the lever and what it was given."""
    cells = prepared.economy.cells
    settings = text("form.separator", language()).join(
        settings_in_words(policy, language(), cells.currency, cells.occupation_titles)
    )
    title = lever_title(policy.form, language())
    return say("simulation.plain.lever", title=title, settings=settings)
