"""What the figures of a simulation cover, what they rest on, and whether the budget is kept."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.app.simulation import Finished
from trimtab.cli.output import language, say
from trimtab.reports.simulation.figures import format_figure
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import OutcomeUnit, policy_cost
from trimtab.simulation.answers.spreads import LEAST_DRAWS
from trimtab.simulation.scenario import Mode, Scenario


def years_covered(scenario: Scenario) -> str:
    """Years that the whole steps add up to: what every sum covers."""
    return f"{scenario.years_run:.2f}"


def notes_of(finished: Finished, wording: SimulationWording) -> Iterator[str]:
    """What the figures do and do not say."""
    ensemble = finished.prepared.ensemble
    yield say("simulation.note.window", covered=years_covered(finished.prepared.scenario))
    if wording.drawn:
        yield say("simulation.note.parameters", n=len(ensemble.parameters))
        if ensemble.draws - 1 < LEAST_DRAWS:
            yield say("simulation.note.few_draws", draws=ensemble.draws - 1, least=LEAST_DRAWS)
    elif ensemble.parameters:
        yield say("simulation.note.no_draws")
    else:
        yield say("simulation.note.nothing_uncertain")
    if ensemble.mode is Mode.MEAN_FIELD:
        yield say("simulation.note.mean_field")
    else:
        yield say(f"simulation.note.{'counts' if ensemble.replicates > 1 else 'counts_once'}")
    yield from _within_budget(finished, wording)
    yield from _above_reserve(finished, wording)


def _within_budget(finished: Finished, wording: SimulationWording) -> Iterator[str]:
    """Mixes whose policies cost more than the budget, with the share of draws in which they do; or
    that there are none."""
    budget, runs = finished.prepared.scenario.budget, finished.runs
    if budget is None or "cost" not in runs.outcomes:
        return
    amount = format_figure(OutcomeUnit.MONEY, budget.amount, language(), budget.currency)
    random = slice(1, None) if runs.draws > 1 else slice(None)
    kept = True
    for mix, cost in zip(runs.mixes, policy_cost(runs)[:, random].mean(2), strict=True):
        beyond = float((cost > budget.amount).mean())
        if beyond == 0:
            continue
        kept = False
        key = "over_budget" if wording.drawn else "over_budget_best"
        share = wording.percent(beyond)
        yield say(f"simulation.note.{key}", mix=wording.mix(mix), share=share, amount=amount)
    if kept:
        key = "within_budget" if wording.drawn else "within_budget_best"
        yield say(f"simulation.note.{key}", amount=amount)


def _above_reserve(finished: Finished, wording: SimulationWording) -> Iterator[str]:
    """Mixes in which the fund falls below its floor, or below zero where no floor is stated."""
    budget, runs = finished.prepared.scenario.budget, finished.runs
    if "fund_reserve_lowest" not in runs.outcomes:
        return
    floor = budget.least_reserve if budget and budget.least_reserve is not None else 0.0
    amount = format_figure(OutcomeUnit.MONEY, floor, language(), runs.currency)
    random = slice(1, None) if runs.draws > 1 else slice(None)
    lowest = runs.outcomes["fund_reserve_lowest"][:, random].mean(2)
    key = "under_reserve" if wording.drawn else "under_reserve_best"
    for mix, reserve in zip(runs.mixes, lowest, strict=True):
        if beyond := float((reserve < floor).mean()):
            share = wording.percent(beyond)
            yield say(f"simulation.note.{key}", mix=wording.mix(mix), share=share, amount=amount)
