"""A frontier of mixes by cost."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from trimtab.app.simulation_frontier import FoundFrontier
from trimtab.cli.output import console, language, say, table
from trimtab.cli.show.simulation import print_head, wording_of
from trimtab.cli.show.simulation_figures import measure, outcome_heading
from trimtab.cli.show.simulation_lines import show_lines
from trimtab.cli.show.simulation_notes import years_covered
from trimtab.messages import text
from trimtab.reports.simulation.figures import format_figure
from trimtab.reports.simulation.settings import value_in_words
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import OUTCOMES, OutcomeUnit, Verdict
from trimtab.simulation.levers import Policy
from trimtab.simulation.levers.wording import lever_title


def show_frontier(found: FoundFrontier) -> None:
    """The mixes that nothing beats, and how many were tried."""
    wording = wording_of(found.finished)
    print_head(found.finished.prepared)
    console().print(_table(found, wording))
    show_lines(*_notes(found))


def _notes(found: FoundFrontier) -> Iterator[str]:
    """How many were tried and what became of them; what the figures cover."""
    edge, draws = found.frontier, found.finished.runs.draws - 1
    count = {verdict: sum(one.verdict is verdict for one in edge.mixes) for verdict in Verdict}
    yield say(
        "simulation.frontier.tried",
        tried=len(found.combinations.mixes),
        possible=found.combinations.possible,
        contradictory=found.combinations.contradictory,
        dominated=count[Verdict.DOMINATED],
        over_budget=count[Verdict.OVER_BUDGET],
        under_reserve=count[Verdict.UNDER_RESERVE],
    )
    if draws:
        yield say("simulation.frontier.draws", draws=draws)
    else:
        yield say("simulation.frontier.no_draws")
    covered = years_covered(found.finished.prepared.scenario)
    yield say("simulation.note.window", covered=covered)
    if edge.budget is not None:
        currency = found.finished.runs.currency
        amount = format_figure(OutcomeUnit.MONEY, edge.budget, language(), currency)
        yield say("simulation.frontier.budget", amount=amount)
    yield say("simulation.frontier.no_winner")


def _table(found: FoundFrontier, wording: SimulationWording) -> Table:
    edge = found.frontier
    first = next(one for one in edge.mixes if one.mix == found.finished.runs.mixes[0])
    gains = {one.mix: one.outcome - first.outcome for one in edge.undominated}
    money = wording.form_of(OutcomeUnit.MONEY, [one.cost for one in edge.undominated])
    form = wording.form_of(OUTCOMES[edge.outcome].unit, gains.values(), signed=True)
    shares = ("on_frontier", "allowed") if wording.drawn else ()
    shown = table(
        say(
            "simulation.title.frontier",
            first=wording.first,
            measure=measure(wording),
        ),
        (
            say("simulation.column.levers"),
            say("simulation.column.cost", currency=money.unit_words),
            outcome_heading(wording, edge.outcome, form),
            *(say(f"simulation.column.{name}") for name in shares),
        ),
        right=range(1, 3 + len(shares)),
    )
    policies = dict(found.finished.prepared.ensemble.mixes)
    for one in edge.undominated:
        shown.add_row(
            "\n".join(_levers(found, policies[one.mix], wording)) or say("simulation.plain.none"),
            money.number(one.cost),
            form.number(
                gains[one.mix], 2 if OUTCOMES[edge.outcome].unit is OutcomeUnit.SHARE else None
            ),
            *(wording.percent(getattr(one, f"share_{name}")) for name in shares),
        )
    return shown


def _levers(
    found: FoundFrontier, policies: tuple[Policy, ...], wording: SimulationWording
) -> Iterator[str]:
    """The levers of a mix with the sizes that the frontier tried."""
    scenario, separator = found.finished.prepared.scenario, text("form.separator", language())
    for policy in policies:
        if policy in scenario.shocks:
            continue
        title = lever_title(policy.form, language())
        sizes = [one.field for one in scenario.sizes if one.label == (policy.label or policy.form)]
        fields = [field for field in policy.lever.fields if field.name in sizes]
        shown = separator.join(
            value_in_words(
                policy.form,
                field,
                policy.values[field.name],
                language(),
                wording.report.runs.currency,
            )
            for field in fields
        )
        yield say("simulation.plain.lever", title=title, settings=shown) if shown else title
