"""The quick answer of the builder: the mean field at a few draws, on pooled kinds of persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from time import perf_counter

import yaml

from trimtab.app.simulation import Finished, Prepared
from trimtab.app.simulation_report import report_of
from trimtab.app.workbench.simulator_draft import (
    FIRST,
    MIX,
    Draft,
    document_of,
    scenario_of,
)
from trimtab.app.workbench.simulator_grounds import open_quick
from trimtab.app.workbench.simulator_merging import merge_runs
from trimtab.kernel import InputRejectedError, Problem
from trimtab.messages import Language
from trimtab.reports.simulation.types import SimulationReport
from trimtab.simulation.answers import Runs, Spread
from trimtab.simulation.answers.answering import answer
from trimtab.simulation.answers.frontier import policy_cost
from trimtab.simulation.answers.spreads import LEAST_DRAWS, spread
from trimtab.simulation.ensemble import (
    Ensemble,
    cautions_of,
    in_processes,
    plan_ensemble,
    run_ensemble,
    size_of,
)
from trimtab.simulation.levers import Policy
from trimtab.simulation.scenario import Mode, Scenario
from trimtab.simulation.types import Economy

QUICK_DRAWS = LEAST_DRAWS + 1
"""Draws of the quick answer: a few more than quantiles need to reach 5 and 95 %."""


@dataclass(frozen=True)
class Preview:
    """A quick answer. ``report`` speaks of two mixes, or of one where no lever is used.

    ``spent``: what the policies cost net of benefits saved; ``lowest_reserve``: the least that the
    fund holds at any time. None where nothing is decided or no fund is followed. ``cells``: of
    region and occupation that were run.
    """

    draft: Draft
    report: SimulationReport
    cautions: tuple[Problem, ...]
    spent: Spread | None
    lowest_reserve: Spread | None
    cells: int
    seconds: float


def preview(draft: Draft, language: Language) -> Preview:
    """Answer a draft at once; what happens without levers is remembered for the next question.

    Model        the full run's mean field on the same cells and network, with ``QUICK_DRAWS`` draws
                 of the uncertain numbers and persons told apart by insurance alone
    Raises       InputRejectedError WEB-094 with what is wrong by field of the form
    """
    began = perf_counter()
    whole = scenario_of(replace(draft, budget=None))  # a budget is shown, it refuses nothing here
    scenario = replace(whole, mode=Mode.MEAN_FIELD, replicates=1, draws=QUICK_DRAWS)
    economy = open_quick(draft.ground, draft.region)
    kept = tuple(mix for mix in scenario.mixes if mix.name in (FIRST, MIX))
    scenario = replace(scenario, mixes=kept)
    planned = tuple((mix.name, scenario.policies_of(mix)) for mix in kept)
    ensemble = plan_ensemble(scenario, economy, planned)
    cautions = _tried(ensemble)
    runs = _runs(draft, scenario, economy, planned)
    prepared = Prepared(scenario, economy, ensemble, size_of(ensemble))
    followed = "fund_reserve_lowest" in runs.outcomes
    answers = answer(runs, draft.budget, draft.least_reserve if followed else None)
    report = report_of(Finished(prepared, runs), language, datetime.now(UTC), answers)
    decided = len(kept) > 1
    return Preview(
        draft=draft,
        report=report,
        cautions=cautions,
        spent=spread(policy_cost(runs)[1]) if decided and "cost" in runs.outcomes else None,
        lowest_reserve=spread(runs.outcomes["fund_reserve_lowest"][-1]) if followed else None,
        cells=len(economy.cells),
        seconds=perf_counter() - began,
    )


def check_draft(draft: Draft) -> None:
    """Refuse what the full run would refuse. Raises InputRejectedError WEB-094."""
    scenario = scenario_of(draft)
    _tried(plan_ensemble(scenario, open_quick(draft.ground, draft.region)))


def _tried(ensemble: Ensemble) -> tuple[Problem, ...]:
    """Cautions of the levers; a lever that this economy cannot carry is named by its form."""
    try:
        return cautions_of(ensemble)
    except InputRejectedError as error:
        form = str(error.params.get("lever", ""))
        problem = Problem(
            error.code, column=f"{form}.on" if form else None, params=dict(error.params)
        )
        raise InputRejectedError("WEB-094", problems=[problem], n=1) from None


def _runs(
    draft: Draft,
    scenario: Scenario,
    economy: Economy,
    mixes: tuple[tuple[str, tuple[Policy, ...]], ...],
) -> Runs:
    """The first mix from memory where it was asked for before, the other one run now."""
    ground = yaml.safe_dump(document_of(replace(draft, uses=draft.shocks, name="", budget=None)))
    alone = _Alone(ground, scenario, economy)
    first = _first(alone)
    if len(mixes) == 1:
        return first
    ran = run_ensemble(plan_ensemble(scenario, economy, mixes[1:]), in_processes(1))
    return merge_runs([(first, {FIRST: FIRST}), (ran, {MIX: MIX})])


class _Alone:
    """A scenario without levers, known by what it rests on."""

    def __init__(self, words: str, scenario: Scenario, economy: Economy) -> None:
        self.key = (words, id(economy))
        self.scenario, self.economy = scenario, economy

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Alone) and self.key == other.key


@lru_cache(maxsize=32)
def _first(alone: _Alone) -> Runs:
    mixes = ((FIRST, alone.scenario.shocks),)
    return run_ensemble(plan_ensemble(alone.scenario, alone.economy, mixes), in_processes(1))


def fields_of(draft: Draft) -> Mapping[str, str]:
    """The draft as the fields it was read from, every one of them."""
    fields = {
        "ground": draft.ground.name,
        "region": draft.region,
        "name": draft.name,
        "years": f"{draft.years:g}",
        "mode": draft.mode.value,
        "draws": str(draft.draws),
    }
    if draft.budget is not None:
        fields["budget"] = f"{draft.budget:.12g}"
    if draft.least_reserve is not None:
        fields["least_reserve"] = f"{draft.least_reserve:.12g}"
    for use in draft.uses:
        fields |= {f"{use.form}.on": "1", f"{use.form}.width": f"{use.width:g}"}
        fields |= {f"{use.form}.{name}": _written(value) for name, value in use.values.items()}
        fields |= {f"{use.form}.{name}": code for name, code in use.who.items()}
    if draft.scheme is not None:
        fields["scheme.on"] = "1"
        fields |= {f"scheme.{name}": _written(value) for name, value in draft.scheme.items()}
    return fields


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.12g}"
