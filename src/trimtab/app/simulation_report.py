"""A finished simulation as a report: what was asked, what was run, what it answers."""

from __future__ import annotations

from datetime import datetime

from trimtab import __version__
from trimtab.app.simulation import Finished
from trimtab.kernel import NO_WORDING, InputRejectedError, Region
from trimtab.messages import Language
from trimtab.reports.simulation.types import Given, MixDescription, SimulationReport
from trimtab.simulation.answers.answering import Answers, answer
from trimtab.simulation.economies import ACT_BETWEEN_REGIONS, GROUPS_FILE, RANGES
from trimtab.simulation.scenario import Mode, Scenario
from trimtab.simulation.types import Economy


def answers_of(finished: Finished) -> Answers:
    """Every answer the runs can give, within the budget of the scenario."""
    budget = finished.prepared.scenario.budget
    if budget is None:
        return answer(finished.runs)
    return answer(finished.runs, budget.amount, budget.least_reserve)


def report_of(
    finished: Finished, language: Language, generated_at: datetime, answers: Answers | None = None
) -> SimulationReport:
    """The report of a run; ``answers`` where they were found already."""
    scenario, economy = finished.prepared.scenario, finished.prepared.economy
    titles = {mix.name: mix.title for mix in scenario.mixes}
    acting = finished.prepared.ensemble.mixes
    mixes = tuple(
        MixDescription(
            name,
            titles.get(name, NO_WORDING),
            tuple(one for one in policies if one not in scenario.shocks),
        )
        for name, policies in acting
    )
    budget = scenario.budget
    return SimulationReport(
        title=scenario.title,
        runs=finished.runs,
        answers=answers or answers_of(finished),
        mixes=mixes,
        basis=economy.basis,
        economy=economy.name,
        years=scenario.years,
        counted=finished.prepared.ensemble.mode is Mode.COUNTS,
        seed=scenario.seed,
        generated_at=generated_at,
        software_version=__version__,
        note=scenario.note,
        economy_note=economy.note,
        shocks=scenario.shocks,
        sources=economy.sources,
        scenario_file=scenario.file.name,
        scenario_sha256=scenario.sha256,
        to_country=country_of(economy),
        budget=budget.amount if budget else None,
        least_reserve=budget.least_reserve if budget else None,
        given=_given(scenario, economy),
        occupation_titles=economy.cells.occupation_titles,
        language=language,
    )


def _given(scenario: Scenario, economy: Economy) -> Given:
    """What the run rests on besides levers; of the network only what acts in these regions."""
    modelled = scenario.economy.name == "us"
    alone = len(economy.cells.regions) == 1
    names = [name for name in RANGES if not (alone and name in ACT_BETWEEN_REGIONS)]
    return Given(
        search_intensity=scenario.baseline.search_intensity,
        unemployment_rate=economy.unemployment_rate,
        unemployment_source=GROUPS_FILE if modelled else "",
        network={name: getattr(scenario.economy.network, name) for name in names if modelled},
        scheme=scenario.baseline.scheme,
    )


def country_of(economy: Economy) -> str:
    """The country of its regions; empty for regions of no known form."""
    try:
        return Region(economy.cells.regions[0]).country
    except InputRejectedError:
        return ""
