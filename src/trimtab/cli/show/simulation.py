"""A simulation that was run: what it rests on, and the outcomes of each mix."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.table import Table

from trimtab.app.simulation import Finished, Prepared
from trimtab.app.simulation_report import report_of
from trimtab.cli.output import console, language, say, table
from trimtab.cli.show.simulation_figures import (
    figure_heads,
    figures,
    keep_whole,
    measure,
    outcome_heading,
)
from trimtab.cli.show.simulation_lines import show_lines
from trimtab.cli.show.simulation_notes import notes_of, years_covered
from trimtab.messages import explain_problem, text
from trimtab.reports.simulation.titles import economy_title
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import OutcomeUnit, Runs, compare
from trimtab.simulation.economies import ACT_BETWEEN_REGIONS, RANGES
from trimtab.simulation.scenario import Scenario
from trimtab.simulation.types import DataBasis, Economy

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
    show_lines(*notes_of(finished, wording))


def shown_of(runs: Runs) -> list[str]:
    """The outcomes shown unless others are named; one that is 0 everywhere is left out."""
    return [name for name in SHOWN if name in runs.outcomes and runs.outcomes[name].any()]


def print_head(prepared: Prepared) -> None:
    """Title, economy with its label, how it was run."""
    scenario, economy, ensemble = prepared.scenario, prepared.economy, prepared.ensemble
    console().print(f"\n[bold]{scenario.title.in_language(language().value)}[/]")
    show_lines(
        say(
            "simulation.head.economy",
            economy=_named(economy),
            regions=len(economy.cells.regions),
            occupations=len(economy.cells.occupations),
            persons=f"{economy.employed.sum():,.0f}",
        ),
        say(
            "simulation.head.years",
            years=f"{scenario.years:g}",
            n=scenario.steps,
            weeks=f"{scenario.baseline.step_weeks:g}",
            covered=years_covered(scenario),
        ),
        say(
            f"simulation.head.{ensemble.mode.value}{'' if ensemble.draws > 1 else '_best'}",
            draws=ensemble.draws - 1,
            replicates=ensemble.replicates,
            seed=scenario.seed,
        ),
    )
    if economy.basis is not DataBasis.PUBLISHED:
        show_lines(say(f"simulation.basis.{economy.basis.value}"), style="bold yellow")
    if scenario.economy.name == "us":
        show_lines(say("simulation.head.network", given=_network(scenario, economy)))
    for caution in prepared.cautions:
        show_lines(explain_problem(caution, language()), style="yellow")
    if note := economy.note.in_language(language().value):
        show_lines(note, style="dim")


def _named(economy: Economy) -> str:
    """``Ohio (US-OH)``; an economy that nothing else names by its name."""
    title = economy_title(economy.name, economy.cells.occupation_titles, language())
    if title == economy.name:
        return title
    return say("simulation.named", title=title, code=economy.name)


def _network(scenario: Scenario, economy: Economy) -> str:
    """What the modelled network takes for granted, each with its value; of a single region not
    what acts between regions."""
    alone = len(economy.cells.regions) == 1
    return text("form.separator", language()).join(
        say(
            "simulation.assumed",
            title=say(f"economy.assumption.{name}"),
            value=f"{getattr(scenario.economy.network, name):g}",
        )
        for name in RANGES
        if not (alone and name in ACT_BETWEEN_REGIONS)
    )


def _levels(wording: SimulationWording, names: Sequence[str]) -> Table:
    found = compare(wording.report.runs, names)
    heads = figure_heads(wording, found.coverage)
    shown = table(
        say("simulation.title.outcomes"),
        (say("simulation.column.outcome"), say("simulation.column.mix"), *heads),
        right=range(2, 2 + len(heads)),
    )
    for name, levels in found.levels.items():
        form = wording.outcome_form(name, levels)
        for at, (mix, spread) in enumerate(zip(found.mixes, levels, strict=True)):
            heading = "" if at else outcome_heading(wording, name, form)
            shown.add_row(heading, wording.mix(mix), *figures(wording, form, spread))
    return keep_whole(shown, range(2, 2 + len(heads)))


def _items(wording: SimulationWording) -> Table:
    """Costs by item: mean over draws and replicates, or of the best estimates alone."""
    runs = wording.report.runs
    random = slice(1, None) if runs.draws > 1 else slice(None)
    means = {name: array[:, random].mean((1, 2)).tolist() for name, array in runs.costs.items()}
    form = wording.form_of(OutcomeUnit.MONEY, [one for values in means.values() for one in values])
    shown = table(
        say("simulation.title.costs", currency=form.unit_words, measure=measure(wording)),
        (
            say("simulation.column.item"),
            say("simulation.column.mix"),
            say("simulation.column.cost", currency=form.unit_words),
        ),
        right=(2,),
    )
    for name, values in means.items():
        spent = [(mix, one) for mix, one in zip(runs.mixes, values, strict=True) if one]
        for at, (mix, one) in enumerate(spent):
            shown.add_row("" if at else wording.item(name), wording.mix(mix), form.number(one))
    return shown
