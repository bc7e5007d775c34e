"""From an economy and columns of policies to one model of a batch, with its costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from trimtab.simulation.levers import (
    ai_adoption,
    benefit,
    cluster_support,
    gig_coverage,
    graduates,
    hiring_subsidy,
    mobility_grant,
    reemployment_service,
    retention_subsidy,
    training,
)
from trimtab.simulation.levers.acts import Acts, Column, gather_acts
from trimtab.simulation.levers.baseline import Baseline
from trimtab.simulation.levers.calibrated import with_calibrated_effects
from trimtab.simulation.levers.composing import Composer, gather, over_batch
from trimtab.simulation.levers.conflicts import check_columns
from trimtab.simulation.levers.contribution import Caution, Charge, Contribution, DemandPart
from trimtab.simulation.levers.ground import Ground, Layout, wages
from trimtab.simulation.levers.policy import Policy
from trimtab.simulation.levers.selection import insured_kinds
from trimtab.simulation.levers.steady_state import BaselineSolution, solve_baseline
from trimtab.simulation.types import Economy, Matrix, Model, Tally, Vector

PREPARE: Mapping[str, Callable[[Acts, Ground], Contribution]] = MappingProxyType(
    {
        "ai_adoption": ai_adoption.prepare,
        "cluster_support": cluster_support.prepare,
        "hiring_subsidy": hiring_subsidy.prepare,
        "training": training.prepare,
        "retention_subsidy": retention_subsidy.prepare,
        "benefit": benefit.prepare,
        "reemployment_service": reemployment_service.prepare,
        "mobility_grant": mobility_grant.prepare,
        "gig_coverage": gig_coverage.prepare,
        "graduates": graduates.prepare,
    }
)
"""What turns each form into pieces of a model, demand first: training looks at what grows."""

_SIZE_OF_STATUSES = MappingProxyType(
    {
        "training": "seats_year",
        "reemployment_service": "share",
        "mobility_grant": "persons_year",
    }
)
"""What makes a lever that adds statuses a lever of size zero: then it adds none."""

_NOT_AT_REST = 1e-5
"""Change of stocks in a step, as a share of the labour force, that a reader is told of."""

_DRAWN_IF_LEFT_OUT = MappingProxyType(
    {"reemployment_service": "search_lift", "ai_adoption": "measure"}
)

_DEMAND = ("ai_adoption", "cluster_support", "hiring_subsidy")


@dataclass(frozen=True)
class Compiled:
    """A model ready to run, and what belongs beside its results.

    ``uncertain``: paths of the numbers that are drawn. ``parts``: what the demand levers change
    once complete, jobs (B,) by name. ``cautions``: findings for the reader; ``row`` of each is the
    line of its policy. ``solution``: the baseline's rates and steady state.
    """

    model: Model
    charges: tuple[Charge, ...]
    uncertain: tuple[str, ...]
    parts: Mapping[str, Vector]
    cautions: tuple[Caution, ...]
    solution: BaselineSolution
    steps: int
    step_weeks: float
    currency: str
    reserve: float | None

    @property
    def cost_items(self) -> tuple[str, ...]:
        """Names of what costs money, benefits included."""
        return tuple(dict.fromkeys(one.item for one in self.charges if not one.is_contribution))


def compile_model(
    economy: Economy, baseline: Baseline, columns: Sequence[Column], steps: int
) -> Compiled:
    """One model with a column of the batch for each of ``columns``.

    Model        the levers of each column added up (``trimtab.simulation.levers``); all columns
                 share statuses, network layers and start
    Inputs       steps >= 1 to run; at least one column
    Raises       SIMULATION-060 (baseline), 061, 062, 066 to 072 and 079 (a lever that this economy
                 cannot carry), 063, 064 (window, contradiction)
    Simplifies   see each lever's module; draws of the search intensity share the start
    """
    columns = with_calibrated_effects(columns, economy)
    check_columns(columns, steps, baseline.step_years)
    solution = solve_baseline(economy, baseline)
    acts = [
        one
        for one in gather_acts(columns, steps, baseline.step_years)
        if one.form not in _SIZE_OF_STATUSES or one.numbers(_SIZE_OF_STATUSES[one.form]).any()
    ]
    ground = _ground(economy, baseline, columns, acts, steps, solution)
    pieces = gather(_contributions(acts, ground))
    model = Model(
        cells=economy.cells,
        kinds=economy.kinds,
        statuses=ground.layout.statuses,
        network=ground.layout.network,
        rates=solution.rates(ground.search, float(np.max(baseline.rates.adjustment))),
        start=solution.best.start(economy, ground.spells, len(ground.layout.statuses)),
        inputs=Composer(ground, pieces).inputs,
        batch=ground.batch,
        tallies=tuple(_padded(one, len(ground.layout.statuses)) for one in pieces.tallies),
    )
    policies = [policy for column in columns for policy in column.policies]
    return Compiled(
        model=model,
        charges=pieces.charges,
        uncertain=uncertain_parameters(baseline, policies),
        parts=_parts(pieces.parts, ground.batch),
        cautions=(
            *pieces.cautions,
            *_free_lunches(policies),
            *_below_zero(ground, pieces),
            *_restless(solution),
        ),
        solution=solution,
        steps=steps,
        step_weeks=baseline.step_weeks,
        currency=economy.cells.currency,
        reserve=baseline.scheme.reserve if baseline.scheme else None,
    )


def uncertain_parameters(baseline: Baseline, policies: Sequence[Policy]) -> tuple[str, ...]:
    """Paths of all numbers that are drawn, in order, each once: those with a range, effects left
    to the evidence, and the measure of exposure where none is named."""
    paths = list(baseline.uncertain)
    for policy in policies:
        paths += policy.uncertain
        drawn = _DRAWN_IF_LEFT_OUT.get(policy.form)
        if drawn and policy.values[drawn] is None:
            paths.append(policy.path(drawn))
    return tuple(dict.fromkeys(paths))


def _ground(
    economy: Economy, baseline: Baseline, columns: Sequence[Column], acts: Sequence[Acts],
    steps: int, solution: BaselineSolution,
) -> Ground:  # fmt: skip
    scheme, spells = baseline.scheme, baseline.spells
    if scheme is not None:
        weeks = [scheme.weeks]
        weeks += [x for one in acts if one.form == "benefit" for x in one.numbers("weeks")]
        spells = max(spells, benefit.spells_for(float(np.nanmax(weeks)), baseline.step_weeks))
    insured = insured_kinds(economy.kinds)
    if insured is None:
        insured = np.full(len(economy.kinds), scheme.insured_share if scheme else 1.0)
    ground = Ground(
        economy=economy,
        baseline=baseline,
        solution=solution,
        steps=steps,
        batch=len(columns),
        search=np.array([baseline.search(column.uniforms) for column in columns]),
        spells=spells,
        wage=wages(economy),
        insured=insured,
        layout=Layout(economy.network),
    )
    if any(one.form == "training" for one in acts):
        best = [replace(one, uniforms=({},) * len(one.columns)) for one in acts]
        ground = replace(ground, growing=_growth(best, ground))
    return ground


def _growth(acts: Sequence[Acts], ground: Ground) -> Matrix:
    """(C, B) jobs that demand levers add by the last step, at their best values."""
    growth = np.zeros((len(ground.demand), ground.batch))
    for one in acts:
        if one.form in _DEMAND:
            for change in PREPARE[one.form](one, ground).demand:
                growth[:, change.columns] += change.change * change.path[-1]
    return growth


def _contributions(acts: Sequence[Acts], ground: Ground) -> list[Contribution]:
    order = {form: at for at, form in enumerate(PREPARE)}
    found = []
    if ground.baseline.scheme is not None:
        found.append(benefit.prepare_scheme(ground, ground.baseline.scheme))
    found += [
        PREPARE[one.form](one, ground)
        for one in sorted(acts, key=lambda one: (order[one.form], one.ordinal))
    ]
    return found


def _padded(tally: Tally, statuses: int) -> Tally:
    """A weight that names statuses, once all statuses are known."""
    weight = np.asarray(tally.weight)
    if weight.ndim != 5 or weight.shape[2] in (1, statuses):
        return tally
    whole = np.zeros((*weight.shape[:2], statuses, *weight.shape[3:]))
    whole[:, :, : weight.shape[2]] = weight
    return replace(tally, weight=whole)


def _parts(parts: Sequence[DemandPart], batch: int) -> Mapping[str, Vector]:
    jobs: dict[str, Vector] = {}
    for part in parts:
        jobs[part.name] = jobs.get(part.name, 0.0) + over_batch(part.jobs, part.columns, batch)
    return jobs


def _free_lunches(policies: Sequence[Policy]) -> tuple[Caution, ...]:
    """Programmes that cost nothing, each once."""
    found: dict[tuple[str, int | None], Caution] = {}
    for policy in policies:
        costs = [one.name for one in policy.lever.fields if one.name.startswith("cost_")]
        if costs and all(policy.number(name) == 0 for name in costs):
            params: dict[str, object] = {"lever": policy.label or policy.form}
            found[policy.form, policy.line] = Caution(
                "SIMULATION-080", row=policy.line, params=params
            )
    return tuple(found.values())


def _below_zero(ground: Ground, pieces: Contribution) -> tuple[Caution, ...]:
    """A caution where levers together ask a cell for fewer than no jobs."""
    if not pieces.demand:
        return ()
    last = np.repeat(ground.demand[:, None], ground.batch, axis=1)
    for one in pieces.demand:
        last[:, one.columns] += one.change * one.path[-1]
    emptied = int((last < 0).any(axis=1).sum())
    if not emptied:
        return ()
    return (Caution("SIMULATION-083", params={"cells": emptied}),)


def _restless(solution: BaselineSolution) -> tuple[Caution, ...]:
    """A caution where the start still moves by itself."""
    rest = solution.best
    if rest.residual <= _NOT_AT_REST:
        return ()
    params: dict[str, object] = {"steps": rest.steps, "residual": f"{rest.residual:.1e}"}
    return (Caution("SIMULATION-084", params=params),)
