"""A simulation that was run: what it rests on, and the outcomes of each mix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.table import Table

from trimtab.app.simulation import Finished, Prepared
from trimtab.app.simulation_report import report_of
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.messages import explain_problem, text
from trimtab.reports.simulation.figures import FigureForm, format_figure
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import Interval, OutcomeUnit, Runs, Spread, compare, policy_cost
from trimtab.simulation.economies import RANGES
from trimtab.simulation.scenario import Mode, Scenario
from trimtab.simulation.types import DataBasis

SHOWN = (
    "unemployment",
    "long_term_unemployment",
    "vacancy_rate",
    "employment_years",
    "in_training",
    "coverage",
    "cost",
    "windfall",
    "fund_reserve_end",
)
"""Outcomes shown unless others are named, where the run has them."""


def wording_of(finished: Finished) -> SimulationWording:
    """The words of a report on this run, in this process's language."""
    report = report_of(finished, language(), datetime.now(UTC))
    return SimulationWording(report, language())


def show_run(finished: Finished, outcomes: Sequence[str] = ()) -> None:
    """Head, outcomes by mix, costs by item, notes."""
    wording = wording_of(finished)
    print_head(finished.prepared)
    console().print(_levels(wording, outcomes or shown_of(finished.runs)))
    if finished.runs.costs and not outcomes:
        console().print(_items(wording))
    print_lines(*notes_of(finished, wording))


def shown_of(runs: Runs) -> list[str]:
    """The outcomes shown unless others are named; one that is 0 everywhere is left out."""
    return [name for name in SHOWN if name in runs.outcomes and runs.outcomes[name].any()]


def print_head(prepared: Prepared) -> None:
    """Title, economy with its label, how it was run."""
    scenario, economy, ensemble = prepared.scenario, prepared.economy, prepared.ensemble
    out = console()
    out.print(f"\n[bold]{scenario.title.in_language(language().value)}[/]")
    print_lines(
        say(
            "simulation.head.economy",
            economy=economy.name,
            regions=len(economy.cells.regions),
            occupations=len(economy.cells.occupations),
            persons=f"{economy.employed.sum():,.0f}",
        ),
        say(
            "simulation.head.years",
            years=f"{scenario.years:g}",
            steps=scenario.steps,
            weeks=f"{scenario.baseline.step_weeks:g}",
        ),
        say(
            f"simulation.head.{ensemble.mode.value}",
            draws=ensemble.draws - 1,
            replicates=ensemble.replicates,
            seed=scenario.seed,
        ),
    )
    if economy.basis is not DataBasis.PUBLISHED:
        out.print(f"[bold yellow]{say(f'simulation.basis.{economy.basis.value}')}[/]")
    if scenario.economy.name == "us":
        print_lines(say("simulation.head.network", given=_network(scenario)))
    for caution in prepared.cautions:
        out.print(f"[yellow]{explain_problem(caution, language())}[/]")
    if note := economy.note.in_language(language().value):
        out.print(f"[dim]{note}[/]")


def _network(scenario: Scenario) -> str:
    """What the modelled network takes for granted, each with its value."""
    return text("form.separator", language()).join(
        say(
            "simulation.assumed",
            title=say(f"economy.assumption.{name}"),
            value=f"{getattr(scenario.economy.network, name):g}",
        )
        for name in RANGES
    )


def uncertainty_heads(wording: SimulationWording, coverage: float) -> tuple[str, ...]:
    """Heads of the columns of uncertainty; the mean field has no Monte-Carlo error."""
    share = wording.percent(coverage)
    heads = (say("simulation.column.parameters", share=share),)
    chance = say("simulation.column.chance", share=share)
    return (*heads, chance) if wording.report.counted else heads


def figures(form: FigureForm, found: Spread, counted: bool) -> tuple[str, ...]:
    """Value, interval over parameters and, of counts, Monte-Carlo error; a dash for what was not
    run."""
    places = form.places_of(found.value, found.whole)
    shown = (form.number(found.value, places), interval(form, found.parameters, places))
    if not counted:
        return shown
    chance = found.monte_carlo
    return (*shown, f"±{form.half_width(chance, places)}" if chance else "-")


def interval(form: FigureForm, found: Interval | None, places: int) -> str:
    """Both ends; a dash where there is none."""
    if found is None:
        return "-"
    low, high = (form.number(end, places) for end in (found.low, found.high))
    return say("simulation.interval", low=low, high=high)


def outcome_heading(wording: SimulationWording, name: str, form: FigureForm) -> str:
    """The outcome with the unit of its figures."""
    return say("simulation.titled", title=wording.outcome(name), unit=form.unit_words)


def _levels(wording: SimulationWording, names: Sequence[str]) -> Table:
    found = compare(wording.report.runs, names)
    shown = table(
        say("simulation.title.outcomes"),
        (
            say("simulation.column.outcome"),
            say("simulation.column.mix"),
            say("simulation.column.value"),
            *uncertainty_heads(wording, found.coverage),
        ),
        right=(2, 3, 4) if wording.report.counted else (2, 3),
    )
    for name, levels in found.levels.items():
        form = wording.outcome_form(name, levels)
        for at, (mix, spread) in enumerate(zip(found.mixes, levels, strict=True)):
            heading = "" if at else outcome_heading(wording, name, form)
            row = figures(form, spread, wording.report.counted)
            shown.add_row(heading, wording.mix(mix), *row)
    return shown


def _items(wording: SimulationWording) -> Table:
    """Costs by item: mean over draws and replicates."""
    runs = wording.report.runs
    drawn = slice(1, None) if runs.draws > 1 else slice(None)
    means = {name: array[:, drawn].mean((1, 2)) for name, array in runs.costs.items()}
    spent = {name: values for name, values in means.items() if values.any()}
    form = wording.form_of(OutcomeUnit.MONEY, [float(one) for v in spent.values() for one in v])
    shown = table(
        say("simulation.title.costs", currency=form.unit_words),
        (say("simulation.column.item"), *(wording.mix(mix) for mix in runs.mixes)),
        right=tuple(range(1, len(runs.mixes) + 1)),
    )
    for name, values in spent.items():
        shown.add_row(wording.item(name), *(form.number(float(one)) for one in values))
    return shown


def notes_of(finished: Finished, wording: SimulationWording) -> Iterator[str]:
    """What the figures do and do not say."""
    ensemble = finished.prepared.ensemble
    yield say("simulation.note.window")
    if ensemble.draws > 1:
        yield say("simulation.note.parameters", n=len(ensemble.parameters))
    elif ensemble.parameters:
        yield say("simulation.note.no_draws")
    else:
        yield say("simulation.note.nothing_uncertain")
    if ensemble.mode is Mode.MEAN_FIELD:
        yield say("simulation.note.mean_field")
    yield from _over_budget(finished, wording)


def _over_budget(finished: Finished, wording: SimulationWording) -> Iterator[str]:
    """Mixes whose policies cost more than the budget, with the share of draws in which they do."""
    budget, runs = finished.prepared.scenario.budget, finished.runs
    if budget is None or "cost" not in runs.outcomes:
        return
    amount = format_figure(OutcomeUnit.MONEY, budget.amount, language(), budget.currency)
    drawn = slice(1, None) if runs.draws > 1 else slice(None)
    for mix, cost in zip(runs.mixes, policy_cost(runs)[:, drawn].mean(2), strict=True):
        beyond = float((cost > budget.amount).mean())
        if beyond > 0:
            yield say(
                "simulation.note.over_budget",
                mix=wording.mix(mix),
                share=wording.percent(beyond),
                amount=amount,
            )
